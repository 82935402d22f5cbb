"""Reports of imports in words: as sentences, and for the foot of a page."""

from markupsafe import Markup

from app.model import ImportReport
from app.web.present.text import NBSP, count


def sentences_of(report: ImportReport) -> Markup:
    """Describe an import in a sentence or two, its numbers in bold."""
    read = report.files.added + report.files.changed + report.files.unchanged
    found, went = _found(report), _gone(report)
    sentences = (
        []
        if report.files.failed and not (read or found or went)
        else [
            f"Read {_bold(read, 'file')}"
            + ("." if went and not found else f" and found {_listed(found)}.")
        ]
    )
    for gone, thing in went:
        sentences.append(
            f"{_bold(gone, thing)} "
            f"{'is gone from its file' if gone == 1 else 'are gone from their files'}, but kept "
            f"here."
        )
    if report.files.failed:
        sentences.append(f"{_bold(report.files.failed, 'file')} could not be read.")
    if grave := report.problems_total - report.harmless:
        sentences.append(f"{_bold(grave, 'place')} {'needs' if grave == 1 else 'need'} a look.")
    return Markup(" ").join(map(Markup, sentences))


def briefly(report: ImportReport) -> str:
    """Describe an import for the foot of a page.

    For example `14 new highlights, 3 reworded, 2 highlights gone`.
    """
    parts = []
    if report.highlights.added:
        parts.append(count(report.highlights.added, "new highlight"))
    if report.documents.added:
        parts.append(count(report.documents.added, "new document"))
    if report.highlights.changed:
        parts.append(f"{report.highlights.changed:,}{NBSP}reworded")
    if not parts and report.documents.changed:
        parts.append(count(report.documents.changed, "changed document"))
    parts += [f"{count(number, thing)} gone" for number, thing in _gone(report)]
    return ", ".join(parts) or "nothing new"


def _found(report: ImportReport) -> list[str]:
    documents, highlights = report.documents, report.highlights
    parts = [
        (documents.added, "new document"),
        (highlights.added, "new highlight"),
        (documents.changed, "changed document"),
        (highlights.changed, "reworded highlight"),
    ]
    return [_bold(number, thing) for number, thing in parts if number]


def _gone(report: ImportReport) -> list[tuple[int, str]]:
    return [
        (number, thing)
        for number, thing in (
            (report.documents.gone, "document"),
            (report.highlights.gone, "highlight"),
        )
        if number
    ]


def _bold(number: int, thing: str) -> str:
    return f"<b>{count(number, thing)}</b>"


def _listed(parts: list[str]) -> str:
    return (
        " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
        if parts
        else "nothing new"
    )

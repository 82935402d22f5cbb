"""JSON of imports: a parsed file, and the report of an import."""

from collections.abc import Callable, Sequence

from app.contract import inspection, shapes
from app.model import (
    Counts,
    Difference,
    ImportReport,
    ParsedDocument,
    ParsedFile,
    ParsedHighlight,
    Problem,
    Undone,
)

# Identity key of a highlight or document, the same over all exports; the importer gives the
# functions.
DocumentKey = Callable[[ParsedDocument], str]
HighlightKey = Callable[[ParsedDocument, ParsedHighlight], str]


def inspected(
    file: ParsedFile, document_key: DocumentKey, highlight_key: HighlightKey
) -> inspection.Inspected:
    """Parsed content of one file, with the keys that the importer gives."""
    return {
        "path": file.path,
        "format": file.format,
        "skipped": file.skipped or None,
        "documents": [
            _document(document, document_key, highlight_key) for document in file.documents
        ],
        "unparsed": [{"line": line.number, "text": line.text} for line in file.unparsed],
        "problems": [
            {"line": problem.line, "message": problem.message} for problem in file.problems
        ],
    }


def _document(
    document: ParsedDocument, document_key: DocumentKey, highlight_key: HighlightKey
) -> inspection.InspectedDocument:
    return {
        "key": document_key(document),
        "title": document.title,
        "authors": [*document.authors],
        "kind": document.kind,
        "url": document.url,
        "cover_url": document.cover_url,
        "summary": document.summary,
        "note": document.note,
        "tags": [*document.tags],
        "aliases": [*document.aliases],
        "published": document.published,
        "properties": dict(document.properties),
        "body": document.body,
        "highlights": [
            _highlight(highlight, highlight_key(document, highlight))
            for highlight in document.highlights
        ],
    }


def _highlight(highlight: ParsedHighlight, key: str) -> inspection.InspectedHighlight:
    tags = {tag.casefold() for tag in highlight.tags}
    return {
        "key": key,
        "ids": [*highlight.ids],
        "text": highlight.text,
        "note": highlight.note,
        "tags": [*highlight.tags],
        "favorite": bool(tags & {"favorite", "favourite"}),
        "discarded": bool(tags & {"discard", "discarded"}),
        "chapter": highlight.chapter,
        "location": highlight.location,
        "url": highlight.url,
        "color": highlight.color,
        "highlighted_at": highlight.highlighted_at,
        "added_at": highlight.added_at,
        "lines": [[first, last] for first, last in highlight.lines],
        "repeats": [*highlight.repeats],
    }


def report(done: ImportReport) -> shapes.Report:
    """Report of one import."""
    files, documents, highlights = done.files, done.documents, done.highlights
    return {
        "import": done.id,
        "seconds": round(done.seconds, 3),
        "files": {
            "added": files.added,
            "changed": files.changed,
            "unchanged": files.unchanged,
            "gone": files.gone,
            "skipped": files.skipped,
            "failed": files.failed,
        },
        "documents": {"added": documents.added, "changed": documents.changed},
        "highlights": {
            "added": highlights.added,
            "changed": highlights.changed,
            "unchanged": highlights.unchanged,
            "gone": highlights.gone,
            "repeated": highlights.repeated,
        },
        "problems": [_problem(problem) for problem in done.problems],
        "problems_total": max(done.problems_total, len(done.problems)),
        "source": done.source,
        "started_at": done.started_at,
        "finished": done.finished,
        "undone_at": done.undone_at or None,
        "differences": [_difference(difference) for difference in done.differences],
        "skipped_files": [{"path": path, "reason": reason} for path, reason in done.skipped],
        "unparsed_lines": done.unparsed,
    }


def undone(number: int, changed: Undone) -> shapes.Undone:
    """Result of undoing an import."""
    return {
        "import": number,
        "documents": _changes(changed.documents),
        "highlights": _changes(changed.highlights),
    }


def _changes(counts: Counts) -> shapes.UndoneCounts:
    return {"added": counts.added, "changed": counts.changed, "gone": counts.gone}


def verified(mended: Sequence[Problem], left: Sequence[Problem]) -> shapes.Verified:
    """Result of a check: mended problems, and those that remain."""
    return {
        "sound": not left,
        "mended": [_problem(problem) for problem in mended],
        "problems": [_problem(problem) for problem in left],
    }


def _difference(one: Difference) -> shapes.Difference:
    return {
        "what": one.what,
        "highlight": one.highlight,
        "document": one.document,
        "before": one.before,
        "after": one.after,
    }


def _problem(problem: Problem) -> shapes.Problem:
    return {"path": problem.path, "line": problem.line, "message": problem.message}

"""What an import did, told in a sentence or two."""

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from app.cli.output import counted, harmless, tell

if TYPE_CHECKING:
    from app.model import Counts, ImportReport, Problem

PROBLEMS_SHOWN = 20


def sentence(report: "ImportReport", *, dry_run: bool = False) -> str:
    """The whole import in a sentence, or what it would be."""
    files = report.files
    read = files.added + files.changed
    told = changes(report)
    rest = [counted(files.unchanged, "file") + " unchanged"] if files.unchanged else []
    rest += [f"{counted(files.skipped, 'file')} skipped{_named(report)}"] if files.skipped else []
    rest += [counted(files.failed, "file") + " failed"] if files.failed else []
    rest += [counted(report.unparsed, "line") + " not understood"] if report.unparsed else []
    head = f"{'would read' if dry_run else 'read'} {counted(read, 'file')}: {told or 'nothing new'}" if read else told or "nothing new"
    took = f" (import {report.id}, {report.seconds:.1f} s)" if report.id else ""
    return "; ".join([head, *rest]) + took


def _named(report: "ImportReport") -> str:
    """The first files that were passed over, each with the reason, and how many more there are."""
    names = ", ".join(f"{' '.join(PurePath(each.path).name.split())} ({each.reason})" for each in report.skipped)
    more = report.files.skipped - len(report.skipped)
    return f": {names}{f' and {more:,} more' if more else ''}" if names else ""


def changes(report: "ImportReport") -> str:
    """What changed in the library, in words; empty where nothing did."""
    parts = [*_parts(report.documents, "document"), *_parts(report.highlights, "highlight")]
    parts += [f"{counted(report.files.gone, 'file')} gone"] if report.files.gone else []
    return ", ".join(parts)


def _parts(counts: "Counts", thing: str) -> list[str]:
    parts = [f"{counted(counts.added, f'new {thing}')}"] if counts.added else []
    parts += [f"{counted(counts.changed, thing)} changed"] if counts.changed else []
    parts += [f"{counted(counts.gone, thing)} gone"] if counts.gone else []
    return parts + ([f"{counts.repeated:,} repeated"] if counts.repeated else [])


def problem_line(problem: "Problem") -> str:
    """A problem with where it stands."""
    where = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return f"{where}: {problem.message}" if where else problem.message


def untold(report: "ImportReport", told: "set[Problem]") -> "ImportReport":
    """The report with those of its problems alone that the report before did not have; `told` holds all of them afterwards."""
    fresh = tuple(problem for problem in report.problems if problem not in told)
    told.clear()
    told.update(report.problems)
    return replace(report, problems=fresh, problems_total=len(fresh))


def tell_problems(report: "ImportReport") -> None:
    """The first problems, each on a line of standard error, those of many files in one, and how many more there are."""
    from app.importer.summary import in_few_sentences

    told = in_few_sentences(report.problems)
    for problem in told[:PROBLEMS_SHOWN]:
        tell(harmless(problem_line(problem)))
    more = max(report.problems_total - len(report.problems), 0) + len(told[PROBLEMS_SHOWN:])
    if more > 0:
        tell(f"and {more:,} more; see " + (f"`florilegium imports {report.id}`" if report.id else "them all with --json"))

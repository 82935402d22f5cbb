"""Reports of an import as sentences for people."""

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from app.cli.output import counted, print_status, without_controls

if TYPE_CHECKING:
    from app.model import Counts, ImportReport, Problem

PROBLEMS_SHOWN = 20


def sentence(report: "ImportReport", *, dry_run: bool = False) -> str:
    """Summary of an import in one sentence, of a dry run in the conditional."""
    files = report.files
    read = files.added + files.changed
    changed = changes(report)
    rest = [counted(files.unchanged, "file") + " unchanged"] if files.unchanged else []
    rest += [f"{counted(files.skipped, 'file')} skipped{_named(report)}"] if files.skipped else []
    rest += [counted(files.failed, "file") + " failed"] if files.failed else []
    rest += [counted(report.unparsed, "line") + " not understood"] if report.unparsed else []
    head = (
        f"{'would read' if dry_run else 'read'} {counted(read, 'file')}: {changed or 'nothing new'}"
        if read
        else changed or "nothing new"
    )
    took = f" (import {report.id}, {report.seconds:.1f} s)" if report.id else ""
    return "; ".join([head, *rest]) + took


def _named(report: "ImportReport") -> str:
    """First skipped files with their reasons, and the number of the others."""
    names = ", ".join(
        f"{' '.join(PurePath(each.path).name.split())} ({each.reason})" for each in report.skipped
    )
    more = report.files.skipped - len(report.skipped)
    return f": {names}{f' and {more:,} more' if more else ''}" if names else ""


def changes(report: "ImportReport") -> str:
    """Changes of the library in words; empty without any."""
    parts = [*_parts(report.documents, "document"), *_parts(report.highlights, "highlight")]
    parts += [f"{counted(report.files.gone, 'file')} gone"] if report.files.gone else []
    return ", ".join(parts)


def _parts(counts: "Counts", thing: str) -> list[str]:
    parts = [f"{counted(counts.added, f'new {thing}')}"] if counts.added else []
    parts += [f"{counted(counts.changed, thing)} changed"] if counts.changed else []
    parts += [f"{counted(counts.gone, thing)} gone"] if counts.gone else []
    return parts + ([f"{counts.repeated:,} repeated"] if counts.repeated else [])


def problem_line(problem: "Problem") -> str:
    """Problem with its path and line."""
    where = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return f"{where}: {problem.message}" if where else problem.message


def new_problems(report: "ImportReport", reported: "set[Problem]") -> "ImportReport":
    """Report with only those problems that are not in `reported`.

    Afterwards `reported` holds the problems of this report.
    """
    fresh = tuple(problem for problem in report.problems if problem not in reported)
    reported.clear()
    reported.update(report.problems)
    return replace(report, problems=fresh, problems_total=len(fresh))


def print_problems(report: "ImportReport") -> None:
    """Print the first problems on standard error, similar ones in one line, and how many more."""
    from app.importer.summary import in_few_sentences

    problems = in_few_sentences(report.problems)
    for problem in problems[:PROBLEMS_SHOWN]:
        print_status(without_controls(problem_line(problem)))
    more = max(report.problems_total - len(report.problems), 0) + len(problems[PROBLEMS_SHOWN:])
    if more > 0:
        print_status(
            f"and {more:,} more; see "
            + (f"`florilegium imports {report.id}`" if report.id else "them all with --json")
        )

"""Imports and files as the ledger tells them."""

import pytest
from sqlalchemy import Connection

from app.errors import NotFoundError
from app.model import Counts, Line, Problem
from app.store.db import import_schema
from app.store.reads.imports import (
    PROBLEMS_SHOWN,
    file_record,
    import_report,
    latest_import,
    list_files,
    list_imports,
)
from tests.store.library import add, add_file, add_import


def test_imports_are_listed_newest_first_without_their_problems(db: Connection) -> None:
    listing = list_imports(db)
    assert [
        (report.id, report.finished, report.undone_at, report.problems_total)
        for report in listing.items
    ] == [
        (3, False, "", 0),
        (2, True, "2024-05-02T09:00:00Z", 2),
        (1, True, "", 1),
    ]
    assert (listing.total, listing.next_cursor, listing.items[1].problems) == (3, "", ())


def test_imports_come_a_page_at_a_time(db: Connection) -> None:
    first = list_imports(db, limit=2)
    assert [report.id for report in list_imports(db, cursor=first.next_cursor).items] == [1]


def test_a_report_holds_its_counts_and_problems(db: Connection) -> None:
    report = import_report(db, 2)
    assert (report.files, report.documents, report.highlights) == (
        Counts(added=1),
        Counts(added=1),
        Counts(added=2, repeated=1),
    )
    assert report.problems == (
        Problem("the header is not closed", 2, "Odd.md"),
        Problem("'nowhere' does not exist", 0, "nowhere"),
    )
    assert (report.seconds, report.source, report.started_at) == (
        2.0,
        "exports",
        "2024-05-01T08:00:00Z",
    )


def test_an_unfinished_import_has_no_counts_yet(db: Connection) -> None:
    assert import_report(db, 3).files == Counts()


def test_a_report_shows_no_more_than_a_thousand_problems_and_counts_all(blank: Connection) -> None:
    for line in range(PROBLEMS_SHOWN + 1):
        add(blank, import_schema.problems, import_id=1, path="x.md", line=line, message="odd")
    report = import_report(blank, 1)
    assert (len(report.problems), report.problems_total) == (PROBLEMS_SHOWN, PROBLEMS_SHOWN + 1)


def test_an_unknown_import_or_file_is_said(db: Connection) -> None:
    with pytest.raises(NotFoundError, match="no import 99"):
        import_report(db, 99)
    with pytest.raises(NotFoundError, match=r"no file 'never\.md'"):
        file_record(db, "never.md")


def test_the_latest_import_is_the_newest(db: Connection, blank: Connection) -> None:
    latest = latest_import(db)
    assert latest
    assert latest.id == 3
    blank.execute(import_schema.imports.delete())
    assert latest_import(blank) is None


def test_files_are_listed_by_path_with_what_they_became(db: Connection) -> None:
    files = {record.path: record for record in list_files(db).items}
    assert list(files) == sorted(files)
    assert [document.title for document in files["Books/Salt.md"].documents] == ["The Salt Road"]
    assert (files["Books/Salt-2.md"].gone, files["Empty.md"].skipped, files["Odd.md"].unparsed) == (
        True,
        "empty",
        (),
    )
    assert list_files(db).total == 7


def test_files_come_a_page_at_a_time(db: Connection) -> None:
    first = list_files(db, limit=4)
    assert len(first.items) + len(list_files(db, cursor=first.next_cursor).items) == 7


def test_a_file_holds_the_lines_nobody_understood_and_the_problems_it_has_now(
    db: Connection,
) -> None:
    odd = file_record(db, "Odd.md")
    assert odd.unparsed == (Line(2, "a line nobody knew"), Line(4, "??"))
    assert odd.problems == (Problem("the header is not closed", 2, "Odd.md"),)
    assert (odd.format, odd.gone, odd.documents) == ("readwise-obsidian", False, ())


def test_a_file_that_could_not_be_read_again_tells_so(blank: Connection) -> None:
    file_id = add_file(blank, "Locked.md")
    later = add_import(blank)
    add(
        blank,
        import_schema.problems,
        import_id=later,
        file_id=file_id,
        path="Locked.md",
        message="permission denied",
    )
    assert [problem.message for problem in file_record(blank, "Locked.md").problems] == [
        "permission denied"
    ]


def test_the_ledger_costs_the_same_queries_whatever_its_rows(
    db: Connection, queries: list[str]
) -> None:
    for limit in (1, 200):
        queries.clear()
        list_files(db, limit=limit)
        assert len(queries) == 5
        queries.clear()
        list_imports(db, limit=limit)
        assert len(queries) == 2
    queries.clear()
    file_record(db, "Odd.md")
    assert len(queries) == 5

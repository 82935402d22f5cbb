"""How dates, places, numbers and imports are told."""

import time

import pytest

from app.model import Counts, ImportReport
from app.web.present import reports, text
from app.web.present.text import NBSP


@pytest.mark.parametrize(
    ("stamp", "told"),
    [
        ("2025-03-12", "12 Mar 2025"),
        ("2025-03-12T09:56:00", "12 Mar 2025"),
        ("2025-05-03T09:56:00+02:00", "3 May 2025"),
        ("2025-03", "Mar 2025"),
        ("2019", "2019"),
        ("", ""),
        ("2025-13-01", "2025"),
        ("last spring", "last spring"),
        ("2025-xx-12", "2025"),
    ],
)
def test_days(stamp: str, told: str) -> None:
    assert text.day(stamp) == told.replace(
        " ", NBSP if told[:1].isdigit() or told == "Mar 2025" else " "
    )


@pytest.mark.parametrize(
    ("earliest", "latest", "told"),
    [
        ("2025-03-12", "2025-05-03", "12 Mar to 3 May 2025"),
        ("2024-12-31", "2025-05-03", "31 Dec 2024 to 3 May 2025"),
        ("2025-05-03T08:00:00", "2025-05-03T09:00:00", "3 May 2025"),
        ("", "2025-05-03", "3 May 2025"),
        ("2019", "2025-05-03", "2019 to 3 May 2025"),
    ],
)
def test_spans_say_a_shared_year_once(earliest: str, latest: str, told: str) -> None:
    assert text.span(earliest, latest).replace(NBSP, " ") == told


def test_moments_are_told_in_the_time_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Vienna")
    time.tzset()
    try:
        assert text.moment("2025-05-03T07:56:00Z") == f"3{NBSP}May{NBSP}2025, 09:56"
        assert text.moment("2025-05-03T23:56:00") == f"4{NBSP}May{NBSP}2025, 01:56"
        assert text.moment("soon") == "soon"
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("location", "short", "long"),
    [
        ("Page 80", "p. 80", "p. 80"),
        ("page xiv", "p. xiv", "p. xiv"),
        ("Pages 12-14", "p. 12–14", "p. 12–14"),
        ("Location 911", "loc. 911", "location 911"),
        ("loc. 1204-1206", "loc. 1204–1206", "location 1204–1206"),
        ("1:02:33", "1:02:33", "1:02:33"),
        ("Pageant", "Pageant", "Pageant"),
        ("", "", ""),
    ],
)
def test_places_are_short_in_lists_and_whole_in_citations(
    location: str, short: str, long: str
) -> None:
    assert text.place(location).replace(NBSP, " ") == short
    assert text.long_place(location).replace(NBSP, " ") == long
    assert not {" "} & set(text.place(location))


def test_a_place_that_goes_on_and_on_is_cut() -> None:
    begun = time.process_time()
    assert len(text.place("Page " + "1" * 100_000)) == 41
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("number", "told"), [(0, "no highlights"), (1, "1 highlight"), (1284, "1,284 highlights")]
)
def test_counts(number: int, told: str) -> None:
    assert text.count(number, "highlight").replace(NBSP, " ") == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0001, "1 ms"), (0.0042, "4 ms"), (1.23, "1.2 seconds"), (200, "3 min 20 s")],
)
def test_durations(seconds: float, told: str) -> None:
    assert text.duration(seconds).replace(NBSP, " ") == told


def test_lines() -> None:
    assert text.lines(74, 74) == f"line{NBSP}74"
    assert text.lines(1074, 1076) == f"lines{NBSP}1,074–1,076"


NONE = Counts()


def report(
    problems: int = 0, files: Counts = NONE, documents: Counts = NONE, highlights: Counts = NONE
) -> ImportReport:
    """An import with these counts."""
    return ImportReport(
        7,
        "2025-05-03T08:00:00Z",
        1.2,
        "notes",
        files,
        documents,
        highlights,
        problems_total=problems,
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (report(files=Counts(unchanged=3)), "Read 3 files and found nothing new."),
        (
            report(files=Counts(added=1), highlights=Counts(added=1)),
            "Read 1 file and found 1 new highlight.",
        ),
        (
            report(
                1, Counts(added=1, changed=1, failed=2), Counts(added=1), Counts(changed=3, gone=2)
            ),
            (
                "Read 2 files and found 1 new document and 3 reworded highlights. 2 highlights "
                "are gone from their files, but kept here. "
                "2 files could not be read. 1 place needs a look."
            ),
        ),
    ],
)
def test_an_import_is_a_sentence_or_two(given: ImportReport, told: str) -> None:
    assert reports.sentences_of(given).striptags().replace(NBSP, " ") == told


def test_the_foot_tells_an_import_in_a_few_words() -> None:
    assert reports.briefly(report()) == "nothing new"
    assert (
        reports.briefly(report(highlights=Counts(added=2, changed=1))).replace(NBSP, " ")
        == "2 new highlights, 1 reworded"
    )
    assert (
        reports.briefly(report(highlights=Counts(gone=2))).replace(NBSP, " ") == "2 highlights gone"
    )
    assert (
        reports.briefly(report(documents=Counts(changed=1, gone=1))).replace(NBSP, " ")
        == "1 changed document, 1 document gone"
    )

"""Columns of highlights by year, or by month within one year."""

import pytest

from app.web.present.over_time import over_time


@pytest.mark.parametrize(
    ("months", "labels", "within"),
    [
        ({}, [], ""),
        ({"": 4}, [], ""),
        ({"2025-03": 1, "2025-06": 2}, ["Mar", "Apr", "May", "Jun"], "2025"),
        ({"2025-03": 1}, ["Mar"], "2025"),
        ({"2023-12": 1, "2025-01": 2, "2025-02": 2}, ["2023", "2024", "2025"], ""),
        ({"2015-01": 1, "2022-01": 1}, ["15", "16", "17", "18", "19", "20", "21", "22"], ""),
        ({"1900-01": 1, "2025-01": 1}, ["1900", "2025"], ""),
        ({"0000-00": 1, "9999-99": 1}, ["0000", "9999"], ""),
        ({"2025-xx": 1, "2025-01": 1}, ["Jan", "2025-xx"], "2025"),
        ({"some": 1}, ["some"], "some"),
    ],
)
def test_columns_are_years_or_the_months_of_one(
    months: dict[str, int], labels: list[str], within: str
) -> None:
    time = over_time(months, "tag:moss")
    assert [each.label for each in time.columns] == labels
    assert (time.within, time.undated) == (within, months.get("", 0))
    assert sum(each.number for each in time.columns) == sum(months.values()) - time.undated
    assert max((each.share for each in time.columns), default=100) == 100

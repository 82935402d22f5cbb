"""Time stamps and the names of months."""

from datetime import UTC, datetime

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


UNDATED = "undated"  # in place of a year: what nothing dates


def utc_stamp(moment: datetime) -> str:
    """ISO 8601 UTC stamp in seconds of an aware moment."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def stamp_now() -> str:
    """The `utc_stamp` of this moment."""
    return utc_stamp(datetime.now(UTC))

"""One highlight of several that are the same."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.model import ParsedHighlight

_TEXTS = ("note", "chapter", "location", "url", "color", "highlighted_at", "added_at", "block")
_FLAGS = ("favorite", "discarded")


# `own` are values of fields, of any type
def combine(same: Sequence[ParsedHighlight], **own: Any) -> ParsedHighlight:  # noqa: ANN401
    """The first of these highlights, completed from the others.

    Of each field the first value that any has, and all tags and ids, each once as first written.
    `own` are fields for which the caller knows better.
    """
    values: dict[str, Any] = {
        "tags": union(h.tags for h in same),
        "ids": union(h.ids for h in same),
    }
    for names, missing in ((_TEXTS, ("", None)), (_FLAGS, (None,))):
        for name in names:
            values_of = (value for h in same if (value := getattr(h, name)) not in missing)
            values[name] = next(values_of, getattr(same[0], name))
    return same[0]._replace(**(values | own))


def union(rows: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """All names of several rows, each once."""
    return tuple(dict.fromkeys(name for row in rows for name in row))

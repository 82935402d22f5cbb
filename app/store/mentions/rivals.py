"""Longer names of the library, which go before the shorter ones within them."""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection

from app.markdown.mentions.naming import overlap, words_of
from app.store.remembered import remembered

# An author or tag that nothing has any more, as after an undo, is no name; an old name of one is.
_ALL = """
SELECT key FROM names
UNION ALL SELECT key FROM authors
WHERE EXISTS (SELECT 1 FROM document_authors WHERE author_id = authors.id)
UNION ALL SELECT key FROM tags WHERE EXISTS (SELECT 1 FROM tag_counts WHERE tag_id = tags.id)
UNION ALL SELECT key FROM my_aliases
"""
# that names are read of
TABLES = ("names", "authors", "document_authors", "tags", "tag_counts", "my_aliases")
_IN_LINES = f"SELECT char(10) || group_concat(key, char(10)) || char(10) FROM ({_ALL})"


def rivals(db: Connection, keys: Collection[str]) -> list[str]:
    """Keys of the longer names that may be over one of these names (by their keys) in a text."""
    own = [words_of(key) for key in keys]
    ends = {words[place] for words in own if words for place in (0, -1)}
    if not ends:
        return []
    # Python finds a word in all names in a tenth of the time in which SQLite looks at each.
    lines = remembered(db, ("names",), lambda: _in_lines(db), tables=TABLES)
    shortest = min(map(len, keys))
    held = {name for word in ends for name in _lines_with(lines, word) if len(name) >= shortest}
    return [
        key
        for key in sorted(held)
        if key not in keys and any(overlap(o, words_of(key)) for o in own)
    ]


def _in_lines(db: Connection) -> str:
    """The keys of all names, each between two line ends, which no key holds."""
    return str(db.exec_driver_sql(_IN_LINES).scalar() or "")


def _lines_with(lines: str, word: str) -> Iterator[str]:
    """The lines that hold a word by itself.

    One of letters beyond ASCII also within another.
    """
    at = lines.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_joins(lines[at - 1]) or _joins(lines[end])):
            close = lines.index("\n", end)
            yield lines[lines.rindex("\n", 0, at) + 1 : close]
            end = close
        at = lines.find(word, end)


def _joins(letter: str) -> bool:
    """Whether a letter beside a word makes it a part of another."""
    return letter.isascii() and letter.isalnum()

"""Names of tags, authors and pages: their keys and addresses."""

import re
from functools import lru_cache
from urllib.parse import quote

from app.text.compared_form import normal

FOLDERS = frozenset({".", ".."})  # names that a browser takes for this folder and the one above
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=1 << 14)  # names of tags, authors and links occur very often
def name_key(name: str) -> str:
    """Form in which names are compared: `normal`, single spaces, no `.md` at the end."""
    key = _SPACES.sub(" ", normal(name)).strip()
    return key.removesuffix(".md").rstrip()


_END_MARKS = ".,;:!?…。，、；：！？،؛؟۔।·\u0387"
_TAG_EDGES = "*_~\"'`“”„«» ,"


def _is_bare(words: str) -> bool:
    """Whether there are words, and no brackets among them."""
    return bool(words.strip()) and not set("()[]") & set(words)


@lru_cache(maxsize=1 << 12)
def tag_name(text: str) -> str:
    """Tag as stored and queried: without `#`, emphasis, quotes and punctuation at the end."""
    name, before = " ".join(text.split()), None
    while name != before:  # in brackets there may be quotes, and so on; each turn only shortens it
        name, before = _without_edges(name), name
    return name


def _without_edges(name: str) -> str:
    name = _without_end(name.strip(_TAG_EDGES).lstrip(f"{_TAG_EDGES}#"))
    if (name[:1], name[-1:]) in (("(", ")"), ("[", "]")) and _is_bare(name[1:-1]):
        name = name[1:-1].strip()
    return "/".join([part.rstrip(_END_MARKS).rstrip() or part for part in name.split("/")])


def _without_end(name: str) -> str:
    """Name without the signs behind it, a `)` that nothing opens among them, however many."""
    worded = name.rpartition("/")[2].strip(f"{_TAG_EDGES}{_END_MARKS})")
    signs = _TAG_EDGES + _END_MARKS if worded else _TAG_EDGES
    unopened = name.count(")") - name.count("(")
    end = len(name)
    while end and (name[end - 1] in signs or (name[end - 1] == ")" and unopened > 0)):
        end -= 1
        unopened -= name[end] == ")"
    return name[:end]


def quoted_path(name: str) -> str:
    """Name quoted for the path of an address.

    Browsers resolve parts that are dots alone as folders, so such a name is quoted as one part.
    """
    return quote(name, safe="" if FOLDERS & set(name.split("/")) else "/")


def name_address(collection: str, name: str) -> str:
    """Address of a name's page, as `/tags/salt`, where `collection` is `tags`.

    A name of dots alone goes into the query, `/tags?name=..`, since no path can end with it.
    """
    return f"/{collection}?name={name}" if name in FOLDERS else f"/{collection}/{quoted_path(name)}"

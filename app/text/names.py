"""Names of tags, authors and pages: their keys and addresses."""

import re
from functools import lru_cache
from urllib.parse import quote

from app.text.normal import normal

FOLDERS = frozenset({".", ".."})  # names that a browser takes for this folder and the one above
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=1 << 14)  # names of tags, authors and links occur very often
def name_key(name: str) -> str:
    """Form in which names are compared: `normal`, single spaces, no `.md` at the end."""
    key = _SPACES.sub(" ", normal(name)).strip()
    return key.removesuffix(".md").rstrip()


_END_MARKS = ".,;:!?…。，、；：！？،؛؟۔।·\u0387"


_LAYERS = 5  # of signs at the edges of a tag, as in `tide":`
_TAG_EDGES = "*_~\"'`“”„«» ,"


def _is_bare(words: str) -> bool:
    """Whether there are words, and no brackets among them."""
    return bool(words.strip()) and not set("()[]") & set(words)


@lru_cache(maxsize=1 << 12)
def tag_name(text: str) -> str:
    """Tag as stored and queried: without `#`, emphasis, quotes and punctuation at the end."""
    name, last = " ".join(text.split()), ""
    for _ in range(_LAYERS):
        if name == last:
            break
        name, last = _without_edges(name), name
    return name


def _without_edges(name: str) -> str:
    name = name.strip(_TAG_EDGES).lstrip("# ").strip(_TAG_EDGES).strip()
    if (name[:1], name[-1:]) in (("(", ")"), ("[", "]")) and _is_bare(name[1:-1]):
        name = name[1:-1].strip()
    if name[-1:] == ")" and name.count(")") > name.count("("):
        name = name[:-1]
    return "/".join([part.rstrip(_END_MARKS).rstrip() or part for part in name.split("/")])


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

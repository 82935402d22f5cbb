"""Names of the fields of documents and highlights in exports, and the lines that state them."""

import re
from functools import lru_cache
from typing import NamedTuple

from app.model import Kind

COLORS = frozenset({"yellow", "blue", "pink", "orange", "green", "purple", "red"})
_FIELDS = {
    "author": "author",
    "authors": "author",
    "sourceauthor": "author",
    "by": "author",
    "creator": "author",
    "bookauthor": "author",
    "title": "title",
    "booktitle": "title",
    "fulltitle": "full_title",
    "category": "kind",
    "type": "kind",
    "medium": "kind",
    "media": "kind",
    "kind": "kind",
    "sourcetype": "kind",
    "contenttype": "kind",
    "tags": "tags",
    "tag": "tags",
    "documenttags": "tags",
    "keywords": "tags",
    "doctags": "tags",
    "booktags": "tags",
    "documentnote": "note",
    "documentnotes": "note",
    "summary": "summary",
    "description": "summary",
    "abstract": "summary",
    "url": "url",
    "sourceurl": "url",
    "link": "url",
    "source": "url",
    "originalurl": "url",
    "urloriginal": "url",
    "articleurl": "url",
    "webpage": "url",
    "uri": "url",
    "reference": "url",
    "episodeurl": "url",
    "episodelink": "url",
    "readoriginal": "url",
    "originalarticle": "url",
    "originallink": "url",
    "topics": "tags",
    "labels": "tags",
    "site": "url",
    "episodetitle": "full_title",
    "ownerhost": "author",
    "showauthor": "author",
    "episodepublishdate": "published",
    "readwiseurl": "url",
    "readwiselink": "url",
    "readwise": "url",
    "original": "url",
    "bookreviewurl": "url",
    "cover": "cover",
    "coverurl": "cover",
    "image": "cover",
    "imageurl": "cover",
    "coverimage": "cover",
    "coverimageurl": "cover",
    "aliases": "alias",
    "alias": "alias",
    "published": "published",
    "publisheddate": "published",
    "publishdate": "published",
    "publicationdate": "published",
    "datepublished": "published",
    "id": "exporter_id",
    "bookid": "exporter_id",
    "userbookid": "exporter_id",
    "readwiseid": "exporter_id",
}
_KINDS: dict[str, Kind] = {
    "book": "book",
    "epub": "book",
    "ebook": "book",
    "article": "article",
    "pdf": "article",
    "email": "article",
    "rss": "article",
    "paper": "article",
    "tweet": "tweet",
    "thread": "tweet",
    "podcast": "podcast",
    "podcastepisode": "podcast",
    "supplemental": "supplemental",
    "video": "video",
    "youtube": "video",
}
# The words of the keys that exporters use.
_EXPORTERS_WORDS = frozenset(
    {
        "author",
        "authors",
        "full",
        "title",
        "category",
        "type",
        "document",
        "tags",
        "tag",
        "note",
        "notes",
        "summary",
        "url",
        "source",
        "uri",
        "link",
        "cover",
        "alias",
        "aliases",
        "date",
        "published",
        "id",
    }
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_LAST_WORD = re.compile(r"[A-Za-z]{2,20}(?=[^A-Za-z]{0,200}$)")
_LONGEST_KIND = 200
# `Key: value` in every dress it wears in a body: `- Key: v`, `Key:: v`, `**Key:** v`, `> **Key**::
# v`.
_KEY = re.compile(r"[^\W\d_][\w '’/()-]{0,40}")
_MOST_WORDS = 5
# Labelled lines below a passage: `Tags: [[a]]`, `**Note**: x`, `- Date:: [[2024-01-02]]`.
_NAMES = {
    "tag": "tags",
    "tags": "tags",
    "see also": "tags",
    "related": "tags",
    "topics": "tags",
    "note": "note",
    "notes": "note",
    "comment": "note",
    "comments": "note",
    "my note": "note",
    "my notes": "note",
    "annotation": "note",
    "anmerkung": "note",
    "notiz": "note",
    "nota": "note",
    "commentaire": "note",
    "comentario": "note",
    "заметка": "note",
    "笔记": "note",
    "想法": "note",
    "メモ": "note",
    "schlagwörter": "tags",
    "etiquetas": "tags",
    "étiquettes": "tags",
    "теги": "tags",
    "标签": "tags",
    "タグ": "tags",
    "date": "date",
    "highlighted": "date",
    "highlighted at": "date",
    "highlighted on": "date",
    "created": "date",
    "added": "date",
    "updated": "date",
    "color": "color",
    "colour": "color",
    "location": "location",
    "page": "location",
    "position": "location",
    "loc": "location",
    "link": "link",
    "url": "link",
    "id": "id",
    "highlight id": "id",
    "highlight": "text",
    "quote": "text",
    "passage": "text",
}
_LABEL = re.compile(
    r"[ \t>]{0,40}(?:[-*+][ \t\u00a0]{1,9})?[*_]{0,3}("
    + "|".join(sorted(_NAMES, key=len, reverse=True))
    + r")[*_]{0,3}(:{1,2})[*_]{0,3}[ \t\u00a0]*(.*)",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=1024)
def field_of(key: str) -> str:
    """Document field that a key is another name for, or an empty string."""
    return _FIELDS.get(_NOT_LETTERS.sub("", key).casefold(), "")


@lru_cache(maxsize=1024)
def is_plain(key: str) -> bool:
    """Whether a key is one of an exporter's.

    The owner's own key stays a property even where its value is understood.
    """
    return _EXPORTERS_WORDS.issuperset(_NOT_LETTERS.split(key.casefold()))


def kind_of(text: str) -> tuple[Kind | None, bool]:
    """(kind that `#articles` or `[[books]]` names or None, whether the text is only that)."""
    match = _LAST_WORD.search(text[:_LONGEST_KIND])
    word = match[0].lower() if match else ""
    kind = _KINDS.get(word) or _KINDS.get(word.removesuffix("s"))
    return kind, kind is not None and text.strip('#[]" ').lower().removesuffix("s") == kind


class Entry(NamedTuple):
    """Key with its value; `strong`: its markup (`::`, bold) distinguishes it from a sentence."""

    key: str
    value: str
    strong: bool


def entry(line: str) -> Entry | None:
    """Entry that a line is, or None where it is no `key: value`."""
    text = line.strip(" \t\\").lstrip("> \t")
    if text[:2] in ("- ", "* ", "+ "):
        text = text[2:].lstrip()
    colon = text.find(":", 0, 60)
    if colon < 1:
        return None
    key = text[:colon].strip("*_ \t")
    value = text[colon:]
    double = value.startswith("::")
    value = value[2 if double else 1 :]
    bold = text.startswith(("**", "__"))
    if bold:
        value = value.removeprefix("**").removeprefix("__")
    if (
        not _KEY.fullmatch(key)
        or len(key.split()) > _MOST_WORDS
        or not (double or not value or value[0] in " \t\u00a0" or bold)
    ):
        return None
    return Entry(key, value.strip(), double or bold)


def is_known(candidate: Entry) -> bool:
    """Whether the key names a field of a document."""
    return bool(field_of(candidate.key)) or candidate.key.casefold() == "date"


def labelled(line: str) -> tuple[str, str] | None:
    """(label, value) of a labelled line, else None.

    Labels are `tags`, `note`, `date`, `color`, `location`, `link`, `id` and `text`.
    """
    match = _LABEL.fullmatch(line)
    if not match:
        return None
    value = match[3].strip()
    if value.endswith("**") and value.count("**") % 2:
        value = value[:-2].rstrip()
    label = _NAMES[match[1].lower()]
    if label == "location" and value[:1].isdecimal():
        value = f"{match[1].capitalize()} {value}"
    return label, value

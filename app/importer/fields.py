"""What exporters and readers call the fields of a document."""

import re
from functools import lru_cache

from app.model import Kind

_FIELDS = {
    "author": "author", "authors": "author", "sourceauthor": "author", "by": "author", "creator": "author", "bookauthor": "author",
    "title": "title", "booktitle": "title", "fulltitle": "full_title",
    "category": "kind", "type": "kind", "medium": "kind", "media": "kind", "kind": "kind", "sourcetype": "kind", "contenttype": "kind",
    "tags": "tags", "tag": "tags", "documenttags": "tags", "keywords": "tags", "doctags": "tags", "booktags": "tags",
    "documentnote": "note", "documentnotes": "note", "summary": "summary", "description": "summary", "abstract": "summary",
    "url": "url", "sourceurl": "url", "link": "url", "source": "url", "originalurl": "url", "articleurl": "url", "webpage": "url",
    "uri": "url", "reference": "url", "episodeurl": "url", "episodelink": "url", "readoriginal": "url", "originalarticle": "url", "originallink": "url",
    "topics": "tags", "episodetitle": "full_title", "ownerhost": "author", "showauthor": "author", "episodepublishdate": "published",
    "readwiseurl": "url", "readwiselink": "url", "readwise": "url", "original": "url", "bookreviewurl": "url",
    "cover": "cover", "coverurl": "cover", "image": "cover", "imageurl": "cover", "coverimage": "cover", "coverimageurl": "cover",
    "aliases": "alias", "alias": "alias",
    "published": "published", "publisheddate": "published", "publishdate": "published", "publicationdate": "published",
    "datepublished": "published",
    "id": "exporter_id", "bookid": "exporter_id", "userbookid": "exporter_id", "readwiseid": "exporter_id",
}  # fmt: skip
_KINDS: dict[str, Kind] = {
    "book": "book", "epub": "book", "ebook": "book", "article": "article", "pdf": "article", "email": "article", "rss": "article", "paper": "article",
    "tweet": "tweet", "thread": "tweet", "podcast": "podcast", "podcastepisode": "podcast", "supplemental": "supplemental",
    "video": "video", "youtube": "video",
}  # fmt: skip
# The words of the keys that exporters use.
_EXPORTERS_WORDS = frozenset({
    "author", "authors", "full", "title", "category", "type", "document", "tags", "tag", "note", "notes", "summary", "url", "source", "uri",
    "link", "cover", "alias", "aliases", "date", "published", "id",
})  # fmt: skip
_NOT_LETTERS = re.compile(r"[\W_]+")
_LAST_WORD = re.compile(r"[A-Za-z]{2,20}(?=[^A-Za-z]{0,200}$)")
_LONGEST_KIND = 200


@lru_cache(maxsize=1024)
def field_of(key: str) -> str:
    """The document's field that a key is another name for, or an empty string."""
    return _FIELDS.get(_NOT_LETTERS.sub("", key).casefold(), "")


@lru_cache(maxsize=1024)
def is_plain(key: str) -> bool:
    """Whether a key is worded as exporters word it. One of the owner's own stays a property even where its value is understood."""
    return _EXPORTERS_WORDS.issuperset(_NOT_LETTERS.split(key.casefold()))


def kind_of(text: str) -> tuple[Kind | None, bool]:
    """The kind that `#articles`, `[[books]]` or `readwise/category/tweets` names, if any, and whether that is all it says."""
    found = _LAST_WORD.search(text[:_LONGEST_KIND])
    word = found[0].lower() if found else ""
    kind = _KINDS.get(word) or _KINDS.get(word.removesuffix("s"))
    return kind, kind is not None and text.strip('#[]" ').lower().removesuffix("s") == kind

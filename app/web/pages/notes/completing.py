"""Completion of `[[`: names of notes, documents, authors and tags, by their beginnings."""

import re
from collections import Counter
from dataclasses import dataclass

from app.model import DocumentSummary
from app.search.completion import authors_beginning, documents_beginning, tags_beginning
from app.store.mentions.written import words_in_link, written_names
from app.text import name_key
from app.web.deps import Db, Router
from app.web.present.text import count, kind

_TYPED = 200  # letters of the input that are used
_DOCUMENTS, _OTHERS, _MOST = 6, 3, 9
_UNFIT = re.compile(r"[\[\]|#^\n]")  # a link could not hold them
router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class NameChoice:
    """A name, what it is, in words, and what is written for it in `[[...]]`."""

    name: str
    about: str
    link: str


@router.get("/complete/names")
def names(db: Db, q: str = "") -> list[NameChoice]:
    """Names that begin with `q`: documents and notes, authors, tags, each once.

    Documents with one title are each written by their paths.
    """
    typed = q[:_TYPED]
    if not typed.strip():
        return []
    found = documents_beginning(db, typed, _DOCUMENTS)
    titles = Counter(name_key(each.title) for each in found)
    odd = [e.id for e in found if titles[name_key(e.title)] > 1 or _UNFIT.search(e.title or "#")]
    written = written_names(db, odd) if odd else {}
    others = [
        *((one.name, "author") for one in authors_beginning(db, typed, _OTHERS)),
        *(
            (tag.name, f"tag, {tag.highlights or tag.documents:,}")
            for tag in tags_beginning(db, typed, _OTHERS)
        ),
    ]
    choices = [
        *(_document(each, written.get(each.id)) for each in found),
        *(NameChoice(name, about, "" if _UNFIT.search(name) else name) for name, about in others),
    ]
    first = {name_key(each.link): each for each in reversed(choices) if each.link}
    order = dict.fromkeys(name_key(each.link) for each in choices if each.link)
    return [first[key] for key in order][:_MOST]


def _document(each: DocumentSummary, name: str | None) -> NameChoice:
    """A document to choose, and the name that is written for it: its title where none is given."""
    about = _about(each)
    if name is None:
        return NameChoice(each.title, about, each.title)
    shown = words_in_link(each.title)
    if not name or name_key(name) == name_key(shown):
        return NameChoice(shown, about, name)
    folder = name.rpartition("/")[0]
    about = f"{about}, in {folder}" if folder else about
    return NameChoice(shown, about, f"{name}|{shown}" if shown else name)


def _about(document: DocumentSummary) -> str:
    if document.kind == "note":
        return "your note"
    by = ", ".join(document.authors[:2])
    what = kind(document.kind).lower()
    return f"{by}, {what}" if by else what or count(document.highlights, "highlight")

"""Completion of `[[`: names of notes, documents, authors and tags, by their beginnings."""

import re
from dataclasses import dataclass

from app.model import DocumentSummary
from app.search.completion import authors_beginning, documents_beginning, tags_beginning
from app.text import name_key
from app.web.deps import Db, Router
from app.web.present.text import count, kind

_TYPED = 200  # letters of the input that are used
_DOCUMENTS, _OTHERS, _MOST = 6, 3, 9
_UNFIT = re.compile(r"[\[\]|#^\n]")  # a link could not hold them
router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class NameChoice:
    """A name that may be written in `[[...]]`, and what it is, in words."""

    name: str
    about: str


@router.get("/complete/names")
def names(db: Db, q: str = "") -> list[NameChoice]:
    """Names that begin with `q`: documents and notes, authors, tags, each once."""
    typed = q[:_TYPED]
    if not typed.strip():
        return []
    found = [
        *((each.title, _about(each)) for each in documents_beginning(db, typed, _DOCUMENTS)),
        *((one.name, "author") for one in authors_beginning(db, typed, _OTHERS)),
        *(
            (tag.name, f"tag, {tag.highlights or tag.documents:,}")
            for tag in tags_beginning(db, typed, _OTHERS)
        ),
    ]
    by_key = {name_key(name): NameChoice(name, about) for name, about in reversed(found)}
    order = dict.fromkeys(name_key(name) for name, _ in found if name and not _UNFIT.search(name))
    return [by_key[key] for key in order][:_MOST]


def _about(document: DocumentSummary) -> str:
    if document.kind == "note":
        return "your note"
    by = ", ".join(document.authors[:2])
    what = kind(document.kind).lower()
    return f"{by}, {what}" if by else what or count(document.highlights, "highlight")

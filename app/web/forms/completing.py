"""Completion in fields of forms: tags and documents by the beginning of their names."""

from app.search.completion import documents_beginning, tags_beginning
from app.web.deps import Db, Router

_TYPED = 200  # letters of the input that are used
router = Router(include_in_schema=False)


@router.get("/complete/tags")
def tags(db: Db, q: str = "") -> list[dict[str, str | int]]:
    """Tags that begin with `q`, the most used first, with the number of their highlights."""
    return [
        {"name": tag.name, "count": tag.highlights or tag.documents}
        for tag in tags_beginning(db, q[:_TYPED])
    ]


@router.get("/complete/documents")
def documents(db: Db, q: str = "") -> list[dict[str, str | int]]:
    """Documents with a word of the title that begins with `q`.

    Each has title, authors, id and the number of highlights.
    """
    found = documents_beginning(db, q[:_TYPED])
    return [
        {
            "name": each.title,
            "by": ", ".join(each.authors[:2]),
            "id": each.id,
            "count": each.highlights,
        }
        for each in found
    ]

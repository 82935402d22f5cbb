"""What an author's documents say together."""

from sqlalchemy import Connection

from app.store.around.about_author import about_author
from app.store.edits.tags import change_tag
from tests.store.library import add_document, add_highlight, add_link


def test_what_an_author_writes_about_and_is_read_beside(blank: Connection) -> None:
    own = add_document(
        blank,
        "Maps",
        authors=["Ada Quill"],
        tags=["maps"],
        kind="book",
        earliest="2024-03-04",
        latest="2025-05-06",
    )
    other = add_document(
        blank, "Fords", authors=["Bo Reed"], earliest="2024-03-05", latest="2024-03-12"
    )
    undated = add_document(blank, "Undated", authors=["Cy Lark"])
    for number, day in enumerate(("2024-03-04", "2024-03-13", "2025-05-06", "")):
        row = add_highlight(blank, own, f"map {number}", highlighted_at=day, at=day)
        add_link(blank, own, "Holme", highlight_id=row)
        add_link(blank, own, f"Once {number}", highlight_id=row)
        add_link(blank, own, "Ada Quill", place="metadata")
    for document, days in ((other, ("2024-03-10", "2024-03-12")), (undated, ("2024-03-06",))):
        for day in days:
            add_highlight(
                blank,
                document,
                f"{document} {day}",
                highlighted_at=day if document == other else "",
                at=day,
            )
    about = about_author(blank, "ada  QUILL")
    assert about.kinds == (("book", 1),)
    assert about.names == (("Holme", 4),)
    assert about.beside == (("Bo Reed", 2),)
    assert dict(about.months) == {"": 1, "2024-03": 2, "2025-05": 1}
    assert (about.earliest, about.latest) == ("2024-03-04", "2025-05-06")


def test_one_without_documents_says_nothing(blank: Connection) -> None:
    assert about_author(blank, "Nobody") == type(about_author(blank, "Nobody"))()


def test_a_hidden_tag_is_no_subject_of_an_author(blank: Connection) -> None:
    add_document(blank, "Maps", authors=["Ada Quill"], tags=["maps", "inbox"])
    assert {name for name, _ in about_author(blank, "Ada Quill").tags} == {"maps", "inbox"}
    change_tag(blank, "inbox", "2025-05-06T00:00:00Z", hidden=True)
    assert {name for name, _ in about_author(blank, "Ada Quill").tags} == {"maps"}

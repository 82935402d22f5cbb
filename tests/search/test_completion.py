"""Names that begin as a reader types."""

from sqlalchemy import Connection

from app.search.completion import authors_beginning, documents_beginning, tags_beginning
from app.store.fts.index import index_documents
from tests.store.library import add_document, add_highlight


def fill(db: Connection) -> None:
    """Four documents, one of them gone, the fourth with the most highlights."""
    given: tuple[tuple[str, list[str], list[str], list[str]], ...] = (
        ("The Salt Road", ["Ada Quill"], ["craft", "craft/salt"], ["Salzstraße"]),
        ("Salt in Soup", ["Élise Quaid", "Li Wei"], ["cooking"], []),
        ("Lost Salt", ["Nobody Quirk"], ["crab"], []),
        ("Roads", ["Ada Quill"], ["Crates"], []),
    )
    rows = [
        add_document(db, title, authors=by, tags=tags, names=names, gone=int(title == "Lost Salt"))
        for title, by, tags, names in given
    ]
    for row, number in zip(rows, (1, 0, 0, 3), strict=True):
        for n in range(number):
            add_highlight(db, row, f"Passage {n}")
    index_documents(db, rows)


def test_tags_in_use_are_found_by_their_beginning_the_most_used_first(blank: Connection) -> None:
    fill(blank)
    assert [tag.name for tag in tags_beginning(blank, "cra")] == ["Crates", "craft", "craft/salt"]
    assert [tag.name for tag in tags_beginning(blank, "CRAFT/")] == ["craft/salt"]
    assert [tag.name for tag in tags_beginning(blank, "", 2)] == ["Crates", "craft"]
    assert tags_beginning(blank, "zz") == ()


def test_authors_are_found_by_any_word_of_their_names(blank: Connection) -> None:
    fill(blank)
    assert [
        (one.name, one.documents, one.highlights) for one in authors_beginning(blank, "qu")
    ] == [("Ada Quill", 2, 4), ("Élise Quaid", 1, 0)]
    assert [one.name for one in authors_beginning(blank, "elise qu")] == ["Élise Quaid"]
    assert [one.name for one in authors_beginning(blank, "l")] == ["Li Wei"]
    assert [one.name for one in authors_beginning(blank, "", 1)] == ["Ada Quill"]
    assert authors_beginning(blank, "uill") == ()


def test_documents_are_found_by_their_names_then_by_words_of_their_titles(
    blank: Connection,
) -> None:
    fill(blank)
    assert [one.title for one in documents_beginning(blank, "salt")] == [
        "Salt in Soup",
        "The Salt Road",
    ]
    assert [one.title for one in documents_beginning(blank, "salz")] == ["The Salt Road"]
    assert [one.title for one in documents_beginning(blank, "salt ro")] == ["The Salt Road"]
    assert [one.title for one in documents_beginning(blank, "r")] == ["Roads"]
    assert len(documents_beginning(blank, "", 2)) == 2


def test_no_beginning_is_an_error(blank: Connection) -> None:
    fill(blank)
    for text in ('"', "*", "a\0", "(", "AND", "%_", "日", ".md", "'" * 50):
        for find in (tags_beginning, authors_beginning, documents_beginning):
            find(blank, text)


def test_few_statements_are_run_however_much_there_is(db: Connection, queries: list[str]) -> None:
    for find, most in ((tags_beginning, 1), (authors_beginning, 1), (documents_beginning, 2)):
        queries.clear()
        find(db, "sa")
        assert len(queries) <= most

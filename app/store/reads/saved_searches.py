"""Saved searches: queries that the reader names; no import changes them."""

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from app.errors import UnknownError, WrongUseError
from app.model import Listing, SavedSearch
from app.store.db.own_schema import my_searches
from app.store.db.rows import Order, page
from app.text import code

MOST_SAVED = 500
LONGEST_NAME, LONGEST_QUERY = 200, 2000  # letters; the grammar reads no more of a query
_saved = my_searches.c


def saved_searches(db: Connection, limit: int = MOST_SAVED) -> tuple[SavedSearch, ...]:
    """Saved searches by name, compared without case."""
    rows = db.execute(
        select(my_searches).order_by(func.lower(_saved.name), _saved.code).limit(limit)
    )
    return tuple(map(_search, rows))


def list_searches(db: Connection, *, cursor: str = "", limit: int = 50) -> Listing[SavedSearch]:
    """Page of the saved searches, by name."""
    rows, following = page(
        db,
        select(my_searches),
        Order("name", (func.lower(_saved.name), _saved.code)),
        cursor,
        limit,
    )
    return Listing(tuple(map(_search, rows)), _number(db), following)


def called(db: Connection, code_or_name: str) -> SavedSearch:
    """Saved search with this code, else with exactly this name.

    WrongUseError for an ambiguous name.
    """
    rows = db.execute(
        select(my_searches)
        .where((_saved.code == code_or_name) | (_saved.name == code_or_name))
        .limit(3)
    ).all()
    of_code = [row for row in rows if row.code == code_or_name]
    if not rows:
        raise UnknownError("saved search", code_or_name)
    if len(rows) > 1 and not of_code:
        raise WrongUseError(
            f"several saved searches are called '{code_or_name}'; name one by its id"
        )
    return _search((of_code or rows)[0])


def saved_search(db: Connection, search_code: str) -> SavedSearch:
    """Saved search with this code."""
    row = db.execute(select(my_searches).where(_saved.code == search_code)).first()
    if row is None:
        raise UnknownError("saved search", search_code)
    return _search(row)


def saved_as(db: Connection, query: str) -> SavedSearch | None:
    """Saved search for exactly this query, if there is one."""
    row = db.execute(
        select(my_searches).where(_saved.query == query.strip()).order_by(_saved.saved_at).limit(1)
    ).first()
    return _search(row) if row else None


def save_search(db: Connection, name: str, query: str, saved_at: str) -> str:
    """Save a query under a name and give its code; an empty name means the query itself.

    Saved twice in the same moment, it is stored once.
    """
    query = query.strip()[:LONGEST_QUERY]
    if not query:
        raise WrongUseError("there is no query to save; type one first")
    if _number(db) >= MOST_SAVED:
        raise WrongUseError(f"{MOST_SAVED} searches are saved already; delete one first")
    name = _name(name, query)
    own = code(f"search:{saved_at}:{name}:{query}")
    values = {"code": own, "name": name, "query": query, "saved_at": saved_at}
    db.execute(insert(my_searches).prefix_with("OR REPLACE").values(values))
    return own


def rename_search(db: Connection, search_code: str, name: str) -> None:
    """Rename a saved search; an empty name means its query."""
    query = saved_search(db, search_code).query
    db.execute(
        update(my_searches).where(_saved.code == search_code).values(name=_name(name, query))
    )


def delete_search(db: Connection, search_code: str) -> None:
    """Delete a saved search. Its code is never used again."""
    if db.execute(delete(my_searches).where(_saved.code == search_code)).rowcount == 0:
        raise UnknownError("saved search", search_code)


def _number(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(my_searches)).scalar_one()


def _name(name: str, query: str) -> str:
    return (" ".join(name.split()) or query)[:LONGEST_NAME]


def _search(row: Row[tuple[object, ...]]) -> SavedSearch:
    return SavedSearch(*map(str, row[:4]))  # a page's rows end with what they are sorted by

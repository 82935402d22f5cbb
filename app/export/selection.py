"""What is exported: the whole library or what a search finds, read some documents at a time."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection

from app.search.search import all_codes
from app.store.reads.exported import (
    KeptDocument,
    bare_documents,
    documents_holding,
    kept_documents,
    titled_documents,
)
from app.text import name_key

TOGETHER = 50  # documents read at once
Tell = Callable[[int, int], None]  # documents done of documents to do
Answer = TypeVar("Answer")


class Ask(Protocol):
    """Calls a function with a read connection and gives what it gives."""

    def __call__(self, question: Callable[[Connection], Answer], /) -> Answer:
        """The function's answer."""


@dataclass(slots=True)
class Written:
    """How many documents and highlights have been written.

    `left_out` are the titles of documents that a form of sources has no place for.
    """

    documents: int = 0
    highlights: int = 0
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported: the library, or what a query finds in it.

    `ask` is how it is read: over one connection for the whole, or over one for each question.
    `tell` hears how far it has come, `written` counts along.
    """

    ask: Ask
    query: str = ""
    tell: Tell | None = None
    written: Written = field(default_factory=Written)


class Selection(NamedTuple):
    """What a search finds: the codes of documents, which are exported whole, and of highlights.

    `documents` are all that the highlights are in, too.
    """

    whole: frozenset[str]
    highlights: frozenset[str]
    documents: frozenset[str]

    def of(self, code: str) -> frozenset[str] | None:
        """The highlights of this document that are exported; None for all."""
        return None if code in self.whole else self.highlights


def select(db: Connection, query: str) -> Selection:
    """What a search finds, all tiers together."""
    highlights, documents = all_codes(db, query, most=sys.maxsize)
    every = (*documents, *documents_holding(db, highlights))
    return Selection(frozenset(documents), frozenset(highlights), frozenset(every))


def counts(db: Connection, query: str = "") -> Written:
    """How many documents and highlights the live library has, or a search finds."""
    listed = titled_documents(db)
    if not query.strip():
        live = [one.highlights for one in listed if not one.gone]
        return Written(len(live), sum(live))
    highlights, documents = all_codes(db, query, most=sys.maxsize)
    held, whole = documents_holding(db, highlights), frozenset(documents)
    of_whole = sum(one.highlights for one in listed if one.code in whole)
    of_others = sum(number for code, number in held.items() if code not in whole)
    return Written(len(whole | held.keys()), of_whole + of_others)


@dataclass(frozen=True, slots=True)
class Plan:
    """The documents to export, by row id in the order of titles, and what a search chose of them.

    `chosen` is None where no search chose; with `gone`, what no file holds any more and what was
    put away is exported as well.
    """

    rows: tuple[int, ...]
    chosen: Selection | None = None
    gone: bool = False


def make_plan(db: Connection, query: str = "", *, gone: bool = False) -> Plan:
    """What is exported: what the query finds, or without one the whole library."""
    chosen = select(db, query) if query.strip() else None
    wanted = [
        one
        for one in titled_documents(db)
        if (one.code in chosen.documents if chosen else gone or not one.gone)
    ]
    wanted.sort(key=lambda one: (name_key(one.title), one.code))
    return Plan(tuple(one.row for one in wanted), chosen, gone)


def batches(order: Order, plan: Plan, *, bare: bool = False) -> Iterator[tuple[KeptDocument, ...]]:
    """The documents of the plan with the highlights that are exported, some at a time.

    They are read when they are asked for. `bare` leaves out the highlights and keys. Documents
    that were removed since are left out.
    """
    for start in range(0, len(plan.rows), TOGETHER):
        rows = plan.rows[start : start + TOGETHER]
        documents = tuple(_chosen(order.ask(_reader(rows, bare=bare)), plan))
        order.written.documents += len(documents)
        order.written.highlights += sum(len(kept.highlights) for kept in documents)
        yield documents
        if order.tell:
            order.tell(start + len(rows), len(plan.rows))


def _reader(rows: Sequence[int], *, bare: bool) -> Callable[[Connection], Sequence[KeptDocument]]:
    return lambda db: (bare_documents if bare else kept_documents)(db, rows)


def _chosen(documents: Iterable[KeptDocument], plan: Plan) -> Iterator[KeptDocument]:
    for one in documents:
        only = plan.chosen.of(one.document.id) if plan.chosen else None
        if only is None:  # all that is there; of a document that is gone, all that was
            whole = plan.gone or one.document.gone
            wanted = [each for each in one.highlights if whole or not each.gone]
        else:
            wanted = [each for each in one.highlights if each.highlight.id in only]
        yield replace(one, highlights=tuple(wanted))

"""The order of results: best first where words were asked for, else by date or by place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.query.tree import Sort
from app.search.columns.storage import Array
from app.search.filters import only
from app.search.match import in_prose
from app.search.rank import Said, best, dated, words
from app.search.scope import Ground
from app.search.search_sets import fitting
from app.search.search_terms import in_a_row, in_titles
from app.search.tiers import Answer, Masks, Tier, number_of
from app.store.fts.tables import DOCUMENTS, Shelf

TITLED = 3  # documents with all words in their titles that stand before all passages


@dataclass(frozen=True, slots=True)
class Place:
    """A result by its shelf and row id, and how well it fits."""

    shelf: Shelf
    id: int
    tier: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that stand together, ranked by the words that were asked for on each shelf. `tier` is how well they fit."""

    tier: str
    rows: Masks
    said: Mapping[str, Sequence[Said]]
    total: int


def groups(found: Answer) -> list[Group]:
    """The results best first, in groups: a few titles, then phrases before scattered words, then what fits nearly. Each stands in one."""
    ordered: list[Group] = []
    first = int(found.titled)  # the tier of all that was asked for
    for number, tier in enumerate(found.tiers):
        said = {ground.shelf.name: words(ground, tier.tree) for ground in found.grounds}
        rows = dict(tier.rows)
        if number == first and found.query.sort == "relevance":
            for name, chosen in _foremost(found, tier, said):
                ordered.append(_group(name, {shelf: mask & rows[shelf] for shelf, mask in chosen.items()}, said))
                rows = {shelf: mask & ~chosen[shelf] if shelf in chosen else mask for shelf, mask in rows.items()}
        ordered.append(_group(tier.name, rows, said))
    return ordered


def _group(tier: str, rows: Masks, said: Mapping[str, Sequence[Said]]) -> Group:
    return Group(tier, rows, said, number_of(rows))


def _foremost(found: Answer, tier: Tier, said: Mapping[str, Sequence[Said]]) -> Iterator[tuple[str, Masks]]:
    """What stands before the rest of a tier: a few documents with all words in their titles, and words in a row."""
    phrase = in_a_row(tier.tree)
    together = {ground.shelf.name: in_prose(ground, phrase) & tier.rows[ground.shelf.name] for ground in found.grounds} if phrase else {}
    for ground in found.grounds:
        inside = in_titles(tier.tree)
        if ground.shelf is DOCUMENTS and inside:
            rows = tier.rows[ground.shelf.name] & fitting(ground, inside)
            most = max(1, TITLED - (found.tiers[0].total if found.titled else 0))
            first = only(best(ground, rows, said[ground.shelf.name], most)[0], len(rows))
            row = together.get(ground.shelf.name, ~rows)
            yield "exact phrase", {ground.shelf.name: first & row}
            yield tier.name, {ground.shelf.name: first & ~row}
    if phrase:
        yield "exact phrase", together


def places(found: Answer, ordered: Sequence[Group], first: int, last: int) -> list[Place]:
    """The results from `first` up to, not including, `last`."""
    if found.query.sort == "relevance" and any(any(group.said.values()) for group in ordered):
        return _by_group(found, ordered, first, last)
    titled = ordered[: found.titled]
    begun = sum(group.total for group in titled)
    chosen = _by_group(found, titled, first, last)
    return chosen + (_by_date(found, ordered[found.titled :], max(0, first - begun), last - begun) if last > begun else [])


def _by_group(found: Answer, ordered: Sequence[Group], first: int, last: int) -> list[Place]:
    chosen: list[Place] = []
    begun = 0
    for group in ordered:
        ended = begun + group.total
        if max(first, begun) < min(last, ended):
            chosen += _best(found.grounds, group, max(first, begun) - begun, min(last, ended) - begun)
        begun = ended
    return chosen


def _best(grounds: Sequence[Ground], group: Group, first: int, last: int) -> list[Place]:
    within = [ground for ground in grounds if ground.shelf.name in group.rows]
    each = [best(ground, group.rows[ground.shelf.name], group.said[ground.shelf.name], last) for ground in within]
    of, rows = _merged([(rows, -scores) for rows, scores in each], rising=False)
    return [Place(within[number].shelf, row, group.tier) for number, row in zip(of[first:last], rows[first:last], strict=True)]


def _by_date(found: Answer, ordered: Sequence[Group], first: int, last: int) -> list[Place]:
    sort: Sort = found.query.sort if found.query.sort != "relevance" else "new"
    rows = found.untitled
    each = [dated(ground, rows[ground.shelf.name], sort, last, found.query.seed) for ground in found.grounds]
    of, ids = _merged(each, rising=sort != "new")
    shelves = [ground.shelf for ground in found.grounds]
    return [Place(shelves[shelf], row, _tier(ordered, shelves[shelf], row)) for shelf, row in zip(of[first:last], ids[first:last], strict=True)]


def _tier(ordered: Sequence[Group], shelf: Shelf, row: int) -> str:
    return next((group.tier for group in ordered if shelf.name in group.rows and group.rows[shelf.name][row]), ordered[-1].tier)


def _merged(each: Sequence[tuple[Array, Array]], *, rising: bool) -> tuple[list[int], list[int]]:
    """Rows of several shelves in one order, by their keys: which shelf each is of, and its id."""
    if not each:
        return [], []
    of = np.concatenate([np.full(len(rows), number) for number, (rows, _) in enumerate(each)])
    rows = np.concatenate([rows for rows, _ in each])
    order = np.lexsort((rows if rising else -rows, of, np.concatenate([keys for _, keys in each])))
    return of[order].tolist(), rows[order].tolist()

"""The entries under a heading of the library's index: its places, and what belongs to it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from app.background.phrases import DIVIDED, MOST_OF, KeptPhrase
from app.model.headings import DocumentPlace, PassagePlace, Places, TitleHeading
from app.query.lexer import quoted
from app.query.rewrite import term
from app.text import name_key
from app.web.present.around.subject_headings import Heading
from app.web.present.filing import is_no_subject, subject_names
from app.web.present.text import NBSP, place

DOCUMENTS, PLACES = 4, 5  # of a heading; and places in a document
OF_BELOW, ALSO = 2, 4  # documents of an entry below a heading; and headings to see also
Shown: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Cited:
    """A document of a heading: its title, how many passages, and some of them."""

    document: str
    title: str
    number: int = 0
    places: tuple[PassagePlace, ...] = ()

    @property
    def short_title(self) -> str:
        """The title without its subtitle, as a book's index names a book."""
        first, _, _ = self.title.partition(": ")
        return first if " " in first.strip() else self.title

    @property
    def labels(self) -> Sequence[tuple[str, str]]:
        """Each place's highlight (empty: the document's own text) and words, as `p. 7`, then `9`.

        What kind of place it is, the first of several says alone.
        """
        labels: list[tuple[str, str]] = []
        seen, sort = set[str](), ""
        for each in self.places:
            words = place(each.location) or f"no.{NBSP}{each.number:,}"
            words = words if each.highlight else "in its text"
            kind, _, rest = words.partition(NBSP)
            if words not in seen:
                labels.append((each.highlight, rest if rest and kind == sort else words))
            seen.add(words)
            sort = kind if rest else ""
        return labels


@dataclass(frozen=True, slots=True)
class Below:
    """An entry below a heading: another one, the number of passages of both, and some of these.

    `query` finds all of them.
    """

    name: str
    number: int
    query: str
    cited: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A heading with its places.

    Documents, how many passages and how many documents are not listed, entries below it, and see
    also.
    """

    heading: Heading
    cited: tuple[Cited, ...] = ()
    more: int = 0
    more_documents: int = 0
    below: tuple[Below, ...] = ()
    also: tuple[str, ...] = ()


def listed(heading: Heading, places: Places, shown: Shown) -> Listed:
    """A heading with the entries under it; `shown` gives the name of the heading for a name.

    That is another one where a heading is merged, and empty where there is none.
    """
    if heading.see:
        return Listed(heading)
    phrases = [phrase for part in heading.parts for phrase in part.phrases]
    passages = _of_rows((row for phrase in phrases for row in phrase.rows), places)
    works: list[DocumentPlace] = []
    for part in heading.parts:
        passages += places.linking.get(name_key(part.wanted), ()) if part.wanted else ()
        works += [*places.works.get(part.author, ()), *places.tagged.get(part.tag, ())]
    works += [_work(part.title) for part in heading.merged if part.title]
    every = _together([*_counted(works), *_cited(passages)])
    cited = every[:DOCUMENTS]
    below = {each.name: each for each in _below(heading, phrases, places, shown)}
    below.pop(heading.name, None)  # what is merged with it
    own = {heading.name, *below}
    beside = (other for phrase in phrases for other in phrase.beside)
    together = (other for other, _ in places.together.get(heading.tag, ()))
    also = dict.fromkeys(shown(name) for name in (*subject_names(together), *beside))
    return Listed(
        heading,
        tuple(cited),
        _more(heading, phrases, cited),
        max(heading.number, len(every)) - len(cited) if heading.author else 0,
        tuple(below.values()),
        tuple(name for name in also if name and name not in own)[:ALSO],
    )


def _more(heading: Heading, phrases: Sequence[KeptPhrase], cited: Sequence[Cited]) -> int:
    """How many of the passages of a heading are not listed."""
    if heading.tag and not phrases:
        return max(0, heading.number - sum(each.number for each in cited))
    places = sum(len(each.places) for each in cited)
    return max(0, sum(phrase.passages for phrase in phrases) - places)


def _below(
    heading: Heading, phrases: Sequence[KeptPhrase], places: Places, shown: Shown
) -> Iterator[Below]:
    """The entries below a heading with many places: what is in several of them as well."""
    if heading.tag and heading.number >= DIVIDED:
        for other, number in places.together.get(heading.tag, ()):
            divides = number <= MOST_OF * heading.number
            if divides and not is_no_subject(other) and (name := shown(other)):
                yield Below(name, number, f"{term('tag', heading.tag)} {term('tag', other)}")
    for phrase in phrases:
        for other, number, rows in phrase.below:
            if name := shown(other):
                cited = tuple(_cited(_of_rows(rows, places)))[:OF_BELOW]
                query = f"{quoted(phrase.words)} {quoted(other)}"
                yield Below(name, number, query, cited)


def _of_rows(rows: Iterable[int], places: Places) -> list[PassagePlace]:
    return [places.passages[row] for row in dict.fromkeys(rows) if row in places.passages]


def _work(title: TitleHeading) -> DocumentPlace:
    return DocumentPlace(title.code, title.title, title.highlights)


def _cited(passages: Iterable[PassagePlace]) -> Iterator[Cited]:
    """Documents with their passages, those with most first."""
    ordered = sorted(passages, key=lambda each: (each.title, each.document))
    groups = [[*those] for _, those in groupby(ordered, key=lambda each: each.document)]
    for those in sorted(groups, key=lambda each: -len(each)):
        those.sort(key=lambda each: each.number)
        yield Cited(those[0].document, those[0].title, places=tuple(those[:PLACES]))


def _together(cited: Iterable[Cited]) -> list[Cited]:
    """Each document once, with the number and the places of all its mentions here."""
    found: dict[str, Cited] = {}
    for each in cited:
        known = found.get(each.document)
        places = each.places or (known.places if known else ())
        found[each.document] = replace(known or each, places=places)
    return [*found.values()]


def _counted(works: Iterable[DocumentPlace]) -> Iterator[Cited]:
    for each in works:
        yield Cited(each.document, each.title, each.number)

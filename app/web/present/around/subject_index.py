"""The library's index: its headings by letter, and the entries under each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from app.background.phrases import KeptPhrase
from app.model import Named, Wanted
from app.model.headings import DocumentPlace, PassagePlace, Places, TitleHeading
from app.store.db.aliases import Aliases
from app.store.edits.headings import HeadingAct, leading_to
from app.subject_index.stop_words import ARTICLES
from app.text import letters, name_key, normal
from app.web.present.filing import (
    Filed,
    filed,
    filed_page,
    filed_person,
    is_handle,
    is_left_over,
    is_no_subject,
)

_NOTHING = HeadingAct("accepted", "")
DOCUMENTS, PLACES = 4, 5  # of a heading; and places in a document


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its words as filed, the key of its name, and what it names.

    `proposed` is true of a phrase that the reader has not accepted yet, `see` is the heading under
    which its places are listed instead: the reader merged it where `is_merged`, else that is
    another name of it. `merged` are those whose places are listed under this one.
    """

    name: str
    filed: Filed
    author: str = ""
    tag: str = ""
    wanted: str = ""
    title: TitleHeading | None = None
    phrases: tuple[KeptPhrase, ...] = ()
    proposed: bool = False
    see: str = ""
    is_merged: bool = False
    merged: tuple["Heading", ...] = ()

    @property
    def parts(self) -> tuple["Heading", ...]:
        """This heading and those that are merged with it."""
        return (self, *self.merged)

    @property
    def key(self) -> str:
        """Key of its name, by which the reader says something of it."""
        return name_key(self.name)


@dataclass(frozen=True, slots=True)
class Cited:
    """A document of a heading: its title, how many passages, and some of them."""

    document: str
    title: str
    number: int = 0
    places: tuple[PassagePlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A heading with its places: documents, how many passages are not listed, and see also."""

    heading: Heading
    cited: tuple[Cited, ...] = ()
    more: int = 0
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """All headings in their order, and what every page of the index tells of them.

    `letters` are those of the headings with their numbers, `hidden` the number of headings that
    the reader hid; `complete` is False while phrases are still being looked for.
    """

    headings: Sequence[Heading]
    letters: Sequence[tuple[str, int]]
    hidden: int
    complete: bool
    forms: list[str] = field(default_factory=list)  # of the names, as words are looked for in them

    def of_letter(self, letter: str) -> list[Heading]:
        """The headings under a letter."""
        return [each for each in self.headings if each.filed.letter == letter]

    def sifted(self, text: str) -> list[Heading]:
        """The headings with all of these words, or beginnings of words, in their names."""
        words = normal(text).split()
        forms = self.forms or [normal(each.name) for each in self.headings]
        self.forms[:] = forms
        named = zip(self.headings, forms, strict=True)
        return [each for each, form in named if all(word in form for word in words)]


@dataclass(frozen=True, slots=True)
class Sources:
    """All that the headings are made of."""

    authors: Sequence[Named]
    titles: Sequence[TitleHeading]
    tags: Sequence[Named]
    wanted: Sequence[Wanted]
    phrases: Sequence[KeptPhrase]
    aliases: tuple[Aliases, Aliases]
    said: Mapping[str, HeadingAct] = field(default_factory=dict)


def make_index(sources: Sources, *, hidden: bool = False, complete: bool = True) -> Index:
    """The index of these sources; with `hidden`, of the headings that the reader hid."""
    every = headings(sources, hidden=hidden)
    return Index(every, letters_of(every), hidden_number(sources), complete)


def headings(sources: Sources, *, hidden: bool = False) -> list[Heading]:
    """All headings in their order, one for each name; with `hidden`, those that the reader hid."""
    by_key: dict[str, Heading] = {}
    for each in _made(sources):
        known = by_key.get(each.key)
        by_key[each.key] = _joined(known, each) if known else each
    acts = sources.said
    for key in [key for key in by_key if acts.get(key, _NOTHING).act == "merged"]:
        to = leading_to(acts, by_key[key].name)
        if to != key and to in by_key:
            by_key[to] = _merged(by_key[to], by_key[key])
            own, see = by_key[key], by_key[to].name
            by_key[key] = Heading(own.name, own.filed, see=see, is_merged=True)
    kept = [
        replace(each, proposed=False) if each.proposed and key in acts else each
        for key, each in by_key.items()
        if (acts.get(key, _NOTHING).act == "hidden") == hidden
    ]
    return sorted(kept, key=lambda each: (each.filed.key.replace("/", "\0"), each.name))


def hidden_number(sources: Sources) -> int:
    """How many headings there are that the reader hid; what has vanished since is not counted."""
    hidden = {key for key, said in sources.said.items() if said.act == "hidden"}
    return len(hidden & {each.key for each in _made(sources)}) if hidden else 0


def _made(sources: Sources) -> Iterator[Heading]:
    """Headings of what the library holds, then those that were found by counting, then others."""
    authors = (each.name for each in sources.authors)
    tags = (each.name for each in sources.tags if each.highlights or each.documents)
    of = {name_key(each.title): each for each in sources.titles}
    yield from (Heading(name, filed_person(name), author=name) for name in _kept(authors))
    for name in _kept(each.title for each in sources.titles):
        yield Heading(name, _filed_title(name), title=of[name_key(name)])
    yield from (Heading(name, filed(name), tag=name) for name in _subjects(tags))
    wanted = _subjects(each.name for each in sources.wanted)
    yield from (Heading(n, filed_page(n.strip("*_")), wanted=n) for n in wanted if not is_handle(n))
    for phrase in sources.phrases:
        if phrase.passages:
            yield Heading(phrase.words, filed(phrase.words), phrases=(phrase,), proposed=True)
    yield from (Heading(old, filed(old), see=new) for old, new in _other_names(sources))


def _kept(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if not is_left_over(name))


def _subjects(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if not is_no_subject(name))


def _other_names(sources: Sources) -> Iterator[tuple[str, str]]:
    """Other names of tags, authors and documents, each with the name that they lead to."""
    for aliases in sources.aliases:
        for old, _ in aliases.names.values():
            yield old, aliases.shown(old)
    for title in sources.titles:
        yield from ((alias, title.title) for alias in title.aliases if _tells(alias, title.title))


def _tells(alias: str, title: str) -> bool:
    """Whether one would look for a title under another name: not where one is part of the other."""
    one, other = letters(alias), letters(title)
    return bool(one) and one not in other and other not in one


def _filed_title(title: str) -> Filed:
    """A title under its first word that is no article."""
    first, _, rest = title.partition(" ")
    if normal(first) not in ARTICLES or not rest:
        return filed(title)
    under = filed(rest)
    return Filed(title, under.key, under.letter)


def _joined(one: Heading, other: Heading) -> Heading:
    """One heading for two things of the same name; the name and order are the first one's."""
    return replace(
        one,
        author=one.author or other.author,
        tag=one.tag or other.tag,
        wanted=one.wanted or other.wanted,
        title=one.title or other.title,
        phrases=(*one.phrases, *other.phrases),
        proposed=one.proposed and other.proposed,
        see=one.see and other.see,
    )


def _merged(into: Heading, other: Heading) -> Heading:
    """A heading under which the places of another one are listed as well."""
    return replace(
        into,
        merged=(*into.merged, other),
        proposed=into.proposed and other.proposed,
        see=into.see and other.see,
    )


def letters_of(every: Sequence[Heading]) -> list[tuple[str, int]]:
    """The letters of headings in their order, each with its number of headings."""
    counts: dict[str, int] = {}
    for each in every:
        counts[each.filed.letter] = counts.get(each.filed.letter, 0) + 1
    return sorted(counts.items(), key=lambda pair: (not pair[0].isalpha(), pair[0]))


def listed(heading: Heading, places: Places) -> Listed:
    """A heading with the entries under it."""
    if heading.see:
        return Listed(heading)
    phrases = [phrase for part in heading.parts for phrase in part.phrases]
    rows = dict.fromkeys(row for phrase in phrases for row in phrase.rows)
    passages = [places.passages[row] for row in rows if row in places.passages]
    works: list[DocumentPlace] = []
    for part in heading.parts:
        passages += places.linking.get(name_key(part.wanted), ()) if part.wanted else ()
        works += [*places.works.get(part.author, ()), *places.tagged.get(part.tag, ())]
    works += [_work(part.title) for part in heading.merged if part.title]
    cited = _together([*_counted(works), *_cited(passages)])[:DOCUMENTS]
    shown = sum(len(each.places) for each in cited)
    total = sum(phrase.passages for phrase in phrases)
    beside = [other for phrase in phrases for other in phrase.beside]
    also = [*_subjects(places.together.get(heading.tag, ())), *beside]
    return Listed(heading, tuple(cited), max(0, total - shown), tuple(dict.fromkeys(also))[:2])


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

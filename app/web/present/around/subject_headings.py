"""The headings of the library's index, of all that it names, and what the reader says of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.background.phrases import KeptPhrase
from app.model import Named, Wanted
from app.model.headings import TitleHeading
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
    subject_names,
)

_NOTHING = HeadingAct("accepted", "")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its words as filed, the key of its name, and what it names.

    `number` is that of an author's documents, or of a tag's highlights. `proposed` is true of a
    phrase that the reader has not accepted yet, `see` is the heading under which its places are
    listed instead: the reader merged it where `is_merged`, else that is another name of it.
    `merged` are those whose places are listed under this one.
    """

    name: str
    filed: Filed
    author: str = ""
    tag: str = ""
    wanted: str = ""
    title: TitleHeading | None = None
    number: int = 0
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
class Sources:
    """All that the headings are made of."""

    authors: Sequence[Named]
    titles: Sequence[TitleHeading]
    tags: Sequence[Named]
    wanted: Sequence[Wanted]
    phrases: Sequence[KeptPhrase]
    aliases: tuple[Aliases, Aliases]
    said: Mapping[str, HeadingAct] = field(default_factory=dict)


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
    works = {each.name: each.documents for each in sources.authors}
    tags = {
        each.name: each.highlights for each in sources.tags if each.highlights or each.documents
    }
    of = {name_key(each.title): each for each in sources.titles}
    for name in _kept(works):
        yield Heading(name, filed_person(name), author=name, number=works[name])
    for name in _kept(each.title for each in sources.titles):
        yield Heading(name, _filed_title(name), title=of[name_key(name)])
    yield from (
        Heading(name, filed(name), tag=name, number=tags[name]) for name in subject_names(tags)
    )
    wanted = subject_names(each.name for each in sources.wanted)
    yield from (Heading(n, filed_page(n.strip("*_")), wanted=n) for n in wanted if not is_handle(n))
    for phrase in sources.phrases:
        of_phrase = filed_person if phrase.kind == "person" else filed
        yield Heading(phrase.words, of_phrase(phrase.words), phrases=(phrase,), proposed=True)
    yield from (Heading(old, filed(old), see=new) for old, new in _other_names(sources))


def _kept(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if not is_left_over(name))


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
        number=one.number or other.number,
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

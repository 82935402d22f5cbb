"""Mentions: where a name occurs in a text as words that are no link yet."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from app.lexicon import WORD
from app.markdown.finding import links
from app.markdown.mentions.masking import masked
from app.markdown.mentions.naming import (
    EMPHASIS,
    is_handle,
    pattern_of,
    stands_alone,
    unmarked,
    words_of,
    written_as_name,
)
from app.markdown.mentions.persons import is_listed
from app.markdown.placing import Placing, Span
from app.text import base_letters

_REACH = 20  # letters by which a name may be longer in a text than by itself
# of marks of emphasis at the edge of a word
_RUN = re.compile(r"(?<!\w)([*_=~])\1{0,9}|([*_=~])\2{0,9}(?!\w)")
NO_LINK = re.compile(r"[\[\]|#^\n]")  # signs that no name in a link can hold


@dataclass(frozen=True, slots=True)
class Name:
    """A name to look for: its key, how it is spelled, whether it is short or common.

    What is common counts only where it is written as a name, an inverted one, `Tolkien, J.`, only
    where it is not of two names in a row.
    """

    key: str
    spelled: str
    common: bool = False
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the mentions of one page's names; made by `make_finder`.

    `rivals` are the other names that may include one of these, by their first words; `common`
    tells of each whether it is.
    """

    names: Mapping[str, Name]
    pattern: re.Pattern[str]
    rivals: Mapping[str, Sequence[str]]
    common: Callable[[str], bool]
    reach: int  # letters before a name in which a longer one that stands over it may begin
    handles: bool = False  # one of the names is an `@handle`, which is no prose else
    _known: dict[str, bool] = field(default_factory=dict)

    def spans(self, markdown: str) -> Iterator[Span]:
        """Ranges of a Markdown text in which one of the names is mentioned, in order."""
        hidden = masked(markdown, handles=self.handles)
        form = compared(hidden)
        if not self.pattern.search(form):
            return
        placing = Placing(hidden, base_letters)
        for start, end, key in self._matches(form):
            first, last = placing.place((start, end))
            name = self.names[key]
            if (
                stands_alone(hidden, first, last, key)
                and (not name.common or written_as_name(hidden, first, last, name.spelled))
                and (not name.inverted or is_listed(hidden, first, last))
                and not self._shadowed(placing, form, (start, end), (first, last))
            ):
                yield first, last

    def first(self, markdown: str) -> Span | None:
        """Range of the first mention; None where there is none."""
        return next(self.spans(markdown), None)

    def _matches(self, form: str) -> Iterator[tuple[int, int, str]]:
        """Ranges of a name's words in a text, longest name first, and its key."""
        at = 0
        while match := self.pattern.search(form, at):
            name = list(self.names)[match.lastindex - 1]  # type: ignore[operator] # each is a group
            yield match.start(), match.end(), name
            at = match.start() + 1

    def _shadowed(self, placing: Placing, form: str, here: Span, shown: Span) -> bool:
        """Whether a longer name covers this place."""
        within = (max(0, here[0] - self.reach), here[1])
        if self.rivals.keys().isdisjoint(WORD.findall(form, *within)):  # so most texts
            return False
        for word in WORD.finditer(form, *within):
            for key in self.rivals.get(word[0], ()):
                match = _compiled(key).match(form, word.start())
                if match and match.end() > here[0] and _outranks(match.span(), here):
                    first, last = placing.place(match.span())
                    if (first, last) != shown and self._stands(placing.text, first, last, key):
                        return True
        return False

    def _stands(self, text: str, start: int, end: int, key: str) -> bool:
        if not stands_alone(text, start, end, key):
            return False
        if key not in self._known:
            self._known[key] = self.common(key)
        return not self._known[key] or written_as_name(text, start, end, "")


def _outranks(other: Span, here: Span) -> bool:
    """Whether another name's range goes before this one: the longer, else the earlier."""
    length, own = other[1] - other[0], here[1] - here[0]
    return length > own or (length == own and other[0] < here[0])


@lru_cache(maxsize=1 << 12)
def _compiled(key: str) -> re.Pattern[str]:
    return re.compile(pattern_of(key))


def make_finder(
    names: Sequence[Name],
    rivals: Sequence[str] = (),
    common: Callable[[str], bool] = lambda _key: False,
) -> Finder | None:
    """Make a finder of these names among others (keys); None where none of them has a word."""
    known = {n.key: n for n in sorted(names, key=lambda n: (-len(n.key), n.key)) if words_of(n.key)}
    if not known:
        return None
    first: dict[str, list[str]] = {}
    for key in rivals:
        if key not in known and (words := words_of(key)):
            first.setdefault(words[0], []).append(key)
    pattern = re.compile("|".join(f"({pattern_of(key)})" for key in known))
    reach = max(map(len, rivals), default=0) + _REACH
    return Finder(known, pattern, first, common, reach, any(map(is_handle, known)))


def compared(text: str) -> str:
    """The form of a text in which names are looked for; as long as `base_letters` of it."""
    form = base_letters(text)
    lower = form.lower()
    if len(lower) == len(form):
        return lower
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in form)


def linked(markdown: str, span: Span, name: str) -> str:
    """The text with these words as a link to a name; unchanged where they can be none.

    Marks of emphasis within a name do not stay: `*Moby* Dick` is linked as `Moby Dick`.
    """
    start, end = _with_marks(markdown, span)
    words = markdown[start:end]
    odd = r"[\[\]<]" if "|" in name else r"[\[\]|<]"
    if not name.strip() or re.search(odd, words) or "\n" in name or not _paired(words):
        return markdown
    made = f"{markdown[:start]}{_link(unmarked(words), name)}{markdown[end:]}"
    return made if len(links(made)) == len(links(markdown)) + 1 else markdown


def _with_marks(markdown: str, span: Span) -> Span:
    """A range of words, with the marks beside it that belong to those among its words."""
    start, end = span
    before = len(markdown[:start]) - len(markdown[:start].rstrip(EMPHASIS))
    behind = len(markdown[end:]) - len(markdown[end:].lstrip(EMPHASIS))
    wider = (span, (start - before, end), (start, end + behind), (start - before, end + behind))
    return next((each for each in wider if _paired(markdown[slice(*each)])), span)


def _paired(words: str) -> bool:
    """Whether each run of marks of emphasis among words is ended by one like it."""
    opened: list[str] = []
    for run in _RUN.finditer(words):
        if opened and opened[-1] == run[0]:
            opened.pop()
        else:
            opened.append(run[0])
    return not opened


def _link(words: str, name: str) -> str:
    """Markdown of a link, `[[name]]` where that can hold what it is to hold."""
    if NO_LINK.search(name) or "\n" in words:
        return f"[{words}](<{quote(name, safe=' /')}.md>)"
    return f"[[{words}]]" if words == name else f"[[{name}|{words}]]"

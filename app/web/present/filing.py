"""Filing names in an index: persons by surname, handles and sites apart.

Names that exporters left over are hidden.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.formats.authors.companies import has_company_word
from app.text import normal

DIGITS, MARKS, HANDLES = (
    "0–9",
    "…",
    "@",
)  # heads for names that begin with no letter, and for names of no person
_SUFFIXES = frozenset(["jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "ph.d.", "md", "m.d."])
_WITH_SURNAME = frozenset(
    [
        "De",
        "Del",
        "Della",
        "Der",
        "Di",
        "Dos",
        "Du",
        "El",
        "La",
        "Le",
        "Mac",
        "San",
        "St.",
        "Ten",
        "Ter",
        "Van",
        "Von",
    ]
)
_NO_SURNAMES = frozenset(
    [
        "aa.",
        "academy",
        "advice",
        "anonymous",
        "archive",
        "auteurs",
        "authors",
        "autoren",
        "autores",
        "autori",
        "blog",
        "channel",
        "code",
        "docs",
        "events",
        "newsletter",
        "podcast",
        "podcasts",
        "radio",
        "show",
        "tech",
        "tv",
        "varios",
        "various",
        "vários",
        "vv.",
    ]
)
_MOST_WORDS = 5  # in a person's name
_SITE = re.compile(r"(?:https?://)?(?:[\w-]{1,60}\.){1,4}[a-z]{2,12}(?:/\S{0,200})?")
_ROLE = re.compile(r" \([^()]{1,40}\)$")
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")  # of languages that put the surname last
_SCRIPTS = {"CJK": "漢", "HIRAGANA": "あ", "KATAKANA": "あ", "HANGUL": "한", "THAI": "ก"}
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? )?"
# Tags by which exporters and readers' templates mark whatever they bring.
_EXPORTERS = r"(?:readwise|rw|omnivore|raindrop|hypothesis|instapaper|matter|snipd|glasp)"
_LEFT_OVER = re.compile(
    rf"{_EXPORTERS}(?:[ _/.-]?(?:inbox|import|imported|imports|highlights?|export|exported|sync"
    r"|synced|reader|articles?|books?|tweets?|podcasts?|videos?|supplementals?|new|todo))?|"
    r"\.\S{1,200}|.{0,200}(?:\{\{|\}\}|\{%|\": ?(?:[\"\d{\[]|null|true|false)).{0,200}"
    r"|\d{1,3}|\d{5,40}|\d{1,40};|[^\w\s]{1,200}"
    r"|\"?https?:.{0,300}|\(\(.{0,200}\)\)"
    rf"|{_WEEKDAY}(?:\d{{4}}[-/.]\d\d(?:[-/.]\d\d)?|\d{{4}}-w\d\d|\d\d?[-/.]\d\d?[-/.]\d{{4}}"
    rf"|{_MONTH} \d\d?(?:st|nd|rd|th)?,? \d{{4}}|\d\d?(?:st|nd|rd|th)?\.? {_MONTH},? \d{{4}})"
    r"|.{1,200}\.(?:png|jpe?g|gif|webp|svg|avif|pdf|mp3|mp4|canvas|base)"
)
# Tags and names that state what a thing is, where it lies or what was done with it.
_NO_SUBJECT = re.compile(
    r"(?:article|book|tweet|podcast|video|supplemental|highlight|note|email|quote|document)s?"
    r"|favou?rites?|starred|discard(?:ed)?|h[1-6]|c\d{1,2}|flashcards?|inbox|unread|archive"
    r"|to-?(?:do|process|review|read|check)|roam/.{1,200}|[^:]{1,200}::\S.{0,200}"
)


@dataclass(frozen=True, slots=True)
class Filed:
    """A name in an index: the words to show, the key to sort by, and its letter."""

    words: str
    key: str
    letter: str


@lru_cache(maxsize=1 << 14)  # every page of an index files all its names
def filed(name: str) -> Filed:
    """File a tag or a page as it is written, under its first letter."""
    key = normal(name).lstrip("\"'([{*_-. ")
    return Filed(name, key or normal(name), letter(key))


@lru_cache(maxsize=1 << 14)
def filed_page(name: str) -> Filed:
    """File a page with a path by its last part, without the folder."""
    return filed(name.rstrip("/").rpartition("/")[2] or name)


@lru_cache(maxsize=1 << 14)
def filed_person(name: str) -> Filed:
    """File an author by surname, as `Quill, Ada`; a handle or a site under `@`."""
    if is_handle(name):
        words = name.removesuffix(" on Twitter").removesuffix(" on X")
        return Filed(words, normal(words).lstrip("@"), HANDLES)
    words = surname_first(name)
    key = normal(words).lstrip("\"'([{*_-. ")
    return Filed(words, key or normal(words), letter(key))


def letter(key: str) -> str:
    """Head under which a key is listed: its first letter as a capital.

    Scripts without letters have one head each.
    """
    first = key[:1]
    if not first or not first.isalnum():
        return MARKS
    if not first.isalpha():
        return DIGITS
    script = unicodedata.name(first, "").partition(" ")[0]
    return _SCRIPTS.get(script, first.upper())


def is_handle(name: str) -> bool:
    """Check whether an author is a handle, an account or a site, not a person."""
    return (
        name.startswith("@")
        or name.endswith((" on Twitter", " on X"))
        or bool(_SITE.fullmatch(name))
    )


@lru_cache(maxsize=1 << 14)
def is_left_over(name: str) -> bool:
    """Check whether a name is left over from an exporter, not a reader's word.

    Examples are `.h4`, `999999;`, `{{url}}`, a bare date, a file's name.
    """
    return bool(_LEFT_OVER.fullmatch(name.casefold()[:400]))


@lru_cache(maxsize=1 << 14)
def is_no_subject(name: str) -> bool:
    """Check whether a name states a kind, a flag, a deck or a page of the program's.

    Examples are `articles`, `favorite`, `Science::Walls`, `roam/js` and what is left over.
    """
    return is_left_over(name) or bool(_NO_SUBJECT.fullmatch(name.casefold()[:400]))


def number_of_words(names: Iterable[str]) -> int:
    """Number of names in an index, without those that exporters left over."""
    return sum(not is_left_over(name) for name in names)


def words_of_readers(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Names with their numbers, without those that exporters left over."""
    return [(name, number) for name, number in counted if not is_left_over(name)]


def subjects(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Names with their numbers, without those that state a kind or a flag."""
    return [(name, number) for name, number in counted if not is_no_subject(name)]


def subject_names(names: Iterable[str]) -> Iterator[str]:
    """Those of these names that do not state a kind or a flag."""
    return (name for name in names if not is_no_subject(name))


def surname_first(name: str) -> str:
    """A person's name in the order of an index, surname first.

    Other names, of companies among them, stay as they are.
    """
    role = _ROLE.search(name)
    words = name.removesuffix(role[0]).split() if role else name.split()
    # a suffix has a first and a last name before it
    has_suffix = len(words) > 2 and words[-1].casefold() in _SUFFIXES  # noqa: PLR2004
    suffix = f", {words.pop()}" if has_suffix else ""
    if words:
        words[-1] = words[-1].rstrip(",")
    if not _is_person(words):
        return name
    at = len(words) - 1
    while at > 1 and words[at - 1] in _WITH_SURNAME:
        at -= 1
    return f"{' '.join(words[at:])}, {' '.join(words[:at])}{suffix}{role[0] if role else ''}"


def _is_person(words: list[str]) -> bool:
    name = " ".join(words)
    if not 1 < len(words) <= _MOST_WORDS or words[0] == "The" or has_company_word(name):
        return False
    if (
        words[-1].casefold() in _NO_SURNAMES
        or any(mark.isdigit() or mark in ",&/:|" for mark in name)
        or {"and", "of", "on", "the"} & set(words)
    ):
        return False
    return unicodedata.name(words[-1][0], "").startswith(_ALPHABETS)

"""Why two tags may be one: signs, a plural, British and American spelling, or one letter."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from app.model import Why
from app.web.present.near_names.slips import (
    changed_word,
    is_slip,
    less_one,
    same_numbers,
    words_of_name,
)

_LONG = 8  # letters of a name, from which on one may differ
_CHANGED = 6  # letters of the word in which it does
_TELLING = re.compile(r"[+#]")  # signs that make another name, as in `c++` and `c#`
_STEM = 3  # letters of a singular, at least
_PLURALS = (
    *(("ies", "y"), ("men", "man"), ("ives", "ife"), ("lves", "lf"), ("eaves", "eaf")),
    *(("sses", "ss"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"), ("oes", "o")),
    *(("ses", "s"), ("yses", "ysis"), ("eses", "esis"), ("ises", "isis"), ("s", "")),
)
_NO_PLURAL = """
aids always arms atlas bias canvas chaos commons customs glasses goods https kudos lens mars means
news pandas paris rails series species spirits texas windows
"""
_NO_PLURALS = frozenset(_NO_PLURAL.split())  # which mean something else without their `s`
_PLURAL_ICS = """
clinics comics critics cynics fabrics lyrics mechanics metrics mosaics picnics relics skeptics
stoics topics
"""
_ICS = frozenset(_PLURAL_ICS.split())  # other words in `ics` are sciences
_AMERICAN = tuple(
    (re.compile(pattern), american, shortest)
    for pattern, american, shortest in (
        ("our(?!t)", "or", 5),  # colour, not `fourth`
        (r"([iy])s(e|ed|es|er|ers|ing|ation|ations|able)$", r"\1z\2", 6),  # organise, analyse
        (r"(?<!^en)([tb])re(s?)$", r"\1er\2", 5),  # centre
        (r"ogue(s?)$", r"og\1", 7),  # catalogue
        (r"(def|off|lic|pret)ence", r"\1ense", 7),
        (r"ll(ed|er|ers|ing)$", r"l\1", 8),  # travelling
        (r"[ao]e", "e", 8),  # archaeology
        (r"^programme", "program", 9),
        (r"^(acknowledg|judg)ement", r"\1ment", 9),
        (r"^ageing$", "aging", 6),
        (r"^sceptic", "skeptic", 7),
        (r"^grey$", "gray", 4),
    )
)


def tag_forms(name: str) -> Iterable[str]:
    """What near tags have in common: the letters, those of the singular, those less one."""
    above, words = _parts(name)
    if words:
        plain, *singulars = _plain_and_singulars(words)
        yield from dict.fromkeys(f"{above}={form}" for form in (plain, *singulars))
        if len(plain) >= _LONG:
            yield from (f"{above}+{form}" for form in less_one(plain))


def why_tags_are_near(one: str, other: str) -> Why | None:
    """Why two tags may be one; None where nothing says so, or one is below the other."""
    nested = one.startswith(f"{other}/") or other.startswith(f"{one}/")
    if nested or not same_numbers(one, other) or _telling(one) != _telling(other):
        return None
    (above, words), (above_other, others) = _parts(one), _parts(other)
    if above != above_other or not words or not others:
        return None
    plain, *singulars = _plain_and_singulars(words)
    plain_other, *singulars_other = _plain_and_singulars(others)
    if plain == plain_other:
        return "signs" if "".join(words) == "".join(others) else "spelling"
    if plain in singulars_other or plain_other in singulars:
        return "plural"
    return "letter" if _differ_in_a_letter(one, other, min(len(plain), len(plain_other))) else None


@lru_cache(maxsize=1 << 14)  # each name is held against several
def _telling(name: str) -> str:
    return "".join(_TELLING.findall(name))


@lru_cache(maxsize=1 << 14)
def _parts(name: str) -> tuple[str, tuple[str, ...]]:
    """The letters of the tags above a tag, in American spelling, and the words of its own name."""
    above, _, own = name.rpartition("/")
    tags_above = ("".join(map(_american, words_of_name(part))) for part in above.split("/"))
    return "/".join(tags_above), words_of_name(own)


def _plain_and_singulars(words: Sequence[str]) -> list[str]:
    """Words put together in American spelling, and again as often as the last may be a plural."""
    start = "".join(map(_american, words[:-1]))
    return [start + _american(last) for last in (words[-1], *_singulars(words[-1]))]


def _american(word: str) -> str:
    for british, american, shortest in _AMERICAN:
        if len(word) >= shortest:
            word = british.sub(american, word)
    return word


def _singulars(word: str) -> Iterator[str]:
    """What a word may be the plural of."""
    no_plural = word in _NO_PLURALS or word.endswith(("ss", "us", "is"))
    if no_plural or (word.endswith("ics") and word not in _ICS):
        return
    for ending, other in _PLURALS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem + other) >= _STEM and stem[-1:].isalpha():
            yield stem + other


def _differ_in_a_letter(one: str, other: str, length: int) -> bool:
    changed, by = changed_word(one, other)
    return length >= _LONG and min(len(changed), len(by)) >= _CHANGED and is_slip(changed, by)

"""Which language and direction a text has, as far as its letters tell."""

from unicodedata import bidirectional

from markupsafe import Markup

_LOOKED_AT = 400  # letters
_KANA_SHARE, _SCRIPT_SHARE = 0.05, 0.5  # Japanese mixes its kana with Chinese letters
_PERSIAN = frozenset("پچژگکی")
_RANGES = (
    ("ar", "\u0600", "\u06ff"),
    ("ar", "\u0750", "\u077f"),
    ("he", "\u0590", "\u05ff"),
    ("el", "\u0370", "\u03ff"),
    ("th", "\u0e00", "\u0e7f"),
    ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"),
    ("zh", "\u4e00", "\u9fff"),
)


def direction(text: str) -> str:
    """`rtl` when the first letter that has a direction runs to the left, else nothing: the page runs to the right."""
    for letter in text[:_LOOKED_AT]:
        if (way := bidirectional(letter)) in {"R", "AL"}:
            return "rtl"
        if way == "L":
            return ""
    return ""


def language(text: str) -> str:
    """The BCP 47 tag of a script that one language alone writes in (`ja`, `he`, `ar`, ...), or nothing."""
    letters = [letter for letter in text[:_LOOKED_AT] if letter.isalpha()]
    if not letters or text.isascii():
        return ""
    counts: dict[str, int] = {}
    for letter in letters:
        if script := _script(letter):
            counts[script] = counts.get(script, 0) + 1
    if counts.get("ja", 0) > _KANA_SHARE * len(letters):
        return "ja"
    if not counts:
        return ""
    best = max(counts, key=lambda script: counts[script])
    if counts[best] < _SCRIPT_SHARE * len(letters):
        return ""
    return "fa" if best == "ar" and not _PERSIAN.isdisjoint(letters) else best


def attributes(text: str) -> Markup:
    """The `lang` and `dir` attributes of an element that holds the text, with a space before them; empty where the page's own hold."""
    given = {"lang": language(text), "dir": direction(text)}
    return Markup().join(Markup(' {}="{}"').format(name, value) for name, value in given.items() if value)


def _script(letter: str) -> str:
    return next((name for name, first, last in _RANGES if first <= letter <= last), "")

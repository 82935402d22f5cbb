"""Language and direction of a text, as far as its letters show them."""

import re
from unicodedata import bidirectional

from markupsafe import Markup

_LOOKED_AT = 400  # letters
_KANA_SHARE, _SCRIPT_SHARE = 0.05, 0.5  # Japanese mixes its kana with Chinese letters
_LETTERS = {
    "ar": "\u0600-\u06ff\u0750-\u077f",
    "he": "\u0590-\u05ff",
    "el": "\u0370-\u03ff",
    "th": "\u0e00-\u0e7f",
    "ja": "\u3040-\u30ff",
    "ko": "\uac00-\ud7af",
    "zh": "\u4e00-\u9fff",
}
_OF_SCRIPT = {tag: re.compile(f"[{letters}]") for tag, letters in _LETTERS.items()}
_OF_ANY = re.compile(f"[{''.join(_LETTERS.values())}]")
_OF_NONE = re.compile(r"@\w{1,40}|https?://[!-~]{1,300}", re.ASCII)  # handles and addresses
_PERSIAN = frozenset("پچژگکی")


def direction(text: str) -> str:
    """Direction of a text: `rtl` when its first directed letter runs to the left, else empty."""
    for letter in text[:_LOOKED_AT]:
        if (way := bidirectional(letter)) in {"R", "AL"}:
            return "rtl"
        if way == "L":
            return ""
    return ""


def language(text: str) -> str:
    """BCP 47 tag of a script that only one language uses (`ja`, `he`, `ar`, ...), or empty."""
    head = text[:_LOOKED_AT]
    if head.isascii() or not _OF_ANY.search(head):
        return ""
    head = _OF_NONE.sub("", head)
    letters = sum(map(str.isalpha, head))
    counts = {tag: len(script.findall(head)) for tag, script in _OF_SCRIPT.items()}
    if counts["ja"] > _KANA_SHARE * letters:
        return "ja"
    best = max(counts, key=lambda tag: counts[tag])
    if counts[best] < _SCRIPT_SHARE * letters:
        return ""
    return "fa" if best == "ar" and not _PERSIAN.isdisjoint(head) else best


def attributes(text: str) -> Markup:
    """Attributes `lang` and `dir` for the element that holds the text, after a space.

    Empty where the page's own attributes apply.
    """
    given = {"lang": language(text), "dir": direction(text)}
    return Markup().join(
        Markup(' {}="{}"').format(name, value) for name, value in given.items() if value
    )

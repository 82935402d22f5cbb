"""Letters of which identity keys are made, and the public codes of keys."""

import hashlib
import re
import unicodedata
from functools import lru_cache

from app.text.folding import fold

_NO_LETTERS = re.compile(r"[\W_]+")
_LOWER = bytes(range(128)).lower() + bytes(range(128, 256))  # the same, many times as fast
_NO_ASCII_LETTERS = bytes(n for n in range(128) if not chr(n).isalnum())
_PAIRS = [
    a + b for a in "abcdefghijklmnopqrstuvwxyz234567" for b in "abcdefghijklmnopqrstuvwxyz234567"
]
_STATED = "code:"


def letters(text: str) -> str:
    """Letters and digits of a text, folded, without case and accents, for identity keys.

    Stored keys depend on it, so its result must never change; other comparisons take `normal`.
    """
    if not text.isascii():
        text = fold(text)
    if text.isascii():  # often its quotes and dashes were all that was not
        return text.encode().translate(_LOWER, _NO_ASCII_LETTERS).decode()
    text = unicodedata.normalize("NFD", text)  # sets accents apart, which are no word signs
    return _NO_LETTERS.sub("", text).casefold()


@lru_cache(maxsize=1 << 15)  # a key occurs several times on its way into the library
def code(key: str) -> str:
    """Short public code of a key: the first ten letters of the base32 (RFC 4648) of its SHA-256.

    A key of `stated_key` gives the code that it states.
    """
    if key.startswith(_STATED):
        return key.removeprefix(_STATED)
    bits = (
        int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:7], "big")
        >> 6
    )
    return (
        f"{_PAIRS[bits >> 40]}{_PAIRS[bits >> 30 & 1023]}{_PAIRS[bits >> 20 & 1023]}"
        f"{_PAIRS[bits >> 10 & 1023]}{_PAIRS[bits & 1023]}"
    )


def stated_key(chosen: str) -> str:
    """Key that states its code, for a record whose other keys no longer give that code."""
    return f"{_STATED}{chosen}"

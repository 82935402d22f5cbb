"""Letter forms, names, keys and clocks: pure functions on text."""

import hashlib
import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote

# What a reader types against what a PDF holds. NFKC would also spoil ½ and x², so this table is kept small.
_FOLDED = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij", "Ĳ": "IJ",
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u02bc": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "«": '"', "»": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200a": " ", "\u3000": " ",
        "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip


FOLDERS = frozenset({".", ".."})  # names that a browser takes for this folder and the one above
# Scripts written without spaces, as ranges of a set: each sign is a word of its own in the index, so that any run of them can be found.
SIGNS = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0ec6\u1000-\u109f\u1780-\u17b3"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3041-\u3096\u309d-\u30ff\uff66-\uff9f"  # Japanese
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese
    "\uac00-\ud7a3"  # Korean: its words carry endings that no stemmer here knows
)
_UNFOLDED = re.compile(f"[{''.join(map(chr, _FOLDED))}]")


def fold(text: str) -> str:
    """Text in the letter forms of the search index: ligatures opened, quotes and dashes plain, invisible marks dropped. Case stays."""
    if text.isascii():
        return text
    return _UNFOLDED.sub(_fold_sign, text)  # `str.translate` asks the table for every letter: ten times slower


def _fold_sign(match: re.Match[str]) -> str:
    return _FOLDED[ord(match[0])] or ""


def letters(text: str) -> str:
    """The letters and digits of a text, folded and without case or accents: what two wordings of one passage share."""
    if text.isascii():
        return text.translate(_ASCII_LETTERS)
    text = unicodedata.normalize("NFD", fold(text))  # sets accents apart, which are no word signs
    return _NO_LETTERS.sub("", text).casefold()


def bare(text: str) -> str:
    """The text folded and without case or accents, its spaces and signs as they are: how texts that stand in no index are compared."""
    folded = fold(text).casefold()
    if folded.isascii():
        return folded
    return "".join([letter for letter in unicodedata.normalize("NFD", folded) if not unicodedata.combining(letter)])


_END_MARKS = ".,;:!?…。、，；：！？।؟،؛\"'”’»"


def bare_tag(tag: str) -> str:
    """A hashtag's name: without `#`, quotes and emphasis around it, and the marks that end the sentence it stands in: `#slow.` is `slow`.

    Marks alone stay as they are.
    """
    name = " ".join(tag.split()).strip("*_\"' ,").lstrip("# ").strip()
    ends = _END_MARKS if "(" in name else _END_MARKS + ")"
    return name.rstrip(ends).rstrip() or name


_NO_LETTERS = re.compile(r"[\W_]+")
_ASCII_LETTERS = {n: chr(n).lower() if chr(n).isalnum() else None for n in range(128)}  # the same, five times as fast
_SPACES = re.compile(r"\s+")


def storable(text: str) -> str:
    """The text with signs for what a library cannot hold and odd names of files, JSON and YAML may: ␀ for NUL, � for half a letter."""
    return _UNSTORABLE.sub(lambda found: "␀" if found[0] == "\0" else "�", text)


_UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")


def name_key(name: str) -> str:
    """The form in which names are compared: NFC, folded, one space between words, no case, no `.md` at the end."""
    key = _SPACES.sub(" ", fold(unicodedata.normalize("NFC", name))).strip().casefold()
    return key.removesuffix(".md").rstrip()


def in_path(name: str) -> str:
    """A name as it stands in the path of an address. A browser takes parts of dots alone for folders, so a name with such parts stands as one."""
    return quote(name, safe="" if FOLDERS & set(name.split("/")) else "/")


def in_room(room: str, name: str) -> str:
    """The address of a name's page in a room, as `/tags/salt`; no path can end with a name of one or two dots alone, which is asked for instead."""
    return f"/{room}?name={name}" if name in FOLDERS else f"/{room}/{in_path(name)}"


def utc_stamp(moment: datetime) -> str:
    """A moment of our own clocks, which know their zone, as text: ISO 8601 UTC, in seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


_PAIRS = [a + b for a in "abcdefghijklmnopqrstuvwxyz234567" for b in "abcdefghijklmnopqrstuvwxyz234567"]


@lru_cache(maxsize=1 << 14)  # a key is met several times on its way into the library
def code(key: str) -> str:
    """The short public code of a key: the first ten letters of the base32 (RFC 4648) of its SHA-256."""
    bits = int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:7], "big") >> 6
    return "".join([_PAIRS[bits >> shift & 1023] for shift in (40, 30, 20, 10, 0)])

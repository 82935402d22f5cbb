"""Letter forms, names, keys and time stamps: pure functions on text."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# What a reader types against what a PDF holds. NFKC would also spoil ½ and x², so this table is
# kept small.
_FOLDED = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "ĳ": "ij",
        "Ĳ": "IJ",
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u02bc": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u201f": '"',
        "«": '"',
        "»": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2015": "-",
        "\u2212": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u200a": " ",
        "\u3000": " ",
        "\u00ad": None,
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u2060": None,
        "\ufeff": None,
    }
)


FOLDERS = frozenset({".", ".."})  # names that a browser takes for this folder and the one above
_UNFOLDED = re.compile(f"[{''.join(map(chr, _FOLDED))}]")


def fold(text: str) -> str:
    """Text in NFC with plain quotes and dashes, ligatures split, and invisible signs dropped.

    Case and accents stay: this is how a query is shown again. Comparisons take `base_letters`
    or `normal`.
    """
    if text.isascii():
        return text
    return unicodedata.normalize(
        "NFC", _UNFOLDED.sub(_fold_sign, text)
    )  # `str.translate` would ask the table for every letter


def _fold_sign(match: re.Match[str]) -> str:
    return _FOLDED[ord(match[0])] or ""


# --- the one form in which texts, names and queries are compared
# ----------------------------------------------------

# An ASCII letter keeps its form unless an accent follows, and nothing before it changes its own: so
# each of these runs is rewritten alone.
_BEYOND_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
# letters of a run that is remembered: a letter or two beyond ASCII within a word, which occur again
# and again
_SHORT = 8
_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "þ": "th",
    "Þ": "TH",
    "ð": "d",
    "Ð": "D",
    "ı": "i",
    "ĸ": "k",
    "ȷ": "j",
    "ŋ": "n",
    "Ŋ": "N",
    "ə": "e",
    "Ə": "E",
    "ɛ": "e",
    "Ɛ": "E",
    "ɔ": "o",
    "Ɔ": "O",
    # one letter as several keyboards write it
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ے": "ي",
    "ک": "ك",
    "ە": "ه",
    "ہ": "ه",
    "ھ": "ه",
    "\u0640": None,  # which only makes an Arabic word longer
    "\u05be": "-",  # the hyphen of Hebrew
}
_ACCENTS = frozenset(
    [1, *range(10, 37), *range(200, 256)]
)  # classes of marks; the others are parts of letters, as of kana, or vowels
_WITH = re.compile(
    r"((?:LATIN|CYRILLIC) (?:SMALL |CAPITAL )?(?:LETTER|LIGATURE) [A-Z ]+?) WITH [A-Z ]+"
)
_COMPATIBLE = frozenset(
    {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"}
)  # categories of which NFKC spoils nothing: ½ and x² are of others
_RADICALS = range(0x2E80, 0x2FE0)  # forms of Chinese signs that PDFs have instead


_FOLDED_SIGNS = {chr(number): form for number, form in _FOLDED.items()}


class _Forms(dict[int, str]):
    """Form of each letter beyond ASCII by its code point, computed when first needed."""

    def __missing__(self, number: int) -> str:
        form = self[number] = _form(chr(number))
        return form


def _form(letter: str) -> str:
    """Letter or accent without case and accents.

    An ASCII letter keeps its case, which the index ignores.
    """
    if letter.isascii():
        return letter
    for table in (_LETTERS, _FOLDED_SIGNS):
        if letter in table:
            return table[letter] or ""
    if unicodedata.combining(letter):
        return "" if unicodedata.combining(letter) in _ACCENTS else letter
    if unicodedata.category(letter) not in _COMPATIBLE and ord(letter) not in _RADICALS:
        return letter
    parts = [
        part
        for part in unicodedata.normalize("NFKD", letter)
        if unicodedata.combining(part) not in _ACCENTS
    ]
    if parts == [letter]:
        parts = [*_without_stroke(letter)]
    if parts == [letter]:
        parts = [*letter.casefold()]
    return letter if parts == [letter] else unicodedata.normalize("NFC", "".join(map(_form, parts)))


def _without_stroke(letter: str) -> str:
    """Base letter of one with a stroke, hook or tail: `l` of `ł`, `к` of `қ`.

    Unicode does not decompose these.
    """
    named = _WITH.fullmatch(unicodedata.name(letter, ""))
    try:
        return unicodedata.lookup(named[1]) if named else letter
    except KeyError:
        return letter


_FORMS = _Forms()
_LATER_PARTS = frozenset(map(chr, [*range(0x1160, 0x1200), *range(0xD7B0, 0xD800), 0xFF9E, 0xFF9F]))
_FREQUENT = [
    (sign, _FOLDED_SIGNS[sign] or "") for sign in "\u2019\u201c\u201d\u2014\u2013\u2018\u00a0"
]  # these alone make most texts other than ASCII
_DROPPED = re.compile(f"[{''.join(chr(n) for n, form in _FOLDED.items() if form is None)}\u0640]")


def base_letters(text: str) -> str:
    """Text in the form of the search index: no accents in any script, plain quotes and dashes.

    ASCII keeps its case, as FTS5 ignores it; all other letters lose theirs.
    """
    if text.isascii():
        return text
    for sign, plain in _FREQUENT:
        text = text.replace(sign, plain)
    return text if text.isascii() else _BEYOND_ASCII.sub(_based, text)


def _based(run: re.Match[str]) -> str:
    return _remembered(run[0]) if len(run[0]) <= _SHORT else _base(run[0])


def _base(run: str) -> str:
    run = unicodedata.normalize("NFC", _DROPPED.sub("", run))
    return unicodedata.normalize("NFC", run.translate(_FORMS))


_remembered = lru_cache(maxsize=1 << 14)(_base)


def normal(text: str) -> str:
    """Form in which names, texts and queries are compared: `base_letters` in lower case.

    Spaces and signs stay as they are.
    """
    return base_letters(text).lower()


def clusters(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Range (begin, end) of each letter with its accents, in a part of a text.

    `base_letters` of the whole is that of each range in a row.
    """
    while begin < end:
        last = cluster_end(text, begin + 1)
        yield begin, last
        begin = last


def cluster_end(text: str, at: int) -> int:
    """First index from `at` at which a text can be cut without changing its `base_letters`."""
    while at < len(text) and text[at] > "\x7f" and _goes_on(text[at]):
        at += 1
    return min(at, len(text))


@lru_cache(maxsize=4096)
def _goes_on(letter: str) -> bool:
    """Whether a letter may change the form of the one before it.

    Accents, later parts of a Korean syllable, the voicing of narrow kana.
    """
    return (
        unicodedata.category(letter)[0] == "M" or letter in _LATER_PARTS or not _FORMS[ord(letter)]
    )


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


_NO_LETTERS = re.compile(r"[\W_]+")
_LOWER = bytes(range(128)).lower() + bytes(range(128, 256))  # the same, many times as fast
_NO_ASCII_LETTERS = bytes(n for n in range(128) if not chr(n).isalnum())
_SPACES = re.compile(r"\s+")


def storable(text: str) -> str:
    """Text that SQLite can store: ␀ for NUL, � for a lone surrogate."""
    return _UNSTORABLE.sub(lambda match: "␀" if match[0] == "\0" else "�", text)


_UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")


@lru_cache(maxsize=1 << 14)  # names of tags, authors and links occur very often
def name_key(name: str) -> str:
    """Form in which names are compared: `normal`, single spaces, no `.md` at the end."""
    key = _SPACES.sub(" ", normal(name)).strip()
    return key.removesuffix(".md").rstrip()


_END_MARKS = ".,;:!?…。，、；：！？،؛؟۔।·\u0387"


_TAG_EDGES = "*_~\"'`“”„«» ,"


def _is_bare(words: str) -> bool:
    """Whether there are words, and no brackets among them."""
    return bool(words.strip()) and not set("()[]") & set(words)


@lru_cache(maxsize=1 << 12)
def tag_name(text: str) -> str:
    """Tag as stored and queried: without `#`, emphasis, quotes and punctuation at the end."""
    name = " ".join(text.split()).strip(_TAG_EDGES).lstrip("# ").strip(_TAG_EDGES).strip()
    if (name[:1], name[-1:]) in (("(", ")"), ("[", "]")) and _is_bare(name[1:-1]):
        name = name[1:-1].strip()
    if name[-1:] == ")" and name.count(")") > name.count("("):
        name = name[:-1]
    return "/".join([part.rstrip(_END_MARKS).rstrip() or part for part in name.split("/")])


def quoted_path(name: str) -> str:
    """Name quoted for the path of an address.

    Browsers resolve parts that are dots alone as folders, so such a name is quoted as one part.
    """
    return quote(name, safe="" if FOLDERS & set(name.split("/")) else "/")


def name_address(collection: str, name: str) -> str:
    """Address of a name's page, as `/tags/salt`, where `collection` is `tags`.

    A name of dots alone goes into the query, `/tags?name=..`, since no path can end with it.
    """
    return f"/{collection}?name={name}" if name in FOLDERS else f"/{collection}/{quoted_path(name)}"


UNDATED = "undated"  # in place of a year: what nothing dates


def utc_stamp(moment: datetime) -> str:
    """ISO 8601 UTC stamp in seconds of an aware moment."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def stamp_now() -> str:
    """The `utc_stamp` of this moment."""
    return utc_stamp(datetime.now(UTC))


_PAIRS = [
    a + b for a in "abcdefghijklmnopqrstuvwxyz234567" for b in "abcdefghijklmnopqrstuvwxyz234567"
]


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


_STATED = "code:"


def stated_key(chosen: str) -> str:
    """Key that states its code, for a record whose other keys no longer give that code."""
    return f"{_STATED}{chosen}"

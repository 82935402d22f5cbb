"""Text cleaned for comparison and for storing: plain signs, no letters that cannot be kept."""

import re
import unicodedata

# What a reader types against what a PDF holds. NFKC would also spoil ½ and x², so this table is
# kept small.
FOLDED = str.maketrans(
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
_UNFOLDED = re.compile(f"[{''.join(map(chr, FOLDED))}]")


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
    return FOLDED[ord(match[0])] or ""


def storable(text: str) -> str:
    """Text that SQLite can store: ␀ for NUL, � for a lone surrogate."""
    return _UNSTORABLE.sub(lambda match: "␀" if match[0] == "\0" else "�", text)


_UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")

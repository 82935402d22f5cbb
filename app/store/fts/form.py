"""Form of a text in the full-text index, and FTS5's expressions for words of it.

Whatever is compared with the index - queries, excerpts of results, names of pages - is brought into
this form first.
"""

from app.lexicon import SIGN, has_word
from app.store.fts.hyphens import BEHIND, GAP, joined
from app.text import base_letters

TOKENIZER = "porter unicode61 remove_diacritics 2"  # of both indexes; the migrations say the same
OPEN, SHUT = "\ufdd0", "\ufdd1"  # noncharacters that frame a match: no indexed text holds them
_KEPT_FREE = str.maketrans({OPEN: " ", SHUT: " ", BEHIND: " ", "\0": " "})


def searchable(text: str) -> str:
    """Convert plain text to the form of the index.

    `base_letters`, with signs of scripts without spaces set apart.

    It maps cluster by cluster.
    """
    folded = base_letters(text)
    if not folded.isascii():
        folded = SIGN.sub(r" \g<0> ", folded)
    return (
        folded.translate(_KEPT_FREE)
        if "\0" in folded or OPEN in folded or SHUT in folded or BEHIND in folded
        else folded
    )


def indexed(text: str) -> str:
    """Convert plain text to a column of the index.

    `searchable`, followed by joined hyphenated words.
    """
    if text.isascii():  # as nearly all are: nothing to fold, no sign to set apart
        behind = joined(text) if "-" in text else ""
        text = text.replace("\0", " ") if "\0" in text else text
    else:
        text = text.replace(BEHIND, " ")
        behind = joined(text)
        if not behind.replace(GAP, "").isascii():  # else there is nothing to fold
            behind = searchable(behind)
        text = searchable(text)
    return text + BEHIND + behind if behind else text


def fts_phrase(text: str) -> str:
    """Convert plain text to an FTS5 phrase: its words in a row."""
    return '"' + searchable(text).replace('"', '""') + '"'


def fts_prefixes(text: str) -> str:
    """Convert plain text to an FTS5 expression: a word that begins so for each of its words."""
    return " ".join(f"{fts_phrase(word)}*" for word in searchable(text).split() if has_word(word))

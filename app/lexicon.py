"""Words of a text: what the full-text index, queries, marks and mentions of names take for one.

SQLite's FTS5 (`unicode61`) makes a word of each run of letters and digits; all else divides words.
In scripts that are written without spaces each sign is a word by itself, so that any run of them
can be found: the index sets them apart, since FTS5 would not.
"""

import re

# As ranges of a set in a regular expression.
SIGNS = (
    # Thai, Lao, Burmese, Khmer
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0ec6\u1000-\u109f\u1780-\u17b3"
    "\u3005-\u3007\u3041-\u3096\u309d-\u30ff\uff66-\uff9f"  # Japanese
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese
    "\uac00-\ud7a3"  # Korean: its words carry endings that no stemmer here knows
)
SIGN = re.compile(f"[{SIGNS}]")
LETTER = rf"[^\W_{SIGNS}]"  # a letter or digit of any other script
WORD = re.compile(rf"[{SIGNS}]|{LETTER}+")


def has_word(text: str) -> bool:
    """Whether a text has any word: without one it is punctuation, symbols and spaces."""
    return any(letter.isalnum() for letter in text)


def words_of(text: str) -> list[str]:
    """Words of a text in order, as written; vowel signs and marks among `SIGNS` are none."""
    return [word for word in WORD.findall(text) if word[0].isalnum()]


def is_sign(word: str) -> bool:
    """Whether a word is a sign of a script without spaces."""
    return SIGN.fullmatch(word) is not None

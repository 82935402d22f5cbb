"""The words of many texts as arrays of numbers, so that they are counted at once."""

import re
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.lexicon import SIGNS
from app.subject_index.words import without_possessive

Array: TypeAlias = NDArray[Any]

# A word, a run of signs of a script without spaces, a number, or a sign.
_TOKEN = re.compile(rf"[^\W\d_{SIGNS}]+(?:['’-][^\W\d_{SIGNS}]+)*|[{SIGNS}]+|\d+|[^\w\s]|\n|_")
_SIGN = re.compile(f"[{SIGNS}]")
_ENDS = frozenset('.!?:;…\n"“”„»«•*—–|()[]{}/¿¡')  # of sentences
# What stands in code, in addresses and in markup, with all that it touches.
_CODE = re.compile(r"[=<>{}_\\$@#~|/]|\w\.\w|\(\)|&\w{1,8};")
# Letters that are printed as one, as PDF files have them.
_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\xad": ""
}  # fmt: skip
_END = "\n"


class _Numbers(dict[str, int]):
    """A number for each word, given when it is first asked for."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Tokens:
    """All tokens of some texts, one after the other.

    `word` has the number of each word in lower case, -1 for what is no word; `form` the number of
    the word as written: `written` with its possessive, `forms` without. `begins` is whether a word
    begins a sentence, `passage` the text that a token is in, `document` the document of each text.
    `signs` are the runs of signs of scripts without spaces, with the numbers of their texts.
    """

    words: list[str]
    forms: list[str]
    written: list[str]
    word: Array
    form: Array
    begins: Array
    passage: Array
    document: Array
    signs: list[tuple[int, str]]

    @property
    def pairs(self) -> Array:
        """Whether each token and the next are words, and so have no sign between them."""
        is_word = self.word >= 0
        return is_word & np.append(is_word[1:], np.False_)


def distinct(numbers: Array) -> Array:
    """Each of the numbers once, in order. `np.unique` hashes, which takes longer for many."""
    ordered = np.sort(numbers)
    is_new = np.ones(len(ordered), bool)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]


def without_code(text: str) -> str:
    """A text with a line's end in place of what touches signs of code, addresses or markup."""
    if not _CODE.search(text):
        return text
    return " ".join(_END if _CODE.search(run) else run for run in re.split(r"[ \t]+", text))


def read_tokens(
    passages: Iterable[tuple[int, str]], stopped: Callable[[], bool] = lambda: False
) -> Tokens | None:
    """The tokens of passages (document, plain text); None once `stopped` says so."""
    known, numbers, lengths, documents = _Numbers(), array("i"), array("i"), array("q")
    end, of = known[_END], known.__getitem__
    signs: list[tuple[int, str]] = []
    for at, (document, text) in enumerate(passages):
        if not at % 1000 and stopped():
            return None
        is_ascii = text.isascii()
        found = _TOKEN.findall(without_code(text if is_ascii else _apart(text)))
        if not is_ascii:
            signs += [(at, token) for token in found if len(token) > 1 and _SIGN.match(token)]
        numbers.extend(map(of, found))
        numbers.append(end)
        lengths.append(len(found) + 1)
        documents.append(document)
    return _tokens(list(known), numbers, lengths, documents, signs)


def _apart(text: str) -> str:
    """A text without ligatures and soft hyphens."""
    for sign, letters in _LIGATURES.items():
        if sign in text:
            text = text.replace(sign, letters)
    return text


def _tokens(
    known: list[str],
    numbers: "array[int]",
    lengths: "array[int]",
    documents: "array[int]",
    signs: list[tuple[int, str]],
) -> Tokens:
    forms = [without_possessive(each) for each in known]
    lower = _Numbers()
    word_of = np.array(
        [lower[form.lower()] if _is_word(form) else -1 for form in forms], dtype=np.int32
    )
    ends = np.array([each in _ENDS for each in known], dtype=bool)
    form = np.array(numbers, dtype=np.int32)
    word = word_of[form]
    behind_end = np.concatenate(([True], ends[form][:-1])) if len(form) else np.zeros(0, bool)
    passage = np.repeat(np.arange(len(lengths), dtype=np.int32), np.array(lengths, dtype=np.int32))
    return Tokens(
        words=list(lower),
        forms=forms,
        written=known,
        word=word,
        form=form,
        begins=behind_end & (word >= 0),
        passage=passage,
        document=np.unique(np.array(documents, dtype=np.int64), return_inverse=True)[1],
        signs=signs,
    )


def _is_word(form: str) -> bool:
    return form[:1].isalpha() and not _SIGN.match(form)

"""What is much like a passage: rows that share some of its rarest words with it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import ceil, log

import numpy as np

from app.markdown.plain import plain
from app.query.tree import And, Like, Node, Not, Or, Word
from app.search.columns.postings import Mask
from app.search.filters import only
from app.search.fuzzy import vocabularies
from app.search.match import leaf
from app.search.scope import Ground
from app.store.fts.hyphens import BEHIND
from app.store.fts.index import is_sign
from app.store.fts.tables import DOCUMENTS, SHELVES

MOST = 12  # words of a passage by which others are found
_SHARE = 0.25  # of these that another must hold
_LEAST = 2  # of them
_SHORTEST = 3  # letters of such a word, but for scripts in which a sign is one
_READ = 20_000  # letters of a text
_TOLD = 60  # letters that tell which passage is meant
_MARKDOWN = 1_000  # letters that these are made of
_COMMON = 0.1  # of all rows: a word that stands more often tells nothing
_FEW = 5  # times that are never too often


def with_likes(grounds: Sequence[Ground], node: Node) -> Node:
    """A tree in which each `like:` knows its words; one whose code nothing bears has none."""
    if isinstance(node, And | Or):
        return replace(node, parts=tuple(with_likes(grounds, part) for part in node.parts))
    if isinstance(node, Not):
        return replace(node, part=with_likes(grounds, node.part))
    return _known(grounds, node) if isinstance(node, Like) else node


def _known(grounds: Sequence[Ground], node: Like) -> Like:
    for ground in grounds:
        text = _text(ground, node.code)
        if text:
            return replace(node, words=_rarest(grounds, ground, text), told=_beginning(ground, node.code))
    return node


def _text(ground: Ground, code: str) -> str:
    """The own words of a live row of this code, as the index has them; empty where there is none."""
    row = f"(SELECT id FROM {ground.shelf.name} WHERE code = ? AND gone = 0)"
    query = f"SELECT substr({ground.shelf.columns['text']}, 1, {_READ}) FROM {ground.shelf.index} WHERE rowid = {row}"
    return str(ground.db.exec_driver_sql(query, (code,)).scalar() or "").partition(BEHIND)[0]


def _rarest(grounds: Sequence[Ground], ground: Ground, text: str) -> tuple[Word, ...]:
    """The words of a text that others hold too and few of them, the most telling first."""
    plain, stems = ground.tokens.plain(text), ground.tokens.stems(text)
    spelled = dict(zip(reversed(stems), reversed(plain), strict=True))
    live = sum(ground.digest.totals(shelf).live for shelf in SHELVES.values())
    counts = {stem: sum(known.count(stem) for each in grounds for known in vocabularies(each)) for stem in spelled}
    said = Counter(stems)
    telling = {
        stem: min(said[stem], 3) * log(live / counts[stem])
        for stem, word in spelled.items()
        if said[stem] < counts[stem] <= max(_FEW, _COMMON * live) and (len(word) >= _SHORTEST or is_sign(word)) and not word.isdecimal()
    }
    return tuple(Word(spelled[stem]) for stem in sorted(telling, key=lambda stem: -telling[stem])[:MOST])


def _beginning(ground: Ground, code: str) -> str:
    written = "coalesce(nullif(body, ''), nullif(summary, ''), note)" if ground.shelf is DOCUMENTS else "text"
    query = f"SELECT substr({written}, 1, {_MARKDOWN}) FROM {ground.shelf.name} WHERE code = ?"
    markdown = str(ground.db.exec_driver_sql(query, (code,)).scalar() or "")
    told = " ".join(plain(markdown)[: 2 * _TOLD].split())
    return told if len(told) <= _TOLD else f"{told[:_TOLD].rpartition(' ')[0] or told[:_TOLD]} …"


def shared(node: Like) -> int:
    """How many of its words another must hold."""
    return max(_LEAST, ceil(_SHARE * len(node.words)))


def alike(ground: Ground, node: Like) -> Mask:
    """The rows that hold enough of the words, but the one that is meant."""
    held = np.zeros(ground.part.size, np.uint8)
    for word in node.words:
        held += leaf(ground, word).mask
    itself = [row[0] for row in ground.db.exec_driver_sql(f"SELECT id FROM {ground.shelf.name} WHERE code = ?", (node.code,))]
    mask: Mask = (held >= shared(node)) & ~only(itself, ground.part.size)
    return mask

"""Similar passages: rows that share some of the rarest words of one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import ceil, log

import numpy as np

from app.lexicon import is_sign
from app.markdown.plain import plain
from app.query.tree import And, Like, Node, Not, Or, Word
from app.search.columns.postings import Mask
from app.search.filters import mask_of_rows
from app.search.fuzzy import vocabularies
from app.search.match import match_term
from app.search.scope import Scope
from app.store.fts.hyphens import BEHIND
from app.store.fts.tables import DOCUMENTS

MOST = 12  # words of a passage by which others are found
_SHARE = 0.25  # of these that another must hold
_LEAST = 2  # of them
_SHORTEST = 3  # letters of such a word, but for scripts in which a sign is one
_LETTERS = 20_000  # letters of a text
_EXCERPT = 60  # letters of the excerpt that names the passage
_MARKDOWN = 1_000  # letters of Markdown that it is made of
_COMMON = 0.1  # of all rows: a more frequent word tells nothing
_FEW = 5  # times that are never too often


def resolve_likes(scopes: Sequence[Scope], node: Node) -> Node:
    """The tree with the words of each `like:`; without words where its code is unknown."""
    if isinstance(node, And | Or):
        return replace(node, parts=tuple(resolve_likes(scopes, part) for part in node.parts))
    if isinstance(node, Not):
        return replace(node, part=resolve_likes(scopes, node.part))
    return _resolved(scopes, node) if isinstance(node, Like) else node


def _resolved(scopes: Sequence[Scope], node: Like) -> Like:
    for scope in scopes:
        text = _text(scope, node.code)
        if text:
            return replace(
                node, words=_rarest(scopes, scope, text), excerpt=_excerpt(scope, node.code)
            )
    return node


def _text(scope: Scope, code: str) -> str:
    """The indexed text of the row of a code, its own words alone; empty for none."""
    row = f"(SELECT id FROM {scope.table.name} WHERE code = ?)"
    text = f"substr({scope.table.columns['text']}, 1, {_LETTERS})"
    query = f"SELECT {text} FROM {scope.table.index} WHERE rowid = {row}"
    return str(scope.db.exec_driver_sql(query, (code,)).scalar() or "").partition(BEHIND)[0]


def _rarest(scopes: Sequence[Scope], scope: Scope, text: str) -> tuple[Word, ...]:
    """The words of a text that few other rows have, the most telling first."""
    plain, stems = scope.tokens.plain(text), scope.tokens.stems(text)
    spelled = dict(zip(reversed(stems), reversed(plain), strict=True))
    rows = sum(each.number for each in scopes)
    counts = {
        stem: sum(known.count(stem) for each in scopes for known in vocabularies(each))
        for stem in spelled
    }
    occurrences = Counter(stems)
    telling = {
        stem: min(occurrences[stem], 3) * log(rows / counts[stem])
        for stem, word in spelled.items()
        if occurrences[stem] < counts[stem] <= max(_FEW, _COMMON * rows)
        and (len(word) >= _SHORTEST or is_sign(word))
        and not word.isdecimal()
    }
    return tuple(
        Word(spelled[stem]) for stem in sorted(telling, key=lambda stem: -telling[stem])[:MOST]
    )


def _excerpt(scope: Scope, code: str) -> str:
    written = (
        "coalesce(nullif(body, ''), nullif(summary, ''), note)"
        if scope.table is DOCUMENTS
        else "text"
    )
    query = f"SELECT substr({written}, 1, {_MARKDOWN}) FROM {scope.table.name} WHERE code = ?"
    markdown = str(scope.db.exec_driver_sql(query, (code,)).scalar() or "")
    excerpt = " ".join(plain(markdown)[: 2 * _EXCERPT].split())
    return (
        excerpt
        if len(excerpt) <= _EXCERPT
        else f"{excerpt[:_EXCERPT].rpartition(' ')[0] or excerpt[:_EXCERPT]} …"
    )


def least_shared(node: Like) -> int:
    """The number of the words of a `like:` that another row must have."""
    return max(_LEAST, ceil(_SHARE * len(node.words)))


def similar_rows(scope: Scope, node: Like) -> Mask:
    """The rows with enough of the words, without the row of the code itself."""
    counts = np.zeros(scope.part.size, np.uint8)
    for word in node.words:
        counts += match_term(scope, word).mask
    itself = [
        row[0]
        for row in scope.db.exec_driver_sql(
            f"SELECT id FROM {scope.table.name} WHERE code = ?", (node.code,)
        )
    ]
    mask: Mask = (counts >= least_shared(node)) & ~mask_of_rows(itself, scope.part.size)
    return mask

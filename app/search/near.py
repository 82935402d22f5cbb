"""Passages of other documents that share the rarest words of one."""

from collections.abc import Collection, Sequence

import numpy as np
from sqlalchemy import Connection

from app.lexicon import is_sign
from app.markdown.plain import plain
from app.model import Highlight
from app.model.around import Sharing
from app.query.tree import Like, Word
from app.search.evaluation import scopes_of
from app.search.match import match_term
from app.search.similar import least_shared, resolve_likes
from app.store.fts.tables import HIGHLIGHTS
from app.store.reads.highlights import highlights_by_id
from app.subject_index.stop_words import stop_words

_READ = 4  # times as many as are wanted: some are of its document, discarded or known already
_TOLD = 3  # words that are told of each


def sharing_words(
    db: Connection, highlight: Highlight, but: Collection[str] = (), most: int = 4
) -> tuple[Sharing, ...]:
    """Passages of other documents with rare words of a highlight, each with those words.

    Those with the most and the rarest first; `but` are codes to be left out.
    """
    scopes = scopes_of(db)
    node = resolve_likes(scopes, Like(highlight.id))
    scope = next(scope for scope in scopes if scope.table is HIGHLIGHTS)
    if not isinstance(node, Like) or not node.words:
        return ()
    plainest = stop_words()  # in a small library they are rare as well
    telling = [word for word in node.words if word.text not in plainest]
    words = _in_pairs(telling, plain(highlight.text))
    counts = np.zeros(scope.part.size, np.float32)
    number = np.zeros(scope.part.size, np.uint8)
    for word in words:
        mask = match_term(scope, word).mask
        number += mask
        counts += mask * np.float32(1 / (1 + np.log1p(np.count_nonzero(mask))))
    counts[number < least_shared(node)] = 0
    counts[scope.part.columns["document"] == _document(db, highlight)] = 0
    best = np.argsort(-counts, kind="stable")[: _READ * (most + len(but))]
    rows = [int(row) for row in best if counts[row] > 0]
    found = highlights_by_id(db, rows) if rows else {}
    shown = [row for row in rows if row in found and _is_shown(found[row], but)][:most]
    held = {row: [w.text for w in words if match_term(scope, w).mask[row]] for row in shown}
    return tuple(Sharing(found[row], tuple(held[row][:_TOLD])) for row in shown)


def _in_pairs(words: Sequence[Word], text: str) -> Sequence[Word]:
    """Words of a text, each sign of a script without spaces with the one beside it.

    A single sign is no word: very many passages share one.
    """
    found: dict[Word, None] = {}
    for word in words:
        if not is_sign(word.text):
            found[word] = None
            continue
        at = text.find(word.text)
        pairs = (text[at : at + 2], text[max(0, at - 1) : at + 1]) if at >= 0 else ()
        both = next((pair for pair in pairs if len(pair) > 1 and all(map(is_sign, pair))), "")
        if both:
            found[Word(both)] = None
    return list(found)


def _is_shown(one: Highlight, but: Collection[str]) -> bool:
    return not one.discarded and not one.gone and one.id not in but


def _document(db: Connection, highlight: Highlight) -> int:
    query = "SELECT document_id FROM highlights WHERE code = ?"
    return int(db.exec_driver_sql(query, (highlight.id,)).scalar() or 0)

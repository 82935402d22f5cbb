"""Flanking rules: which runs of `*`, `_`, `~` and `=` open and close emphasis; relaxed for CJK.

CommonMark looks at the letters on both sides of a run. Chinese, Japanese and Korean set no spaces,
so that `**慢：**墙` would not close; here a sign of theirs counts as a letter, and beside a
letter of theirs a run is free to open or close. The same for Thai, Lao, Tibetan, Burmese, Khmer.
"""

import re
from functools import lru_cache
from unicodedata import category

from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

_CJK = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff"
    "\u3100-\u31ff\u3200-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uffef\U0001f200-\U0001f2ff"
    "\U00020000-\U0003ffff]"
)


@lru_cache(maxsize=1 << 12)
def flanks(before: str, after: str, *, split: bool) -> tuple[bool, bool]:
    """(whether a run between these two letters may open, whether it may close).

    `split`: the delimiter works inside words, as all but `_` do.
    """
    left_cjk, right_cjk = _CJK.match(before) is not None, _CJK.match(after) is not None
    left_sign, right_sign = _is_sign(before), _is_sign(after)
    left_free = before.isspace() or left_sign or left_cjk
    right_free = after.isspace() or right_sign or right_cjk
    opens = not after.isspace() and (not right_sign or right_cjk or left_free)
    closes = not before.isspace() and (not left_sign or left_cjk or right_free)
    if split:
        return opens, closes
    return opens and (not closes or left_sign), closes and (not opens or right_sign)


def _is_sign(letter: str) -> bool:
    return category(letter)[0] in "PS"


class _State(StateInline):
    # the names of markdown-it
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803, FBT001
        delimiter = self.src[start]
        end = start
        while end < self.posMax and self.src[end] == delimiter:
            end += 1
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        return Scanned(*flanks(before, after, split=canSplitWord), end - start)


class Inline(ParserInline):
    """Inline parser of markdown-it with these flanking rules."""

    def parse(self, src: str, md: "object", env: EnvType, tokens: list[Token]) -> list[Token]:
        """Push the inline tokens of `src`."""
        state = _State(src, md, env, tokens)  # type: ignore[arg-type]  # the parser's own type
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens

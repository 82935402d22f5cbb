"""Passages that a device cut short: nothing can bring the rest back, but a reader should know."""

import re

# What Kindle writes for a passage beyond the publisher's clipping limit, in the languages it speaks.
_NOTICE = re.compile(
    r"clipping limit|límite de (?:recortes|elementos)|limite de (?:coupures|extraits|recortes)|limite (?:di|dei) ritagli"
    r"|grenze für (?:clips|ausschnitte)|クリップの(?:上限|制限)|剪贴(?:内容)?(?:上限|限制)|已达到本内容的剪贴上限",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 160  # letters: a longer passage that names the limit speaks about it
_ELLIPSIS = ("…", "...")
_LAST = frozenset("….")
_CUT_AT = 90  # letters: a shorter passage that trails off was meant to


def is_cut_short(text: str) -> bool:
    """Whether the passage is a notice of the clipping limit, or long and breaking off in an ellipsis amid a sentence."""
    if len(text) <= _LONGEST_NOTICE and not (text.isascii() and "limit" not in text.lower()) and _NOTICE.search(text):
        return True
    if text[-1:] not in _LAST and not text[-1:].isspace():
        return False
    bare = text.rstrip()
    if len(bare) < _CUT_AT or not bare.endswith(_ELLIPSIS):
        return False
    before = bare.rstrip("….")
    return before[-1:].isalnum()

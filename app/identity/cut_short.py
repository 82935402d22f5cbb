"""Whether a passage was cut short: at a device's clipping limit, or where it trails off."""

import re

# Kindle's notice in place of a passage beyond the publisher's clipping limit, by language.
_NOTICE = re.compile(
    r"clipping limit|límite de (?:recortes|elementos)|limite de (?:coupures|extraits|recortes)"
    r"|limite (?:di|dei) ritagli|grenze für (?:clips|ausschnitte)"
    r"|クリップの(?:上限|制限)|剪贴(?:内容)?(?:上限|限制)|已达到本内容的剪贴上限",
    re.IGNORECASE,
)
# One of these is in each notice in lower case; two letters count as an i where case is ignored.
_HINTS = ("limit", "límit", "grenze", "クリップ", "剪贴", "ı", "i̇")
_LONGEST_NOTICE = 160  # letters: a longer passage that names the limit speaks about it
_ELLIPSIS = ("…", "...")
_LAST = frozenset("….")
_CUT_AT = 90  # letters: a shorter passage that trails off was meant to


def _may_be_notice(lower: str) -> bool:
    """Whether a text in lower case may be a notice: far quicker than the expression."""
    if lower.isascii():
        return "limit" in lower
    return any(hint in lower for hint in _HINTS)


def is_cut_short(text: str) -> bool:
    """Whether a text is a clipping-limit notice, or is long and ends in an ellipsis."""
    if len(text) <= _LONGEST_NOTICE and _may_be_notice(text.lower()) and _NOTICE.search(text):
        return True
    if text[-1:] not in _LAST and not text[-1:].isspace():
        return False
    bare = text.rstrip()
    if len(bare) < _CUT_AT or not bare.endswith(_ELLIPSIS):
        return False
    before = bare.rstrip("….")
    return before[-1:].isalnum()

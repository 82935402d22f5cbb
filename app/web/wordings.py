"""Two wordings of a text, told as one: what was taken out and what came in."""

from difflib import SequenceMatcher

from markupsafe import Markup

from app.markdown.plain import plain

_OUT, _IN = Markup("<del>{}</del>"), Markup("<ins>{}</ins>")
_WORDS = 1500  # of both texts; comparing more takes too long


def compared(before: str, after: str) -> Markup:
    """The later wording of a Markdown text without its markup, words of the earlier one in `<del>`, new ones in `<ins>`."""
    old, new = plain(before).split(), plain(after).split()
    if len(old) + len(new) > _WORDS:
        return _framed(_OUT, old) + " " + _framed(_IN, new)
    told = []
    for change, old_first, old_last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            told.append(Markup.escape(" ".join(new[new_first:new_last])))
        else:
            told += [_framed(_OUT, old[old_first:old_last]), _framed(_IN, new[new_first:new_last])]
    return Markup(" ").join(part for part in told if part)


def _framed(frame: Markup, words: list[str]) -> Markup:
    return frame.format(" ".join(words)) if words else Markup()

"""Typography of plain texts: quotation marks and dashes, set when rendered, never when stored."""

import re
from dataclasses import dataclass

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from app.lexicon import SIGN

SET = re.compile(r"[\"']| ?-{2,3}| ?[—–]+")
_DASHES = re.compile(r"(?<![-<!|])-{2,3}(?![->|])")
_OPENING = frozenset("([{—–-/“‘«„")
_ELIDED = re.compile(r"(?:\d\ds?|tis|twas|em|til|cause|bout|n'|round)\b", re.IGNORECASE)
_BULLET = re.compile(r"(?:^|(?<=\s))[•‣▪●][ \t\u00a0]{0,4}+(?=\S)", re.MULTILINE)
_MAY_HANG = re.compile("[•‣▪●]")
_NO_BREAK, _JOINER = "\u00a0", "\u2060"


@dataclass(slots=True)
class Typesetter:
    """Typesetter of one paragraph's pieces, in order; quotation marks close the open ones."""

    before: str = " "
    double: bool = False
    single: bool = False

    def set(self, text: str) -> str:
        """Piece with typographic quotation marks and dashes; no dash may begin a line."""
        done = SET.sub(lambda match: self._sign(match, text), text) if SET.search(text) else text
        self.before = text[-1:] or self.before
        return done

    def _sign(self, match: re.Match[str], text: str) -> str:
        sign = match[0]
        before = text[match.start() - 1] if match.start() else self.before
        after = text[match.end()] if match.end() < len(text) else ""
        if sign == '"':
            return self._double(before, after)
        if sign == "'":
            return self._single(before, after, text[match.end() : match.end() + 6])
        if sign[-1] == "-":
            return _dash(
                sign,
                before,
                after,
                _DASHES.match(text, match.end() - len(sign.lstrip())) is not None,
            )
        return _attached_dash(sign, before, after)

    def _double(self, before: str, after: str) -> str:
        opens = before.isspace() or before in _OPENING or (not self.double and SIGN.match(before))
        if (opens and after.isspace()) or (not opens and not self.double):
            return '"'  # inches, or letters of Hebrew
        self.double = bool(opens)
        return "“" if opens else "”"

    def _single(self, before: str, after: str, rest: str) -> str:
        if before.isspace() or before in _OPENING:
            if after.isspace():
                return "'"
            if _ELIDED.match(rest):
                return "’"
            self.single = True
            return "‘"
        if before.isdigit() and not self.single and not after.isalnum():
            return "'"  # feet
        self.single = self.single and after.isalnum()
        return "’"


def _dash(sign: str, before: str, after: str, lone: bool) -> str:  # noqa: FBT001 - what it is about
    spaced = sign[0] == " " or before.isspace()
    if not lone or (spaced and not after.isspace()):
        return sign  # a rule, an arrow, an option of a command
    if before.isdigit() and after.isdigit():
        return "–"
    return _attached_dash(sign.rstrip("-") + "—", before, after)


def _attached_dash(sign: str, before: str, after: str) -> str:
    """Dash that stays on the line of the word before it."""
    if sign[0] != " ":
        return sign if before.isspace() or sign[0] == "–" else _JOINER + sign
    if sign[1] == "–" and not after.isspace():
        return sign
    return sign if before.isspace() else _NO_BREAK + sign[1:]


def split_inline_bullets(state: StateCore) -> None:
    """Turn paragraphs in which `•` separates several things into lists."""
    done: list[Token] = []
    tokens = iter(state.tokens)
    for token in tokens:
        done.append(token)
        if token.type != "inline" or not _MAY_HANG.search(token.content):
            continue
        bullets = [*_BULLET.finditer(token.content)]
        opening = done[-2] if len(done) > 1 else token
        if len(bullets) > 1 and opening.type == "paragraph_open" and not opening.hidden:
            del done[-2:]
            next(tokens)  # the paragraph's end
            done += _list(token.content, bullets)
    state.tokens = done


def _list(text: str, bullets: list[re.Match[str]]) -> list[Token]:
    ends = [bullet.start() for bullet in bullets[1:]] + [len(text)]
    intro = text[: bullets[0].start()].rstrip()
    made = _paragraph(intro) if intro else []
    made.append(Token("bullet_list_open", "ul", 1, block=True))
    for bullet, end in zip(bullets, ends, strict=True):
        made.append(Token("list_item_open", "li", 1, block=True))
        made += _paragraph(text[bullet.end() : end].rstrip(), hidden=True)
        made.append(Token("list_item_close", "li", -1, block=True))
    return [*made, Token("bullet_list_close", "ul", -1, block=True)]


def _paragraph(text: str, *, hidden: bool = False) -> list[Token]:
    return [
        Token("paragraph_open", "p", 1, block=True, hidden=hidden),
        Token("inline", "", 0, content=text, children=[]),
        Token("paragraph_close", "p", -1, block=True, hidden=hidden),
    ]

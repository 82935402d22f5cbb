"""Drawing a cover: a pure function from a document's title, author and kind to SVG.

Every kind has its own binding, as in a publisher's series.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from html import escape

from app.model import Kind
from app.web.covers.lettering import LEADING, fit, runs_leftwards
from app.web.covers.papers import (
    BOARDS,
    INK,
    LABEL,
    LEAVES,
    PALETTES,
    PAPERS,
    QUOTATION,
    TILES,
    Palette,
    Paper,
)

WIDTH, HEIGHT = 240, 360
_MARK = "\0"  # placeholder for the mark of a cover: no title that is shown holds it
_ITALIC = 'font-style="italic"'
_TITLE_SIZES, _LABEL_SIZES = (32, 28, 24, 21, 18, 16), (25, 22, 19.5, 17, 15, 13)


@dataclass(frozen=True, slots=True)
class _Design:
    title: str
    author: str
    kind: Kind
    mark: str
    palette: Palette
    lot: bytes  # the hash of the words: every choice is drawn from it


def draw_cover(title: str, author: str, kind: Kind, mark: str) -> str:
    """Draw the inside of an SVG of 240 by 360.

    `mark` must differ from that of every other cover on the page: it names the pattern.
    """
    return _drawn(title.strip() or "Untitled", author, kind).replace(_MARK, mark)


@lru_cache(
    maxsize=1000
    # the same documents are shown again and again, and drawing takes a third of the time of a page
    # of results
)
def _drawn(title: str, author: str, kind: Kind) -> str:
    lot = sha256(f"{title}\0{author}\0{kind}".encode("utf-8", "surrogatepass")).digest()
    palette = PALETTES[lot[0] % len(PALETTES)]
    if lot[3] % 3 == 0:  # one cover in three is printed dark on pale
        palette = palette.reversed()
    design = _Design(title, author.strip(), kind, _MARK, palette, lot)
    return _BINDINGS[kind](design) + _hinge()


# --- parts that the bindings share
# ---------------------------------------------------------------------------------


def _board(colour: str) -> str:
    return f'<path fill="{colour}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'


def _hinge() -> str:
    return (
        f'<path d="M0 0h7v{HEIGHT}H0z" opacity=".14"/><path d="M9.5 0v{HEIGHT}" stroke="#fff" '
        f'stroke-opacity=".22"/>'
    )


def _papered(design: _Design, paper: Paper, turn: int = 0) -> str:
    dyes = design.palette
    drawing = paper.drawing.format(ground=dyes.ground, figure=dyes.figure, second=dyes.second)
    turned = f' patternTransform="rotate({turn})"' if turn else ""
    return (
        f'<pattern id="{design.mark}" width="{paper.width}" height="{paper.height}" '
        f'patternUnits="userSpaceOnUse"{turned}>'
        f'<path fill="{dyes.ground}" d="M0 '
        f'0h{paper.width}v{paper.height}H0z"/>{drawing}</pattern>{_board(f"url(#{design.mark})")}'
    )


def _text(rows: list[str], size: float, at: tuple[float, float], fill: str, more: str = "") -> str:
    x, y = at
    way = 'direction="rtl" ' if any(map(runs_leftwards, rows)) else ""
    spans = "".join(
        f'<tspan x="{x:g}" y="{y + i * size * LEADING:.1f}">{escape(row)}</tspan>'
        for i, row in enumerate(rows)
    )
    return f'<text {way}font-size="{size:g}" fill="{fill}" {more}>{spans}</text>'


def _label(design: _Design, top: float, middle: float = WIDTH / 2) -> str:
    """The pasted label: title, two small leaves, the author."""
    size, rows = fit(design.title, (136, 150), 5, _LABEL_SIZES)
    small, names = fit(design.author, (140, 40), 2, (14, 12.5, 11)) if design.author else (0, [])
    high = 47 + (len(rows) * size + len(names) * small) * LEADING
    first = top + 20 + size * 0.82
    last = first + (len(rows) - 1) * size * LEADING
    centred = 'text-anchor="middle"'
    return (
        f'<path fill="{LABEL}" d="M{middle - 88:g} {top:g}h176v{high:.1f}h-176z"/>'
        f'<path fill="none" stroke="{INK}" stroke-opacity=".55" d="M{middle - 83.5:g} '
        f'{top + 4.5:g}h167v{high - 9:.1f}h-167z"/>'
        f'<path fill="{INK}" opacity=".7" d="M{middle:g} {last + 18:.1f}{LEAVES}"/>'
        + _text(rows, size, (middle, first), INK, centred)
        + (
            _text(names, small, (middle, last + 23 + small), INK, f"{centred} {_ITALIC}")
            if names
            else ""
        )
    )


def _heading(design: _Design, fill: str, top: float = 46, rule: int = 196) -> str:
    """The modern binding: a rule, the title flush below it, the author."""
    size, rows = fit(design.title, (196, 145), 5, _TITLE_SIZES)
    start = top + size * 0.5
    edge = WIDTH - 22 if runs_leftwards(design.title) else 22
    last = start + (len(rows) - 1) * size * LEADING
    names = fit(design.author, (196, 20), 1, (14,))[1] if design.author else []
    return (
        f'<path d="M22 {top - 26:g}h{rule}" stroke="{fill}" stroke-width="3"/>'
        + _text(rows, size, (edge, start), fill)
        + (_text(names, 14, (edge, last + 27), fill, _ITALIC) if names else "")
    )


# --- one binding for each kind
# -------------------------------------------------------------------------------------


def _book(design: _Design) -> str:
    turn = (0, 0, 45)[design.lot[2] % 3]
    return _papered(design, PAPERS[design.lot[1] % len(PAPERS)], turn) + _label(design, 52)


def _supplement(design: _Design) -> str:
    return _papered(design, PAPERS[design.lot[1] % len(PAPERS)], 90) + _label(design, 52)


def _notebook(design: _Design) -> str:
    spine = f'<path fill="{design.palette.figure}" d="M0 0h30v{HEIGHT}H0z"/>'
    return _papered(design, BOARDS) + spine + _label(design, 70, WIDTH / 2 + 10)


def _offprint(design: _Design) -> str:
    """An article: a mosaic at its foot."""
    dyes, lot = design.palette, design.lot
    colours = (dyes.figure, dyes.second, dyes.figure, dyes.second, dyes.figure)
    tiles = "".join(
        f'<path transform="translate({x * 48} {216 + y * 48})" '
        f'd="{TILES[lot[4 + y * 5 + x] % len(TILES)]}" fill="{colours[(lot[20 + x] + y) % 5]}"/>'
        for y in range(3)
        for x in range(5)
    )
    return _board(dyes.ground) + tiles + _heading(design, dyes.figure)


def _sound(design: _Design) -> str:
    """A podcast: seventeen strokes of a voice."""
    dyes = design.palette
    halves = [12 + design.lot[i] % 56 for i in range(17)]
    strokes = "".join(
        f'<path d="M{24 + i * 12} {268 - half}v{2 * half}" '
        f'stroke="{dyes.figure if design.lot[i] % 3 else dyes.second}"/>'
        for i, half in enumerate(halves)
    )
    return (
        _board(dyes.ground)
        + f'<g stroke-width="5" stroke-linecap="round">{strokes}</g>'
        + _heading(design, dyes.figure)
    )


def _frames(design: _Design) -> str:
    """A video: four frames in which a sun crosses."""
    dyes, lot = design.palette, design.lot
    hill = f"M0 {46 - lot[5] % 8}L95 {38 + lot[6] % 10}V60H0z"
    frames = "".join(
        f'<svg x="{22 + i % 2 * 101}" y="{206 + i // 2 * 68}" width="95" height="60"><path '
        f'fill="{dyes.second}" d="M0 0h95v60H0z"/>'
        f'<circle cx="{18 + i * 20}" cy="{44 - rise}" r="15" fill="{dyes.figure}"/><path '
        f'd="{hill}" fill="{dyes.ground}" opacity=".45"/></svg>'
        for i, rise in enumerate((0, 14, 16, 4))
    )
    return _board(dyes.ground) + frames + _heading(design, dyes.figure)


def _saying(design: _Design) -> str:
    dyes = design.palette
    return (
        _board(dyes.ground)
        + f'<path d="{QUOTATION}" fill="{dyes.second}"/>'
        + _heading(design, dyes.figure)
    )


def _sheet(design: _Design) -> str:
    """Any other text: a plain sheet with its corner turned."""
    lines = "".join(f"M22 {y}h{196 - design.lot[y % 32] % 70}" for y in range(226, 338, 16))
    corner = (
        f'<path d="M196 0L240 44V0z" fill="{design.palette.ground}"/><path d="M196 '
        f'0v44h44z" fill="{design.palette.figure}" opacity=".55"/>'
    )
    ruled = f'<path d="{lines}" stroke="{INK}" stroke-opacity=".22" stroke-width="4"/>'
    return _board(LABEL) + ruled + _heading(design, INK, 60, 150) + corner


_BINDINGS: dict[Kind, Callable[[_Design], str]] = {
    "book": _book,
    "supplemental": _supplement,
    "article": _offprint,
    "podcast": _sound,
    "video": _frames,
    "tweet": _saying,
    "note": _notebook,
    "text": _sheet,
}

"""Materials of covers: dyes, patterned papers, mosaic tiles.

Coordinates are SVG user units.
"""

from dataclasses import dataclass

LABEL, INK = "#f8f4e8", "#211e19"


@dataclass(frozen=True, slots=True)
class Palette:
    """Three dyes of a cover: the paper, the print (4.5:1 against the paper) and a second shade.

    The second shade is a paler or deeper one of the paper.
    """

    ground: str
    figure: str
    second: str

    def reversed(self) -> "Palette":
        """The same dyes with paper and print exchanged."""
        return Palette(self.figure, self.ground, self.second)


PALETTES = (
    Palette("#8a2c2a", "#f3cdb8", "#ab4a40"),  # madder
    Palette("#233a5e", "#b3c7df", "#3d5a87"),  # indigo
    Palette("#245a4d", "#c3decb", "#3f7d6c"),  # bottle green
    Palette("#dfb04c", "#5f3410", "#eecb7c"),  # ochre
    Palette("#56304f", "#e3b9ca", "#7a4e70"),  # plum
    Palette("#4f5f2a", "#dfdca6", "#728343"),  # moss
    Palette("#3f4c58", "#cbd4d9", "#5f6f7d"),  # slate
    Palette("#e6bdb4", "#86303b", "#f0d2c9"),  # rose
    Palette("#b5cfdb", "#24506f", "#cfe1e9"),  # sky
    Palette("#e6dec8", "#54482f", "#d2c6a6"),  # linen
    Palette("#c2d4bb", "#2f5643", "#d8e4d2"),  # sage
    Palette("#23262b", "#d9b168", "#3d4047"),  # night and brass
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One repeat of a patterned paper: its size and its drawing.

    The drawing has placeholders for the colours: {ground}, {figure} and {second}.
    """

    width: int
    height: int
    drawing: str


_SPRIG = "c0-7 3-11 8-13 0 6-3 11-8 13zc0-7-3-11-8-13 0 6 3 11 8 13z"
_SPRIGS = Paper(
    40,
    44,
    f'<path fill="{{figure}}" d="M10 21{_SPRIG}M10 33{_SPRIG}M30 -1{_SPRIG}M30 11{_SPRIG}M30 '
    f'43{_SPRIG}"/>'
    '<path d="M10 12v27M30-8v26M30 34v20" stroke="{figure}" fill="none"/>',
)
_SCALES = Paper(
    36,
    18,
    '<g fill="{ground}" stroke="{figure}" stroke-width="1.4"><circle cy="18" r="18"/><circle '
    'cx="36" cy="18" r="18"/>'
    '<circle cx="18" cy="27" r="18"/><circle cx="18" cy="27" r="11" fill="{second}"/><circle '
    'cy="36" r="18"/><circle cx="36" cy="36" r="18"/>'
    '<circle cy="36" r="11" fill="{second}"/><circle cx="36" cy="36" r="11" fill="{second}"/></g>',
)
_QUATREFOIL = Paper(
    40,
    40,
    '<path fill="{figure}" d="M0 0Q20 6 20 20Q6 20 0 0zM40 0Q34 20 20 20Q20 6 40 0zM0 40Q6 20 20 '
    '20Q20 34 0 40zM40 40Q20 34 20 20Q34 20 40 40z"/>'
    '<circle cx="20" cy="20" r="3.4" fill="{ground}"/><g fill="{second}"><circle cx="20" cy="2" '
    'r="2.4"/><circle cx="2" cy="20" r="2.4"/></g>',
)
_LOZENGES = Paper(
    30,
    52,
    '<path d="M15 0L30 26L15 52L0 26z" fill="{second}"/><g fill="{figure}"><path d="M15 12L23 '
    '26L15 40L7 26z"/>'
    '<circle r="2.2"/><circle cx="30" r="2.2"/><circle cy="52" r="2.2"/><circle cx="30" cy="52" '
    'r="2.2"/></g>',
)
_BERRIES = Paper(
    44,
    44,
    '<path stroke="{figure}" fill="none" d="M11 18q-1-7 0-13M11 18q-5-4-7-9M11 18q5-4 7-9M33 '
    '40q-1-7 0-13M33 40q-5-4-7-9M33 40q5-4 7-9"/>'
    '<g fill="{figure}"><circle cx="11" cy="5" r="3.2"/><circle cx="4" cy="9" r="3.2"/><circle '
    'cx="18" cy="9" r="3.2"/>'
    '<circle cx="33" cy="27" r="3.2"/><circle cx="26" cy="31" r="3.2"/><circle cx="40" cy="31" '
    'r="3.2"/></g>',
)
_TULIPS = Paper(
    48,
    40,
    '<path fill="{figure}" d="M12 4q6 8 0 14q-6-6 0-14zM4 7q8 3 7 13q-9-2-7-13zM20 7q-8 3-7 '
    "13q9-2 7-13z"
    'M36 24q6 8 0 14q-6-6 0-14zM28 27q8 3 7 13q-9-2-7-13zM44 27q-8 3-7 13q9-2 7-13z"/>'
    '<circle cx="36" cy="9" r="2" fill="{second}"/><circle cx="12" cy="29" r="2" fill="{second}"/>',
)
_ZIGZAG = Paper(
    32,
    22,
    '<g fill="none" stroke-width="3"><path stroke="{figure}" d="M-2 13L8 3L24 19L34 9"/>'
    '<path stroke="{second}" d="M-2 24L8 14L24 30L34 20M-2 2L8-8L24 8L34-2"/></g>',
)
_ASTERISKS = Paper(
    40,
    40,
    '<path stroke="{figure}" stroke-width="2" stroke-linecap="round" d="M10 2v16M2 10h16M4.5 '
    "4.5l11 11M15.5 4.5l-11 11"
    'M30 22v16M22 30h16M24.5 24.5l11 11M35.5 24.5l-11 11"/>'
    '<g fill="{second}"><circle cx="30" cy="10" r="2.4"/><circle cx="10" cy="30" r="2.4"/></g>',
)
PAPERS = (_SPRIGS, _SCALES, _QUATREFOIL, _LOZENGES, _BERRIES, _TULIPS, _ZIGZAG, _ASTERISKS)
BOARDS = Paper(
    12,
    12,
    '<circle cx="3" cy="3" r="1.3" fill="{figure}" opacity=".75"/><circle cx="9" cy="9" r="1.3" '
    'fill="{figure}" opacity=".35"/>',
)

# tiles of 48 by 48: quarter round, leaf, arch, disc, half round, half square
TILES = (
    "M0 0h48A48 48 0 0 1 0 48z",
    "M48 48A48 48 0 0 1 0 0A48 48 0 0 1 48 48z",
    "M0 48A48 48 0 0 1 48 0v48z",
    "M24 4a20 20 0 1 0 .1 0z",
    "M0 24a24 24 0 0 1 48 0z",
    "M0 48L48 0v48z",
)
QUOTATION = (
    "M26 330c0-44 14-70 52-86l6 14c-20 10-28 22-28 36h28v54H26zM118 330c0-44 14-70 "
    "52-86l6 14c-20 10-28 22-28 36h28v54h-58z"
)
LEAVES = "c-4-5-9-5-13-1 5 3 9 4 13 1zm0 0c4-5 9-5 13-1-5 3-9 4-13 1z"

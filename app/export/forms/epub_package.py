"""What an EPUB says of itself: its type, its contents, its files and their order."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from app.export.forms.xhtml import xml_text

_DATE = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_NEVER = "2000-01-01"  # where nothing is dated: an EPUB must name a day
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">\n'
    '<head><meta charset="utf-8"/><title>{title}</title>'
    '<link rel="stylesheet" type="text/css" href="book.css"/></head>\n<body>\n'
)
FOOT = "</body>\n</html>\n"
CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/book.opf" '
    'media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
STYLE = """\
body { font-family: serif; line-height: 1.5; }
h1 { margin-bottom: 0.2em; }
img { max-width: 100%; height: auto; }
.about, .place { font-size: 0.85em; opacity: 0.75; }
.passage { margin: 1.6em 0; }
.note { margin: 0.6em 0 0 1.2em; padding-left: 0.8em; border-left: 2px solid; font-style: italic; }
"""


class Chapter(NamedTuple):
    """A chapter that was written: the name of its file, its title, whether it holds formulas."""

    name: str
    title: str
    formulas: bool
    latest: str


def nav(chapters: Iterable[Chapter]) -> str:
    """The page of contents."""
    items = "".join(
        f'<li><a href="{each.name}.xhtml">{xml_text(each.title)}</a></li>\n' for each in chapters
    )
    listed = items or '<li><a href="nav.xhtml">Nothing</a></li>\n'
    return (
        f'{HEAD.format(title="Contents")}<nav epub:type="toc" id="toc">\n<h1>Contents</h1>\n'
        f"<ol>\n{listed}</ol>\n</nav>\n{FOOT}"
    )


def package(chapters: Sequence[Chapter], pictures: Mapping[str, str]) -> str:
    """What the book says of itself: title, date, files and their order.

    `pictures` has the media types of its pictures by their names.
    """
    identifier = uuid5(NAMESPACE_URL, f"florilegium:{','.join(each.name for each in chapters)}")
    days = [found[0] for each in chapters if (found := _DATE.match(each.latest))]
    files = "".join((*map(_item, chapters), *map(_picture, pictures.items())))
    order = "".join(f'<itemref idref="d{each.name}"/>\n' for each in chapters)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" '
        'version="3.0" unique-identifier="id">\n'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>\n'
        f"<dc:title>{xml_text(_title(chapters))}</dc:title>\n<dc:language>und</dc:language>\n"
        f'<meta property="dcterms:modified">{max(days, default=_NEVER)}T00:00:00Z</meta>\n'
        '</metadata>\n<manifest>\n<item id="nav" href="nav.xhtml" '
        'media-type="application/xhtml+xml" properties="nav"/>\n'
        f'<item id="css" href="book.css" media-type="text/css"/>\n{files}</manifest>\n'
        f'<spine>\n<itemref idref="nav"/>\n{order}</spine>\n</package>\n'
    )


def _item(chapter: Chapter) -> str:
    formulas = ' properties="mathml"' if chapter.formulas else ""
    kind = 'media-type="application/xhtml+xml"'
    return f'<item id="d{chapter.name}" href="{chapter.name}.xhtml" {kind}{formulas}/>\n'


def _picture(shown: tuple[str, str]) -> str:
    name, media_type = shown
    code = name.rpartition("/")[2].partition(".")[0]
    return f'<item id="p{code}" href="{name}" media-type="{media_type}"/>\n'


def _title(chapters: Sequence[Chapter]) -> str:
    """The title of the only document, or what is in the book besides its first."""
    first, *others = chapters or [Chapter("", "Nothing", formulas=False, latest="")]
    more = f" and {len(others):,} more" if others else ""
    return f"Passages: {first.title}{more}"

"""Pictures of the reader's folders, as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from sqlalchemy import Connection

from app.importer.pictures import find, kind_of, read_picture
from app.store.reads.pictures import Held, held_files

_OUTWARD = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a text: its address as written, its words, and the code of the document."""

    address: str
    words: str
    source: str


def picture_html(
    db: Connection, pictures: Sequence[Picture], *, remote: bool
) -> dict[Picture, str]:
    """HTML of each picture: the image, or a caption with the reason why it is not shown."""
    local = [each for each in pictures if not each.address.lower().startswith(_OUTWARD)]
    held = held_files(db, {each.source for each in local}) if local else {}
    return {
        each: _local(each, held.get(each.source, ()))
        if each in local
        else _remote(each, remote=remote)
        for each in dict.fromkeys(pictures)
    }


def _local(picture: Picture, held: Sequence[Held]) -> str:
    found = next(find(held, picture.address), None)
    kind = kind_of(read_picture(*found, size=65_536)) if found else None
    words = escape(picture.words)
    if kind is None:
        what = "not found" if found is None else "not shown: no PNG, JPEG, GIF, WebP or AVIF"
        return f'<span class="figure">Figure, {what}: {words or escape(picture.address)}</span>'
    address = escape(f"/pictures/{picture.source}?{urlencode({'name': picture.address})}")
    size = f' width="{kind.width}" height="{kind.height}"' if kind.width and kind.height else ""
    caption = f'<span class="small">{words}</span>' if words else ""
    return (
        f'<span class="figure"><img src="{address}" alt="{words}" '
        f'loading="lazy"{size}>{caption}</span>'
    )


def _remote(picture: Picture, *, remote: bool) -> str:
    address, words = escape(picture.address), escape(picture.words)
    link = f'<a class="picture" href="{address}" rel="noreferrer noopener nofollow">'
    if remote:
        caption = f'<span class="small">{words}</span>' if words else ""
        shown = f'<img src="{address}" alt="{words}" loading="lazy" referrerpolicy="no-referrer">'
        return f'<span class="figure">{link}{shown}</a>{caption}</span>'
    named = f"{words}, " if words else ""
    words_shown = f"Figure, not fetched: {named}{link}{address}</a>"
    return f'<span class="figure figure--away">{words_shown}</span>'

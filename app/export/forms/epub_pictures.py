"""Pictures in the texts of an EPUB: found while a text is rendered, put in once it is XML."""

import re
from collections.abc import Callable
from hashlib import sha256
from secrets import token_hex

from app.export.forms.xhtml import xml_text
from app.importer.pictures import kind_of
from app.markdown.tokens import DefaultResolver

# What every reading system shows; AVIF is not among it.
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


class Pictures(DefaultResolver):
    """The pictures of one document: each is asked for by its address, as a text writes it.

    `found` has the media type and the bytes of each by the name of its file in the book.
    """

    def __init__(self, find: Callable[[str], bytes]) -> None:
        self.found: dict[str, tuple[str, bytes]] = {}
        self._find = find
        self._mark = f"picture{token_hex(8)}"  # which no text can hold
        self._shown: list[str] = []

    def picture(self, address: str, words: str) -> str:
        """A mark in place of the picture; empty where there is none: then its words are shown."""
        data = self._find(address)
        kind = kind_of(data)
        if kind is None or kind.type not in _ENDINGS:
            return ""
        name = f"pictures/{sha256(data).hexdigest()[:20]}.{_ENDINGS[kind.type]}"
        self.found[name] = (kind.type, data)
        self._shown.append(f'<img src="{name}" alt="{xml_text(words)}"/>')
        return f"{self._mark}-{len(self._shown) - 1}-"

    def put(self, xhtml: str) -> str:
        """The text with its pictures in place of their marks."""
        mark = rf"{self._mark}-(\d{{1,9}})-"
        return re.sub(mark, lambda found: self._shown[int(found[1])], xhtml)

"""The links that a text holds, as the library keeps them."""

from collections.abc import Iterator

from app.markdown.links import wiki_links
from app.store.records import LinkRecord
from app.text import name_key


def links_in(place: str, markdown: str) -> Iterator[LinkRecord]:
    """The `[[names]]` of a text that stands at `place`, each with the sentence around it."""
    if "[[" in markdown:
        for link in wiki_links(markdown):
            yield LinkRecord(place, name_key(link.name), link.name, link.anchor, link.label, link.context)

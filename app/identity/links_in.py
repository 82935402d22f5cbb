"""The links that a text holds, as the library keeps them."""

from app.identity.records import LinkRecord
from app.markdown.links import wiki_links
from app.text import name_key


def links_in(place: str, markdown: str) -> tuple[LinkRecord, ...]:
    """The `[[names]]` of a text that stands at `place`, each with the sentence around it."""
    if "[[" not in markdown:
        return ()
    return tuple(LinkRecord(place, name_key(k.name), k.name, k.anchor, k.label, k.context) for k in wiki_links(markdown))

"""The links that a text holds, as the library keeps them."""

from app.markdown.finding import links
from app.store.records import LinkRecord
from app.text import name_key


def links_in(place: str, markdown: str) -> tuple[LinkRecord, ...]:
    """The `[[names]]` of a text that stands at `place`, each with the sentence around it."""
    if not markdown:
        return ()
    return tuple(LinkRecord(place, name_key(k.name), k.name, k.anchor, k.label, k.context) for k in links(markdown))

"""Documents as an export reads them, for the tests of forms: ordinary ones and any at all."""

from dataclasses import replace

from hypothesis import strategies as st

from app.model import KINDS, Document, DocumentSummary, Highlight
from app.store.reads.exported import KeptDocument, KeptHighlight

TEXTS = st.text(
    st.sampled_from([*"ab 1\\{}$&%#_~^*[]()<>`|!-+.:;,/=@'\"é\t\n\r\0\u2028\ufeff\x1b漢😀"]),
    max_size=24,
)
WORDS = st.text(st.sampled_from([*"ab &<>\"'{}\\,;[]#/:é|\t\n"]), max_size=12)
CODES = st.text(st.sampled_from("abcdefgh234567"), min_size=10, max_size=10)


def kept(document: Document, *highlights: Highlight, keys: tuple[str, ...] = ()) -> KeptDocument:
    """The document with its highlights, each known by a number of Readwise's."""
    held = (
        KeptHighlight(one, (f"readwise:{300_000 + number}",), (), gone=one.gone)
        for number, one in enumerate(highlights)
    )
    return KeptDocument(document, keys, (), (), tuple(held))


def passage(code: str, text: str, **fields: object) -> Highlight:
    """A highlight of some document."""
    one = Highlight(code, DocumentSummary("", ""), text)
    return replace(one, **fields)  # type: ignore[arg-type] # any of its fields


RIVERS = kept(
    Document(
        "aaaaaaaaaa",
        "The Patience of Rivers: A Survey on Foot",
        ("Marit Oldenshaw", "Jon Berg"),
        "book",
        tags=("landscape", "slow/walking"),
        published="2019-05-01",
        url="https://books.example/rivers?a=1&b=2",
        note="Lent to *Ada*.",
        summary="A river from its spring to the sea.",
    ),
    passage(
        "bbbbbbbbb2",
        "Silt is the river’s *handwriting*,\nand the delta is where it signs.",
        note="As [[Tides]] says.",
        tags=("delta", "slow/walking"),
        favorite=True,
        chapter="The mouth",
        location="Location 80",
        url="https://read.example/h/80",
        color="yellow",
        highlighted_at="2024-10-14T09:56:00",
    ),
    passage(
        "bbbbbbbbb3",
        '=HYPERLINK("https://evil.example")',
        chapter="The mouth",
        location="Page 12",
        discarded=True,
    ),
    passage(
        "bbbbbbbbb4",
        "- one\n- two\n\n```\nx <- 1\n\ny\n```\n\nTags:: none & <b>raw</b>",
        location="Time 0:12:40",
        tags=("two words",),
    ),
    keys=("asin:B00RIVER01",),
)
NOTE = kept(
    Document("cccccccccc", "On waiting", kind="note", body="# On waiting\n\nProse."),
    passage("ddddddddd2", "# No heading\n> nor a quote", location="Chapter 3"),
)
TIDES = kept(
    Document("eeeeeeeeee", "Tides", ("森久保花江",), "article", published="May 3, 1987"),
    passage("fffffffff2", "'@someone' wrote: “Salt remembers.”", note="@ada, look"),
)
SHELF = (NOTE, RIVERS, TIDES)


@st.composite
def any_document(draw: st.DrawFn) -> KeptDocument:
    """A document of any texts at all."""
    document = Document(
        draw(CODES),
        draw(TEXTS),
        draw(st.lists(WORDS, max_size=3).map(tuple)),
        draw(st.sampled_from(KINDS)),
        tags=draw(st.lists(WORDS, max_size=3).map(tuple)),
        published=draw(WORDS),
        url=draw(TEXTS),
        note=draw(TEXTS),
        summary=draw(TEXTS),
    )
    highlights = [
        passage(
            code,
            draw(TEXTS),
            note=draw(TEXTS),
            tags=draw(st.lists(WORDS, max_size=2).map(tuple)),
            chapter=draw(WORDS),
            location=draw(WORDS),
            url=draw(TEXTS),
            discarded=draw(st.booleans()),
        )
        for code in draw(st.lists(CODES, max_size=3, unique=True))
    ]
    return kept(document, *highlights)


SHELVES = st.lists(any_document(), max_size=3)

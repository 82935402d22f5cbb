"""A small invented library with one of everything, hostile words included.

For the tests of pages.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select

from app.identity.records import DocumentRecord, HighlightRecord, LinkRecord
from app.markdown.finding import links as wiki_links
from app.model import Change, Kind
from app.store.db import import_schema, schema
from app.store.edits.trays.acts import begin_tray, change_tray, write_after
from app.store.reads.saved_searches import save_search
from app.store.writes.documents import write
from app.text import code, name_key
from tests.store.library import add, add_file, add_import

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"
LONG_TITLE = (
    "A Complete and Circumstantial Account of the Building, the Keeping and the Slow Undoing of "
    "the Breakwater at Holme, "
    "with Some Remarks on the Character of Harbour Masters and an Appendix on Rope"
)
WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 4
ARCHIVE = """There is a room in the county archive where the flood maps hang on rails like coats. \
Each is dated, and each is wrong in a different \
direction, so that if you slide one behind another and hold them to the window you can watch the \
river shrug. The archivist told me that visitors \
always asked which one was true. She used to answer that the newest was. Later she answered that \
none of them was. In her last year she had begun \
to say that all of them were, one after another, and that the mistake was in the word *which*.

I spent four days in that room. I had come for a single measurement, the width of the ford at \
Aldermere, and I could have had it in ten minutes. \
But a wrong map is a generous thing. It tells you what somebody was afraid of. In one the meadow \
is drawn too small, because the man who paid for \
it owned the meadow and had quarrelled over its tax. In another the mill stands on the wrong \
bank, and has done so in every copy since.

On the last afternoon she brought out a sheet that was not in the catalogue. It had been drawn by \
a child, on the back of a seed bill, and it showed \
the river as a plain blue line with a house, a dog, and at the very edge an arrow with the words \
*goes on*."""
BODY = """# How a footnote begins

A footnote is a door that opens inward.[^1]
See [[The Patience of Rivers]] for one that is a whole room,
and [the shop](https://books.example/shop) for the rest.

### A step too deep

> Quoted, and then quoted again.

| mark | place |
|---|---|
| dagger | foot |

![a plate](https://pictures.example/plate.png)

[^1]: And this is the room behind it.
"""
_SINUOSITY = (
    "The whole science of bends fits on a matchbox.\n\n```python\ndef "
    "sinuosity(path):\n    return along(path) / distance(path[0], path[-1])\n```"
)
_ATTENTION = (
    "The best account of waiting I know is [[The Patience of Rivers]].\n\nPerhaps "
    "attention is only [[hydrological patience]] on dry land."
)
_SLOWNESSES = """My grandfather had us learn the slownesses by heart:

- of stone, which is only speed seen from too near;
- of water, which is stubbornness;
- of paper, which is mercy."""
_HOLME = (
    "Ask her to walk the straight cut they made at Holme, and then ask again what the bend was for."
)


def fill(db: Connection) -> None:
    """One of everything: nineteen documents, three imports, a wanted name.

    A name that two things bear.
    """
    for number, counts in enumerate(
        (
            '{"files": {"added": 9}, "documents": {"added": 9}, "highlights": {"added": 30}}',
            "",
            _COUNTS,
        ),
        1,
    ):
        add_import(
            db,
            started_at=f"2025-05-0{number}T08:00:00Z",
            source="~/Notes",
            counts=counts,
            seconds=0.4 * number,
        )
    books = add_file(db, "Books/The Patience of Rivers.md")
    again = add_file(db, "Books/The Patience of Rivers-2.md")
    others = [add_file(db, f"Articles/{number}, größer als 1 & <klein>.md") for number in range(3)]
    add_file(db, "Empty.md", skipped="empty")
    db.execute(
        insert(import_schema.unparsed).values(
            file_id=others[0], line=7, text=f"a line that nobody knew {HOSTILE}"
        )
    )
    for line, message in (
        (3, "the header is not YAML: read as plain `key: value` lines"),
        (0, f"odd {HOSTILE}"),
    ):
        add(
            db,
            import_schema.problems,
            import_id=3,
            file_id=others[0],
            path="Articles/0, größer als 1 & <klein>.md",
            line=line,
            message=message,
        )
    diary = highlight("Floods are how a river keeps its diary.", "Page 80")
    for what, before, after in (
        ("reworded", "Flooding is how a river keeps its diary.", diary.text),
        ("gone", f"Silt {HOSTILE}", ""),
    ):
        add(
            db,
            import_schema.differences,
            import_id=3,
            what=what,
            code=code(diary.keys[0]),
            title="The Patience of Rivers",
            before=before,
            after=after,
        )
    write(db, [_rivers(books, again), *_works(others)], [], 1)
    save_search(db, f"Rivers {HOSTILE}", "river OR water", "2025-05-03T12:00:00Z")
    fill_trays(db)


TRAY = "Against the straight cut"


def fill_trays(db: Connection) -> None:
    """Three trays: one with passages and words, an empty one, and one that was put away."""
    codes = {
        row.text[:6]: row.code
        for row in db.execute(select(schema.highlights.c.text, schema.highlights.c.code))
    }
    tray, _ = begin_tray(
        db,
        TRAY,
        "2025-05-03T12:00:00Z",
        [codes[text] for text in ("Floods", "Silt i", "so he ", "The wh")],
    )
    write_after(
        db,
        tray,
        f"It begins with **water**.\n\nSee [[Salt Roads]] {HOSTILE}",
        "2025-05-03T12:00:00Z",
        after=codes["Floods"],
    )
    begin_tray(db, f"Letters {HOSTILE}", "2025-05-02T12:00:00Z")
    away, _ = begin_tray(db, "For Noor, on rain", "2025-05-01T12:00:00Z")
    change_tray(db, away, "2025-05-01T12:00:00Z", put_away=True)


_COUNTS = (
    '{"files": {"added": 3, "changed": 1, "unchanged": 90, "skipped": 2, "failed": 1}, '
    '"documents": {"added": 1, "changed": 1},'
    ' "highlights": {"added": 14, "changed": 3, "gone": 1, "unchanged": 1267, "repeated": 2}}'
)


def document(
    title: str,
    kind: Kind,
    *authors: str,
    highlights: Sequence[HighlightRecord] = (),
    file_ids: tuple[int, ...] = (),
    names: Iterable[str] = (),
    body: str = "",
    latest: str = "2025-04-01T10:00:00",
    tags: tuple[str, ...] = (),
    summary: str = "",
    note: str = "",
    url: str = "",
    published: str = "",
) -> DocumentRecord:
    """A document that is found by its title and by more names, and that links to its authors."""
    links = [LinkRecord("metadata", name_key(name), name) for name in authors]
    return DocumentRecord(
        (f"title:{title}",),
        file_ids,
        title,
        kind,
        authors,
        tags=tags,
        body=body,
        earliest="2025-03-12T09:00:00",
        latest=latest,
        names=tuple(dict.fromkeys(map(name_key, (title, *names)))),
        links=(*links, *_links(body, "body")),
        highlights=tuple(highlights),
        summary=summary,
        note=note,
        url=url,
        published=published,
    )


def highlight(
    text: str,
    location: str = "",
    day: str = "2025-03-12",
    *,
    note: str = "",
    tags: tuple[str, ...] = (),
    chapter: str = "",
    favorite: bool = False,
    gone: bool = False,
    cut_short: bool = False,
    discarded: bool = False,
    url: str = "",
    places: tuple[tuple[int, int, int], ...] = (),
    history: tuple[Change, ...] = (),
) -> HighlightRecord:
    """A highlight of that day, known by its text and place."""
    stamp = f"{day}T09:00:00"
    return HighlightRecord(
        (f"id:{location}:{text}",),
        (),
        text,
        note=note,
        chapter=chapter,
        location=location,
        url=url,
        highlighted_at=stamp,
        at=stamp,
        tags=tags,
        favorite=favorite,
        gone=gone,
        cut_short=cut_short,
        discarded=discarded,
        places=places,
        history=history,
        links=(*_links(text, "text"), *_links(note, "note")),
    )


def _links(markdown: str, place: str) -> list[LinkRecord]:
    return [
        LinkRecord(place, name_key(each.name), each.name, each.anchor, each.label, each.context)
        for each in wiki_links(markdown)
    ]


def _rivers(book: int, again: int) -> DocumentRecord:
    return document(
        "The Patience of Rivers",
        "book",
        "Marit Oldenshaw",
        summary="A surveyor walks one unremarkable river from its spring to the sea, and finds "
        "that geography is mostly a habit of waiting.",
        url="https://books.example/rivers",
        published="2019",
        tags=("water",),
        names=("Rivers",),
        file_ids=(book, again),
        latest="2025-05-03T18:00:00",
        highlights=(
            highlight(
                "A river is the only sentence that corrects itself while it is being spoken.",
                "Page 3",
                tags=("water", "language"),
                favorite=True,
                chapter="Preface",
                note="Compare [[A Grammar of Weather]], where the wind is all verb.",
                url="https://reader.example/3",
                places=((book, 10, 12),),
            ),
            highlight(
                "I had been taught that a survey is finished when the last peg is in. "
                "Nobody had told me the pegs would be the first thing to move, or that the "
                "better half of the work would be going back each spring.",
                "Page 7",
                tags=("time",),
                chapter="Preface",
            ),
            highlight(
                "“You don’t find the spring,” said the lock-keeper. “You find the last place "
                "where it is still polite to say you haven’t.”",
                "Page 19",
                "2025-03-14",
                tags=("water",),
                chapter="Source",
            ),
            highlight(
                _SLOWNESSES,
                "Page 23",
                "2025-03-14",
                tags=("time/waiting",),
                chapter="Source",
                note="The third is the one I never manage.",
            ),
            highlight(ARCHIVE, "Page 31", "2025-03-15", tags=("maps",), chapter="Source"),
            highlight(
                "O",
                "Page 36",
                "2025-03-15",
                chapter="Source",
                note="The letter cut into the lock gate.",
            ),
            highlight(_SINUOSITY, "Page 58", "2025-04-02", tags=("maps",), chapter="Meander"),
            highlight(
                "النهر لا يرجع إلى منبعه، لكنه يحفظ الطريق عن ظهر قلب.",
                "Page 64",
                "2025-04-02",
                chapter="Meander",
                note="Her epigraph.",
            ),
            highlight(
                f"An engineer will tell you that a meander is an inefficiency. {_HOLME}",
                "Page 71",
                "2025-04-04",
                chapter="Meander",
                history=(
                    Change(
                        "2025-04-05T08:00:00Z",
                        "An engineer will tell you that a meander is inefficient.",
                    ),
                ),
            ),
            highlight(
                "Floods are how a river keeps its diary.",
                "Page 80",
                "2025-04-04",
                tags=("memory",),
                favorite=True,
                chapter="Meander",
                places=((book, 74, 74), (again, 12, 14)),
            ),
            highlight(
                "What the old pilots had I have come to call [[hydrological patience]]: the "
                "willingness to be aground.",
                "Page 102",
                "2025-04-29",
                chapter="Delta",
            ),
            highlight(
                "Silt is the river’s handwriting, and the delta is where it signs.",
                "Page 119",
                "2025-05-03",
                chapter="Delta",
                gone=True,
            ),
            highlight(
                "I had meant to end at the sea. But the sea, when you arrive on foot, is not an "
                "ending",
                "Page 140",
                "2025-05-03",
                chapter="Afterword",
                cut_short=True,
            ),
        ),
    )


def _works(files: Sequence[int]) -> list[DocumentRecord]:
    footnotes = document(
        "Why Footnotes Still Matter",
        "article",
        "Ines Calloway",
        body=BODY,
        file_ids=(files[0],),
        tags=("craft",),
        note="Send this to [[Marit Oldenshaw]].",
        url="https://essays.example/footnotes",
        highlights=(
            highlight(
                "A footnote is a door that opens inward.",
                "",
                tags=("craft",),
                url="https://reader.example/9",
            ),
        ),
    )
    weather = document(
        "A Grammar of Weather",
        "book",
        "Ilse Tarkany",
        tags=("language", "weather"),
        file_ids=(files[1],),
        latest="2025-04-28T10:00:00",
        highlights=(
            highlight(
                "Drizzle is the only weather in the conditional.",
                "Location 911",
                "2025-04-28",
                note="set this beside [[Rivers]], p. 3",
            ),
            highlight(
                "Every forecast has two tenses, and the awaited one is always slightly wet.",
                "Location 1204-1206",
                "2025-04-28",
                favorite=True,
            ),
            highlight(
                "# A heading\n\nthat stands inside a highlight, with <b>marks</b> and [a "
                "link](javascript:alert(1)).",
                "1:02:33",
                "2025-04-28",
            ),
        ),
    )
    notes = [
        document("On attention", "note", body=_ATTENTION, tags=("attention",)),
        document(
            "Reading plan", "note", body="1. [[weather]]\n2. [[Marit Oldenshaw|Oldenshaw]], again"
        ),
        document("Weather", "note", body="A page that bears the name of a tag."),
    ]
    return [footnotes, weather, *notes, *_odd_works(files[2]), *_covers()]


def _odd_works(file_id: int) -> list[DocumentRecord]:
    return [
        document(
            LONG_TITLE,
            "book",
            "Benedikt Aurel-Wetherington of the Lower Harbour",
            "Ana Soliveres",
            "Rufus Tell",
            "Jonas Weil",
            file_ids=(file_id,),
            highlights=(
                highlight(WORD, "Page 1"),
                highlight(
                    f"so he wrote {HOSTILE} and [[{HOSTILE}]]",
                    "",
                    note=HOSTILE,
                    tags=(HOSTILE,),
                    discarded=True,
                ),
            ),
        ),
        document(
            "دفتر الأنهار",
            "book",
            "سلمى الحداد",
            tags=("ماء",),
            highlights=(highlight("الماء أول الكلام.", "Page 5"),),
        ),
        document(
            "川のノート",
            "book",
            "森久保花江",
            highlights=(highlight("川は急がない。それでも海に着く。", "Page 8"),),
        ),
        document(
            HOSTILE,
            "text",
            HOSTILE,
            body=f"{HOSTILE}\n\n[[a/b?c#d|e]] and [x](javascript:alert(3))",
            url="javascript:alert(4)",
        ),
        document(
            "AC/DC: A Life in Current?",
            "video",
            "Electra #1 / & Sons",
            tags=("music/electric & loud",),
            highlights=(highlight("It hums.", "12:04"),),
        ),
        document("", "text", body="words without a name"),
    ]


def _covers() -> list[DocumentRecord]:
    return [
        document(
            "The Long Table: Seeds",
            "podcast",
            "Leila Aram",
            highlights=(
                highlight("You keep a seed by giving it away.", "00:12:44", tags=("time",)),
            ),
        ),
        document(
            "A thread on margins",
            "tweet",
            "@foliomarks",
            highlights=(highlight("Margins are where a book listens."),),
        ),
        document("Workbook to The Patience of Rivers", "supplemental", "Marit Oldenshaw"),
        document(
            "Salt Roads",
            "book",
            "Idris Benamar",
            latest="2024-01-25T10:00:00",
            highlights=(
                highlight(
                    "A caravan is mostly waiting, as in [[the patience of rivers]].", "Page 57"
                ),
            ),
        ),
        document(
            "How Buildings Forget",
            "book",
            "Petra Lindqvist-Okoye",
            highlights=(
                highlight(
                    "A house remembers only what leans against it.",
                    "Page 88",
                    tags=("memory", "craft"),
                ),
            ),
        ),
    ]


def fill_many(db: Connection, number: int) -> None:
    """So many documents more, each with two highlights, a tag of its own and a link to one page."""
    records = [
        document(
            f"Volume {i}",
            "book",
            f"Author {i % 7}",
            latest=f"2023-01-01T00:00:{i % 60:02}",
            tags=("series", f"shelf/{i}"),
            highlights=(
                highlight(
                    f"First words of {i}, see [[Marit Oldenshaw]].",
                    f"Page {i}",
                    favorite=i % 2 == 0,
                ),
                highlight(f"Last words of {i}.", f"Page {i + 1}", tags=("time",)),
            ),
        )
        for i in range(number)
    ]
    write(db, records, [], 1)

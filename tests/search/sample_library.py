"""An invented library whose passages have names, for the table of what each query finds in it."""

from typing import Any

from sqlalchemy import Connection

from app.store.fts.index import index_documents, index_highlights
from tests.store.library import add_document, add_highlight, add_import

# name: title, authors, tags, kind, newest stamp, address, body
DOCUMENTS: dict[str, tuple[str, list[str], list[str], str, str, str, str]] = {
    "Salt": (
        "The Salt Road",
        ["Ada Quill"],
        ["travel"],
        "book",
        "2023-05-04",
        "https://books.example/salt",
        "",
    ),
    "Knots": (
        "A Book of Knots",
        ["Bram Tolliver", "Ada Quill"],
        ["craft/knots"],
        "book",
        "2022-07-01",
        "",
        "A bowline holds when the sheet bend slips.",
    ),
    "Bees": (
        "Keeping Bees in Winter",
        ["Inés Corvalán"],
        ["craft", "animals/bees"],
        "article",
        "2024-01-09",
        "https://hive.example/winter",
        "",
    ),
    "Haiku": ("俳句の庭", ["松本 春"], ["日本", "poems"], "book", "2024-03-03", "", ""),
    "Letters": (
        "Letters to a Lighthouse",
        ["Søren Ækland"],
        ["letters"],
        "article",
        "2021-11-11",
        "https://letters.example/1",
        "",
    ),
    "Harbour": (
        "Harbour Notes",
        [],
        ["craft/knots", "own"],
        "note",
        "2024-02-01",
        "",
        "The harbour wall is whitewashed each spring. Ask Bram about the capstan.",
    ),
    "Physics": ("On Small Machines", ["Ada Quill"], ["science"], "podcast", "2020-06-06", "", ""),
    "River": ("River", ["Nils Harrow"], ["water"], "book", "2019-09-09", "", ""),
}

# name: document, text, note, tags, stamp, more columns
HIGHLIGHTS: dict[str, tuple[str, str, str, list[str], str, dict[str, Any]]] = {
    "keeps": (
        "Salt",
        "Salt keeps what it touches.",
        "",
        ["craft/salt"],
        "2023-05-01T10:00:00",
        {"favorite": 1, "location": "12"},
    ),
    "pans": (
        "Salt",
        "The road to the pans is made of salt, patience and the probability of rain.",
        "compare the **harbour** wall",
        [],
        "2023-05-02T10:00:00",
        {"chapter": "Dusk 100%"},
    ),
    "habit": (
        "Salt",
        "A road is a habit of feet.",
        "",
        ["walking"],
        "2023-05-03T10:00:00",
        {"color": "blue"},
    ),
    "tax": (
        "Salt",
        "They taxed the salt, then the road, then the wind that dried the salt on the road.",
        "",
        [],
        "2023-05-04T10:00:00",
        {"discarded": 1},
    ),
    "hitch": (
        "Knots",
        "The rolling hitch grips a spar that the clove hitch would only slide along.",
        "",
        [],
        "2022-06-01T08:00:00",
        {"chapter": "Hitches"},
    ),
    "rope": (
        "Knots",
        "Rope remembers every knot; coil it while it is dry.",
        "salt water shortens it",
        ["craft"],
        "2022-06-02T08:00:00",
        {},
    ),
    "splice": (
        "Knots",
        "An eye splice is difﬁcult at ﬁrst and effortless afterwards.",
        "",
        [],
        "2022-07-01T08:00:00",
        {"location": "Page 40"},
    ),
    "cluster": (
        "Bees",
        "In winter the cluster turns slowly, so that no bee freezes at its edge.",
        "",
        ["winter"],
        "2024-01-07T00:00:00",
        {},
    ),
    "hive": (
        "Bees",
        "A hive is not a house but a temperature: thirty-five degrees, kept by shivering.",
        "see knots",
        [],
        "2024-01-08T00:00:00",
        {"favorite": 1},
    ),
    "honey": (
        "Bees",
        "Honey is summer’s café, and it’s open all winter.",
        "",
        [],
        "2024-01-09T00:00:00",
        {"url": "https://hive.example/honey"},
    ),
    "frog": ("Haiku", "古池や蛙飛び込む水の音", "", ["frogs"], "2024-03-01T00:00:00", {}),
    "moon": (
        "Haiku",
        "名月や池をめぐりて夜もすがら",
        "the moon over the pond",
        [],
        "2024-03-02T00:00:00",
        {},
    ),
    "tokyo": ("Haiku", "東京の庭で日本語を学ぶ。", "", [], "2024-03-03T00:00:00", {"cut_short": 1}),
    "seoul": ("Haiku", "서울에서 온 편지를 읽었다.", "", [], "2024-03-03T01:00:00", {}),
    "thai": ("Haiku", "ภาษาไทยไม่มีช่องว่าง", "", [], "2024-03-03T02:00:00", {}),
    "lamp": (
        "Letters",
        "Dear keeper, the lamp you tend is the only star I can spell.",
        "",
        [],
        "2021-11-01T00:00:00",
        {},
    ),
    "naive": (
        "Letters",
        "It was naïve, a façade of résumés; the Ångström is a small unit of hope.",
        "",
        [],
        "2021-11-02T00:00:00",
        {},
    ),
    "strasse": (
        "Letters",
        "Die Straße führt über die Brücke am Binnenhafen.",
        "",
        ["deutsch"],
        "2021-11-03T00:00:00",
        {},
    ),
    "fjord": (
        "Letters",
        "The œuvre of the fjord is silence; ‘smørrebrød’ is its only loud word.",
        "",
        [],
        "2021-11-04T00:00:00",
        {},
    ),
    "encyclopaedia": (
        "Letters",
        "An encyclopædia of fog would have one entry: well-known, over-read.",
        "",
        [],
        "2021-11-11T00:00:00",
        {},
    ),
    "lever": (
        "Physics",
        "A lever multiplies force by forgetting distance; C++ programmers know the feeling.",
        "",
        ["science/force"],
        "2020-06-01T00:00:00",
        {},
    ),
    "gear": (
        "Physics",
        "Vitamin C keeps sailors well, gears keep clocks honest.",
        "",
        [],
        "2020-06-02T00:00:00",
        {},
    ),
    "area": (
        "Physics",
        "The area grows as x², the volume faster; ½ is never enough.",
        "",
        [],
        "2020-06-06T00:00:00",
        {},
    ),
    "delta": (
        "River",
        "The river forgets its name in the delta 🌊 and remembers it as rain.",
        "",
        [],
        "2019-09-01T00:00:00",
        {},
    ),
    "slow": (
        "River",
        "Slow rivers carry the finest sand.",
        "",
        [],
        "2019-09-08T00:00:00",
        {"location": "3"},
    ),
    "source": (
        "River",
        "Every river begins as a disagreement between stones & gravity <b>.",
        "the salt comes later",
        [],
        "2019-09-09T00:00:00",
        {},
    ),
    "old": (
        "River",
        "An abandoned wording of the river.",
        "",
        [],
        "2019-09-02T00:00:00",
        {"gone": 1},
    ),
}


def fill(db: Connection) -> None:
    """Write the library and its index."""
    add_import(db)
    rows: dict[str, int] = {}
    for name, (title, authors, tags, kind, latest, url, body) in DOCUMENTS.items():
        rows[name] = add_document(
            db,
            title,
            authors=authors,
            tags=tags,
            kind=kind,
            latest=latest,
            earliest=latest,
            url=url,
            body=body,
        )
    ids = [
        add_highlight(
            db,
            rows[document],
            text,
            note=note,
            tags=tags,
            at=at,
            highlighted_at=at,
            code=name,
            **more,
        )
        for name, (document, text, note, tags, at, more) in HIGHLIGHTS.items()
    ]
    index_documents(db, list(rows.values()))
    index_highlights(db, ids)

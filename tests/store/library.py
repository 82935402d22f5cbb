"""A small invented library, written through the tables, and the pieces to build others of."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, Table, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.store.db import derived_schema, import_schema, schema
from app.store.db.counts import write_tag_counts
from app.text import code, name_key


def add(db: Connection, table: Table, **values: object) -> int:
    """A new row; gives its id."""
    key = db.execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_import(db: Connection, **values: object) -> int:
    """A finished import of one added file, unless said otherwise."""
    counts = {
        "files": {"added": 1},
        "documents": {"added": 1},
        "highlights": {"added": 2, "repeated": 1},
    }
    given = {
        "started_at": "2024-03-01T08:00:00Z",
        "finished_at": "2024-03-01T08:00:02Z",
        "seconds": 2.0,
        "source": "exports",
    }
    return add(db, import_schema.imports, **{**given, "counts": json.dumps(counts), **values})


def add_file(
    db: Connection, path: str, *, import_id: int = 1, data: bytes = b"", **values: object
) -> int:
    """A file met once, by that import."""
    sha256 = f"{len(path):02}{path}"
    db.execute(insert(import_schema.contents).values(sha256=sha256, data=data))
    file_id = add(
        db,
        import_schema.files,
        path=path,
        sha256=sha256,
        **{"format": "readwise-obsidian", **values},
    )
    add(db, import_schema.versions, file_id=file_id, import_id=import_id, sha256=sha256)
    return file_id


def add_name(db: Connection, table: Table, name: str) -> int:
    """The row of an author or a tag, new or not."""
    db.execute(sqlite_insert(table).values(name=name, key=name_key(name)).on_conflict_do_nothing())
    return int(db.execute(select(table.c.id).where(table.c.key == name_key(name))).scalar_one())


def add_document(
    db: Connection,
    title: str,
    *,
    authors: Sequence[str] = (),
    tags: Sequence[str] = (),
    names: Sequence[str] = (),
    files: Sequence[int] = (),
    keys: Sequence[str] = (),
    **values: object,
) -> int:
    """A document that answers to its title and to more names.

    And for the key of its title (unless its code is given) and for more keys.
    """
    keys = keys if "code" in values else (f"title:{title}", *keys)
    own = str(values.get("code", code(f"title:{title}")))
    given: dict[str, object] = {
        "code": own,
        "kind": "book",
        "title": title,
        "title_key": name_key(title),
        "import_id": 1,
    }
    given["earliest"] = values.get("latest", "")
    given["author_key"] = name_key(authors[0]) if authors else schema.NO_AUTHOR
    row = add(db, schema.documents, **{**given, **values})
    for position, author in enumerate(authors):
        _join(
            db,
            schema.document_authors,
            document_id=row,
            author_id=add_name(db, schema.authors, author),
            position=position,
        )
    for tag in tags:
        _join(db, schema.document_tags, document_id=row, tag_id=add_name(db, schema.tags, tag))
    for name in {name_key(title), *map(name_key, names)}:
        _join(db, derived_schema.names, document_id=row, key=name)
    for file_id in files:
        _join(db, schema.document_files, document_id=row, file_id=file_id)
    for key in keys:
        _join(
            db,
            schema.document_keys,
            key=key,
            own_code=None if code(key) == own else code(key),
            code=own,
        )
    write_tag_counts(db, [row])
    return row


def add_highlight(
    db: Connection,
    document_id: int,
    text: str,
    *,
    tags: Sequence[str] = (),
    places: Sequence[tuple[int, int, int]] = (),
    keys: Sequence[str] = (),
    **values: object,
) -> int:
    """A highlight at the end of its document; `places` are file, first and last line."""
    keys = keys if "code" in values else (f"text:{document_id}:{text}", *keys)
    own = str(values.get("code", code(f"text:{document_id}:{text}")))
    last = db.execute(
        select(func.count()).where(schema.highlights.c.document_id == document_id)
    ).scalar_one()
    given: dict[str, object] = {
        "code": own,
        "document_id": document_id,
        "position": last,
        "text": text,
        "import_id": 1,
    }
    given["highlighted_at"] = "" if "added_at" in values else values.get("at", "")
    row = add(db, schema.highlights, **{**given, **values})
    for tag in tags:
        _join(db, schema.highlight_tags, highlight_id=row, tag_id=add_name(db, schema.tags, tag))
    for file_id, first, end in places:
        _join(
            db,
            schema.highlight_files,
            highlight_id=row,
            file_id=file_id,
            first_line=first,
            last_line=end,
        )
    for key in keys:
        _join(
            db,
            schema.highlight_keys,
            key=key,
            own_code=None if code(key) == own else code(key),
            code=own,
        )
    if not values.get("gone"):
        counted = schema.documents.c.highlights + 1
        db.execute(
            update(schema.documents)
            .where(schema.documents.c.id == document_id)
            .values(highlights=counted)
        )
    write_tag_counts(db, [document_id])
    return row


def add_link(db: Connection, document_id: int, name: str, **values: object) -> int:
    """A link to a name, in a document's text unless said otherwise."""
    given: dict[str, object] = {"place": "text", "name": name, "target": name_key(name)}
    return add(db, derived_schema.links, document_id=document_id, **{**given, **values})


def _join(db: Connection, table: Table, **values: object) -> None:
    db.execute(insert(table).values(**values))


def fill(db: Connection) -> None:
    """Five documents, one of them gone; ten highlights, two of them gone and one discarded.

    Seven files, three imports.
    """
    for values in (
        {},
        {"started_at": "2024-05-01T08:00:00Z", "undone_at": "2024-05-02T09:00:00Z"},
        {"finished_at": "", "counts": ""},
    ):
        add_import(db, **values)
    paths = {
        "Books/Salt.md": 0,
        "Books/Salt-2.md": 1,
        "Articles/Rivers.md": 0,
        "Harbour.md": 0,
        "Lost.md": 1,
    }
    files = {path: add_file(db, path, gone=gone) for path, gone in paths.items()}
    _fill_odd_files(db)
    salt, pans = _fill_salt(db, files["Books/Salt.md"], files["Books/Salt-2.md"])
    rivers, slow, old = _fill_rivers(db, files["Articles/Rivers.md"], files["Books/Salt-2.md"])
    harbour = add_document(
        db,
        "Harbour Notes",
        kind="note",
        tags=["craft"],
        files=[files["Harbour.md"]],
        latest="2023-06-01",
        body="See [[Salt]] first.",
    )
    tide = add_highlight(
        db, harbour, "Tide tables first, as [[On Slow Rivers]] says.", at="2023-06-01T00:00:00"
    )
    add_document(db, "A Blank Page", kind="text", latest="")
    lost = add_document(
        db,
        "A Lost Pamphlet",
        authors=["Cleo Vant"],
        tags=["vanished"],
        files=[files["Lost.md"]],
        gone=1,
        latest="2022-01-01",
    )
    add_highlight(db, lost, "Nobody has this any more.", gone=1, at="2022-01-01T00:00:00")
    for document, name in ((salt, "Ada Quill"), (rivers, "Ben Marrow"), (rivers, "Ada Quill")):
        add_link(db, document, name, place="metadata")
    add_link(db, salt, "Cleo Vant", highlight_id=pans[1], place="note", context="by [[Cleo Vant]]?")
    add_link(db, salt, "The Salt Road", highlight_id=pans[0], context="[[The Salt Road]], this one")
    add_link(db, rivers, "Deltas", highlight_id=slow, context="As in [[Deltas]].")
    add_link(db, rivers, "Estuaries", highlight_id=old, context="an old [[Estuaries]]")
    add_link(
        db,
        harbour,
        "On Slow Rivers",
        highlight_id=tide,
        context="Tide tables first, as [[On Slow Rivers]] says.",
    )
    add_link(
        db,
        harbour,
        "Books/Salt Road",
        highlight_id=tide,
        label="the road",
        context="Twice [[Books/Salt Road|the road]].",
    )
    add_link(
        db, harbour, "Books/Salt Road", highlight_id=tide, context="Again [[Books/Salt Road]]."
    )
    for name in ("Salt", "deltas", "Estuaries"):
        add_link(db, harbour, name, place="body", context=f"See [[{name}]] first.")


def _fill_odd_files(db: Connection) -> None:
    add_file(db, "Empty.md", skipped="empty")
    odd = add_file(db, "Odd.md", import_id=2)
    for line, text in ((4, "??"), (2, "a line nobody knew")):
        _join(db, import_schema.unparsed, file_id=odd, line=line, text=text)
    add(
        db,
        import_schema.problems,
        import_id=1,
        file_id=odd,
        path="Odd.md",
        line=1,
        message="an older trouble",
    )
    add(
        db,
        import_schema.problems,
        import_id=2,
        file_id=odd,
        path="Odd.md",
        line=2,
        message="the header is not closed",
    )
    add(db, import_schema.problems, import_id=2, path="nowhere", message="'nowhere' does not exist")


def _fill_salt(db: Connection, *files: int) -> tuple[int, list[int]]:
    salt = add_document(
        db,
        "The Salt Road",
        authors=["Ada Quill"],
        tags=["travel", "craft/salt"],
        names=["Salt", "Salt Road"],
        files=files,
        keys=["readwise:77"],
        latest="2024-03-05T10:00:00",
        earliest="2024-03-01T10:00:00",
        aliases='["Salt"]',
        properties='{"shelf": "north"}',
        published="2019",
        url="https://books.example/salt",
        summary="A walk along the pans.",
        note="Read on the train.",
    )
    texts = (
        "Salt keeps what it touches.",
        "The pans are swept at dusk.",
        "A road is a habit of feet.",
        "White hills, grey sea.",
        "Weigh it twice.",
    )
    stamps = [f"2024-03-0{day}T10:00:00" for day in range(1, 6)]
    pans = [
        add_highlight(
            db,
            salt,
            text,
            at=stamp,
            highlighted_at=stamp,
            places=[(files[0], 10 * row, 10 * row + 1)],
        )
        for row, (text, stamp) in enumerate(zip(texts, stamps, strict=True), 1)
    ]
    db.execute(
        update(schema.highlights)
        .where(schema.highlights.c.id == pans[1])
        .values(favorite=1, note="by [[Cleo Vant]]?", chapter="Dusk")
    )
    for replaced_at, text in (
        ("2024-03-06T00:00:00Z", "The pans are swept."),
        ("2024-03-07T00:00:00Z", "The pans are swept at dawn."),
    ):
        add(
            db,
            schema.highlight_history,
            highlight_id=pans[1],
            replaced_at=replaced_at,
            text=text,
            note="earlier",
        )
    return salt, pans


def _fill_rivers(db: Connection, file_id: int, gone_file: int) -> tuple[int, int, int]:
    rivers = add_document(
        db,
        "On Slow Rivers",
        authors=["Ben Marrow", "Ada Quill"],
        tags=["travel"],
        files=[file_id],
        kind="article",
        latest="2024-02-01T09:00:00",
    )
    slow = add_highlight(
        db,
        rivers,
        "A slow river carries the finest sand.",
        tags=["sand", "favorite"],
        favorite=1,
        at="2024-02-01T09:00:00",
        location="Page 3",
        places=[(file_id, 20, 21), (file_id, 8, 8), (gone_file, 1, 1)],
        keys=["readwise:open/501"],
        url="https://rivers.example/3",
        color="blue",
        added_at="2024-02-01T09:00:00",
        cut_short=1,
    )
    add_highlight(
        db,
        rivers,
        "Silt remembers.",
        tags=["craft/salt/fine"],
        discarded=1,
        at="2024-01-31T09:00:00",
    )
    old = add_highlight(
        db,
        rivers,
        "An old wording.",
        tags=["sand"],
        gone=1,
        at="2024-01-30T09:00:00",
        places=[(gone_file, 3, 3)],
    )
    return rivers, slow, old

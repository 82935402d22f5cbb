"""Any acts, undos and imports in any order leave what the reader did last and did not undo."""

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.changes import Own
from app.errors import WrongUseError
from app.importer import acts
from app.importer.added import HeldByFileError, Passage
from app.importer.undo import AlreadyUndoneError, undo_import
from app.importer.verify import verify
from app.store.db.connections import raw
from app.store.db.library import Library
from app.store.edits.changes import find_change
from app.store.edits.edits import change_highlights, put_away
from app.store.edits.trays.acts import (
    begin_tray,
    collect_in_tray,
    move_item,
    rewrite,
    take_out,
    write_after,
)
from app.store.edits.undo import AlreadyUndoneChangeError
from app.store.edits.values import Entered
from app.store.journal.file import journal_path
from app.store.journal.replay import replay
from app.store.journal.touched import own_tables
from app.store.reads.documents import document
from app.store.reads.highlights import document_highlights, highlight
from app.store.reads.trays import tray
from app.text import name_key
from app.trays import TrayItem
from tests.examples import examples
from tests.identity.vault import Passage as Written
from tests.identity.vault import Vault, export

NOW = "2025-05-03T08:00:00Z"
BREATH = "A tide is a slow breath."
WORDINGS = (
    "The sea keeps two clocks in a drawer.",
    "The sea keeps three clocks in a drawer.",
    "The sea kept two old clocks in a drawer.",
)
TAGS = ("moon", "salt", "time")
VALUES: Mapping[str, st.SearchStrategy[Entered]] = {
    "text": st.sampled_from(["Mine.", "Mine again.", None]),
    "note": st.sampled_from(["On it.", "On it again.", None]),
    "favorite": st.sampled_from([True, False, None]),
    "discarded": st.sampled_from([True, False, None]),
    "title": st.sampled_from(["My Tides", "My Moors", None]),
    "summary": st.sampled_from(["Short.", "Shorter.", None]),
}
STEPS = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 2), st.sets(st.sampled_from(TAGS)), st.booleans()),
    st.tuples(
        st.just("say"),
        st.sampled_from(sorted(VALUES)).flatmap(
            lambda name: st.tuples(st.just(name), VALUES[name])
        ),
    ),
    st.tuples(st.just("tag"), st.sampled_from(TAGS), st.booleans()),
    st.tuples(st.just("undo"), st.integers(0, 9)),
    st.tuples(st.just("take back"), st.integers(0, 5)),
    st.tuples(st.just("add"), st.sampled_from(["Typed in.", "Typed in too."])),
    st.tuples(st.just("delete"), st.integers(0, 3)),
    st.tuples(st.just("keep"), st.sampled_from([True, False, None])),
    st.tuples(st.just("many"), st.booleans()),
    st.tuples(st.just("collect"), st.booleans()),
    st.tuples(st.just("jot"), st.sampled_from(["Between.", "And then."]), st.integers(0, 5)),
    st.tuples(st.just("rewrite"), st.integers(0, 5)),
    st.tuples(st.just("shift"), st.integers(0, 5), st.sampled_from([-1, 1])),
    st.tuples(st.just("take out"), st.integers(0, 5)),
    st.tuples(st.just("merge")),
    st.tuples(st.just("split")),
    st.tuples(st.just("join")),
    st.tuples(st.just("put away"), st.booleans()),
    st.tuples(st.just("move"), st.booleans()),
)


@dataclass
class Reader:
    """A reader at his library, who remembers what he did."""

    vault: Vault
    code: str = ""
    book: str = ""
    other: str = ""  # another passage of the book
    moors: str = ""  # another document
    tray: str = ""
    added: list[str] = field(default_factory=list)  # passages by hand
    place: str = "Tides.md"  # of the book's file
    done: list[tuple[str, dict[str, tuple[object, object]]]] = field(
        default_factory=list
    )  # change: what it set, with the tags it touched
    undone: set[str] = field(default_factory=set)
    imports: list[int] = field(default_factory=list)

    def write(self, wording: int, tags: Sequence[str], gone: bool) -> None:
        passages = [] if gone else [Written(WORDINGS[wording], 1, tags=tuple(sorted(tags)))]
        text = export([*passages, Written(BREATH, 2, tags=("salt",))], title="Tides")
        self.vault.write(self.place, f"{text}\n<!-- {self.vault.clock} -->\n")
        self.imports.append(self.vault.take().id)

    def move(self, below: bool) -> None:
        """The book's file is moved, as it is, into a folder or back."""
        old, self.place = self.vault.folder / self.place, "Sea/Tides.md" if below else "Tides.md"
        new = self.vault.folder / self.place
        new.parent.mkdir(exist_ok=True)
        old.rename(new)
        self.imports.append(self.vault.take().id)

    def say(self, said: tuple[str, Entered]) -> None:
        name, value = said
        with self.vault.engine.writing() as db:
            if name in ("title", "summary"):
                change, _ = acts.rename_documents(db, {self.book: {name: value}}, NOW)
            else:
                change = change_highlights(db, {self.code: {name: value}}, NOW)
        self.remember(change, {name: ("said" if self.own_value(change) else "", value)})

    def tag(self, name: str, there: bool) -> None:
        with self.vault.engine.writing() as db:
            tags = [tag for tag in highlight(db, self.code).tags if name_key(tag) != name]
            change = change_highlights(
                db, {self.code: {"tags": [*tags, name] if there else tags}}, NOW
            )
        base, mine = (name in json.loads(tags) for tags in self.own_value(change) or ("[]", "[]"))
        self.remember(change, {f"tag {name}": ("said" if base != mine else "", there)})

    def keep(self, kept: bool | None) -> None:
        with self.vault.engine.writing() as db:
            change = change_highlights(db, {self.code: {"kept": kept}}, NOW)
        self.remember(change, {"kept": ("said" if self.own_value(change) else "", kept)})

    def many(self, starred: bool) -> None:
        wanted = {code: {"favorite": starred} for code in (self.code, self.other)}
        with self.vault.engine.writing() as db:
            change = change_highlights(db, wanted, NOW)
        self.remember_logged(change)

    def delete(self, number: int) -> None:
        """Delete a passage added by hand; one that another file holds as well stays."""
        if not self.added:
            return
        code = self.added[number % len(self.added)]
        with suppress(HeldByFileError):
            change = acts.delete(self.vault.engine, code, NOW)
            with self.vault.engine.reading() as db:
                items = find_change(db, change).items
            self.remember(change, {f"added {item.before}": ("said", False) for item in items})

    def collect(self, this: bool) -> None:
        with self.vault.engine.writing() as db:
            change = collect_in_tray(db, self.tray, [self.code if this else self.other], NOW)
        self.remember_tray(change)

    def jot(self, words: str, number: int) -> None:
        with self.vault.engine.writing() as db:
            item = self.item(db, number)
            change = write_after(db, self.tray, words, NOW, item.id if item else "")
        self.remember_tray(change)

    def rewrite(self, number: int) -> None:
        with self.vault.engine.writing() as db:
            item = self.item(db, number)
            change = (
                rewrite(db, self.tray, item.id, f"{item.words} More.", NOW)
                if item and item.words
                else ""
            )
        self.remember_tray(change)

    def shift(self, number: int, by: int) -> None:
        with self.vault.engine.writing() as db:
            item = self.item(db, number)
            change = move_item(db, self.tray, item.id, NOW, by=by) if item else ""
        self.remember_tray(change)

    def take_out(self, number: int) -> None:
        with self.vault.engine.writing() as db:
            item = self.item(db, number)
            change = take_out(db, self.tray, item.id, NOW) if item else ""
        self.remember_tray(change)

    def item(self, db: Connection, number: int) -> TrayItem | None:
        """An item of the tray, where there is any."""
        items = tray(db, self.tray).items
        return items[number % len(items)] if items else None

    def remember_tray(self, change: str) -> None:
        """Remember what the log says that an act on the tray set."""
        with self.vault.engine.reading() as db:
            items = find_change(db, change).items if change else ()
        self.remember(change, {f"item {each.field}": ("said", each.after) for each in items})

    def merge(self) -> None:
        change = ""
        with suppress(WrongUseError), self.vault.engine.writing() as db:
            change = acts.merge(db, self.code, self.other, NOW).change
        self.remember_logged(change)

    def split(self) -> None:
        with self.vault.engine.reading() as db:
            text = highlight(db, self.code).text
        at = text.rfind(" ")
        if at > 0:
            split = acts.split(self.vault.engine, self.code, at, NOW)
            self.added.append(split.highlights[1])
            self.remember_logged(split.change, {f"added {text[at + 1 :]}": ("said", True)})

    def join(self) -> None:
        with suppress(WrongUseError):
            joined = acts.join(self.vault.engine, self.book, self.moors, NOW)
            self.remember(joined.change, {"joined": ("said", True)})

    def put_away(self, away: bool) -> None:
        with self.vault.engine.writing() as db:
            change = put_away(db, self.book, away=away, changed_at=NOW)
        self.remember(change, {"put away": ("said" if self.own_value(change) else "", away)})

    def remember_logged(
        self, change: str, also: Mapping[str, tuple[object, object]] = MappingProxyType({})
    ) -> None:
        """Remember what the log says that a change set."""
        what: dict[str, tuple[object, object]] = {**also}
        with self.vault.engine.reading() as db:
            items = find_change(db, change).items if change else ()
        for item in items:
            if item.field == "merged_into":
                what["merged"] = ("said", True)
            elif item.field == "tags":
                what |= {
                    f"tag {name}": ("said" if said is not None else "", said)
                    for name in TAGS
                    if (said := said_of_tag(item.own_after, name))
                    is not said_of_tag(item.own_before, name)
                }
            elif item.code == self.other:
                what[f"other {item.field}"] = ("said" if item.own_after else "", item.after)
            elif item.code == self.code:
                what[item.field] = ("said" if item.own_after else "", item.after)
        self.remember(change, what)

    def own_value(self, change: str) -> Own:
        """What the log says of the field of a change.

        None where it holds what the files say, and goes with them.
        """
        with self.vault.engine.reading() as db:
            return find_change(db, change).items[0].own_after if change else None

    def remember(self, change: str, what: dict[str, tuple[object, object]]) -> None:
        if change:
            self.done.append((change, what))

    def undo(self, number: int) -> None:
        if self.done:
            change = self.done[number % len(self.done)][0]
            with suppress(AlreadyUndoneChangeError):
                acts.undo(self.vault.engine, change, NOW)
            self.undone.add(change)

    def take_back(self, number: int) -> None:
        later = self.imports[1:]  # the first stays, so that there is something to speak of
        if later:
            with suppress(AlreadyUndoneError):
                undo_import(self.vault.engine, later[number % len(later)], now=datetime.now(UTC))

    def add(self, text: str) -> None:
        added = acts.add(self.vault.engine, Passage(text, document=self.book), NOW)
        self.added.append(added.highlights[0])
        self.remember(added.change, {f"added {text}": ("said", True)})

    def last(self) -> dict[str, object]:
        """What he did last of each thing and did not undo.

        What goes back to the files is left out.
        """
        said: dict[str, tuple[object, object]] = {}
        for change, what in self.done:
            said |= {} if change in self.undone else what
        return {name: value for name, (how, value) in said.items() if how}


def said_of_tag(own: Own, name: str) -> bool | None:
    """Whether the reader gave a tag or took it off; None where he did neither."""
    base, mine = (name in json.loads(tags) for tags in own or ("[]", "[]"))
    return mine if base != mine else None


def do(reader: Reader, step: tuple[object, ...]) -> None:
    name, *rest = step
    getattr(reader, str(name).replace(" ", "_"))(*rest)


def replayed(library: Library, lost: Path) -> bool:
    """Whether an empty library has the same own layer once it took in this one's journal."""
    if not journal_path(library.path).exists():
        return True
    shutil.copy(journal_path(library.path), journal_path(lost))
    with Library(lost) as again, again.writing() as db, library.reading() as before:
        replay(db, lost)
        return all(
            db.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2").all()
            == before.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2").all()
            for table in own_tables(raw(before))
        )


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_what_the_reader_did_last_stays(
    empty_library: Path, steps: list[tuple[object, ...]]
) -> None:
    with (
        TemporaryDirectory() as folder,
        Library(Path(shutil.copy(empty_library, Path(folder) / "library.db"))) as library,
    ):
        notes = Path(folder) / "notes"
        notes.mkdir()
        reader = Reader(Vault(notes, library))
        reader.vault.write("Moors.md", export(["A moor has no clocks."], title="Moors"))
        reader.write(0, (), gone=False)
        codes = {h.text: h for h in reader.vault.live()}
        first = codes[WORDINGS[0]]
        reader.code, reader.book, reader.other = first.id, first.document.id, codes[BREATH].id
        reader.moors = codes["A moor has no clocks."].document.id
        with library.writing() as db:
            reader.tray, _ = begin_tray(db, "On tides", NOW)
        for step in steps:
            do(reader, step)
            with library.reading() as db:
                seen, book = highlight(db, reader.code), document(db, reader.book)
                merged = highlight(db, reader.other).id == seen.id
                joined = document(db, reader.moors).id == book.id
                held = document_highlights(db, reader.book)
                other = highlight(db, reader.other)
                lying = tray(db, reader.tray).items
            shown: dict[str, object] = {
                name: getattr(seen, name) for name in ("text", "note", "favorite", "discarded")
            }
            shown |= {"title": book.title, "summary": book.summary} | {
                f"tag {name}": name in seen.tags for name in TAGS
            }
            shown |= {f"added {h.text}": True for h in held}
            shown |= {f"item {each.id}": each.words or each.highlight for each in lying}
            led = {reader.other: other.id}  # once merged, its items show what it is part of
            shown |= {"merged": merged, "joined": joined, "put away": book.put_away}
            shown["kept"] = next((each.mine for each in seen.mine if each.name == "kept"), None)
            last = reader.last()
            if merged:
                last.pop("other favorite", None)  # it is the other's no more
            else:
                shown["other favorite"] = other.favorite
            absent = {name: None if name.startswith("item ") else False for name in last}
            last |= {n: led[v] for n, v in last.items() if n.startswith("item ") and v in led}
            assert {name: (absent | shown)[name] for name in last} == last, (
                step,
                reader.done,
                reader.undone,
            )
        assert verify(library) == []
        assert replayed(library, Path(shutil.copy(empty_library, Path(folder) / "again.db")))

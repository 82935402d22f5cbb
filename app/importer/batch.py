"""Batches of files: parsed outside of transactions, each written in one short transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from sqlalchemy import Connection

from app.formats.registry import BINARY, PARSER
from app.importer.changes import Task
from app.importer.derive import derive
from app.importer.kept import Parsed, Unread, UnreadError
from app.importer.read_again import derive_again
from app.importer.reading import Wanted
from app.importer.tally import Read, Tally, plus
from app.model import Counts, ParsedFile, Problem
from app.store.db.keys import hand_over
from app.store.writes import imports
from app.store.writes import versions as store
from app.store.writes.documents import write
from app.text import code

TOGETHER = 5_000  # highlights of a batch: a reader's own change waits half a second for one
SOON = 600  # highlights of the first batch where somebody waits for it
_SHARE = 1 / 12  # of so many, files: one without a highlight takes as long as so many highlights


def wanted(task: Task) -> Wanted:
    """Request to read the file of this task."""
    known = task.known
    same = known is not None and known.parser == PARSER and not known.gone and not task.again
    found = (
        replace(task.found, named=True) if known and known.taken and not known.gone else task.found
    )  # a file that was once taken is taken again
    return Wanted(found, known.sha256 if known and same else "")


def batches(
    reads: Iterable[Read], together: int = TOGETHER, first: int = TOGETHER
) -> Iterator[list[Read]]:
    """Batches of about `together` highlights, each written in one transaction.

    The first has `first` highlights, each later one up to twice as many, so that the first results
    appear soon.
    """
    batch: list[Read] = []
    weight, most = 0, min(together, first)
    for read in reads:
        batch.append(read)
        weight += (
            sum(len(d.highlights) for d in read.content.parsed.documents)
            if read.content.parsed
            else 0
        )
        if weight >= most or len(batch) >= most * _SHARE:
            yield batch
            batch, weight, most = [], 0, min(together, 2 * most)
    if batch:
        yield batch


def write_batch(
    db: Connection,
    batch: Collection[Read],
    known: Parsed,
    moved: dict[str, store.KnownFile],
    import_id: int,
    tally: Tally,
) -> None:
    """Write these files. `known` are parsed versions; UnreadError where one is missing."""
    batch = _held_against(
        store.known_files(db, [read.task.found.path for read in batch]), batch, known
    )
    ids, touched = _write_files(db, batch, moved, import_id)
    fresh = [read for read in batch if read.content.parsed]
    said = {(r.path, r.content.sha256): r.content.parsed for r in fresh if r.content.parsed}
    records, found = derive(
        db, {ids[r.task.found.path] for r in fresh} | touched, {**known, **said}
    )
    written = write(db, records, found, import_id)
    files = [read.content.parsed for read in fresh]
    linked, ignored = _mentions(files, "linked"), _mentions(files, "ignored")
    if linked or ignored:
        from app.store.edits.mentions import take_own_mentions  # slow to import, and seldom needed

        take_own_mentions(db, linked, ignored)
    parsed = [r.content.parsed for r in fresh if r.content.parsed]
    problems = [
        (ids[p.path], Problem(q.message, q.line, p.path)) for p in parsed for q in p.problems
    ]
    imports.add_problems(db, import_id, problems)
    imports.add_differences(db, import_id, written.differences)
    store.replace_unparsed(db, {ids[p.path]: p.unparsed for p in parsed})
    tally.add(_count(batch, moved), written, [problem for _, problem in problems])
    tally.note(parsed)
    tally.recent.take(fresh)


def _mentions(
    files: Iterable[ParsedFile | None], act: Literal["linked", "ignored"]
) -> dict[str, Sequence[tuple[str, str]]]:
    """Mentions that the reader linked, or ignores, as files of our own Markdown state them.

    By the addresses that these give.
    """
    documents = [document for file in files if file for document in file.documents]
    passages = [passage for document in documents for passage in document.highlights]
    said = [(each.keys, getattr(each, act)) for each in documents]
    said += [(each.keys, getattr(each, act)) for each in passages]
    return {code(keys[0]): pairs for keys, pairs in said if keys and pairs}


def _held_against(
    now: Mapping[str, store.KnownFile], batch: Iterable[Read], known: Parsed
) -> list[Read]:
    """Compare the files with the present rows: another run may have written some of them."""
    return [
        r if r.task.known == now.get(r.path) else _anew(r, now.get(r.path), known) for r in batch
    ]


def _anew(read: Read, now: store.KnownFile | None, known: Parsed) -> Read:
    task = replace(read.task, known=now, again=read.task.again and now is not None and now.held)
    file, content = wanted(task), read.content
    if file.known == content.sha256:
        return Read(task, content._replace(parsed=None))
    if content.parsed is None and (read.path, content.sha256) not in known:
        raise UnreadError([Unread(read.path, content.sha256, file.found.named, content.deflated)])
    return Read(task, content._replace(parsed=content.parsed or known[read.path, content.sha256]))


def _write_files(
    db: Connection, batch: Iterable[Read], moved: dict[str, store.KnownFile], import_id: int
) -> tuple[dict[str, int], set[int]]:
    """Write rows and versions of files; gives ids by path, and ids of those only touched."""
    fresh = store.next_file(db)
    ids: dict[str, int] = {}
    touched: set[int] = set()
    new, versions, data = [], [], {}
    for read in batch:
        found, parsed = read.task.found, read.content.parsed
        path = found.path
        known = read.task.known or moved.get(path)
        root = found.root or (
            known.root if known and known.path == path else ""
        )  # a file named by itself still lies in its folder
        values: dict[str, object] = {"root": root, "size": found.size, "mtime_ns": found.mtime_ns}
        if parsed:
            values |= {
                "sha256": read.content.sha256,
                "format": parsed.format,
                "skipped": parsed.skipped,
                "gone": 0,
                "parser": PARSER,
            }
        if known:
            ids[path] = known.id
            _move(db, known, path)
            store.change_file(db, known.id, **values)
        else:
            ids[path] = fresh
            new.append({"id": fresh, "path": path, **values})
            fresh += 1
        if parsed and not (
            known and known.sha256 == read.content.sha256 and not known.gone and not known.held
        ):
            versions.append(
                {
                    "file_id": ids[path],
                    "import_id": import_id,
                    "sha256": read.content.sha256,
                    "mtime_ns": found.mtime_ns,
                }
            )
        elif store.touch_version(db, ids[path], read.content.sha256, found.mtime_ns):
            touched.add(ids[path])
        data[read.content.sha256] = read.content.deflated
    store.add_files(db, new)
    store.keep_contents(db, data)
    store.add_versions(db, versions)
    return ids, touched


def _move(db: Connection, known: store.KnownFile, path: str) -> None:
    if known.path != path:
        store.change_file(db, known.id, path=path)
        hand_over(db, f"file:{known.path}", f"file:{path}")


def _count(batch: Iterable[Read], moved: dict[str, store.KnownFile]) -> Counts:
    counts = Counts()
    for read in batch:
        if not read.content.parsed:
            counts = plus(counts, Counts(unchanged=1))
        elif read.content.parsed.skipped == BINARY and read.task.found.named:
            counts = plus(counts, Counts(failed=1))
        elif read.content.parsed.skipped:
            counts = plus(counts, Counts(skipped=1))
        elif read.task.known or read.task.found.path in moved:
            counts = plus(counts, Counts(changed=1))
        else:
            counts = plus(counts, Counts(added=1))
    return counts


def write_absent(
    db: Connection, absent: Collection[store.KnownFile], said: Parsed, import_id: int, tally: Tally
) -> None:
    """Write that these files are absent, unless another run did; what they alone held is gone."""
    now = store.known_files(db, [known.path for known in absent])
    absent = [known for known in absent if now.get(known.path) == known]
    for known in absent:
        store.change_file(db, known.id, gone=1)
    store.add_versions(
        db, [{"file_id": known.id, "import_id": import_id, "sha256": None} for known in absent]
    )
    records, found = derive(db, {known.id for known in absent}, said)
    written = write(db, records, found, import_id)
    imports.add_differences(db, import_id, written.differences)
    tally.add(Counts(gone=len(absent)), written)


def write_outdated(
    db: Connection,
    outdated: Collection[store.KnownFile],
    said: Parsed,
    import_id: int,
    tally: Tally,
) -> None:
    """Parse the stored versions of these files again, which an earlier parser read."""
    now = store.known_files(db, [known.path for known in outdated])
    ids = {known.id for known in outdated if now.get(known.path) == known}
    records, found = derive_again(db, sorted(ids), said)
    written = write(db, records, found, import_id)
    imports.add_differences(db, import_id, written.differences)
    tally.add(Counts(), written)

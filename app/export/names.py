"""Where each document goes: its own path where it has one, else its title as a safe name."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath, PurePosixPath

from app.store.reads.exported import HeldIn, PlacedDocument

GONE, BESIDE = ".gone.md", ".florilegium.md"  # endings of what lies beside a document's file
# What a folder of some system cannot hold, or what ends a link of Obsidian's.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff/\\:*?"<>|#^\[\]%]+')
_BARE = re.compile("[\x00-\x1f\x7f-\x9f\ufeff\ud800-\udfff\\\\]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_LONGEST = 180  # bytes of a name, so that its endings and a number fit into 255
_TABLES = (".csv", ".json")
_NOTE = "note"  # the form of files that are one page each
_ZIP = re.compile(r"\.zip[/\\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document goes, relative to the exported folder.

    `page` is the file of the reader's own that it is, if it is one.
    """

    path: str
    page: HeldIn | None = None

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return PurePosixPath(self.path).stem

    @property
    def gone(self) -> str:
        """Where its gone passages go."""
        return without_ending(self.path) + GONE

    @property
    def beside(self) -> str:
        """Where what the library adds to a page goes."""
        return without_ending(self.path) + BESIDE


def without_ending(path: str) -> str:
    """A path without the ending of its file's name."""
    return path.removesuffix(PurePosixPath(path).suffix)


@dataclass(slots=True)
class UniqueNames:
    """Names of files or pages that are taken, letter by letter but for case."""

    taken: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)  # the last one tried for each name

    def free(self, path: str) -> str:
        """The path, or the first with a number that neither it nor a file beside it has taken."""
        stem, ending = without_ending(path), PurePosixPath(path).suffix
        chosen, number = path, self.numbers.get(_alike(path), 1)
        while any(map(self._is_taken, (chosen, *_appendices(chosen)))):
            number += 1
            chosen = f"{stem} ({number}){ending}"
        self.numbers[_alike(path)] = number
        self.taken |= {_alike(each) for each in (chosen, *_appendices(chosen))}
        return chosen

    def _is_taken(self, path: str) -> bool:
        return _alike(path) in self.taken


def _appendices(path: str) -> tuple[str, str]:
    return without_ending(path) + GONE, without_ending(path) + BESIDE


def _alike(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def places(documents: Iterable[PlacedDocument]) -> dict[int, Place]:
    """Where each document goes, by row id: the same for the same library.

    Pages of the reader's own choose first.
    """
    names = UniqueNames()
    pages: list[tuple[str, str, int, HeldIn | None]] = []
    others: list[tuple[str, str, int, HeldIn | None]] = []
    for one in documents:
        page = own_page(one)
        (pages if page else others).append(
            (own_path(page, one.files) or _named(one.title), one.code, one.row, page)
        )
    placed = {}
    for path, _, row, page in (*sorted(pages, key=_order), *sorted(others, key=_order)):
        chosen = path if page else f"{without_ending(path)}.md"
        placed[row] = Place(names.free(chosen), page)
    return placed


def _order(one: tuple[str, str, int, HeldIn | None]) -> tuple[str, str]:
    return one[:2]


def own_page(one: PlacedDocument) -> HeldIn | None:
    """The file of the reader's own that the document is; it may quote passages of other documents.

    None where other files speak of it as well.
    """
    own = [file for file in _speaking(one.files) if f"file:{file.path}" in one.page_keys]
    if len(own) != 1 or len(_speaking(one.files)) != 1:
        return None
    return own[0] if own[0].documents == 1 or own[0].format == _NOTE else None


def _speaking(files: Iterable[HeldIn]) -> list[HeldIn]:
    """The files that are there and say what the document is."""
    return [file for file in files if not (file.gone or file.own or _is_appendix(file))]


def _is_appendix(file: HeldIn) -> bool:
    return file.format == "florilegium" and file.path.endswith((GONE, BESIDE))


def own_path(page: HeldIn | None, files: Iterable[HeldIn]) -> str:
    """Where the document is in its imported folder; `page` is the file that it is, if any.

    Empty where no file holds it alone, or none but a table.
    """
    if page:
        return _relative(page)
    held = [
        f for f in files if f.documents == 1 and not f.own and not f.path.lower().endswith(_TABLES)
    ]
    whole = [f for f in held if not _is_appendix(f)] or held
    best = next((f for f in whole if not f.gone), next(iter(whole), None))
    return _relative(best) if best else ""


def _relative(file: HeldIn) -> str:
    path = PurePath(file.path)
    if file.root and path.is_relative_to(file.root):
        inside = path.relative_to(file.root).as_posix()
    else:
        inside = _ZIP.split(file.path, maxsplit=1)[1] if _ZIP.search(file.path) else path.name
    parts = [
        _BARE.sub(" ", part) for part in PurePosixPath(inside).parts if part not in ("..", "/")
    ]
    if file.format == "florilegium":
        parts[-1] = re.sub(r"(?:\.gone|\.florilegium)\.md$", ".md", parts[-1])
    return "/".join(parts)


def _named(title: str) -> str:
    return f"{safe_name(title)}.md"


def safe_name(title: str) -> str:
    """A title as the name of a file on any system, without an ending, of at most 180 bytes."""
    name = " ".join(_UNSAFE.sub(" ", title).split()).strip(". ")
    name = name.encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore").rstrip(". ")
    return f"{name} _" if _RESERVED.match(name) else name or "Untitled"

"""A note written on a page: saved, merged with what another program wrote, quoted into."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import FlorilegiumError, NotFoundError
from app.model import Highlight
from app.notes.acts import Written, read_note, version_kept, write_note
from app.notes.errors import ChangedMeanwhileError, NotOursError
from app.notes.merge import Agreed, Clash, Piece, joined, merge
from app.notes.text import Form, decoded, encoded, plain_lines, version_of
from app.store.db.library import Library
from app.store.mentions.written import words_in_link, written_names

_TRIES = 3  # how often another program may change a file while one version is saved
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"|?*\[\]#^\\]+')
_BRACKET, _ESCAPED = re.compile(r"([\\\[\]])"), r"\\\1"
_LONGEST = 100  # letters of a file's name that is made of a title


@dataclass(frozen=True, slots=True)
class Opened:
    """A note to be edited: its path, its text, and the version of its file."""

    path: str
    text: str
    version: str
    form: Form = field(default_factory=Form)


@dataclass(frozen=True, slots=True)
class Saved:
    """A note after it was saved; `joined` states that another program's change was merged in."""

    written: Written
    text: str
    joined: bool


class ClashError(FlorilegiumError):
    """The file was changed in the same places.

    `pieces` are the merge of both, `theirs` the version that is there.
    """

    status = 412

    def __init__(self, path: str, pieces: Sequence[Piece], theirs: str) -> None:
        super().__init__(f"'{path}' was changed meanwhile in the same places; choose what stays")
        self.pieces = tuple(pieces)
        self.theirs = theirs


def open_note(folder: Path, path: str) -> Opened:
    """A note to be edited. Raises as `read_note` does, and NotOursError for what is no UTF-8."""
    stored = read_note(folder, path)
    known = decoded(stored.data)
    if known is None:
        raise NotOursError(f"'{path}' is no text in UTF-8; change it in the program that made it")
    return Opened(
        stored.path.relative_to(folder).as_posix(), known[0], version_of(stored.data), known[1]
    )


def as_it_is(folder: Path, path: str) -> Opened:
    """A note as its file is now; one that is there no more has no text and no version."""
    try:
        return open_note(folder, path)
    except NotFoundError:
        return Opened(path, "", "")


def save_note(
    library: Library, folder: Path, path: str, text: str, *, version: str, at: str
) -> Saved:
    """Save the text of a note that was opened at a version; an empty version makes a new one.

    Where the file was changed since in other places, both changes are saved. Raises ClashError
    where they touch, ChangedMeanwhileError where the file is gone or a new one's name is taken.
    """
    mine, base, text = text, version, plain_lines(text)
    merged = False
    for _ in range(_TRIES):
        try:
            form = open_note(folder, path).form if version else Form()
            data = encoded(text, form)
            written = write_note(library, folder, path, data, version=version, at=at)
        except NotFoundError as error:
            raise ChangedMeanwhileError(path, None) from error
        except ChangedMeanwhileError as error:
            if error.present is None or not version:
                raise
            pieces, version = merged_with(library, folder, path, mine, base)
            both = joined(pieces)
            if both is None:
                raise ClashError(path, pieces, version) from error
            text, merged = both, True
        else:
            return Saved(written, text, merged)
    raise ChangedMeanwhileError(path, b"")


def merged_with(
    library: Library, folder: Path, path: str, mine: str, base: str
) -> tuple[tuple[Piece, ...], str]:
    """Merge of a text made from version `base` with the file as it is now; and that version."""
    now = as_it_is(folder, path)
    with library.reading() as db:
        known = decoded(version_kept(db, base) or b"")
    mine = plain_lines(mine)
    if known is None or not known[0]:
        return (Clash("", mine, now.text),), now.version
    return merge(known[0], mine, now.text), now.version


def decided(pieces: Sequence[Piece], choices: Mapping[int, str]) -> str:
    """Text of a merge: of each clash, by its number from 0, `mine`, `theirs` or `both`."""
    text, number = "", 0
    for piece in pieces:
        if isinstance(piece, Agreed):
            text += piece.text
            continue
        text += _chosen(piece, choices.get(number, "both"))
        number += 1
    return text


def _chosen(clash: Clash, choice: str) -> str:
    if choice in ("mine", "theirs"):
        return clash.mine if choice == "mine" else clash.theirs
    between = "" if not clash.mine or clash.mine.endswith("\n") else "\n"
    return f"{clash.mine}{between}{clash.theirs}"


def quote_into(
    library: Library, folder: Path, highlight: Highlight, note: str, name: str, at: str
) -> Written:
    """Add a passage to the end of a note, or to a new one under a name, with a link to it."""
    with library.reading() as db:
        code = highlight.document.id
        quotation = quoted(highlight, written_names(db, [code])[code])
    if name.strip():
        new = encoded(f"{begun(name)}{quotation}\n", Form())
        return write_note(library, folder, path_of(name), new, version="", at=at)
    opened = open_note(folder, note)
    text = f"{opened.text.rstrip()}\n\n{quotation}\n"
    data = encoded(text, opened.form)
    return write_note(library, folder, opened.path, data, version=opened.version, at=at)


def quoted(highlight: Highlight, document: str) -> str:
    """A passage as a quotation in Markdown, with a link that leads to it.

    `document` is the name by which a link leads to its document, empty where it has none.
    """
    words = "\n".join(f"> {line}".rstrip() for line in highlight.text.strip().split("\n"))
    title = " ".join(highlight.document.title.split()) or "Untitled"
    by = ", ".join(highlight.document.authors)
    if document:
        link = f"[[{document}#^{highlight.id}|{words_in_link(title)}]]"
    else:
        link = f"[{_BRACKET.sub(_ESCAPED, title)}](/highlights/{highlight.id})"
    return f"{words}\n>\n> {', '.join(filter(None, (by, link)))}"


def path_of(name: str) -> str:
    """Path of a new note under a name, which may hold folders: `Own/On waiting` for example."""
    parts = [
        " ".join(_UNFIT.sub(" ", part).split()) for part in name.removesuffix(".md").split("/")
    ]
    fit = [kept for part in parts if (kept := part[:_LONGEST].strip(" ."))]
    return f"{'/'.join(fit)}.md" if fit else ""


def begun(name: str) -> str:
    """Beginning of a new note under a name: its heading."""
    return f"# {' '.join(name.rpartition('/')[2].split())}\n\n"

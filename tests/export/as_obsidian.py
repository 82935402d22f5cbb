"""What Obsidian and zk would see in a folder of Markdown: links, block ids, headers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_WIKI = re.compile(r"\[\[([^\[\]|#\n]{0,300})(?:#([^\[\]|\n]{0,300}))?(?:\|[^\[\]\n]{0,300})?\]\]")
_INLINE = re.compile(r"(?<!\!)\[[^\[\]\n]{0,300}\]\(<?([^()<>\s:]{1,500}\.md)(?:#[^()<>\s]*)?>?\)")
_BLOCK = re.compile(r"(?:^|\s)\^([A-Za-z0-9-]{1,60})[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.{1,300})$", re.MULTILINE)
_FENCE = re.compile(r"^(?:> ?)*(```|~~~).*?^(?:> ?)*\1[ \t]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]{1,300}`")


@dataclass
class Folder:
    """A folder as these programs index it: notes by path and by name, in any case."""

    texts: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def leads(self, target: str, source: str) -> bool:
        """Whether a link of this file leads to a note or another file."""
        wanted = target.strip().casefold().removesuffix(".md")
        near = normpath(str(PurePosixPath(source).parent / target.strip()))
        return not wanted or bool({wanted, near.casefold().removesuffix(".md")} & self.names)


def read_folder(folder: Path) -> Folder:
    """The folder without what is hidden."""
    found = Folder()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in inside.parts):
            found.names |= set(_names_of(inside.as_posix()))
            if path.suffix == ".md":
                found.texts[inside.as_posix()] = path.read_bytes().decode("utf-8", "replace")
    return found


def _names_of(path: str) -> Iterator[str]:
    """The path and each end of it, without the ending of a note."""
    parts = path.casefold().removesuffix(".md").split("/")
    yield from ("/".join(parts[at:]) for at in range(len(parts)))


def links_of(text: str) -> Iterator[tuple[str, str]]:
    """The target and the anchor of each link to a file, code left out."""
    prose = _CODE.sub("", _FENCE.sub("", text))
    yield from ((match[1], match[2] or "") for match in _WIKI.finditer(prose))
    yield from ((unquote(match[1]), "") for match in _INLINE.finditer(prose))


def lost_links(before: Folder, after: Folder) -> list[tuple[str, str]]:
    """Links of the second folder that would lead somewhere in the first and lead nowhere in it."""
    return [
        (path, target)
        for path, text in after.texts.items()
        for target, _ in links_of(text)
        if before.leads(target, path) and not after.leads(target, path)
    ]


def anchors_of(text: str) -> set[str]:
    """What a link may name in a text: its headings as Obsidian compares them, and `^id`s."""
    prose = _FENCE.sub("", text)
    headings = (_compared(match[1]) for match in _HEADING.finditer(prose))
    return {*headings, *(f"^{block}".casefold() for block in _BLOCK.findall(prose))}


def _compared(heading: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", heading.casefold()).split())


def lost_anchors(before: Folder, after: Folder) -> list[tuple[str, str]]:
    """Links to a heading or block that would lead to it in the first folder, not in the second."""
    places, now = _anchors(before), _anchors(after)
    return [
        (path, f"{target}#{anchor}")
        for path, text in after.texts.items()
        for target, anchor in links_of(text)
        if (last := anchor.rpartition("#")[2])
        and (key := last.casefold() if last.startswith("^") else _compared(last))
        and key in places.get(_last_part(target, path), ())
        and key not in now.get(_last_part(target, path), ())
    ]


def _anchors(folder: Folder) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path, text in folder.texts.items():
        found.setdefault(_last_part(path, path), set()).update(anchors_of(text))
    return found


def _last_part(target: str, source: str) -> str:
    return PurePosixPath((target.strip() or source).casefold()).name.removesuffix(".md")


def repeated_blocks(texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Block ids that a file has more than once."""
    return [
        (path, block)
        for path, text in texts
        for block, number in Counter(_BLOCK.findall(_FENCE.sub("", text))).items()
        if number > 1
    ]


def bad_headers(texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers that PyYAML or a strict reader of YAML 1.2 refuses, or that they read otherwise."""
    strict = YAML(typ="safe", pure=True)
    strict.allow_duplicate_keys = False
    found = []
    for path, text in texts:
        if text.startswith("---\n"):
            header = text[4:].split("\n---\n", maxsplit=1)[0]
            try:
                if yaml.safe_load(header) != strict.load(header):
                    found.append((path, "read in two ways"))
            except (yaml.YAMLError, YAMLError) as error:
                found.append((path, " ".join(str(error).split())[:200]))
    return found

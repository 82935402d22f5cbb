"""Names in `[[ ]]`, and the authors and tags that exporters list in one line."""

import re
from collections.abc import Iterable

from app.formats.authors.reading import read_authors
from app.text import tag_name

MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(<?([^()\s<>]{0,2000})>?\)")
LINKED = re.compile(r"\[\[([^\[\]\n]{1,300})\]\]")
HASHTAG = re.compile(r"#(?:\[\[[^\[\]\n]{1,80}\]\]|[^\s#\[\]()]{1,80})")
_LONGEST_TAGS = 400
_MARKS_ALONE = re.compile(r"(?<![^\s,;])[.,;:!?…。、；！？]{1,4}(?![^\s,;])")  # between links
_AT_COMMAS = re.compile(r"[,;、，；،\n\[\]]")
_AT_HASHES = re.compile(r"\s+|[,;、，；،。]\s*(?=#)")  # `#a,#b` and `#慢、#墙` as well
_BETWEEN = re.compile(r"\band\b|\bund\b|\bet\b|\by\b|[\s,;&、，؛]")
_BRACKETED = re.compile(r"\[([^\[\]\n]{1,200})\]")


def linked_names(text: str) -> tuple[str, ...]:
    """Every name in `[[ ]]` of a text, without anchor and label, each once."""
    if "[[" not in text:
        return ()
    names = (
        name.split("|")[0].split("#")[0].strip() or name.strip() for name in LINKED.findall(text)
    )
    return tuple(dict.fromkeys(name for name in names if name))


def unlinked(text: str) -> str:
    """Text with every `[[name|label]]` replaced by its label, or its name."""
    return LINKED.sub(lambda match: match[1].split("|")[-1].strip(), text) if "[[" in text else text


def without_targets(text: str) -> str:
    """Text with every Markdown link replaced by its label."""
    return MARKDOWN_LINK.sub(r"\1", text) if "](" in text else text


def split_authors(values: Iterable[str]) -> tuple[str, ...]:
    """Authors of a line: `[[A, B, and C]]` is three, `R. H., S. H.` two, a placeholder none."""
    authors: dict[str, None] = {}
    for written in values:
        value = without_targets(written).strip(" ,;\t\n")
        value = value[1:-1] if _BRACKETED.fullmatch(value) else value
        parts = [_last_of_path(label.split("|")[-1]) for label in LINKED.findall(value)]
        for part in parts or _labels_alone(written) or [unlinked(value)]:
            authors.update(dict.fromkeys(read_authors(part.replace("[[", "").replace("]]", ""))))
    return tuple(authors)


def _labels_alone(value: str) -> list[str]:
    """Labels of Markdown links that are a list of names with nothing else; else none."""
    labels = [label for label, _ in MARKDOWN_LINK.findall(value)]
    return labels if labels and not _BETWEEN.sub("", MARKDOWN_LINK.sub("", value)) else []


def _last_of_path(name: str) -> str:
    """Name without the folders before it: `People/Ada Quill`."""
    folders, _, last = name.rpartition("/")
    of_folder = any(map(str.islower, folders)) and " " not in folders
    return last if of_folder and " " in last.strip() else name


def has_more_than_names(value: str) -> bool:
    """Whether a value has words outside its `[[ ]]`, which are then no names."""
    return "[[" in value and any(c.isalnum() for c in LINKED.sub("", value).replace(" and ", ""))


def split_tags(values: Iterable[str]) -> tuple[str, ...]:
    """Tags of lines or lists, each once, without `#` or `[[ ]]`.

    As `[[a b]] [[c]]`, `#a #b/c #[[d e]]`, `*a*`, `a, b`.
    """
    tags: dict[str, None] = {}
    for value in values:
        rest = value
        if "[[" in value:
            tags.update(
                dict.fromkeys(tag for name in linked_names_whole(value) if (tag := tag_name(name)))
            )
            rest = _MARKS_ALONE.sub(" ", LINKED.sub(" ", value))
        for part in _AT_HASHES.split(rest) if _is_hashed(rest) else _AT_COMMAS.split(rest):
            tag = tag_name(part)
            if tag:
                tags[tag] = None
    return tuple(tags)


def cut_hashtags(text: str) -> tuple[str, str]:
    """(text without the hashtags at its end, those hashtags): `text #flashcard #[[a b]]`."""
    end = len(text)
    words = text[-_LONGEST_TAGS:].split(" ")
    while len(words) > 1 and (not words[-1].strip() or HASHTAG.fullmatch(words[-1].strip())):
        end -= len(words.pop()) + 1
    return text[:end].rstrip(), text[end:].strip()


def linked_names_whole(text: str) -> list[str]:
    """Names in `[[ ]]` with any `#` they begin with, as tags are written: `[[#type/doc]]`."""
    return [name.split("|")[-1] for name in LINKED.findall(text)]


def _is_hashed(text: str) -> bool:
    return "#" in text and all(
        word.startswith("#") or not any(map(str.isalnum, word))
        for word in text.replace(",", " ").split()
    )

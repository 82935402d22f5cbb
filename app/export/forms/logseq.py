"""Pages of a Logseq graph: a page a document with its properties, a block a highlight.

What a highlight says besides its text is in properties of its block, its note in a block
below. `import` reads such pages back, less what blocks cannot hold: a list with hyphens comes back
with asterisks, and texts on one line what was on several (summary, note of the document).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from uuid import NAMESPACE_URL, uuid5

from app.export.forms.readwise_csv import tags_of
from app.export.names import UniqueNames, safe_name
from app.export.packing import File
from app.formats.lines import fence_end
from app.model import Document, Highlight
from app.store.reads.exported import KeptDocument

_PROPERTY = re.compile(r"([ \t]*[^\s:][^:\n]{0,60}:):")
_BULLET = re.compile(r"([ \t]*)-(?=[ \t]|$)")
_NO_TITLE = re.compile(r"[ \t]*(?:`{3}|[>|#]|\$\$|\+)")  # what a block cannot have on its own line
_BRACKETS = str.maketrans("[]", "()")


def logseq_files(batches: Iterable[Sequence[KeptDocument]]) -> Iterator[File]:
    """The pages, by their paths in the graph."""
    files, pages = UniqueNames(), UniqueNames()
    for documents in batches:
        yield from (_page(kept, files, pages) for kept in documents)


def _page(kept: KeptDocument, files: UniqueNames, pages: UniqueNames) -> File:
    title = _one_line(kept.document.title).translate(_BRACKETS) or "Untitled"
    name = pages.free(f"{title}.md").removesuffix(".md")  # a graph has one page of each name
    path = files.free(f"pages/{safe_name(name)}.md")
    blocks = [*_body_blocks(kept.document), *_highlight_blocks(kept)]
    lines = [*_properties(kept.document, name), "", *blocks]
    return File(path, ("\n".join(lines) + "\n").encode("utf-8", "replace"))


def _properties(document: Document, name: str) -> Iterator[str]:
    title = _one_line(document.title)
    own = document.kind in {"note", "text"}
    values = {
        "title": name,
        "full-title": title if title != name else "",
        "author": _links(document.authors),
        "category": "" if own else f"#{document.kind}s",
        "url": _one_line(document.url),
        "published": _one_line(document.published),
        "tags": _links(document.tags),
        "alias": ", ".join(map(_one_line, document.aliases)),
        "cover": _one_line(document.cover_url),
        "summary": _one_line(document.summary),
        "document-note": _one_line(document.note),
        "florilegium-id": document.id,
    }
    yield from (f"{key}:: {value}" for key, value in values.items() if value)


def _links(names: Iterable[str]) -> str:
    return ", ".join(f"[[{_one_line(name).translate(_BRACKETS)}]]" for name in names)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _body_blocks(document: Document) -> Iterator[str]:
    """The prose, a block a paragraph."""
    for paragraph in re.split(r"\n[ \t]*\n", document.body) if document.body.strip() else ():
        if paragraph.strip():
            yield from _block(paragraph.strip("\n"), 0)


def _highlight_blocks(kept: KeptDocument) -> Iterator[str]:
    if kept.highlights:
        yield "- ## Highlights"
    for each in kept.highlights:
        one = each.highlight
        yield from _block(one.text, 1, list(_of_highlight(one)))
        if one.note.strip():
            yield from _block(f"**Note**: {one.note.strip()}", 2)


def _of_highlight(one: Highlight) -> Iterator[str]:
    """The properties of a highlight's block; the `id` is the same in each export."""
    values = {
        "id": str(uuid5(NAMESPACE_URL, f"florilegium:{one.id}")),
        "tags": _links(tags_of(one)),
        "chapter": _one_line(one.chapter),
        "location": _one_line(one.location),
        "link": _one_line(one.url),
        "color": _one_line(one.color),
        "date": one.highlighted_at.replace("T", " "),
    }
    yield from (f"{key}:: {value}" for key, value in values.items() if value)


def _block(text: str, depth: int, properties: Sequence[str] = ()) -> Iterator[str]:
    """The lines of a block: its first, its properties, the others.

    Text that cannot share its line with properties goes below them.
    """
    indent = "\t" * depth
    lines = [*_kept_in_block(text.strip("\n").split("\n"))]
    if properties and _NO_TITLE.match(lines[0]):
        lines.insert(0, "")
    head, *others = lines
    shown = [head, *properties, *others] if head else [*properties, *others]
    first, *rest = shown or [""]
    yield f"{indent}- {first}"
    yield from (f"{indent}  {line}" for line in rest)


def _kept_in_block(lines: Sequence[str]) -> Iterator[str]:
    """Lines of a text that neither begin a block nor are a property; code stays as it is."""
    at = 0
    while at < len(lines):
        end = fence_end(list(lines), at) if "```" in lines[at] else at
        if end > at:
            yield from lines[at : end + 1]
        else:
            yield _harmless(lines[at])
        at = end + 1


def _harmless(line: str) -> str:
    line = re.sub(_BULLET, r"\1*", line, count=1) if _BULLET.match(line) else line
    line = _PROPERTY.sub(r"\1\\:", line, count=1) if _PROPERTY.match(line) else line
    return line.replace("```", "\\`\\`\\`") if line.count("```") % 2 else line

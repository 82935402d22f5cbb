"""A template as a form of export: a file a document, of what the template makes of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from app.export.names import UniqueNames, safe_name
from app.export.packing import File, zipped
from app.export.registry import Form
from app.export.selection import Order, batches, make_plan
from app.export.templates.renderer import Renderer, Template, open_renderer
from app.store.reads.exported import KeptDocument

OF_DOCUMENT = (
    *("id", "title", "authors", "kind", "url", "cover_url", "published", "summary", "note"),
    *("tags", "aliases", "properties", "body", "favorite"),
)
OF_HIGHLIGHT = (
    *("id", "text", "note", "tags", "chapter", "location", "url", "color", "highlighted_at"),
    *("added_at", "favorite", "discarded"),
)

EXAMPLE = """\
---
title: {{ document.title | yaml }}
authors: {{ document.authors | yaml }}
tags: {{ document.tags | yaml }}
---
# {{ document.title }}
{% for highlight in highlights %}

{{ highlight.text | quoted }}
{% if highlight.note %}

{{ highlight.note }}
{% endif %}
{% endfor %}
"""


def template_form(template: Template) -> Form:
    """The form that writes the files of a template."""
    files = partial(template_files, template)
    return Form(
        template.name,
        ".zip",
        "application/zip",
        "a file for each document, as your template makes it",
        lambda order: zipped(files(order)),
        files,
    )


def template_files(template: Template, order: Order) -> Iterator[File]:
    """What the template makes of each document, under safe names.

    WrongUseError where the template is wrong: what was written before stays.
    """
    plan = order.ask(partial(make_plan, query=order.query))
    with open_renderer(template) as renderer:
        yield from _files(renderer, template, batches(order, plan))


def _files(
    renderer: Renderer, template: Template, read: Iterable[Sequence[KeptDocument]]
) -> Iterator[File]:
    names = UniqueNames()
    for documents in read:
        for kept in documents:
            name = names.free(f"{safe_name(kept.document.title)}{template.suffix}")
            text = renderer.render(values_of(kept))
            yield File(name, text.encode("utf-8", "replace"))


def values_of(kept: KeptDocument) -> dict[str, Any]:
    """What a template gets: `document` with its fields, and its `highlights` in their order."""
    document = asdict(kept.document)
    highlights = [asdict(each.highlight) for each in kept.highlights]
    return {
        "document": {name: document[name] for name in OF_DOCUMENT},
        "highlights": [{name: one[name] for name in OF_HIGHLIGHT} for one in highlights],
    }

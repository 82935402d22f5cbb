"""The forms by name, each with what a reader and a browser are told of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from app.export.forms.anki import anki_pieces
from app.export.forms.bibliography import bibtex_pieces, csl_pieces
from app.export.forms.json_lines import json_pieces
from app.export.forms.readwise_csv import csv_pieces
from app.store.reads.exported import KeptDocument

Pieces = Callable[[Iterable[Sequence[KeptDocument]]], Iterator[str]]


class Form(NamedTuple):
    """A form of one file of text.

    `suffix` ends the file's name, `tells` says what it holds. `bare`: of documents alone, without
    their highlights; `gone`: also of what is gone and put away.
    """

    name: str
    label: str
    suffix: str
    media_type: str
    tells: str
    pieces: Pieces
    bare: bool = False
    gone: bool = False


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form(
            "jsonl",
            "JSON Lines",
            ".jsonl",
            "application/jsonl; charset=utf-8",
            "all that is known of each document and highlight, a line each, for programs",
            json_pieces,
            gone=True,
        ),
        Form(
            "csv",
            "CSV",
            ".csv",
            "text/csv; charset=utf-8",
            "a row for each highlight, in the columns of Readwise's export",
            csv_pieces,
        ),
        Form(
            "anki",
            "Anki",
            ".txt",
            "text/plain; charset=utf-8",
            "a card for each highlight; importing again changes cards and doubles none",
            anki_pieces,
        ),
        Form(
            "bibtex",
            "BibTeX",
            ".bib",
            "application/x-bibtex; charset=utf-8",
            "the documents as sources, for LaTeX and citation programs",
            bibtex_pieces,
            bare=True,
        ),
        Form(
            "csl",
            "CSL-JSON",
            ".json",
            "application/vnd.citationstyles.csl+json",
            "the documents as sources, for Zotero, pandoc and others",
            csl_pieces,
            bare=True,
        ),
    )
}

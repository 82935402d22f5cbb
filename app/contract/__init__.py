"""JSON of the contract: frozen dataclasses to dictionaries, for the command line and the API."""

from app.contract.acts import changed, changed_document, changed_highlight, done, undone_change
from app.contract.copies import copies
from app.contract.intake import inspected, report, undone, verified
from app.contract.library import (
    author,
    backlink,
    document,
    found,
    found_page,
    highlight,
    hit,
    listing,
    page_of_name,
    saved_search,
    stats,
    summary,
    tag,
    whole_highlight,
)
from app.contract.names import changed_author, changed_tag, named_author, told_tag
from app.contract.trays import changed_tray, tray_reference, tray_summary, whole_tray

__all__ = [
    "author",
    "backlink",
    "changed",
    "changed_author",
    "changed_document",
    "changed_highlight",
    "changed_tag",
    "changed_tray",
    "copies",
    "document",
    "done",
    "found",
    "found_page",
    "highlight",
    "hit",
    "inspected",
    "listing",
    "named_author",
    "page_of_name",
    "report",
    "saved_search",
    "stats",
    "summary",
    "tag",
    "told_tag",
    "tray_reference",
    "tray_summary",
    "undone",
    "undone_change",
    "verified",
    "whole_highlight",
    "whole_tray",
]

"""The JSON of the contract: frozen data in, plain dictionaries out, the same for the command line and the API."""

from app.contract.intake import inspected, report
from app.contract.library import backlink, document, found, found_page, highlight, listing, named, page_of_name, reference, stats, summary, whole_highlight

__all__ = [
    "backlink",
    "document",
    "found",
    "found_page",
    "highlight",
    "inspected",
    "listing",
    "named",
    "page_of_name",
    "reference",
    "report",
    "stats",
    "summary",
    "whole_highlight",
]

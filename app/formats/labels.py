"""What stands below a passage and says so: `Tags: [[a]]`, `**Note**: x`, `- Date:: [[2024-01-02]]`."""

import re

_NAMES = {
    "tag": "tags", "tags": "tags", "see also": "tags", "related": "tags", "topics": "tags",
    "note": "note", "notes": "note", "comment": "note", "comments": "note", "my note": "note", "my notes": "note", "annotation": "note",
    "date": "date", "highlighted": "date", "highlighted at": "date", "highlighted on": "date", "created": "date", "added": "date", "updated": "date",
    "color": "color", "colour": "color", "location": "location", "page": "location", "position": "location", "loc": "location",
    "link": "link", "url": "link", "id": "id", "highlight id": "id", "highlight": "text", "quote": "text", "passage": "text",
}  # fmt: skip
_LABEL = re.compile(
    r"[ \t>]{0,40}(?:[-*+][ \t\u00a0]{1,9})?[*_]{0,3}("
    + "|".join(sorted(_NAMES, key=len, reverse=True))
    + r")[*_]{0,3}(:{1,2})[*_]{0,3}[ \t\u00a0]*(.*)",
    re.IGNORECASE | re.DOTALL,
)


def labelled(line: str) -> tuple[str, str] | None:
    """(label, value) of a line that says what it is: `tags`, `note`, `date`, `color`, `location`, `link`, `id` or `text`; else None."""
    found = _LABEL.fullmatch(line)
    if not found:
        return None
    value = found[3].strip()
    if value.endswith("**") and value.count("**") % 2:
        value = value[:-2].rstrip()
    label = _NAMES[found[1].lower()]
    if label == "location" and value[:1].isdecimal():
        value = f"{found[1].capitalize()} {value}"
    return label, value

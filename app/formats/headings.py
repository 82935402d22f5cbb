"""Headings: which open the highlights, which date those below, which are chapters."""

import re
from functools import lru_cache
from typing import NamedTuple

from app.formats.dates import stamp

_HIGHLIGHTS = re.compile(
    r"(?:(?:my|new|all|book|kindle|reader|readwise|web)[ -]){0,2}(?:notes (?:&|and|/) )?"
    r"(?:highlights?|annotations|clippings|quotes|excerpts|passages|snips)\b(?: ?(?:&|and|/|\+) "
    r"?(?:notes|annotations|comments|highlights))?(.*)",
    re.IGNORECASE | re.DOTALL,
)
_STAMPED = re.compile(
    r"[ :]{0,9}(?:(?:first )?(?:synced|added|imported|updated)\b(?: "
    r"(?:by|on|from)\b)?|:|on\b|(?=\([0-9])|$)(.*)",
    re.IGNORECASE | re.DOTALL,
)
_AFTERWORDS = frozenset(
    {
        "notes",
        "my notes",
        "thoughts",
        "my thoughts",
        "comments",
        "reflections",
        "references",
        "related",
        "see also",
        "linked notes",
        "backlinks",
        "footnotes",
    }
)
_NUMBERING = re.compile(
    r"(?:highlight|quote|passage|annotation)s? (?:#|no\.? ?)?[0-9]{1,5}", re.IGNORECASE
)
_CLOSING = re.compile(r"(?:^|[ \t])#{1,40}$")
_TAG = re.compile(r"#(?:\[\[[^\[\]\n]{1,80}\]\]|[^\s#\[\]]{1,80})")
# What templates call the part that holds the passages, where they call it something else; in the
# languages that exporters speak.
_SECTIONS = frozenset(
    {
        *(
            "about",
            "notes",
            "page notes",
            "note",
            "content",
            "contents",
            "body",
            "reading notes",
            "literature notes",
            "book notes",
            "text",
            "key points",
        ),
        *(
            "destacados",
            "subrayados",
            "resaltados",
            "notas",
            "destaques",
            "grifos",
            "marcações",
            "surlignages",
            "surlignements",
            "citations",
        ),
        *(
            "passages surlignés",
            "markierungen",
            "hervorhebungen",
            "zitate",
            "notizen",
            "anmerkungen",
            "evidenziazioni",
            "sottolineature",
            "citazioni",
        ),
        *(
            "markeringen",
            "notities",
            "höjdpunkter",
            "markeringar",
            "højdepunkter",
            "uthevinger",
            "korostukset",
            "podkreślenia",
            "wyróżnienia",
        ),
        *(
            "zvýraznění",
            "zvýraznenia",
            "kiemelések",
            "evidențieri",
            "vurgular",
            "alıntılar",
            "выделения",
            "цитаты",
            "заметки",
            "виділення",
            "підкреслення",
        ),
        *(
            "划线",
            "高亮",
            "标注",
            "标记",
            "笔记",
            "书摘",
            "摘录",
            "劃線",
            "螢光標記",
            "筆記",
            "ハイライト",
            "メモ",
            "引用",
            "하이라이트",
            "메모",
            "हाइलाइट",
        ),
        *("τονισμένα", "επισημάνσεις", "הדגשות", "تظليلات", "ملاحظات", "sorotan", "điểm nhấn"),
    }
)
_EDGES = " \t*_=:.-–—•📚📖✨🔖🖍📝💡⭐📌\ufe0f"
_NOISE = re.compile(
    r"\[\[[^\[\]\n]{0,80}\]\]|#?\[?\[?Readwise\]?\]?|\bat\b|\bby\b|\bon\b"
    r"|[0-9]{1,4}(?:st|nd|rd|th)?\b|[AaPp]\.?[Mm]\b|[\W_]",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,7}\b"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b",
    re.IGNORECASE,
)


class Opening(NamedTuple):
    """Heading that opens highlights: their date (or None), its tags, its further text."""

    added_at: str | None
    tags: tuple[str, ...]
    rest: str


def level(line: str) -> int:
    """Level of an ATX heading, 0 for any other line."""
    if line[:1] != "#":
        return 0
    hashes = len(line) - len(line.lstrip("#"))
    # Markdown has six
    is_heading = hashes <= 6 and line[hashes : hashes + 1] in ("", " ", "\t")  # noqa: PLR2004
    return hashes if is_heading else 0


def title(line: str) -> str:
    """Words of a heading's line, without the hashes that may close it."""
    words = line.strip().lstrip("#").strip()
    return _CLOSING.sub("", words) if words[-1:] == "#" else words


@lru_cache(maxsize=4096)
def opening(text: str) -> Opening | None:
    """Opening that a heading is, or None.

    `Highlights`, `New highlights added May 3, 2024 at 9:20 PM` and the like.
    """
    match = _HIGHLIGHTS.fullmatch(text.strip(_EDGES))
    if not match:
        return None
    behind = match[1]
    stamped = _STAMPED.fullmatch(behind)
    if not stamped and _TAG.sub("", behind).strip(_EDGES):
        return None
    stated = stamped[1] if stamped else behind
    tags = tuple(tag for tag in _TAG.findall(stated) if tag.strip("#[]").casefold() != "readwise")
    rest = _DATE_WORDS.sub("", _NOISE.sub("", _TAG.sub("", stated)))
    return Opening(stamp(stated), tags, stated.strip() if rest else "")


def closes(text: str, level: int) -> bool:
    """Whether a heading ends the highlights and begins the reader's own review."""
    # deeper ones are chapters of the work
    return level <= 2 and text.strip(_EDGES).casefold() in _AFTERWORDS  # noqa: PLR2004


def is_highlights_heading(text: str) -> bool:
    """Whether a heading names the highlights otherwise: `Notes`, `Destacados`, `划线`."""
    return text.strip(_EDGES).casefold() in _SECTIONS


def speaks_of_annotations(text: str) -> bool:
    """Whether a heading that opens highlights names annotations, as owners' notes do too."""
    return "annotation" in text.casefold()


def is_numbering(text: str) -> bool:
    """Whether a heading only counts the highlights: `Highlight 12`."""
    return _NUMBERING.fullmatch(text) is not None

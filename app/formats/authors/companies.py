"""Words that only companies, offices and publishers have in their names."""

# Words that only companies, offices and publishers have in their names; the first also by
# themselves.
_COMPANY_ENDS = frozenset([
    "associates", "brothers", "co", "co.", "company", "corp", "corp.", "corporation", "gmbh", "inc",
    "inc.", "limited", "llc", "ltd", "ltd.", "partners", "publishers", "sons",
])  # fmt: skip
_COMPANY_WORDS = _COMPANY_ENDS | frozenset([
    "academy", "agency", "association", "bank", "board", "books", "bureau", "center", "centre",
    "church", "club", "collective", "college", "commission", "committee", "council", "department",
    "editors", "editorial", "federation", "foundation", "group", "institute", "institution",
    "international", "journal", "laboratory", "labs", "library", "magazine", "media", "ministry",
    "museum", "network", "news", "office", "organisation", "organization", "partnership", "press",
    "publications", "publishing", "review", "school", "society", "staff", "studio", "studios",
    "team", "times", "trust", "union", "university", "verlag", "éditions", "editions",
])  # fmt: skip


def is_office(name: str) -> bool:
    """Whether a name is that of an office: `Ministry of Moss`."""
    return has_company_word(name) and any(f" {word} " in name for word in ("of", "for", "on"))


def has_company_word(name: str) -> bool:
    """Whether a name has a word that only companies, offices and publishers use."""
    words = [word.casefold() for word in name.replace(",", " ").split()]
    return not (_COMPANY_WORDS if len(words) > 1 else _COMPANY_ENDS).isdisjoint(words)

"""An invented vault of any size, the same bytes each time.

Exports in the default form for Obsidian.
"""

import random
from pathlib import Path

HEAD = (
    "the",
    "of",
    "and",
    "a",
    "to",
    "in",
    "that",
    "is",
    "was",
    "it",
    "for",
    "on",
    "as",
    "with",
    "by",
    "his",
    "he",
    "not",
    "be",
    "at",
    "but",
    "are",
    "this",
    "have",
    "from",
    "or",
    "had",
    "an",
    "they",
    "which",
    "one",
    "were",
    "all",
    "river",
    "harbour",
    "tide",
    "weather",
    "orchard",
    "letter",
    "garden",
    "house",
    "window",
    "paper",
    "stone",
    "bread",
    "winter",
    "road",
    "lamp",
    "loom",
    "map",
    "salt",
    "bell",
    "market",
    "slow",
    "patient",
    "quiet",
    "narrow",
    "early",
    "pale",
    "heavy",
    "plain",
    "careful",
    "broken",
    "small",
    "wide",
    "forgotten",
)
SYLLABLES = (
    "ba",
    "ce",
    "dor",
    "el",
    "fin",
    "gra",
    "hol",
    "is",
    "ka",
    "lun",
    "mar",
    "nor",
    "os",
    "pel",
    "quin",
    "ras",
    "sol",
    "tur",
    "ul",
    "ven",
)


def words(chance: random.Random, number: int, tail: list[str], weights: list[float]) -> list[str]:
    """So many words: most from the head of the vocabulary, the rest from a long tail."""
    return chance.choices([*HEAD, *tail], cum_weights=weights, k=number)


def vocabulary() -> tuple[list[str], list[float]]:
    """A tail of 8,000 invented words, and cumulative weights after Zipf over head and tail."""
    chance = random.Random(1)  # noqa: S311 the same each time
    tail = sorted(
        {"".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(9000)}
    )[:8000]
    total, weights = 0.0, []
    for rank in range(len(HEAD) + len(tail)):
        total += 1 / (rank + 3)
        weights.append(total)
    return tail, weights


def make_vault(folder: Path, highlights: int) -> None:
    """Write the vault: some twenty highlights a document, notes, tags.

    Links and two syncs here and there.
    """
    tail, weights = vocabulary()
    number = 0
    for index in range(max(1, highlights // 20)):
        chance = random.Random(index)  # noqa: S311 the same each time
        title = f"{' '.join(words(chance, 4, tail, weights)).title()} {index}"
        lines = [
            f"# {title}",
            "",
            "## Metadata",
            f"- Author: [[Author {index % 97}]]",
            f"- Full Title: {title}",
            "- Category: #books",
            f"- URL: https://example.org/{index}",
            "",
            "## Highlights",
        ]
        for position in range(20):
            number += 1
            if position == 14 and index % 5 == 0:
                lines.append("## New highlights added May 3, 2025 at 9:20 AM")
            text = " ".join(
                words(chance, max(6, int(chance.lognormvariate(3.9, 0.6))), tail, weights)
            ).capitalize()
            text += f" See [[Author {chance.randrange(97)}]]." if chance.random() < 0.06 else "."
            lines.append(
                f"- {text} ([View Highlight](https://read.readwise.io/read/01hz{number:022}))"
            )
            lines += [f"    - Tags: [[{chance.choice(HEAD)}]] "] if chance.random() < 0.12 else []
            lines += (
                ["    - Note: " + " ".join(words(chance, 9, tail, weights))]
                if chance.random() < 0.08
                else []
            )
        (folder / f"{index:06} {title[:40]}.md").write_text(
            "\n".join([*lines, ""]), encoding="utf-8"
        )

"""What people and programs see: lines on a terminal, JSON, and what goes wrong in one line."""

import json
import re
import sys

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # a text from a file must not steer the terminal
_MARKS = re.compile(r"</?mark>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#34;": '"', "&#39;": "'", "&#x27;": "'", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def say(line: str) -> None:
    """A line on standard output, for people, at once: a log may be what they read."""
    print(harmless(line), flush=True)  # noqa: T201 here and below: this room is where commands print


def tell(line: str) -> None:
    """A line on standard error: what went wrong, or what happens meanwhile."""
    print(f"florilegium: {harmless(line)}", file=sys.stderr, flush=True)  # noqa: T201


def print_json(value: object) -> None:
    """One JSON document on a line of standard output."""
    print(json.dumps(value, ensure_ascii=False))  # noqa: T201


def harmless(text: str) -> str:
    """A text without the characters that steer a terminal."""
    return _CONTROLS.sub("", text)


def show_marked(snippet: str) -> None:
    """A search's snippet on a line of its own after an empty one, its marks in bold on a terminal."""
    print("\n" + marked(snippet, bold=sys.stdout.isatty()))  # noqa: T201


def marked(snippet: str, *, bold: bool) -> str:
    """A snippet on one line of plain text, its marks in bold or left out."""
    pieces = _MARKS.split(harmless(snippet).replace("\n", " "))
    plain = [_ENTITY.sub(lambda match: _ENTITIES[match[0]], piece) for piece in pieces]
    return "".join(f"{BOLD}{piece}{PLAIN}" if bold and number % 2 else piece for number, piece in enumerate(plain))


def counted(number: int, thing: str, many: str = "") -> str:
    """A number with its thing: `1 file`, `1,284 files`."""
    return f"{number:,} {thing if number == 1 else many or thing + 's'}"

"""Output of the commands: lines for people, JSON, and errors in one line."""

import re
import sys

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f]"
)  # a text from a file must not steer the terminal
_MARKS = re.compile(r"</?mark>")
_ENTITIES = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#34;": '"',
    "&#39;": "'",
    "&#x27;": "'",
    "&amp;": "&",
}
_ENTITY = re.compile("|".join(_ENTITIES))
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def print_line(line: str) -> None:
    """Print a line on standard output and flush it, as it may go into a log."""
    # here and below: this room is where commands print
    print(without_controls(line), flush=True)  # noqa: T201


def print_status(line: str) -> None:
    """Print a line on standard error: an error, or the state of a long run."""
    print(f"florilegium: {without_controls(line)}", file=sys.stderr, flush=True)  # noqa: T201


def print_json(value: object) -> None:
    """Print a JSON document, also one that holds shapes of the contract, on standard output."""
    from app.contract import to_json

    print(to_json(value))  # noqa: T201


def without_controls(text: str) -> str:
    """Text without the control characters that could steer a terminal."""
    return _CONTROLS.sub("", text)


def show_marked(snippet: str) -> None:
    """Print an empty line and a search's snippet, its matches bold on a terminal."""
    print("\n" + marked(snippet, bold=sys.stdout.isatty()))  # noqa: T201


def marked(snippet: str, *, bold: bool) -> str:
    """Snippet as one line of plain text, its `<mark>`s bold or left out."""
    pieces = _MARKS.split(without_controls(snippet).replace("\n", " "))
    plain = [_ENTITY.sub(lambda match: _ENTITIES[match[0]], piece) for piece in pieces]
    return "".join(
        f"{BOLD}{piece}{PLAIN}" if bold and number % 2 else piece
        for number, piece in enumerate(plain)
    )


def counted(number: int, thing: str, many: str = "") -> str:
    """Number with its noun: `1 file`, `1,284 files`."""
    return f"{number:,} {thing if number == 1 else many or thing + 's'}"

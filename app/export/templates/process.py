"""The process that renders templates: it opens no file and no connection, and has little time.

It reads a line of JSON, the templates, then one for each document, and answers each with a line.
"""

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TextIO

from app.export.templates.environment import Fault, make_environment, render

SECONDS = 2  # for the templates, and for each document
MEMORY = 200_000_000  # bytes of the whole process
# A template that goes wrong: what Jinja2 imports for that cannot be imported once confined.
_WRONG = "{{ 'é' | title | pprint | urlize }}{{ [1] | random }}{{ {} | tojson }}{{ missing }}"


def warm_up() -> None:
    """Import what is imported only when it is needed."""
    render(make_environment({"warm.html": _WRONG}), "warm.html", {})


def confine() -> None:
    """Take from this process what a template might misuse.

    No memory beyond the limit, no file or connection that is not open yet, no other process, and
    no byte into any file.
    """
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for limit, most in limits:
        with suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(limit, (most, most))


def allow_seconds() -> None:
    """Limit this process to so many seconds from now on; then it is ended."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + SECONDS + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def answers(lines: Iterator[str]) -> Iterator[str]:
    """The answers to the lines: `{}` for the templates, then a text or a fault for each document.

    The first line is `{"name": ..., "templates": {...}}`, each other the values for one document.
    """
    begun: dict[str, Any] = json.loads(next(lines))
    name = begun["name"]
    allow_seconds()
    environment = make_environment(begun["templates"])
    yield "{}"
    for line in lines:
        allow_seconds()
        found = render(environment, name, json.loads(line))
        yield json.dumps(found._asdict() if isinstance(found, Fault) else {"text": found})


def main(given: TextIO, replies: TextIO) -> None:
    """Answer until nothing more is asked; the first line says that the process is ready."""
    warm_up()
    confine()
    replies.write("ready\n")
    replies.flush()
    for answer in answers(iter(given)):
        replies.write(f"{answer}\n")
        replies.flush()


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)

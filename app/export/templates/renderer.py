"""Documents through a template of the reader's, in a process that can do nothing else."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

from app.errors import WrongUseError
from app.export.templates.environment import Fault
from app.export.templates.process import SECONDS

LONGEST = 200_000  # letters of one template
_LETTER = 4  # the most bytes of a letter in UTF-8
_TOO_LONG = f"the template is longer than {LONGEST:,} letters; make it shorter"
# Seconds of waiting for an answer on a busy computer: the process limits what it works itself.
_PATIENCE = 20.0
ENDINGS = (".jinja", ".jinja2", ".j2")


@dataclass(frozen=True, slots=True)
class Template:
    """A template by its name, with those beside it, by theirs."""

    name: str
    sources: Mapping[str, str]

    @property
    def suffix(self) -> str:
        """The ending of the files that it makes: `.md` of `notes.md.jinja`, and where none is."""
        return Path(Path(self.name).stem).suffix or ".md"


def read_template(path: Path) -> Template:
    """The template in a file, with those beside it that have such an ending.

    WrongUseError where it is none, cannot be read or is too long.
    """
    if not path.name.endswith(ENDINGS):
        raise WrongUseError(f"'{path}' is no template; name a file that ends in .jinja or .j2")
    if not path.is_file():
        raise WrongUseError(f"there is no template '{path}'")
    beside = {each.name: each for each in path.parent.iterdir() if each.name.endswith(ENDINGS)}
    try:
        _check_size(path)
        sources = {
            name: each.read_text("utf-8")
            for name, each in sorted(beside.items())
            if name == path.name or (each.is_file() and each.stat().st_size <= LONGEST)
        }
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError(f"the templates beside '{path}' cannot be read: {error}") from error
    return checked(Template(path.name, sources))


def _check_size(path: Path) -> None:
    """Raise WrongUseError for a file of more bytes than the letters of a template may take."""
    if path.stat().st_size > LONGEST * _LETTER:
        raise WrongUseError(_TOO_LONG)


def checked(template: Template) -> Template:
    """The template; WrongUseError where it is too long."""
    if len(template.sources[template.name]) > LONGEST:
        raise WrongUseError(_TOO_LONG)
    return template


class Renderer:
    """A process that renders one template; `open_renderer` gives it, and ends it."""

    def __init__(self, process: "subprocess.Popen[str]", template: Template) -> None:
        self._process = process
        self._template = template

    def begin(self) -> None:
        """Wait until the process is there, and hand it the templates."""
        if self._line("") != "ready":
            raise WrongUseError("the process that renders templates does not begin; try again")
        self._ask({"name": self._template.name, "templates": dict(self._template.sources)})

    def render(self, values: Mapping[str, Any]) -> str:
        """The text for the values of one document.

        WrongUseError where the template is wrong, or takes more time or memory than it may.
        """
        answer = self._ask(values)
        if "text" not in answer:
            raise WrongUseError(Fault(**answer).told())
        return str(answer["text"])

    def _ask(self, values: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._line(json.dumps(values) + "\n")
        if not answer:
            limits = f"it takes longer than {SECONDS} seconds, or more than 200 MB of memory"
            raise WrongUseError(Fault(limits, 0, self._template.name).told())
        found: dict[str, Any] = json.loads(answer)
        return found

    def _line(self, asked: str) -> str:
        """The answer to a line; nothing where the process ended, as it does when time is up."""
        given, answers = self._process.stdin, self._process.stdout
        assert given  # noqa: S101 both are pipes
        assert answers  # noqa: S101
        watch = Timer(_PATIENCE, self._process.kill)
        watch.start()
        try:
            given.write(asked)
            given.flush()
            return answers.readline().removesuffix("\n")
        except BrokenPipeError:
            return ""
        finally:
            watch.cancel()


@contextmanager
def open_renderer(template: Template) -> Iterator[Renderer]:
    """A renderer of the template, whose process ends with the block."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-m", "app.export.templates.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        errors="surrogatepass",
        env={},
        cwd=os.sep,
        start_new_session=True,
    )
    try:
        renderer = Renderer(process, template)
        renderer.begin()
        yield renderer
    finally:
        process.kill()
        for pipe in (process.stdout, process.stdin):
            _close(pipe)
        process.wait()


def _close(pipe: Any) -> None:  # noqa: ANN401 a pipe or None
    try:
        if pipe:
            pipe.close()
    except BrokenPipeError:  # what was not read any more
        return

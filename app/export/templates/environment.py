"""Templates as text goes through them: a sandbox over plain data, errors with their line."""

import json
import traceback
from collections.abc import Mapping
from typing import Any, NamedTuple

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST = 20_000_000  # letters of a result
_MARKUP = (".html", ".xhtml", ".htm", ".xml", ".opml")


class Fault(NamedTuple):
    """What is wrong with a template: a message in words, and the line, 0 where none is known."""

    message: str
    line: int = 0
    template: str = ""

    def told(self) -> str:
        """The fault in one line."""
        where = f"line {self.line} of '{self.template}'" if self.line else f"'{self.template}'"
        return f"the template is wrong in {where}: {self.message}"


def make_environment(templates: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    """The sandbox with these templates by name, which may include and extend each other."""

    def source_of(name: str) -> tuple[str, str, None] | None:
        return (templates[name], name, None) if name in templates else None

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(source_of),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name) and _is_markup(str(name)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {"quoted": quoted, "yaml": yaml}
    return environment


def _is_markup(name: str) -> bool:
    return any(f"{ending}." in f"{name}." for ending in _MARKUP)


def quoted(text: str) -> str:
    """A text as a quotation of Markdown: each line behind `> `."""
    return "\n".join(f"> {line}".rstrip() for line in str(text).split("\n"))


def yaml(value: object) -> str:
    """A text, a list or a flag as JSON on one line, which is YAML as well."""
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028")


def render(
    environment: ImmutableSandboxedEnvironment, name: str, values: Mapping[str, Any]
) -> str | Fault:
    """The text of a template for these values, or what is wrong with it."""
    try:
        text = environment.get_template(name).render(values)
    except Exception as error:  # noqa: BLE001 whatever an expression of the reader's raises
        return _fault(error, name)
    return (
        text if len(text) <= LONGEST else Fault(f"it gives more than {LONGEST:,} letters", 0, name)
    )


def _fault(error: Exception, name: str) -> Fault:
    """The fault with the last line of a template that the error went through."""
    if isinstance(error, TemplateSyntaxError):
        return Fault(error.message or "it cannot be read", error.lineno, error.name or name)
    frames = [
        (frame.lineno or 0, frame.filename)
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.endswith(".py") and not frame.filename.startswith("<frozen")
    ]
    line, template = frames[-1] if frames else (0, name)
    return Fault(" ".join(_message(error).split())[:500], line, template)


def _message(error: Exception) -> str:
    match error:
        case MemoryError():
            return "it takes more than 200 MB of memory"
        case RecursionError():
            return "it calls itself without end"
        case TemplateNotFound():
            return f"there is no template '{error.message}' beside it"
        case TemplateError():
            return str(error.message)
        case _:
            return f"{error} ({type(error).__name__})"

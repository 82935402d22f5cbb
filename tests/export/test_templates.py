"""The reader's own templates: what they make, what is told of wrong ones, what they cannot do."""

import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import WrongUseError
from app.export.templates.environment import Fault, make_environment, render
from app.export.templates.form import EXAMPLE, template_form, values_of
from app.export.templates.process import answers, warm_up
from app.export.templates.renderer import Template, open_renderer, read_template
from app.export.writing import export_folder
from tests.export.library import files_in
from tests.export.shelf import RIVERS, TIDES
from tests.identity.vault import Passage, Vault, export

VALUES = values_of(RIVERS)
COUNTS_MEMORY = pytest.mark.skipif(
    sys.platform == "darwin", reason="macOS does not limit the memory of a process"
)


def made(text: str, name: str = "t.md.jinja", **others: str) -> str | Fault:
    """What a template makes of a book, in this process."""
    return render(make_environment({name: text, **others}), name, VALUES)


def test_the_example_makes_markdown_with_a_header() -> None:
    text = made(EXAMPLE)
    assert isinstance(text, str)
    assert text.startswith('---\ntitle: "The Patience of Rivers: A Survey on Foot"\nauthors: ["M')
    assert "\n> Silt is the river’s *handwriting*,\n> and the delta" in text
    assert "\n\nAs [[Tides]] says.\n" in text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\n{{ document.titel }}", (2, "has no attribute 'titel'")),
        ("a\nb\n{% for %}", (3, "Expected an expression")),
        ("\n{{ 1 / 0 }}", (2, "division by zero")),
        ("{% include 'other' %}", (1, "no template 'other' beside it")),
        ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", (1, "calls itself without end")),
        ("{{ document.__class__ }}", (1, "unsafe")),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", (1, "unsafe")),
        ("{{ '{0.__class__}'.format(document) }}", (1, "unsafe")),
        ("{{ document.update({}) }}", (1, "unsafe")),
        ("{{ highlights.append(1) }}", (1, "unsafe")),
        ("{{ range(10000000) }}", (1, "Range too big")),
        ("{{ self._TemplateReference__context }}", (1, "unsafe")),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, fault: tuple[int, str]) -> None:
    found = made(text)
    assert isinstance(found, Fault)
    assert (found.line, found.template) == (fault[0], "t.md.jinja")
    assert fault[1] in found.message
    assert f"line {fault[0]} of 't.md.jinja'" in found.told()
    assert "\n" not in found.told()


def test_templates_include_each_other_and_only_markup_is_escaped() -> None:
    assert made("{% include 'b.jinja' %}", **{"b.jinja": "{{ '<' }}"}) == "<"
    assert made("{{ '<' }}", "t.html.jinja") == "&lt;"
    wrong: str | Fault = made("{% include 'b.jinja' %}", **{"b.jinja": "\n{{ nothing }}"})
    assert isinstance(wrong, Fault)
    assert (wrong.line, wrong.template) == (2, "b.jinja")


def test_a_result_without_measure_is_refused() -> None:
    found = made("{% for i in range(99) %}{{ 'x' * 999999 }}{% endfor %}")
    assert isinstance(found, Fault)
    assert "more than 20,000,000 letters" in found.message


def test_the_process_answers_line_by_line() -> None:
    warm_up()
    begun = {"name": "t.jinja", "templates": {"t.jinja": "{{ document.title }}"}}
    wrong: dict[str, object] = {"document": {}}
    given = io.StringIO("\n".join(map(json.dumps, (begun, values_of(TIDES), wrong))))
    first, second, third = map(json.loads, list(_answers_unlimited(given)))
    assert (first, second) == ({}, {"text": "Tides"})
    assert (third["line"], third["template"]) == (1, "t.jinja")


def _answers_unlimited(given: io.StringIO) -> list[str]:
    """The answers, given in a process whose time is then no longer counted."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_CPU)
    # the limit is for a process of its own: here all that other tests spent is counted as well
    taken = signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    try:
        return list(answers(iter(given)))
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, before)
        signal.signal(signal.SIGXCPU, taken)


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        pytest.param("{{ 'x' * 10 ** 10 }}", marks=COUNTS_MEMORY),
    ],
    ids=["time", "memory"],
)
def test_time_and_memory_are_bounded(text: str) -> None:
    template = Template("t.md.jinja", {"t.md.jinja": text})
    with (
        open_renderer(template) as renderer,
        pytest.raises(WrongUseError, match="200 MB of memory"),
    ):
        renderer.render(VALUES)


def test_the_process_ends_by_itself_when_its_time_is_up() -> None:
    """Also where the program that would end it is gone."""
    endless = """
from app.export.templates import process
process.SECONDS = 0  # and what is begun of the second
process.allow_seconds()
while True:
    pass
"""
    done = subprocess.run([sys.executable, "-I", "-c", endless], timeout=100, check=False)
    assert done.returncode == -signal.SIGXCPU


@COUNTS_MEMORY
def test_the_process_opens_nothing() -> None:
    """Neither a file nor a connection, and it has no memory beyond its limit."""
    tries = """
import socket
from app.export.templates.process import confine
confine()
for act in (socket.socket, lambda: open("/etc/hostname"), lambda: bytearray(10**9)):
    try:
        act()
    except (OSError, MemoryError) as error:
        print(type(error).__name__)
"""
    told = subprocess.run(
        [sys.executable, "-I", "-c", tries], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["OSError", "OSError", "MemoryError"]


@pytest.fixture
def library(vault: Vault) -> Vault:
    vault.write("Tides.md", export([Passage("Salt remembers.", 1)]))
    vault.write("Winds.md", export([Passage("Air.", 2)], title="Winds"))
    vault.take()
    return vault


def write(folder: Path, **templates: str) -> Path:
    """A folder with these templates, of which the first is named."""
    folder.mkdir()
    for name, text in templates.items():
        (folder / f"{name}.md.jinja").write_text(text)
    return folder / f"{next(iter(templates))}.md.jinja"


def test_a_file_for_each_document_is_written(library: Vault, tmp_path: Path) -> None:
    path = write(
        tmp_path / "mine", main="{% include 'line.md.jinja' %}", line="# {{ document.title }}\n"
    )
    form = template_form(read_template(path))
    done = export_folder(library.engine, tmp_path / "out", form)
    assert (done.documents, done.highlights, done.files.written) == (2, 2, 2)
    written = files_in(tmp_path / "out")
    assert {name: text for name, text in written.items() if name != ".florilegium"} == {
        "Tides.md": "# Tides\n",
        "Winds.md": "# Winds\n",
    }
    again = export_folder(library.engine, tmp_path / "out", form, query="salt")
    assert (again.files.written, again.files.unchanged, again.files.removed) == (0, 1, 0)


def test_a_wrong_template_ends_the_export(library: Vault, tmp_path: Path) -> None:
    path = write(tmp_path / "mine", main="x\n{{ nothing }}")
    with pytest.raises(WrongUseError, match=r"line 2 of 'main\.md\.jinja': 'nothing' is undefined"):
        export_folder(library.engine, tmp_path / "out", template_form(read_template(path)))
    assert set(files_in(tmp_path / "out")) == {".florilegium"}


def test_what_is_no_template_is_told(tmp_path: Path) -> None:
    for path, told in (
        (tmp_path / "notes.md", "ends in .jinja"),
        (tmp_path / "none.jinja", "there is no template"),
    ):
        with pytest.raises(WrongUseError, match=told):
            read_template(path)
    (tmp_path / "latin.jinja").write_bytes(b"\xff")
    with pytest.raises(WrongUseError, match="cannot be read"):
        read_template(tmp_path / "latin.jinja")
    (tmp_path / "latin.jinja").write_text("x" * 300_000)
    with pytest.raises(WrongUseError, match="longer than 200,000 letters"):
        read_template(tmp_path / "latin.jinja")
    (tmp_path / "latin.jinja").write_bytes(b"\xff" * 800_001)  # told by its size, before its bytes
    with pytest.raises(WrongUseError, match="longer than 200,000 letters"):
        read_template(tmp_path / "latin.jinja")
    (tmp_path / "latin.jinja").write_text("\U0001f33f" * 200_000)
    assert len(read_template(tmp_path / "latin.jinja").sources["latin.jinja"]) == 200_000

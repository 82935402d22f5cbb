"""The command line. Here the commands are put together and every error becomes a line; each command has a room of its own."""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

from app.cli.output import tell
from app.cli.place import Options
from app.errors import FlorilegiumError, unfit

if TYPE_CHECKING:
    from typer import TyperException

_GARBAGE = 50_000  # new objects between two looks for garbage: Python's 700 cost a tenth of every command, to find next to nothing
STOPPED = 130  # what shells expect of a program that Ctrl-C ended


def main() -> None:
    """Run the command that the shell gave, and end with its exit code."""
    gc.set_threshold(_GARBAGE)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both ways of being told to stop leave the library whole
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # a file's name may hold bytes that are no letters
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; gives its exit code. An error is one line on standard error."""
    import typer

    from app.cli.commands import make_commands

    options = Options()
    command = typer.main.get_command(make_commands())
    try:
        with command.make_context("florilegium", list(arguments), obj=options) as context:
            command.invoke(context)
        sys.stdout.flush()
    except typer.Exit as done:
        return done.exit_code
    except typer.TyperException as misuse:
        tell(f"{_told(misuse)}; see `florilegium --help`")
        return misuse.exit_code
    except FlorilegiumError as error:
        tell(str(error))
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains when it flushes at its end
    except KeyboardInterrupt:
        tell("stopped; what was done so far is kept, and running it again goes on from there")
        return STOPPED
    except Exception as error:
        if options.debug:
            raise
        from app.cli.faults import in_a_line

        tell(in_a_line(error))
        return 1
    return 0


def _told(misuse: "TyperException") -> str:
    """What was wrong with the command, in our words where they are pydantic's."""
    from pydantic import ValidationError

    message = misuse.format_message().rstrip(".")
    if isinstance(misuse.__cause__, ValidationError):
        fault = misuse.__cause__.errors()[0]
        message = f"{message.partition(': ')[0]}: {unfit(fault['type'], fault.get('ctx', {}), fault['msg'])}"
    return f"{message[:1].lower()}{message[1:]}"

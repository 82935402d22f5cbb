"""Command line: builds the commands, runs one, and prints every error in one line."""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

from app.cli.library import Options
from app.cli.output import print_status
from app.errors import FlorilegiumError, invalid_value

if TYPE_CHECKING:
    from typer import TyperException

# new objects between two looks for garbage: Python's 700 cost a tenth of every command, to find
# next to nothing
_GARBAGE = 50_000
STOPPED = 130  # what shells expect of a program that Ctrl-C ended


def main() -> None:
    """Run the command of the shell's arguments, and exit with its code."""
    gc.set_threshold(_GARBAGE)
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # both signals leave the library whole
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(
                encoding="utf-8", errors="backslashreplace"
            )  # a file's name may hold bytes that are no letters
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; an error is one line on standard error."""
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
    except typer.TyperException as usage_error:
        print_status(f"{_usage_message(usage_error)}; see `florilegium --help`")
        return usage_error.exit_code
    except FlorilegiumError as error:
        print_status(str(error))
        return error.exit_code
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # or the interpreter complains when it flushes at its end
    except KeyboardInterrupt:
        print_status(
            "stopped; what was done so far is kept, and running it again goes on from there"
        )
        return STOPPED
    except Exception as error:
        if options.debug:
            raise
        from app.cli.faults import one_line_error

        print_status(one_line_error(error))
        return 1
    return 0


def _usage_message(usage_error: "TyperException") -> str:
    """Message for a wrong use of a command, in our words where pydantic's are too technical."""
    from pydantic import ValidationError

    message = usage_error.format_message().rstrip(".")
    if isinstance(usage_error.__cause__, ValidationError):
        fault = usage_error.__cause__.errors()[0]
        message = (
            f"{message.partition(': ')[0]}: "
            f"{invalid_value(fault['type'], fault.get('ctx', {}), fault['msg'])}"
        )
    return f"{message[:1].lower()}{message[1:]}"

"""Pieces that, repeated, make parsers slow."""

import gc
import time
from collections.abc import Callable

HOSTILE = (
    "[a](",
    "[",
    "![",
    "]",
    "](",
    "[[",
    "[[a|",
    "![[",
    "[^",
    "[^a]: ",
    "[a]: b\n",
    "*",
    "**a",
    "*a _b ",
    "_a",
    "*a**",
    "~~",
    "==a",
    "`",
    "`a``b```",
    "``` ",
    "~~~\n",
    "<",
    "<a:",
    "<!--",
    "&",
    "&a",
    "&#1;",
    "\\",
    "\\\n",
    "> ",
    "> - ",
    "- ",
    "- a\n  ",
    "1. ",
    "|",
    "|a\n|-\n",
    "#",
    "# ",
    "\n",
    " ",
    "\t",
    " \n",
    "a\n",
    "a\n\n",
    "http://a",
    "https://a)",
    "https://a.(",
    ".",
    '. "',
    "=",
    "\n=",
    "(",
    "![](",
    '[a](b "',
    "[a](<",
    "\u3002",
    "\u00a0",
    "日",
    "<!--",
    "<!-- a -->",
)


def seconds(work: Callable[[str], object], *texts: str) -> float:
    """What it takes of the processor to do that work on each of the texts.

    The collector waits: what it looks through is of other tests.
    """
    gc.disable()
    try:
        begun = time.process_time()
        for text in texts:
            work(text)
        return time.process_time() - begun
    finally:
        gc.enable()


def grows_evenly(
    work: Callable[[str], object], make: Callable[[int], list[str]], limit: float
) -> bool:
    """Whether the work takes less than so many seconds of the processor.

    Or at least grows with its text.

    Four times the letters take four times the work, sixteen times where it is quadratic; a slow
    machine is no fault of the work's.
    """
    long = seconds(work, *make(20_000))
    return long < limit or long < 8 * seconds(work, *make(5_000))


def repeated(piece: str, letters: int) -> str:
    """So many letters of that piece again and again."""
    return (piece * letters)[:letters]

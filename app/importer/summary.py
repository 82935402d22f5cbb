"""Summary of problems: what many files have in common becomes one sentence with their number."""

import re
from collections.abc import Iterable, Sequence

from app.model import Problem

_FEWEST = 3  # files of one problem that make one sentence
_REASON = re.compile(r" \([^()]{0,200}\)")


def in_few_sentences(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Summarize the problems in order.

    Those that three files or more have in common become one sentence with the number and the first
    of the files.
    """
    alike: dict[str, list[Problem]] = {}
    for problem in problems:
        alike.setdefault(_kind(problem), []).append(problem)
    return tuple(_sentences(alike))


def _sentences(alike: dict[str, list[Problem]]) -> Iterable[Problem]:
    for kind, same in alike.items():
        files = len({problem.path for problem in same})
        if files < _FEWEST:
            yield from same
        else:
            yield Problem(
                f"{files:,} files: {kind}; the first of them is this", same[0].line, same[0].path
            )


def _kind(problem: Problem) -> str:
    """Kind of a problem: its message without the details of its file in brackets."""
    return _REASON.sub("", problem.message)

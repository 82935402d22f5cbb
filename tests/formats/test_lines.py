"""How far what a line begins goes on."""

import pytest

from app.formats.lines import fence_end
from tests.identity.steps import steps


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (["- as in ```", "  x = 1", "  ```", "- next"], 2),
        (["```py", "a ```quoted``` word", "```"], 2),
        (["an open ``` mark", "prose", "```", "code"], 2),
        (["an open ``` mark", "another ``` one", "```", "code", "```"], 0),
        (["```one``` line", "```"], 0),
        (["```", "never closed"], 0),
    ],
)
def test_a_fence_ends_with_the_line_that_closes_it(lines: list[str], end: int) -> None:
    assert fence_end(lines, 0) == end


def test_open_fences_are_not_looked_past_by_every_line() -> None:
    lines = ["x ``` y"] * 500
    assert 0 < steps(lambda: [fence_end(lines, i) for i in range(len(lines))]) < 100 * len(lines)

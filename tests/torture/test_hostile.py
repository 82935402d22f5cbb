"""A hundred kilobytes of the worst there is are read in time.

And archives that are damaged in thousands of ways raise nothing unforeseen.
"""

import random
from pathlib import Path

import pytest

from app.markdown.finding import links as wiki_links
from app.markdown.plain import plain
from app.markdown.render import make_renderer
from tests.importer.test_archives import damage
from tests.markdown.hostile import HOSTILE, repeated, seconds


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_time(piece: str) -> None:
    assert (
        seconds(
            plain,
            repeated(piece, 100_000),
            repeated(piece, 50_000) + "x" + repeated(piece[::-1], 50_000),
        )
        < 3
    )
    assert seconds(wiki_links, "[[a]]" + repeated(piece, 100_000), f"[[{piece}]] " * 5_000) < 3
    assert seconds(make_renderer().render, repeated(piece, 20_000)) < 2


@pytest.mark.parametrize("seed", range(4))
def test_no_damage_raises_anything_but_an_os_error(tmp_path: Path, seed: int) -> None:
    damage(tmp_path, random.Random(seed), 1500)  # noqa: S311 no secret

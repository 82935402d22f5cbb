"""Ways in which a disk damages a file."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path

Spoil = Callable[[bytearray, random.Random], None]
PAGE = 8192


def truncated(data: bytearray, chance: random.Random) -> None:
    """Its end is lost."""
    del data[chance.randrange(1, len(data)) :]


def flipped(data: bytearray, chance: random.Random) -> None:
    """Single bits are others."""
    for _ in range(chance.choice((1, 3, 40))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def overwritten(data: bytearray, chance: random.Random) -> None:
    """A stretch of it is what another file held."""
    start = chance.randrange(len(data))
    length = min(chance.choice((512, PAGE, 10 * PAGE)), len(data) - start)
    data[start : start + length] = chance.randbytes(length)


def half_overwritten(data: bytearray, chance: random.Random) -> None:
    """Half of it is what another file held."""
    half = len(data) // 2
    start = chance.choice((0, half))
    data[start : start + half] = chance.randbytes(half)


def zeroed(data: bytearray, chance: random.Random) -> None:
    """A stretch of it was never written."""
    start = chance.randrange(len(data))
    length = min(chance.choice((4096, PAGE, 20 * PAGE)), len(data) - start)
    data[start : start + length] = bytes(length)


def beginning_lost(data: bytearray, chance: random.Random) -> None:
    """Its first page, which leads to all others, was never written."""
    length = min(chance.choice((100, 4096, PAGE)), len(data))
    data[:length] = bytes(length)


def emptied(data: bytearray, _chance: random.Random) -> None:
    """All of it was never written."""
    data[:] = bytes(len(data))


DAMAGES: Mapping[str, Spoil] = {
    each.__name__: each
    for each in (
        truncated, flipped, overwritten, half_overwritten, zeroed, beginning_lost, emptied,
    )
}  # fmt: skip


def spoil(path: Path, how: str, seed: int) -> None:
    """Damage a file in one of these ways."""
    data = bytearray(path.read_bytes())
    DAMAGES[how](data, random.Random(f"{how} {seed}"))  # noqa: S311 what is drawn is no secret
    path.write_bytes(data)

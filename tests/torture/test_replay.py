"""Ten imports, any of them taken back in any order and had again: the library is what it was."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.identity.test_had_again import taken_back_and_had_again


@given(st.integers(0, 10_000), st.permutations(range(10)), st.integers(1, 10))
@pytest.mark.timeout(1800)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    print_blob=True,
)
def test_taken_back_and_had_again_is_as_it_was(
    empty_library: Path, seed: int, order: list[int], many: int
) -> None:
    taken_back_and_had_again(empty_library, seed, order[:many])

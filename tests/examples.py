"""How many examples a property is held to.

Some in the suite, the same in every run, and twenty times as many in `make torture`, others
each time: a suite that was green is green again, and what chance finds is found apart from it.
"""

from hypothesis import settings

SUITE, TORTURE = 50, 1000  # where a property names no number of its own


def register_profiles() -> None:
    """Make both known to Hypothesis; the suite's is the one in use unless another is asked for."""
    settings.register_profile("suite", max_examples=SUITE, derandomize=True)
    settings.register_profile("torture", max_examples=TORTURE)
    settings.load_profile("suite")


def examples(number: int) -> int:
    """So many in the suite, in proportion under another profile."""
    return number * settings().max_examples // SUITE

"""How many examples a property is held to.

Some in the suite, the same in every run, and twenty times as many in `make torture`, others
each time: a suite that was green is green again, and what chance finds is found apart from it.
"""

from hypothesis import HealthCheck, settings

SUITE, TORTURE = 50, 1000  # where a property names no number of its own


def register_profiles() -> None:
    """Make both known to Hypothesis; the suite's is the one in use unless another is asked for."""
    for name, most, same in (("suite", SUITE, True), ("torture", TORTURE, False)):
        settings.register_profile(
            name,
            max_examples=most,
            derandomize=same,
            # how long examples take says something of the machine alone
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        )
    settings.load_profile("suite")


def examples(number: int) -> int:
    """So many in the suite, in proportion under another profile."""
    return number * settings().max_examples // SUITE

"""How far the state machines of a test walk: a little in every run, and long when asked."""

import os

from hypothesis import HealthCheck, settings

# HYPOTHESIS_PROFILE=long PYTEST_TIMEOUT=0 make test T=orders
_LONGER = {"long": 30}


def walks(*, examples: int, steps: int) -> settings:
    """Return the settings of a machine; the profile `long` walks thirty times as often."""
    times = _LONGER.get(os.environ.get("HYPOTHESIS_PROFILE", ""), 1)
    return settings(
        max_examples=examples * times,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )

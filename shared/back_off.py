"""How long what failed rests before it is tried again."""

import random
from datetime import timedelta

BACK_OFF_LIMIT = timedelta(minutes=5)


def back_off(tried: int) -> timedelta:
    """After ``tried`` failures: doubling from one second, capped, with jitter so that not all return as one."""
    seconds = min(2.0 ** min(max(tried - 1, 0), 16), BACK_OFF_LIMIT.total_seconds())
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311  (spreading load, not a secret)

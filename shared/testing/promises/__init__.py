"""What every service promises, written once and asked of each of the five.

::

    class TestSeason(SeasonPromises):
        recipes = {"review": (ReviewConfig, build)}
"""

from shared.testing.promises.identity import IdentityPromises
from shared.testing.promises.message import MessagePromises
from shared.testing.promises.moment import MomentPromises
from shared.testing.promises.running import RunningPromises
from shared.testing.promises.season import SeasonPromises

__all__ = ["IdentityPromises", "MessagePromises", "MomentPromises", "RunningPromises", "SeasonPromises"]

"""What must hold after any season: a pure function over the facts of the five services.

Each invariant says how much it examined. One that examined nothing is false: it proved nothing.
"""

from rehearsal.invariants.finding import Facts, Finding, Row, Rules
from rehearsal.invariants.pages import PAGES, enough_by_pages
from rehearsal.invariants.season import SEASON
from rehearsal.invariants.wire import WIRE

INVARIANTS: Rules = {**WIRE, **SEASON}


def check(facts: Facts) -> dict[str, Finding]:
    """Every invariant by name."""
    return {name: rule(facts) for name, rule in INVARIANTS.items()}


__all__ = ["INVARIANTS", "PAGES", "Facts", "Finding", "Row", "check", "enough_by_pages"]

"""What must hold of the portal's pages: people of every role have done their work on them."""

from collections.abc import Mapping

from rehearsal.invariants.finding import Finding, found

PAGES = "every_role_used_the_pages"
CANDIDATE = "candidate"
BY_PAGES = (CANDIDATE, "source_college", "admission_college", "officer")
MANY, OF_MANY, OF_FEW = 50, 10, 2
"""From how many candidates on so many must have come by the pages; of fewer a few are enough."""


def enough_by_pages(used: Mapping[str, int], candidates: int) -> Finding:
    """``used``: how many of each role had a form of theirs accepted."""
    wanted = {**dict.fromkeys(BY_PAGES, 1), CANDIDATE: OF_MANY if candidates >= MANY else OF_FEW}
    faults = (f"{used.get(role, 0)} of {role} used the pages, not {least}"
              for role, least in wanted.items() if used.get(role, 0) < least)
    return found(sum(used.values()), faults)

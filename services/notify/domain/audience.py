"""Whom a reminder is for, as far as this service has heard of people."""

from collections.abc import Mapping
from types import MappingProxyType

CANDIDATE = "candidate"

APPLICATION, CONFIRMED, ELIGIBILITY, OUTCOME = "application", "confirmed", "eligibility", "outcome"
REVIEWED = "reviewed"
"""Whether the last stage of the review of what was handed in is passed: ``yes`` | ``no``."""
COLLEGE = "college"
"""The source college: an extension for it is one for its candidates."""
TERMS = "terms"
"""On which terms somebody is eligible: a digest, which only tells whether they are still the same."""
"""What is marked of a candidate. ``OUTCOME``: ``not_admitted`` | ``admitted`` | ``unplaced``, once released."""

ROLE_OF = MappingProxyType({
    "source_colleges": "source_college",
    "admitting_colleges": "admission_college",
})
_OF_CANDIDATES = frozenset({
    "accounts", "not_submitted", "unconfirmed", "eligible", "nothing_saved", "not_admitted",
})
"""Audiences of candidates. Of who has paid nothing is heard: ``unpaid`` is nobody."""


def saved(batch: str) -> str:
    """The mark of what is saved in a batch: ``some`` | ``none``."""
    return f"saved/{batch}"


def role_of(audience: str) -> str | None:
    """The role to look among; None when nobody is known to be in the audience."""
    return CANDIDATE if audience in _OF_CANDIDATES else ROLE_OF.get(audience)


def belongs(audience: str, marks: Mapping[str, str], *, batch: str | None, closing: bool) -> bool:
    """Whether a candidate of whom this was heard is in the audience. ``closing``: it reminds of a close, so that
    whoever has saved something in ``batch`` need not hear it."""
    if audience == "not_submitted":
        return marks.get(APPLICATION) not in ("submitted", "returned", "withdrawn")
    if audience == "unconfirmed":
        return marks.get(APPLICATION) == "submitted" and marks.get(CONFIRMED) != "yes"
    if audience in ("eligible", "nothing_saved", "not_admitted") and marks.get(ELIGIBILITY) != "eligible":
        return False
    if audience == "nothing_saved":
        return marks.get(saved(batch or "")) != "some"
    if audience == "not_admitted":
        return marks.get(OUTCOME) == "not_admitted" and not (closing and marks.get(saved(batch or "")) == "some")
    return True


def waits_for_results(audience: str) -> bool:
    """Whether it is only known who is meant once all results released by then were heard."""
    return audience == "not_admitted"

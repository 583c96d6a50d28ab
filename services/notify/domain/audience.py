"""Whom a reminder is for, as far as this service has heard of people."""

from types import MappingProxyType

CANDIDATE = "candidate"

ROLE_OF = MappingProxyType({
    "accounts": CANDIDATE,
    "not_submitted": CANDIDATE,
    "source_colleges": "source_college",
    "admitting_colleges": "admission_college",
})
"""The role of the people in an audience. ``not_submitted`` is everybody with an account, for as long as no submission
can be heard of. The other audiences (unpaid, eligible …) are of people of whom nothing was heard: nobody."""


def role_of(audience: str) -> str | None:
    """The role to look among; None when nobody is known to be in the audience."""
    return ROLE_OF.get(audience)

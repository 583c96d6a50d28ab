"""The tables that admission keeps beside those of the chassis, one module per noun."""

from shared.db import service_metadata

METADATA = service_metadata()

from services.admission.store import (  # noqa: E402  (they fill METADATA)
    adoption,
    briefing,
    clock,
    desk,
    dossier,
    draft,
    eligibility,
    file,
    filing,
    intake,
    link,
    mailbox,
    outcome,
    plan,
    play,
    profile,
    proposal,
    release,
    returns,
    roll,
    round,  # noqa: A004  (a noun of the field)
    season,
)

__all__ = [
    "METADATA", "adoption", "briefing", "clock", "desk", "dossier", "draft", "eligibility", "file", "filing", "intake",
    "link", "mailbox", "outcome", "plan", "play", "profile", "proposal", "release", "returns", "roll", "round",
    "season",
]

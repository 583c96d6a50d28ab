"""Pieces that contracts are made of, and that are no events themselves."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockSegment:
    """From ``wall_at`` on, the season's time is ``season_at + speed * (wall - wall_at)``. Speed 0 is a pause."""

    wall_at: datetime
    season_at: datetime
    speed: float


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicKey:
    """An Ed25519 public key (base64url, 32 bytes): signs tokens from ``signs_from``, and is honoured to ``ends_at``."""

    kid: str
    public: str
    signs_from: datetime
    ends_at: datetime

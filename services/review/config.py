"""Settings of review: those that every service has."""

from dataclasses import dataclass

from shared.config import Config


@dataclass(frozen=True, kw_only=True)
class ReviewConfig(Config):
    """What review must know of the place where it runs."""

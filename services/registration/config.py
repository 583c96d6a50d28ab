"""Settings of registration."""

from dataclasses import dataclass

from shared.config import Config


@dataclass(frozen=True, kw_only=True)
class RegistrationConfig(Config):
    """Registration needs nothing beyond what every service is told: its rules come with the season."""

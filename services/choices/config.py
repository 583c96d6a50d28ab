"""Settings of choices: those that every service has."""

from dataclasses import dataclass

from shared.config import Config


@dataclass(frozen=True, kw_only=True)
class ChoicesConfig(Config):
    """What choices must know of the place where it runs."""

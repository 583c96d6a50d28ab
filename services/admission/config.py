"""Settings of admission: where the season key is, and how far ahead a rehearsal's clock is set."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from marshmallow import fields, validate

from shared.config import Config, PathField, setting
from shared.season.clock import LEAD


@dataclass(frozen=True, kw_only=True)
class AdmissionConfig(Config):
    """What admission must know of the place where it runs."""

    season_signing_key_file: Path = setting(
        PathField(),
        default="{var}/season.key",
        help="the private key that seasons are signed with, mode 0600; its public half is every service's SEASON_KEY",
    )
    clock_lead_seconds: float | None = setting(
        fields.Float(validate=validate.Range(min=0, max=60)),
        default=None,
        help="how far ahead a rehearsal's clock is set; left out: 2, and 0 with all services in one process",
    )

    @property
    def clock_lead(self) -> timedelta:
        """How far ahead a new segment of a rehearsal's clock starts."""
        if self.clock_lead_seconds is None:
            return timedelta(0) if self.embedded else LEAD
        return timedelta(seconds=self.clock_lead_seconds)

    def faults(self) -> Iterator[tuple[str, str]]:
        yield from super().faults()
        if not self.embedded and self.clock_lead < LEAD:
            yield "clock_lead_seconds", f"other processes hear of a new segment in up to {LEAD.total_seconds():g} s"

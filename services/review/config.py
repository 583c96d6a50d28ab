"""Settings of review."""

from dataclasses import dataclass
from datetime import timedelta

from marshmallow import fields, validate

from shared.config import Config, setting


@dataclass(frozen=True, kw_only=True)
class ReviewConfig(Config):
    """How long a time that has passed waits for what is still on its way."""

    lapse_grace: int = setting(
        fields.Integer(validate=validate.Range(0, 3600)),
        default=60,
        help="seconds after which an unconfirmed or uncorrected case is settled, and after a start; 0 in one process",
    )

    @property
    def grace(self) -> timedelta:
        """The same; none where all services share one process, since nothing is on its way there."""
        return timedelta(0) if self.embedded else timedelta(seconds=self.lapse_grace)

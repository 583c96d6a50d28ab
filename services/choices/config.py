"""Settings of choices."""

from dataclasses import dataclass
from datetime import timedelta

from marshmallow import fields, validate

from shared.config import Config, setting


@dataclass(frozen=True, kw_only=True)
class ChoicesConfig(Config):
    """How long a closed batch waits for what is still on its way."""

    seal_grace: int = setting(
        fields.Integer(validate=validate.Range(0, 3600)),
        default=90,
        help="seconds from a batch's close to its seal, longer than the gateway waits for an answer; 0 in one process",
    )

    @property
    def grace(self) -> timedelta:
        """The same; none where all services share one process, since nothing is on its way there."""
        return timedelta(0) if self.embedded else timedelta(seconds=self.seal_grace)

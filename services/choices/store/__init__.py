"""The tables that choices keeps beside those of the chassis. What candidates want is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.db import service_metadata

METADATA = service_metadata()


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a list of seals: how many at most, before which (season, batch, seal)."""

    most: int
    before: Sequence[Any] | None = None

    def parameters(self) -> dict[str, Any]:
        """For the statement."""
        place = dict(zip(("b_season", "b_batch", "b_seal"), self.before, strict=True)) if self.before else {}
        return {"most": self.most, **place}

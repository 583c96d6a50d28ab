"""Tables of notify, and every statement on them."""

from dataclasses import dataclass
from datetime import datetime

from shared.db import service_metadata

METADATA = service_metadata()


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a list whose newest come first: at most so many, from before the row of an instant and id on."""

    most: int
    before: tuple[datetime, str] | None = None

    def parameters(self) -> dict[str, object]:
        """For a statement that has ``most`` and, with ``before``, ``at`` and ``an_id``."""
        return {"most": self.most} | ({"at": self.before[0], "an_id": self.before[1]} if self.before else {})

"""The tables that admission keeps beside those of the chassis, one module per noun."""

from shared.db import service_metadata

METADATA = service_metadata()

from services.admission.store import adoption, clock, draft, intake, season  # noqa: E402  (they fill METADATA)

__all__ = ["METADATA", "adoption", "clock", "draft", "intake", "season"]

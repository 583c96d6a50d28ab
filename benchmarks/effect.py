"""What both ways of consuming write: one row for each event."""

from sqlalchemy import Column, String, Table

from shared.db import UtcDateTime, service_metadata

EFFECTS = Table(
    "effects",
    service_metadata(),
    Column("event_id", String(36), primary_key=True),
    Column("account", String(36), nullable=False),
    Column("number", String(20), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
)

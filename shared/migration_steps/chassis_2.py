"""Indices for what is asked every second: what nobody wanted of the outbox, and the end of the audit log."""

import sqlalchemy as sa
from alembic import op

UNROUTED = sa.text("unrouted = 1")


def upgrade() -> None:
    """Make them."""
    op.create_index("ix_outbox_unrouted", "outbox", ["id"], postgresql_where=UNROUTED, sqlite_where=UNROUTED)
    op.create_index("ix_audit_recorded_at", "audit", ["recorded_at"])

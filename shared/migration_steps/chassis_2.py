"""What is looked for every second has a short list of its own: what nobody wanted of the outbox, and what of the audit
log is not chained yet."""

import sqlalchemy as sa
from alembic import op

from shared.audit import AWAITS_CHAIN
from shared.db import UtcDateTime

UNROUTED = sa.text("unrouted = 1")
ENTER_WHAT_WAITS = (
    "INSERT INTO audit_unchained (audit_id, recorded_at) SELECT audit.id, audit.recorded_at FROM audit "
    "LEFT JOIN audit_chain ON audit_chain.audit_id = audit.id WHERE audit_chain.audit_id IS NULL"
)


def upgrade() -> None:
    """Make them, and enter what waits to be chained."""
    op.create_index("ix_outbox_unrouted", "outbox", ["id"], postgresql_where=UNROUTED, sqlite_where=UNROUTED)
    op.create_table(
        "audit_unchained",
        sa.Column("audit_id", sa.String(36), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name="pk_audit_unchained"),
    )
    for statement in AWAITS_CHAIN[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(ENTER_WHAT_WAITS)

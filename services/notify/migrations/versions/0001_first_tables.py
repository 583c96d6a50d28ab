"""The chassis's tables; contacts, notices, deliveries, entries."""

import sqlalchemy as sa
from alembic import op

from shared.db import BigId, UtcDateTime
from shared.migration_steps import chassis_1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    chassis_1.upgrade()
    _contacts()
    _notices()
    _deliveries()
    _entries()


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("intake", sa.String(60)),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("email", sa.LargeBinary()),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_contacts"),
    )
    op.create_index("ix_contacts_audience", "contacts", ["role", "account"])


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("dedupe_key", sa.String(250), nullable=False),
        sa.Column("intake", sa.String(60)),
        sa.Column("season", sa.String(60)),
        sa.Column("account", sa.String(60)),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("params", sa.LargeBinary()),
        sa.Column("address", sa.LargeBinary()),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lapses", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("claim", sa.String(36)),
        sa.Column("next_at", UtcDateTime()),
        sa.Column("expires_at", UtcDateTime()),
        sa.Column("provider_id", sa.String(100)),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("dedupe_key", name="uq_notices_dedupe_key"),
    )
    due = sa.text("status = 'due'")
    op.create_index("ix_notices_due", "notices", ["priority", "next_at"], postgresql_where=due, sqlite_where=due)
    op.create_index("ix_notices_account", "notices", ["account"])
    op.create_index("ix_notices_recorded_at", "notices", ["recorded_at", "id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        sa.Column("notice", sa.String(36), nullable=False),
        sa.Column("tried_at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(60)),
        sa.Column("provider_id", sa.String(100)),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_notice", "deliveries", ["notice"])


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("dedupe_key", sa.String(250), nullable=False),
        sa.Column("intake", sa.String(60)),
        sa.Column("season", sa.String(60)),
        sa.Column("account", sa.String(60)),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("params", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint("dedupe_key", name="uq_entries_dedupe_key"),
    )
    op.create_index("ix_entries_account", "entries", ["account", "at"])
    op.create_index("ix_entries_intake", "entries", ["intake", "at"])

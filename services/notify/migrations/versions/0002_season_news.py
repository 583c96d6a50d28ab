"""What was heard of people, saves that wait to be told together, reminders that wait for results; a contact's scope."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("scope", sa.String(60)))
    op.create_table(
        "marks",
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("mark", sa.String(80), nullable=False),
        sa.Column("value", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("account", "intake", "mark", name="pk_marks"),
    )
    op.create_table(
        "gathered",
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_gathered"),
    )
    op.create_index("ix_gathered_account", "gathered", ["account", "source"])
    op.create_index("ix_gathered_until", "gathered", ["intake", "until"])
    op.create_table(
        "released",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("season", "round", name="pk_released"),
    )
    op.create_table(
        "awaiting",
        sa.Column("id", sa.String(250), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("mailing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_awaiting"),
    )

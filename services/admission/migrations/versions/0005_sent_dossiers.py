"""Dossiers that files went down with, kept where a newer one came afterwards."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_dossiers",
        sa.Column("file", sa.String(36), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("file", name="pk_sent_dossiers"),
    )
    op.create_index("ix_sent_dossiers_season", "sent_dossiers", ["season"])

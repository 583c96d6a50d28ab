"""Papers that were taken out after they had been handed in stay where they were handed in."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("removed_at", UtcDateTime(timezone=True), nullable=True))

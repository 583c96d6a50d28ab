"""Whether what is told together was saved, cleared, or both."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("gathered", sa.Column("what", sa.String(10), nullable=False, server_default="saved"))

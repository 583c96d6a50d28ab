"""What is due has indexes of its own, numbers are by category; who decided is kept by name."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OPEN = sa.text("standing = 'open'")


def upgrade() -> None:
    op.add_column("decisions", sa.Column("actor_name", sa.LargeBinary()))
    op.drop_index("ix_cases_standing", "cases")
    op.create_index("ix_cases_standing", "cases", ["season", "standing", "stage", "category"])
    op.create_index("ix_cases_college_due", "cases", ["source_college", "stage", "submitted_at", "account"],
                    postgresql_where=OPEN, sqlite_where=OPEN)
    op.create_index("ix_cases_category_due", "cases", ["season", "category", "stage", "submitted_at", "account"],
                    postgresql_where=OPEN, sqlite_where=OPEN)

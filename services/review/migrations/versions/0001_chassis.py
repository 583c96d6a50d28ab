"""The chassis's tables."""

from shared.migration_steps import chassis_1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    chassis_1.upgrade()

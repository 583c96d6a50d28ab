"""The chassis's second step: indices."""

from shared.migration_steps import chassis_2

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    chassis_2.upgrade()

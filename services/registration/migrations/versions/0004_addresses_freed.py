"""The address of an account of staff that has ended is free: whoever lost their phone is invited anew with it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.alter_column("email_index", existing_type=sa.LargeBinary(length=16), nullable=True)
    ended = "UPDATE staff SET email_index = NULL WHERE account IN (SELECT id FROM accounts WHERE ended_at IS NOT NULL)"
    op.execute(ended)

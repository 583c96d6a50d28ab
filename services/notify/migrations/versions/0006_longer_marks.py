"""A candidate's source college stands among what is marked of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.alter_column("value", existing_type=sa.String(20), type_=sa.String(40), existing_nullable=False)

"""Who asked for a code: as keyed hashes, so that asking has an end however many phones are made up."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("codes", schema=None) as batch_op:
        for name, length in (("login", 36), ("device", 32), ("address", 32)):
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=True))
        batch_op.create_index("ix_codes_device", ["device", "asked_at"], unique=False)
        batch_op.create_index("ix_codes_address", ["address", "asked_at"], unique=False)

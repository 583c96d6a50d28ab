"""What candidates were told is counted by how often their file had been taken back before."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("again", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint("pk_releases", type_="primary")
        batch_op.create_primary_key("pk_releases", ["season", "account", "round", "status", "again"])

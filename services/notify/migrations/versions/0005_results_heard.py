"""How many results of each round came here, held against what admission counted."""

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OF_NO_FILE = ("unplaced", "passed_over")
_told = sa.text("SELECT season, source FROM entries WHERE source LIKE 'admission/status/%'")


def upgrade() -> None:
    made = op.create_table(
        "results_heard",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("season", "round", name="pk_results_heard"),
    )
    counted: Counter[tuple[str, str]] = Counter()
    for season, source in op.get_bind().execute(_told):
        _admission, _status, _account, no, status = source.split("/")[:5]
        if season and status not in OF_NO_FILE:
            counted[season, no] += 1
    rows = [{"season": season, "round": no, "heard": heard} for (season, no), heard in counted.items()]
    if rows:
        op.bulk_insert(made, rows)

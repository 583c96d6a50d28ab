"""What colleges confirm and grade, and what review, choices and admission tell of candidates."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _confirmations()
    _grades()
    _verdicts()
    _standings()
    _filing_progress()
    _releases()


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=False)


def _confirmations() -> None:
    op.create_table(
        "confirmations",
        _text("account", 36),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _instant("settled_at"), _text("settled_by", 100), _instant("recorded_at"),
        sa.ForeignKeyConstraint(["account"], ["candidates.account"], name=op.f("fk_confirmations_account")),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_confirmations")),
    )


def _grades() -> None:
    op.create_table(
        "grades",
        _text("record", 36),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("conduct", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        _instant("graded_at"), _instant("recorded_at"),
        sa.ForeignKeyConstraint(["record"], ["student_records.id"], name=op.f("fk_grades_record")),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_grades")),
    )


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        _text("account", 36),
        sa.Column("revision", sa.Integer(), nullable=False),
        _text("stage", 40), _text("season", 60), _text("decision", 20),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        _instant("decided_at"), _instant("recorded_at"),
        sa.PrimaryKeyConstraint("account", "revision", "stage", name=op.f("pk_verdicts")),
    )


def _standings() -> None:
    op.create_table(
        "standings",
        _text("account", 36), _text("season", 60), _text("category", 40), _text("source_college", 60),
        _text("standing", 20),
        sa.Column("may_file", sa.Boolean(), nullable=False),
        _instant("settled_at"), _instant("recorded_at"),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_standings")),
    )
    with op.batch_alter_table("standings", schema=None) as batch_op:
        batch_op.create_index("ix_standings_college", ["source_college", "season", "account"], unique=False)


def _filing_progress() -> None:
    op.create_table(
        "filing_progress",
        _text("account", 36), _text("batch", 40), _text("season", 60),
        sa.Column("saved", sa.Integer(), nullable=False),
        sa.Column("accepted_terms", sa.Boolean(), nullable=False),
        _instant("recorded_at"),
        sa.PrimaryKeyConstraint("account", "batch", name=op.f("pk_filing_progress")),
    )


def _releases() -> None:
    op.create_table(
        "releases",
        _text("account", 36), _text("round", 20), _text("status", 20), _text("season", 60), _text("title", 60),
        _instant("released_at"), _instant("recorded_at"),
        sa.PrimaryKeyConstraint("account", "round", "status", name=op.f("pk_releases")),
    )

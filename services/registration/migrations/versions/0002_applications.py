"""Applications, their revisions as handed in, and the papers that prove them."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _applications()
    _submissions()
    _evidence()


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("intake", sa.String(length=60), nullable=False),
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("claim", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("return_stage", sa.String(length=40), nullable=True),
        sa.Column("return_reason", sa.LargeBinary(), nullable=True),
        sa.Column("return_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("saved_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["candidates.account"], name=op.f("fk_applications_account")),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_applications")),
    )


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["candidates.account"], name=op.f("fk_submissions_account")),
        sa.PrimaryKeyConstraint("account", "revision", name=op.f("pk_submissions")),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media", sa.String(length=30), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["candidates.account"], name=op.f("fk_evidence_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_account", ["account"], unique=False)
        batch_op.create_index("ix_evidence_digest", ["digest"], unique=False)

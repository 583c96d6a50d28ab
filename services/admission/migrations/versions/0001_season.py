"""The chassis's tables; intakes, season drafts and versions, clocks, adoptions."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime
from shared.migration_steps import chassis_1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    chassis_1.upgrade()
    _intakes()
    _drafts()
    _seasons()


def _intakes() -> None:
    op.create_table(
        "intakes",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("opened_by", sa.String(100), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_intakes"),
    )
    op.create_table(
        "clock_segments",
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("wall_at", UtcDateTime(), nullable=False),
        sa.Column("season_at", UtcDateTime(), nullable=False),
        sa.Column("speed", sa.Float(), nullable=False),
        sa.Column("set_by", sa.String(100), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("intake", "n", name="pk_clock_segments"),
    )


def _drafts() -> None:
    op.create_table(
        "season_drafts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.String(100), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_season_drafts"),
    )
    op.create_index("ix_season_drafts_intake", "season_drafts", ["intake", "recorded_at"])
    op.create_table(
        "season_signatures",
        sa.Column("draft", sa.String(36), nullable=False),
        sa.Column("officer", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("draft", "officer", name="pk_season_signatures"),
    )


def _seasons() -> None:
    op.create_table(
        "published_seasons",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("draft", sa.String(36), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("officers", sa.Text(), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("signature", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("season", "version", name="pk_published_seasons"),
        sa.UniqueConstraint("draft", name="uq_published_seasons_draft"),
    )
    op.create_index("ix_published_seasons_intake", "published_seasons", ["intake"])
    op.create_table(
        "adoptions",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("service", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("adopted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("season", "service", name="pk_adoptions"),
    )

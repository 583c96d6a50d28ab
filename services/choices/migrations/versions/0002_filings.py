"""Filings with every revision, their guards and seals; the plan and what is heard of candidates."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _dossiers()
    _eligibility()
    _filing_revisions()
    _filings()
    _guards()
    _plans()
    _sealed_filings()
    _seals()
    _statuses()
    _terms()
    _vacancies()


def _dossiers() -> None:
    op.create_table(
        "dossiers",
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("intake", sa.String(length=60), nullable=False),
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_dossiers")),
    )


def _eligibility() -> None:
    op.create_table(
        "eligibility",
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("intake", sa.String(length=60), nullable=False),
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("candidate_number", sa.String(length=40), nullable=False),
        sa.Column("masked_name", sa.LargeBinary(), nullable=False),
        sa.Column("source_college", sa.String(length=60), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("honours", sa.Text(), nullable=False),
        sa.Column("tier", sa.String(length=40), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("settled_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_eligibility")),
    )
    op.create_index("ix_eligibility_season", "eligibility", ["season", "account"])


def _filing_revisions() -> None:
    op.create_table(
        "filing_revisions",
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("season_version", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closes_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", "season", "batch", "revision", name=op.f("pk_filing_revisions")),
    )


def _filings() -> None:
    op.create_table(
        "filings",
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("intake", sa.String(length=60), nullable=False),
        sa.Column("candidate_number", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("saved_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", "season", "batch", name=op.f("pk_filings")),
    )
    op.create_index("ix_filings_number", "filings", ["season", "batch", "candidate_number"])


def _guards() -> None:
    op.create_table(
        "guards",
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("seal", sa.Integer(), server_default="0", nullable=False),
        sa.Column("season_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("closes_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("sealed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closing", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closing_seen_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("season", "batch", name=op.f("pk_guards")),
    )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("intake", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("season", name=op.f("pk_plans")),
    )


def _sealed_filings() -> None:
    op.create_table(
        "sealed_filings",
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("season", "batch", "seal", "position", name=op.f("pk_sealed_filings")),
    )
    op.create_index("ix_sealed_filings_account", "sealed_filings", ["account"])


def _seals() -> None:
    op.create_table(
        "seals",
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.Column("intake", sa.String(length=60), nullable=False),
        sa.Column("season_version", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("nodes", sa.Text(), nullable=False),
        sa.Column("closes_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("sealed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("season", "batch", "seal", name=op.f("pk_seals")),
    )


def _statuses() -> None:
    op.create_table(
        "statuses",
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("round", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("released_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_statuses")),
    )


def _terms() -> None:
    op.create_table(
        "terms",
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("accepted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", "season", "text_digest", name=op.f("pk_terms")),
    )


def _vacancies() -> None:
    op.create_table(
        "vacancies",
        sa.Column("season", sa.String(length=60), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("season", "batch", name=op.f("pk_vacancies")),
    )

"""The plan, replicas of dossiers, eligibility and sealed filings, rounds, files, rolls, releases, outcomes."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _proposals()
    _plans()
    _dossiers()
    _eligibilities()
    _filings()
    _rounds()
    _files()
    _rolls()
    _admissions()
    _releases()


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(15), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("status", sa.String(15), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(100), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_subject", "proposals", ["season", "kind", "subject", "status"])
    op.create_table(
        "proposal_signatures",
        sa.Column("proposal", sa.String(36), nullable=False),
        sa.Column("officer", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("proposal", "officer", name="pk_proposal_signatures"),
    )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("season", name="pk_plans"),
    )
    op.create_table(
        "seats",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("major", sa.String(30), nullable=False),
        sa.Column("category", sa.String(30), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= planned + granted", name="ck_seats_taken"),
        sa.PrimaryKeyConstraint("season", "college", "major", "category", name="pk_seats"),
    )
    op.create_table(
        "profiles",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.String(100), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("season", "college", name="pk_profiles"),
    )


def _dossiers() -> None:
    op.create_table(
        "dossiers",
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("candidate_number", sa.String(40), nullable=False),
        sa.Column("category", sa.String(30), nullable=False),
        sa.Column("source_college", sa.String(30), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_dossiers"),
    )
    op.create_index("ix_dossiers_season", "dossiers", ["season", "account"])
    op.create_table(
        "confirmations",
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_confirmations"),
    )
    op.create_table(
        "voidings",
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(30), nullable=False),
        sa.Column("voided_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_voidings"),
    )


def _eligibilities() -> None:
    op.create_table(
        "eligibilities",
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("candidate_number", sa.String(40), nullable=False),
        sa.Column("category", sa.String(30), nullable=False),
        sa.Column("standing", sa.String(15), nullable=False),
        sa.Column("honours", sa.Text(), nullable=False),
        sa.Column("tier", sa.String(30), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_eligibilities"),
    )
    op.create_index("ix_eligibilities_season", "eligibilities", ["season", "account"])


def _filings() -> None:
    op.create_table(
        "seals",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("batch", sa.String(30), nullable=False),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("season_version", sa.Integer(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("sealed_at", UtcDateTime(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=True),
        sa.Column("recomputed", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("season", "batch", "seal", name="pk_seals"),
    )
    op.create_table(
        "sealed_filings",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("batch", sa.String(30), nullable=False),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("candidate_number", sa.String(40), nullable=False),
        sa.Column("category", sa.String(30), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("choices", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("season", "batch", "seal", "account", name="pk_sealed_filings"),
    )


def _rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("no", sa.String(10), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("dispatched_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("results_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("season", "no", name="pk_rounds"),
    )
    op.create_table(
        "overdues",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("return_by", UtcDateTime(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("season", "round", "college", "return_by", name="pk_overdues"),
    )


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("choice", sa.String(20), nullable=False),
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("candidate_number", sa.String(40), nullable=False),
        sa.Column("category", sa.String(30), nullable=False),
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("majors", sa.Text(), nullable=False),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.Column("filing_revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(15), nullable=False),
        sa.Column("admitted_major", sa.String(30), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("held_why", sa.String(15), nullable=True),
        sa.Column("ended", sa.String(15), nullable=True),
        sa.Column("dispatched_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(100), nullable=True),
        sa.Column("returned_at", UtcDateTime(), nullable=True),
        sa.Column("return_revision", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
        sa.UniqueConstraint("season", "round", "account", name="uq_files_season_round_account"),
    )
    op.create_index("ix_files_account", "files", ["account"])
    op.create_index("ix_files_college", "files", ["season", "round", "college", "status"])


def _rolls() -> None:
    op.create_table(
        "rolls",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("officers", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(100), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rolls"),
        sa.UniqueConstraint("season", "round", "college", "no", name="uq_rolls_season_round_college_no"),
    )


def _admissions() -> None:
    op.create_table(
        "admissions",
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("major", sa.String(30), nullable=False),
        sa.Column("category", sa.String(30), nullable=False),
        sa.Column("file", sa.String(36), nullable=False),
        sa.Column("roll", sa.String(36), nullable=False),
        sa.Column("admitted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("intake", "account", name="pk_admissions"),
        sa.UniqueConstraint("file", name="uq_admissions_file"),
    )
    op.create_index("ix_admissions_season", "admissions", ["season", "account"])


def _releases() -> None:
    op.create_table(
        "releases",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("status", sa.String(15), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.Column("visible_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("season", "account", "round", "status", name="pk_releases"),
    )
    op.create_table(
        "outcomes",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("account", sa.String(36), nullable=False),
        sa.Column("outcome", sa.String(15), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("season", "account", name="pk_outcomes"),
    )

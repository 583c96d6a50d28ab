"""Cases, decisions, what registration says beside the dossier."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _registrations()
    _cases()
    _decisions()


def _registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("confirmed", sa.Boolean()),
        sa.Column("voided_at", UtcDateTime()),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_registrations"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("intake", sa.String(60), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("candidate_number", sa.String(30), nullable=False),
        sa.Column("source_college", sa.String(60), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("dossier", sa.LargeBinary(), nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("stage", sa.String(60)),
        sa.Column("until", UtcDateTime()),
        sa.Column("honours", sa.Text(), nullable=False),
        sa.Column("tier", sa.String(60)),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("lapse", sa.String(12)),
        sa.Column("standing", sa.String(12), nullable=False),
        sa.Column("told", sa.LargeBinary()),
        sa.Column("revoked_order", sa.String(100)),
        sa.Column("revoked_reason", sa.LargeBinary()),
        sa.Column("revoked_at", UtcDateTime()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_cases"),
    )
    op.create_index("ix_cases_college", "cases", ["source_college", "submitted_at", "account"])
    op.create_index("ix_cases_category", "cases", ["season", "category", "submitted_at", "account"])
    op.create_index("ix_cases_number", "cases", ["candidate_number", "submitted_at", "account"])
    op.create_index("ix_cases_standing", "cases", ["season", "standing", "stage"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(60), nullable=False),
        sa.Column("decision", sa.String(12), nullable=False),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("honours", sa.LargeBinary()),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("actor_scope", sa.String(60), nullable=False),
        sa.Column("owner_scope", sa.String(60), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("account", "revision", "stage", name="uq_decisions_account_revision_stage"),
    )
    op.create_index("ix_decisions_account", "decisions", ["account", "decided_at"])

"""The colleges' desk and link: mailboxes, letters both ways, returns with their signatures, acts at the desk."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _mail()
    _briefings()
    _arrivals()
    _returns()
    _desk()


def _mail() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("door", sa.String(10), nullable=False),
        sa.Column("last_n", sa.Integer(), nullable=False),
        sa.Column("provisioned_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("college", name="pk_mailboxes"),
    )
    op.create_table(
        "mail",
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("season", sa.String(60)),
        sa.Column("round", sa.String(10)),
        sa.Column("about", sa.String(64)),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime()),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime()),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("message_id", name="pk_mail"),
        sa.UniqueConstraint("college", "n", name="uq_mail_college_n"),
    )
    op.create_index("ix_mail_round", "mail", ["season", "round", "type", "college"])
    waits = sa.text("sent_at IS NULL")
    op.create_index("ix_mail_unsent", "mail", ["college", "n"], postgresql_where=waits, sqlite_where=waits)


def _briefings() -> None:
    op.create_table(
        "briefings",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("files", sa.String(60), nullable=False),
        sa.Column("announced", sa.String(64), nullable=False),
        sa.Column("closing_for", UtcDateTime()),
        sa.Column("closed_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("season", "round", "college", name="pk_briefings"),
    )


def _arrivals() -> None:
    op.create_table(
        "college_letters",
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("door", sa.String(10), nullable=False),
        sa.Column("sender", sa.String(100), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("receipt", sa.String(64), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("college", "message_id", name="pk_college_letters"),
    )


def _returns() -> None:
    op.create_table(
        "returns",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("admitted", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(15), nullable=False),
        sa.Column("held_for", sa.String(40), nullable=False),
        sa.Column("held_by_us", sa.Boolean(), nullable=False),
        sa.Column("door", sa.String(10), nullable=False),
        sa.Column("submitted_by", sa.String(100), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("signed_at", UtcDateTime()),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("season", "round", "college", "revision", name="pk_returns"),
    )
    op.create_table(
        "return_signatures",
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("signer", sa.String(100), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "season", "round", "college", "revision", "digest", "signer", name="pk_return_signatures"),
    )


def _desk() -> None:
    op.create_table(
        "desk_actions",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("season", sa.String(60), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("college", sa.String(30), nullable=False),
        sa.Column("account", sa.String(36)),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("actor_scope", sa.String(100), nullable=False),
        sa.Column("acted_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_desk_actions"),
    )
    op.create_index("ix_desk_actions_season", "desk_actions", ["season", "recorded_at"])

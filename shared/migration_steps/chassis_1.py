"""The chassis's tables as every service first has them. Once released, never changed: then it is ``chassis_2``."""

import sqlalchemy as sa
from alembic import op

from shared.audit import APPEND_ONLY
from shared.db import BigId, UtcDateTime


def upgrade() -> None:
    """Make them all, and see to it that the audit is only ever added to."""
    for make in (_outbox, _inbox, _heard, _audit, _season, _identity, _jobs, _idempotency):
        make()
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def _text(name: str, length: int, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=null)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def _index(table: str, *columns: str, name: str = "", where: str | None = None) -> None:
    condition = sa.text(where) if where else None
    op.create_index(
        f"ix_{table}_{name or columns[0]}", table, list(columns), postgresql_where=condition, sqlite_where=condition
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BigId, sa.Identity(), nullable=False),
        _text("event_id", 36), _text("name", 100), _text("key", 200),
        _text("intake", 60, null=True), _text("season", 60, null=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger()),
        _instant("occurred_at"), _instant("recorded_at"), _text("traceparent", 55),
        sa.Column("body", sa.LargeBinary()),
        _instant("sent_at", null=True), _count("refusals"), _instant("next_at", null=True),
        _instant("dead_at", null=True), _count("unrouted"),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("event_id", name="uq_outbox_event_id"),
        sqlite_autoincrement=True,
    )
    _index("outbox", "id", name="unsent", where="sent_at IS NULL")
    _index("outbox", "key", name="refused", where="sent_at IS NULL AND refusals > 0")
    _index("outbox", "key", "name")


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("seq", BigId, sa.Identity(), nullable=False),
        _text("event_id", 64), _text("name", 100), _text("key", 200),
        _text("intake", 60, null=True), _text("season", 60, null=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        _instant("occurred_at"), _text("traceparent", 55, null=True),
        sa.Column("body", sa.LargeBinary()),
        _text("status", 12), _count("attempts"), _instant("next_at", null=True), _text("waiting_for", 200, null=True),
        sa.Column("error", sa.Text()),
        _instant("received_at"), _instant("handled_at", null=True),
        sa.PrimaryKeyConstraint("seq", name="pk_inbox"),
        sa.UniqueConstraint("event_id", name="uq_inbox_event_id"),
        sqlite_autoincrement=True,
    )
    is_open = "status IN ('failed','waiting','dead')"
    _index("inbox", "key", name="open_key", where=is_open)
    _index("inbox", "next_at", name="due", where=is_open)
    _index("inbox", "waiting_for", where=is_open)
    _index("inbox", "name")


def _heard() -> None:
    op.create_table(
        "heard",
        _text("key", 200), _text("name", 100),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", "name", name="pk_heard"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        _text("id", 36), _instant("recorded_at"), _text("actor", 100), _text("action", 100), _text("subject", 200),
        sa.Column("details", sa.Text(), nullable=False),
        _text("traceparent", 55),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    _index("audit", "subject")
    op.create_table(
        "audit_chain",
        sa.Column("seq", BigId, sa.Identity(), nullable=False),
        _text("audit_id", 36), _text("hash", 64),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_chain"),
        sa.UniqueConstraint("audit_id", name="uq_audit_chain_audit_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit_heads",
        sa.Column("seq", BigId, autoincrement=False, nullable=False),
        _text("hash", 64), _instant("signed_at"), _text("public", 64), _text("signature", 100),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_heads"),
    )


def _season() -> None:
    op.create_table(
        "seasons",
        _text("season", 60), _text("intake", 60),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("officers", sa.Text(), nullable=False),
        _instant("signed_at"), _text("signature", 100), _instant("adopted_at"),
        sa.PrimaryKeyConstraint("season", name="pk_seasons"),
    )
    op.create_table(
        "clocks",
        _text("intake", 60),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("intake", name="pk_clocks"),
    )
    op.create_table(
        "orders",
        _text("id", 36), _text("season", 60), _instant("given_at"), sa.Column("document", sa.Text(), nullable=False),
        _instant("heard_at"),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
    )
    op.create_table(
        "moments",
        _text("season", 60), _text("moment", 100), _instant("instant"), _instant("recorded_at"),
        sa.PrimaryKeyConstraint("season", "moment", "instant", name="pk_moments"),
    )


def _identity() -> None:
    op.create_table(
        "token_keys",
        _text("kid", 64), _text("public", 64), _instant("signs_from"), _instant("ends_at"),
        sa.PrimaryKeyConstraint("kid", name="pk_token_keys"),
    )
    op.create_table(
        "revoked_sessions",
        _text("session", 36), _instant("until"),
        sa.PrimaryKeyConstraint("session", name="pk_revoked_sessions"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        _text("id", 36), _text("kind", 60), _text("owner", 100), _text("status", 10), _count("progress"),
        sa.Column("total", sa.Integer()),
        sa.Column("input", sa.LargeBinary(), nullable=False),
        sa.Column("report", sa.LargeBinary()),
        sa.Column("state", sa.LargeBinary()),
        _count("attempts"), _text("error", 100, null=True), _text("traceparent", 55),
        _instant("asked_at"), _instant("created_at"), _instant("finished_at", null=True), _instant("due_at"),
        _text("lease", 36, null=True), _instant("lease_until", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    _index("jobs", "due_at", name="unfinished", where="status IN ('queued', 'running')")


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        _text("actor", 100), _text("key", 100), _text("digest", 64),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        _instant("recorded_at"),
        sa.PrimaryKeyConstraint("actor", "key", name="pk_idempotency"),
    )
    _index("idempotency", "recorded_at")

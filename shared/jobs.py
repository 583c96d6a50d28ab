"""Work that takes longer than a request: rows in ``jobs``, done in slices by the worker, resumed after a crash.

A slice (:attr:`JobKind.step`) is one transaction: its effect and the job's progress commit together, so a
killed worker repeats nothing. A job is leased to one worker at a time; a lease that ran out is taken over.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from shared import trace
from shared.db import CHASSIS, Database, DatabaseAway, Seal, Tx, UtcDateTime
from shared.kernel import LongmenError, new_id
from shared.logs import open_log

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
LEASE = timedelta(seconds=60)
SLICE_SECONDS = 0.5
MOST_ATTEMPTS = 5

JOBS = Table(
    "jobs",
    CHASSIS,
    Column("id", String(36), primary_key=True),
    Column("kind", String(60), nullable=False),
    Column("owner", String(100), nullable=False),
    Column("status", String(10), nullable=False),
    Column("progress", Integer, nullable=False, server_default="0"),
    Column("total", Integer),
    Column("input", LargeBinary, nullable=False),  # sealed: it may name people
    Column("report", LargeBinary),  # sealed: errors by row quote what was found there
    Column("state", LargeBinary),  # sealed: where the next slice goes on
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", String(100)),
    Column("traceparent", String(55), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),  # the season's time at receipt: what the work decides by
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("due_at", UtcDateTime, nullable=False),
    Column("lease", String(36)),
    Column("lease_until", UtcDateTime),
)
_unfinished = text("status IN ('queued', 'running')")
"""Written out, for SQLite to see the index."""
Index("ix_jobs_unfinished", JOBS.c.due_at, postgresql_where=_unfinished, sqlite_where=_unfinished)

_insert = insert(JOBS)
_of_id = select(JOBS).where(JOBS.c.id == bindparam("an_id"))
_due = (
    select(JOBS)
    .where(_unfinished, JOBS.c.due_at <= bindparam("wall"))
    .where(or_(JOBS.c.lease_until.is_(None), JOBS.c.lease_until < bindparam("wall")))
    .order_by(JOBS.c.due_at, JOBS.c.id)
    .limit(1)
)
_count_unfinished = select(func.count()).select_from(JOBS).where(_unfinished)
_due_alone = _due.with_for_update(skip_locked=True)
_mine = update(JOBS).where(JOBS.c.id == bindparam("an_id"), JOBS.c.lease == bindparam("my_lease"))
_any = update(JOBS).where(JOBS.c.id == bindparam("an_id"))


@dataclass(frozen=True, kw_only=True)
class Job:
    """One row of ``jobs``. ``input`` is what was asked for: small JSON, large things by digest."""

    id: str
    kind: str
    owner: str
    status: str
    progress: int
    total: int | None
    input: Mapping[str, Any]
    report: Mapping[str, Any]
    state: Mapping[str, Any]
    attempts: int
    error: str | None
    asked_at: datetime
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a slice reached: ``state`` is given to the next slice, ``report`` is shown to the owner."""

    progress: int
    total: int | None = None
    report: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    done: bool = False


@dataclass(frozen=True)
class JobKind:
    """A kind of work. ``prepare`` reads the input outside any transaction, once for many slices; ``step`` does one
    slice in one transaction. A LongmenError from either ends the job with its text; anything else is tried again.
    ``ended`` clears away what the work needed, after its end is committed: a worker killed in between never comes to
    it, so something else must look for leftovers."""

    name: str
    step: Callable[[Tx, Job, Any], Step]
    prepare: Callable[[Database, Job], Any] = lambda db, job: None
    ended: Callable[[Job], None] = lambda job: None


class LeaseLost(Exception):
    """Another worker took the job over: this slice is rolled back."""


def enqueue(tx: Tx, kind: str, **input: Any) -> str:  # noqa: A002
    """Ask for work within this transaction, as its actor; returns the job's id."""
    job_id = new_id()
    tx.conn.execute(_insert, {
        "id": job_id, "kind": kind, "owner": tx.actor, "status": QUEUED, "input": _seal(tx.box, "input", job_id, input),
        "traceparent": trace.current(), "asked_at": tx.now, "created_at": tx.wall, "due_at": tx.wall,
    })
    return job_id


def unfinished(conn: Connection) -> int:
    """How many jobs are queued or running."""
    return conn.execute(_count_unfinished).scalar_one()


def job_of(conn: Connection, box: Seal, job_id: str) -> Job | None:
    """A job as it stands. Who may see it is the door's question."""
    row = conn.execute(_of_id, {"an_id": job_id}).one_or_none()
    return None if row is None else _job(row, box)


@dataclass(frozen=True)
class _Held:
    """A job in the hand of one worker."""

    job: Job
    lease: str
    wall: datetime
    traceparent: str


class JobRunner:
    """One worker's hand on one service's jobs."""

    def __init__(self, db: Database, kinds: Sequence[JobKind], *, seconds: float = SLICE_SECONDS) -> None:
        self._db = db
        self._kinds = {kind.name: kind for kind in kinds}
        self._seconds = seconds
        self._prepared: tuple[str, Any] | None = None
        self._log = open_log(db.service)

    def run_due(self, wall: datetime) -> bool:
        """Work on the job that has waited longest, for about :data:`SLICE_SECONDS`. True if there was one."""
        with self._db.read() as conn:
            if conn.execute(_due, {"wall": wall}).first() is None:
                return False
        held = self._take(wall)
        if held is None:
            return False
        with trace.traced(held.traceparent):
            self._try(held)
        return True

    def _take(self, wall: datetime) -> _Held | None:
        # The attempt is committed first: a job that kills its worker does not do so for ever.
        with self._db.begin(actor="worker", wall=wall) as tx:
            row = tx.conn.execute(_due_alone, {"wall": wall}).one_or_none()
            if row is None:
                return None
            held = _Held(_job(row, tx.box), new_id(), wall, row.traceparent)
            values = {"lease": held.lease, "lease_until": wall + LEASE, "status": RUNNING, "attempts": row.attempts + 1}
            tx.conn.execute(_any.values(**values), {"an_id": row.id})
            return held

    def _try(self, held: _Held) -> None:
        try:
            self._work(held)
        except LeaseLost:
            self._log.warning("job_lease_lost", job=held.job.id)
        except DatabaseAway:
            raise
        except LongmenError as error:
            self._refuse(held, error)
        except Exception as error:  # noqa: BLE001  (a job's own mistake must not stop the worker)
            self._retry(held, error)

    def _work(self, held: _Held) -> None:
        if held.job.attempts >= MOST_ATTEMPTS:
            self._fail(held, "interrupted")
            return
        kind = self._kinds[held.job.kind]
        if self._prepared is None or self._prepared[0] != held.job.id:
            self._prepared = (held.job.id, kind.prepare(self._db, held.job))
        until = time.monotonic() + self._seconds
        done = False
        while not done:
            held, done = self._slice(kind, held, self._prepared[1])
            if not done and time.monotonic() >= until:
                self._put(held, lease=None, lease_until=None, due_at=held.wall)
                return
        self._prepared = None
        self._ended(held)

    def _slice(self, kind: JobKind, held: _Held, prepared: Any) -> tuple[_Held, bool]:
        job = held.job
        with self._db.begin(actor=job.owner, now=job.asked_at, wall=held.wall) as tx:
            step = kind.step(tx, job, prepared)
            ended = {"status": DONE, "finished_at": held.wall, "lease": None} if step.done else {}
            values = {
                "progress": step.progress, "total": step.total, "attempts": 0, "error": None,
                "report": _seal(tx.box, "report", job.id, step.report),
                "state": _seal(tx.box, "state", job.id, step.state), **ended,
            }
            if tx.conn.execute(_mine.values(**values), {"an_id": job.id, "my_lease": held.lease}).rowcount == 0:
                raise LeaseLost
        reached = replace(
            job, progress=step.progress, total=step.total, report=step.report, state=step.state, attempts=0
        )
        return replace(held, job=reached), step.done

    def _refuse(self, held: _Held, error: LongmenError) -> None:
        """A rule said no: trying again would not help. The report says why, in the words of the rule."""
        refusal = {"code": error.code, "field": error.field, "message": error.text, **getattr(error, "members", {})}
        report = {**held.job.report, "refusal": refusal}
        self._fail(held, error.code, report=_seal(self._db.box, "report", held.job.id, report))

    def _retry(self, held: _Held, error: Exception) -> None:
        attempts = held.job.attempts + 1
        self._log.error("job_failed", job=held.job.id, kind=held.job.kind, attempts=attempts, exc_info=error)
        if attempts >= MOST_ATTEMPTS:
            self._fail(held, type(error).__name__)
            return
        self._prepared = None
        self._put(held, due_at=held.wall + timedelta(seconds=2**attempts), lease=None, lease_until=None)

    def _fail(self, held: _Held, error: str, **values: Any) -> None:
        self._prepared = None
        if self._put(held, status=FAILED, error=error, finished_at=held.wall, lease=None, **values):
            self._ended(held)

    def _ended(self, held: _Held) -> None:
        kind = self._kinds.get(held.job.kind)
        try:
            if kind is not None:
                kind.ended(held.job)
        except OSError as error:  # the work is done; what is left over is found by whoever looks for leftovers
            self._log.warning("job_leftover", job=held.job.id, exc_info=error)

    def _put(self, held: _Held, **values: Any) -> bool:
        """Write this to the job; false if another worker has it by now."""
        with self._db.begin(actor="worker", wall=held.wall) as tx:
            mine = tx.conn.execute(_mine.values(**values), {"an_id": held.job.id, "my_lease": held.lease})
            return mine.rowcount > 0


def _job(row: Row[Any], box: Seal) -> Job:
    return Job(
        id=row.id, kind=row.kind, owner=row.owner, status=row.status, progress=row.progress, total=row.total,
        input=_open(box, "input", row), report=_open(box, "report", row), state=_open(box, "state", row),
        attempts=row.attempts, error=row.error, asked_at=row.asked_at, created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _seal(box: Seal, column: str, job_id: str, value: Mapping[str, Any]) -> bytes:
    return box.seal(json.dumps(value, ensure_ascii=False), table="jobs", column=column, row=job_id)


def _open(box: Seal, column: str, row: Row[Any]) -> Mapping[str, Any]:
    sealed = getattr(row, column)
    if sealed is None:
        return {}
    value: Mapping[str, Any] = json.loads(box.open(sealed, table="jobs", column=column, row=row.id))
    return value

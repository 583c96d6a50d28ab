"""Taking messages: handled once, parked when they fail, tried again in order."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from shared import codec, trace
from shared.back_off import back_off
from shared.bus import Message
from shared.contracts import REGISTRY, Event, Kind
from shared.db import Database, DatabaseAway, Tx
from shared.inbox import rows
from shared.inbox.heard import Handler, NotYet, TooNew, Untrusted, heard_of, is_trusted, unforged
from shared.inbox.rows import OPEN, Status
from shared.kernel import NotFound, wall_clock
from shared.logs import masked

ATTEMPTS = 8
SAFETY_NET = timedelta(seconds=30)
"""A waiting message is also tried this often: what it waits for may have come through another door."""


class Inbox:
    """A service's inbox over its SUBSCRIPTIONS table."""

    def __init__(
        self, db: Database, subscriptions: Mapping[type[Event], Handler], *, attempts: int = ATTEMPTS,
        on_outcome: Callable[[str, str], None] = lambda name, outcome: None,
    ) -> None:
        self._db = db
        self._handlers = {contract.NAME: handler for contract, handler in subscriptions.items()}
        self._attempts = attempts
        self._on_outcome = on_outcome

    @property
    def names(self) -> frozenset[str]:
        """Every event name that this service hears."""
        return frozenset(self._handlers)

    # -- arriving ---------------------------------------------------------------------------------------------

    def take(self, messages: Sequence[Message]) -> None:
        """Handle messages in order, those of one name together. Returns when each is committed: done or parked.

        Raises :class:`shared.db.DatabaseAway`: then nothing of what is not yet committed may be acknowledged.
        """
        ours = [message for message in messages if message.name in self._handlers or message.name not in REGISTRY]
        for _ in range(len(messages) - len(ours)):
            self._on_outcome("unknown", "ignored")  # a binding outlived its hearer: the name is no label
        if ours:
            self._take_runs([list(run) for _, run in groupby(ours, key=lambda message: message.name)])

    def take_alone(self, message: Message) -> None:
        """A message delivered before that never came to an end: it may be what kills the worker. The attempt is
        committed before it is handled, and at the limit it is dead."""
        if message.name not in self._handlers or not is_trusted(message):
            return self.take([message])
        with self._db.begin(actor="inbox") as tx:
            new = self._insert(tx, [message])
            row = tx.conn.execute(rows.LOCK, {"id": message.id}).one()
            if not new and row.status not in (Status.FAILED, Status.WAITING):
                return None
            tried = row.attempts + 1
            self._write_parked(tx, message, Status.DEAD if tried >= self._attempts else Status.FAILED,
                               tried=tried, why="delivered before without coming to an end")
            if tried >= self._attempts:
                self._on_outcome(message.name, Status.DEAD)
                return None
        return self._retry(message.id, counted=True)

    def bury(self, message: Message, reason: str) -> None:
        """Keep what cannot be handled at all, dead, for a person to see."""
        message = unforged(message)
        with self._db.begin(actor="inbox") as tx:
            if self._insert(tx, [message]):
                self._write_parked(tx, message, Status.DEAD, tried=0, why=reason)
        self._on_outcome(message.name if message.name in self._handlers else "unknown", Status.DEAD)

    def _take_runs(self, runs: list[list[Message]]) -> None:
        """Runs of several names in one transaction: names that take turns would else cost a commit for each message.
        What fails together is taken run by run, then one by one."""
        try:
            done = self._commit(runs)
        except DatabaseAway:
            raise
        except Exception as error:  # noqa: BLE001  (whatever a handler raises is kept with its message)
            if len(runs) == len(runs[0]) == 1:
                self._park(runs[0][0], error)
                return
            for fewer in ([run] for run in runs) if len(runs) > 1 else ([[message]] for message in runs[0]):
                self._take_runs(fewer)
            return
        self._wake(done)

    def _commit(self, runs: list[list[Message]]) -> set[str]:
        done: set[str] = set()
        outcomes: list[tuple[str, str]] = []
        with self._db.begin(actor="inbox") as tx:
            for run in runs:
                tx.actor = f"event:{run[0].name}"
                with trace.traced(run[0].traceparent):
                    done |= self._handle_new(tx, run, outcomes)
        for name, outcome in outcomes:
            self._on_outcome(name, outcome)
        return done

    def _handle_new(self, tx: Tx, run: list[Message], outcomes: list[tuple[str, str]]) -> set[str]:
        name, new = run[0].name, self._insert(tx, run)
        fresh = list({message.id: message for message in run if message.id in new}.values())
        if not fresh:
            return set()
        events = {message.id: self._open(message) for message in fresh}
        if REGISTRY[name].KIND is Kind.FACT:
            ready = self._let_facts_wait(tx, fresh)
            outcomes += [(name, Status.WAITING)] * (len(fresh) - len(ready))
        else:
            ready = self._keep_newest(tx, name, fresh)
        if ready:
            self._handlers[name](tx, [heard_of(message, events[message.id]) for message in ready])
            outcomes += [(name, Status.DONE)] * len(ready)
        return {message.key for message in ready}

    def _insert(self, tx: Tx, run: Iterable[Message]) -> set[str]:
        arrived = {
            message.id: {
                "event_id": message.id, "name": message.name[:100], "key": message.key[:200], "intake": message.intake,
                "season": message.season, "epoch": message.version[0], "n": message.version[1],
                "occurred_at": message.occurred_at, "traceparent": message.traceparent, "status": Status.DONE,
                "received_at": tx.wall, "handled_at": tx.wall,
            }
            for message in run
        }
        return rows.insert_new(tx.conn, list(arrived.values()))

    def _let_facts_wait(self, tx: Tx, fresh: list[Message]) -> list[Message]:
        found = tx.conn.execute(rows.BLOCKED[tx.conn.dialect.name], {"keys": [message.key for message in fresh]})
        blocked = set(found.scalars())
        for message in fresh:
            if message.key in blocked:
                why = "behind an earlier one of its key"
                self._write_parked(tx, message, Status.WAITING, lacks=message.key, why=why)
        return [message for message in fresh if message.key not in blocked]

    def _keep_newest(self, tx: Tx, name: str, fresh: list[Message]) -> list[Message]:
        newest = {message.key: message for message in sorted(fresh, key=lambda message: message.version)}
        found = tx.conn.execute(rows.HEARD_VERSIONS[tx.conn.dialect.name], {"of": name, "keys": list(newest)})
        heard = {row.key: (row.epoch, row.n) for row in found}
        ready = [m for key, m in newest.items() if m.version > heard.get(key, (0, 0))]
        kept = {message.id for message in ready}
        if old := [message.id for message in fresh if message.id not in kept]:
            tx.conn.execute(rows.SETTLE, {"ids": old, "becomes": Status.SUPERSEDED, "wall": tx.wall})
        if ready:
            self._note_versions(tx, ready)
        return ready

    def _note_versions(self, tx: Tx, states: list[Message]) -> None:
        tx.conn.execute(
            rows.UPSERT_HEARD[tx.conn.dialect.name],
            [{"key": m.key, "name": m.name, "epoch": m.version[0], "n": m.version[1]} for m in states],
        )
        tx.conn.execute(
            rows.SUPERSEDE_OPEN,
            [{"of": m.name, "of_key": m.key, "of_epoch": m.version[0], "of_n": m.version[1], "wall": tx.wall}
             for m in states],
        )

    def _open(self, message: Message) -> Event:
        if not is_trusted(message):
            raise Untrusted(reason=f"{message.publisher} tells {message.name} of {message.key}")
        if message.name not in REGISTRY:  # contracts stay for ever: it is of a newer release, whose bindings are here
            raise TooNew(message.name)
        return codec.decode(message.name, message.body)

    # -- failing ----------------------------------------------------------------------------------------------

    def _park(self, message: Message, error: BaseException, *, tried: int = 0) -> None:
        message = unforged(message)
        with self._db.begin(actor="inbox") as tx:
            self._insert(tx, [message])
            if isinstance(error, NotYet):
                self._write_parked(tx, message, Status.WAITING, tried=tried, lacks=error.key[:200], why=_words(error))
                outcome = Status.WAITING
            else:
                hopeless = isinstance(error, codec.Malformed | Untrusted) or tried + 1 >= self._attempts
                outcome = Status.DEAD if hopeless else Status.FAILED
                self._write_parked(tx, message, outcome, tried=tried + 1, why=_words(error))
        self._on_outcome(message.name if message.name in self._handlers else "unknown", outcome)

    def _write_parked(  # noqa: PLR0913
        self, tx: Tx, message: Message, becomes: Status, *, tried: int = 0, lacks: str | None = None, why: str
    ) -> None:
        again = {Status.WAITING: tx.wall + SAFETY_NET, Status.FAILED: tx.wall + back_off(tried)}.get(becomes)
        kept = message.body[: codec.LIMIT]
        tx.conn.execute(rows.PARK, {
            "id": message.id, "becomes": becomes, "tried": tried, "again": again, "lacks": lacks, "why": why,
            "kept": self._db.box.seal(kept, table="inbox", column="body", row=message.id),
        })

    # -- trying again -----------------------------------------------------------------------------------------

    def retry_due(self, wall: datetime | None = None) -> bool:
        """Try what failed and whose time has come. True if anything was tried."""
        with self._db.read() as conn:
            due = conn.execute(rows.DUE, {"wall": wall or wall_clock()}).scalars().all()
        for event_id in due:
            self._retry(event_id)
        return bool(due)

    def retry(self, event_id: str) -> str:
        """Try one now, dead or not, at a person's wish. Returns its status afterwards."""
        self._retry(event_id, revive=True)
        with self._db.read() as conn:
            row = conn.execute(rows.GET, {"id": event_id}).one_or_none()
        if row is None:
            raise NotFound
        return str(row.status)

    def discard(self, event_id: str, *, order_number: str, actor: str) -> None:
        """Give a message up, by an order that is written down; what waited behind it goes on."""
        with self._db.begin(actor=actor) as tx:
            row = tx.conn.execute(rows.LOCK, {"id": event_id}).one_or_none()
            if row is None or row.status not in OPEN:
                raise NotFound
            tx.conn.execute(rows.SETTLE, {"ids": [event_id], "becomes": Status.DISCARDED, "wall": tx.wall})
            tx.audit("inbox.discard", f"event/{event_id}", name=row.name, key=row.key, order_number=order_number)
        self._wake({row.key})

    def _wake(self, keys: set[str]) -> None:
        queue = deque([keys])
        while queue:
            waiting = queue.popleft()
            if not waiting:
                continue
            with self._db.read() as conn:
                woken = conn.execute(rows.WOKEN[conn.dialect.name], {"keys": list(waiting)}).scalars().all()
            for event_id in woken:
                queue.append(self._try(event_id))

    def _retry(self, event_id: str, *, counted: bool = False, revive: bool = False) -> None:
        self._wake(self._try(event_id, counted=counted, revive=revive))

    def _try(self, event_id: str, *, counted: bool = False, revive: bool = False) -> set[str]:
        """One message again, in its own transaction. Returns the keys that it may have set free."""
        message, attempts = None, 0
        try:
            with self._db.begin(actor="inbox.retry") as tx:
                row = tx.conn.execute(rows.LOCK, {"id": event_id}).one_or_none()
                if row is None or row.status not in (OPEN if revive else (Status.FAILED, Status.WAITING)):
                    return set()
                attempts = row.attempts - counted
                message = self._unpark(row)
                return self._handle_again(tx, row, message)
        except DatabaseAway:
            raise
        except Exception as error:
            if message is None:
                raise
            self._park(message, error, tried=attempts)
            return set()

    def _handle_again(self, tx: Tx, row: Row[Any], message: Message) -> set[str]:
        event = self._open(message)
        if REGISTRY[row.name].KIND is Kind.FACT:
            if tx.conn.execute(rows.EARLIER_OPEN, {"of_key": row.key, "before": row.seq}).first():
                self._write_parked(tx, message, Status.WAITING, tried=row.attempts, lacks=row.key,
                                   why="behind an earlier one of its key")
                return set()
        else:
            newest = rows.HEARD_VERSIONS[tx.conn.dialect.name]
            found = tx.conn.execute(newest, {"of": row.name, "keys": [row.key]}).one_or_none()
            if found and (found.epoch, found.n) >= message.version:
                tx.conn.execute(rows.SETTLE, {"ids": [row.event_id], "becomes": Status.SUPERSEDED, "wall": tx.wall})
                return {row.key}
            self._note_versions(tx, [message])
        with trace.traced(row.traceparent):
            self._handlers[row.name](tx, [heard_of(message, event)])
        tx.conn.execute(rows.SETTLE, {"ids": [row.event_id], "becomes": Status.DONE, "wall": tx.wall})
        self._on_outcome(row.name, Status.DONE)
        return {row.key}

    def _unpark(self, row: Row[Any]) -> Message:
        body = self._db.box.open(row.body, table="inbox", column="body", row=row.event_id)
        return Message(
            id=row.event_id, name=row.name, publisher=row.key.split("/", 1)[0], key=row.key,
            version=(row.epoch, row.n), occurred_at=row.occurred_at, body=body, intake=row.intake,
            season=row.season, traceparent=row.traceparent,
        )


def _words(error: BaseException) -> str:
    """For the operator, and kept in clear: without anybody's name or number."""
    return masked(f"{type(error).__name__}: {error}")[:2000]

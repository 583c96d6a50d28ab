"""The colleges' link on RabbitMQ: their letters carried down, and what they write taken."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text

from services.admission.store import mailbox as mail
from services.admission.store.mailbox import LINK
from services.admission.usecases import letter, link
from services.admission.usecases.letter import Envelope
from services.admission.usecases.link import Came
from shared.back_off import back_off
from shared.bus import BusAway, Published
from shared.bus.letters import Arrival, LetterBox, Parcel
from shared.db import Database, DatabaseAway, Tx
from shared.kernel import wall_clock
from shared.logs import open_log
from shared.season.replica import SeasonReplica

ACTOR = "worker:link"
AT_ONCE = 200
"""Letters of one transaction and one wait for confirms."""
REST = timedelta(seconds=5)
"""Before a broker that is away is tried again: nobody else's work waits for it."""

log = open_log("admission")
_LOCK_KEY = 0x6D61696C
_no_longer = text("SET LOCAL idle_in_transaction_session_timeout = '30s'")
_lock = text("SELECT pg_try_advisory_xact_lock(:key)")


class Carrier:
    """An errand of the worker: letters for colleges on the link go out on RabbitMQ, and what they write is taken."""

    def __init__(self, box: LetterBox) -> None:
        self._box = box
        self._rests_until: datetime | None = None
        self._replica: SeasonReplica | None = None

    def __call__(self, db: Database, wall: datetime) -> bool:
        """True if anything was carried or heard. A broker that is away keeps nobody waiting."""
        if self._rests_until is not None and wall < self._rests_until:
            return False
        self._replica = self._replica or SeasonReplica(db, public_key="")
        try:
            moved = self._send(db, wall)
            return self._box.hear(lambda arrival: self._take(db, arrival), _not_taken) or moved
        except BusAway as error:
            log.warning("link_away", reason=str(error))
            self._rests_until = wall + REST
            return False

    def close(self) -> None:
        """Take leave of the broker."""
        self._box.close()

    def _send(self, db: Database, wall: datetime) -> bool:
        """One batch. One worker at a time carries; the others stand by, as relays do."""
        with db.begin(actor=ACTOR, wall=wall) as tx:
            if not db.is_sqlite and not _alone(tx):
                return False
            waiting = mail.unsent(tx.conn, tx.box, wall=wall, most=AT_ONCE)
            if not waiting:
                return False
            parcels = [Parcel(message_id=each.message_id, kind=each.type, college=each.college, body=each.body)
                       for each in waiting]
            away = None
            try:
                published = self._box.send(parcels)
            except BusAway as error:
                away, published = error, error.published
            _mark(tx, published, wall)
        if away is not None:
            raise away
        return bool(published.confirmed)

    def _take(self, db: Database, arrival: Arrival) -> None:
        if arrival.college is None:
            log.warning("letter_of_nobody", size=len(arrival.body))
            return
        envelope = letter.read(arrival.body)
        try:
            self._answer(db, arrival, envelope, arrival.college)
        except (DatabaseAway, BusAway):
            raise
        except Exception:  # it is kept and answered, and a person looks; if that fails too, the box tries it again
            log.exception("letter_not_handled", college=arrival.college)
            self._answer(db, arrival, replace(envelope, fault=link.LetterNotHandled()), arrival.college)

    def _answer(self, db: Database, arrival: Arrival, envelope: Envelope, college: str) -> None:
        wall = wall_clock()
        assert self._replica is not None
        intake = next((copy.intake for copy in self._replica.copies() if copy.season == envelope.season), None)
        said = envelope.letter.sent_at if envelope.letter else wall
        now, since, said_at = (
            self._replica.season_time(intake, each) if intake else each
            for each in (wall, arrival.listening_since, said)
        )
        sender = f"link:college.{college}"
        with db.begin(actor=sender, now=now, wall=wall) as tx:
            link.take(tx, envelope, Came(
                college=college, door=LINK, sender=sender, scope=college, proven=arrival.proven,
                said_at=said_at, listening_since=since))


def _not_taken(arrival: Arrival, error: Exception, is_over: bool) -> None:  # noqa: FBT001  (a sentence of two words)
    """Not even its receipt could be stored. Given up, it is among the dead letters, and so on the operator's page."""
    said = log.error if is_over else log.warning
    said("letter_set_aside" if is_over else "letter_tried_again", college=arrival.college, size=len(arrival.body),
         reason=type(error).__name__)


def _alone(tx: Tx) -> bool:
    """Whether no other worker carries. One that freezes gives the lock up by itself."""
    tx.conn.execute(_no_longer)
    return bool(tx.conn.execute(_lock, {"key": _LOCK_KEY}).scalar_one())


def _mark(tx: Tx, published: Published, wall: datetime) -> None:
    mail.mark_sent(tx, published.confirmed)
    for message_id, why in published.refused.items():
        mail.mark_refused(tx, message_id, why=why, again=wall + back_off(1))

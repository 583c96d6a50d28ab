"""Asking the others of a rehearsal to act, and telling what came of it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from services.admission.domain.play import Play, PlayUnderWay, check_open, check_playable
from services.admission.store import intake as intakes
from services.admission.store import play as store
from shared.db import Tx
from shared.kernel import NotFound, new_id

SHOWN = 20
"""How many plays a list goes back."""


def request_play(tx: Tx, code: str) -> Play:
    """Let everybody else act. While a play is under way it is that one: nobody acts twice at once."""
    intake = intakes.locked(tx, code)
    if intake is None:
        raise NotFound(field="intake")
    check_playable(rehearsal=intake.rehearsal)
    if (under_way := _under_way(tx, code)) is not None:
        return under_way
    play = Play(id=new_id(), intake=code, requested_by=tx.actor, requested_at=tx.now, recorded_at=tx.wall)
    store.add(tx, play)
    tx.audit("play.request", f"intake/{code}", play=play.id)
    return play


def complete_play(tx: Tx, code: str, play_id: str, *, summary: str) -> Play:
    """What the others did, in words; once."""
    if intakes.locked(tx, code) is None:
        raise NotFound(field="intake")
    play = store.of_id(tx.conn, code, play_id)
    if play is None:
        raise NotFound(field="play")
    check_open(play)
    done = replace(play, done_at=tx.wall, summary=summary)
    store.finish(tx, done)
    tx.audit("play.complete", f"intake/{code}", play=play.id)
    return done


def check_through(tx: Tx, code: str) -> None:
    """Whether a person may go on to the next moment. Raises PlayUnderWay."""
    if _under_way(tx, code) is not None:
        raise PlayUnderWay


def _under_way(tx: Tx, code: str) -> Play | None:
    return next((each for each in store.newest(tx.conn, code, most=1) if each.is_under_way(wall=tx.wall)), None)


def plays_of(conn: Connection, code: str) -> Sequence[Play]:
    """The plays of an intake, the newest first. Raises NotFound."""
    if intakes.of_code(conn, code) is None:
        raise NotFound(field="intake")
    return store.newest(conn, code, most=SHOWN)

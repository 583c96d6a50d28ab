"""At start and hourly: what others must have heard is told again, and what counts no longer is forgotten."""

from datetime import timedelta

from services.registration.store import attempts, codes, sessions
from services.registration.usecases.keys import tell_keys
from shared.db import Tx

UNSENT_CODES_KEPT = timedelta(days=2)
ENDED_SESSIONS_KEPT = timedelta(days=30)


def retell(tx: Tx) -> None:
    """The keys of tokens; and failures, codes for nobody and ended sign-ins that are old enough."""
    tell_keys(tx)
    attempts.forget(tx.conn, wall=tx.wall)
    codes.forget(tx.conn, before=tx.wall - UNSENT_CODES_KEPT)
    sessions.forget(tx.conn, before=tx.wall - ENDED_SESSIONS_KEPT)

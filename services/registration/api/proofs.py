"""Whoever is signed in, and says the own password once more, over HTTP."""

from services.registration.api.attempts import caller
from services.registration.usecases import sessions
from services.registration.usecases.proofs import Owner, look_up_owner
from services.registration.usecases.sessions import Asked, Proof
from shared.security.passwords import Passwords
from shared.web.access import principal
from shared.web.door import reading, receipt
from shared.web.parts import adapter, parts


def signed_in_owner() -> Owner:
    """The account, and the sign-in that asks."""
    who = principal()
    return Owner(who.subject, who.session, caller())


def proved(owner: Owner, password: str) -> tuple[Asked, Proof]:
    """The own password, looked at. Raises SignInWait for whoever has guessed too often."""
    with reading() as conn:
        asked = look_up_owner(conn, parts().database.box, owner, now=receipt())
    return asked, sessions.prove(asked, adapter(Passwords), password)

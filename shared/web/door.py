"""What a view takes at the door: the time its request was received, and the one transaction it works in.

::

    @accounts.route("/accounts", methods=["POST"])
    @public
    @accounts.arguments(AccountIn)
    @accounts.response(201, AccountOut)
    def open_account(body):
        with writing(intake=body["intake"]) as tx:
            return account.open_account(tx, **body)
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from types import TracebackType
from typing import Self

from flask import g
from sqlalchemy import Connection

from shared.db import Tx
from shared.idempotency import claim
from shared.kernel import LongmenError
from shared.web.access import principal_or_none
from shared.web.parts import parts
from shared.web.problems import KeyBusy


def receipt() -> datetime:
    """When the whole request had been received, by the database's clock. This decides deadlines, nothing later."""
    at: datetime = g.receipt
    return at


def season_now(intake: str) -> datetime:
    """The season's time of this intake at the receipt of the request."""
    return parts().clock.season_time(intake, receipt())


def actor() -> str:
    """Who is written into the audit: role and subject, or ``public``."""
    who = principal_or_none()
    return who.actor if who else "public"


@contextmanager
def writing(*, intake: str | None = None) -> Iterator[Tx]:
    """The transaction of a write, committed at the end of the block.

    ``tx.now`` is the season's time of ``intake`` at receipt, or the receipt itself without an intake. When the
    request carries an Idempotency-Key the commit waits for the answer, so that both are kept or neither: such
    a view opens one transaction, and does nothing after it but answer.
    """
    now = season_now(intake) if intake else receipt()
    opened = parts().database.begin(actor=actor(), now=now, wall=parts().wall())
    deferred: DeferredCommit | None = g.get("deferred_commit")
    if deferred is None:
        with opened as tx:
            yield tx
    else:
        with deferred.open(opened) as tx:
            yield tx


@contextmanager
def recording(*, intake: str | None = None) -> Iterator[Tx]:
    """A transaction whose refusals are kept: what a use case noted before it said no (a wrong try) is committed, then
    the refusal goes on. It never waits for an Idempotency-Key's answer, so that no header undoes the note."""
    now = season_now(intake) if intake else receipt()
    refusal: LongmenError | None = None
    with parts().database.begin(actor=actor(), now=now, wall=parts().wall()) as tx:
        try:
            yield tx
        except LongmenError as error:
            refusal = error
    if refusal is not None:
        raise refusal


class DeferredCommit:
    """Holds the view's transaction open until its answer is made and kept beside the effect."""

    def __init__(self, *, actor: str, key: str) -> None:
        self.actor = actor
        self.key = key
        self.tx: Tx | None = None
        self._commit = ExitStack()

    @contextmanager
    def open(self, opened: AbstractContextManager[Tx]) -> Iterator[Tx]:
        """The transaction of the view. An error rolls it back at once, success leaves it open."""
        if self.tx is not None:
            raise RuntimeError("a view that answers an Idempotency-Key opens one transaction")
        with ExitStack() as own:
            tx = own.enter_context(opened)
            if not claim(tx, actor=self.actor, key=self.key):
                raise KeyBusy
            yield tx
            self.tx = tx
            self._commit = own.pop_all()

    def __enter__(self) -> Self:
        g.deferred_commit = self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        g.pop("deferred_commit")
        self._commit.__exit__(kind, error, traceback)


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection to look, without a write lock."""
    with parts().database.read() as conn:
        yield conn

"""Letters from colleges, by RabbitMQ or HTTPS: read, answered by a receipt, and kept, each once by college and id."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.admission.domain.result import Fault, Row
from services.admission.domain.returns import signers
from services.admission.domain.round import RoundUnknown
from services.admission.store import desk
from services.admission.store import link as store
from services.admission.store import mailbox as mail
from services.admission.store.link import Arrived
from services.admission.store.mailbox import Mail
from services.admission.usecases import mailbox, returns
from services.admission.usecases.letter import Envelope, LetterUnreadable
from services.admission.usecases.returns import Signature, Submission, Taken, Turn
from shared.contracts.colleges import (
    Letter,
    ResendRequested,
    ReturnReceipt,
    ReturnSignedOff,
    ReturnSubmitted,
    RowError,
)
from shared.db import Tx
from shared.kernel import LongmenError, NotFound, RuleBroken
from shared.season import Season
from shared.season.replica import kept

_DIGEST = re.compile(r"[0-9a-f]{64}")


class MessageIdReused(RuleBroken):
    """This id came before, with another letter: the first stands."""

    code = "message_id_reused"
    message = "该报文编号已用于另一份报文，请换用新的编号。"
    status = 409


class SenderUnproven(RuleBroken):
    """A letter names its sender by ``user_id``, which the broker verifies; one without could be anybody's."""

    code = "sender_unproven"
    message = "报文没有注明发送用户（user_id），未处理。"


class LetterNotHandled(LongmenError):
    """We failed at it; it is kept, and a person of ours looks."""

    code = "letter_not_handled"
    message = "系统未能处理该报文，已留存备查，请与考试院录取部门联系。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Came:
    """What came through a door. ``college``: whose door it was; ``person``: who is signed in, over HTTPS; ``proven``:
    whether the sender is known to be the college; ``scope``: what the sender may act for; ``listening_since``,
    and ``said_at`` (when the letter says that it was sent): on the season's clock."""

    college: str
    door: str
    sender: str
    scope: str
    person: str | None = None
    said_at: datetime | None = None
    proven: bool = True
    listening_since: datetime | None = None


def take(tx: Tx, envelope: Envelope, came: Came) -> Mail:
    """Let a letter take effect, once, and answer it. The receipt lies in the college's mailbox too. A letter that does
    not prove its sender uses no id up: its program is mended, and sends it again."""
    mail.hold(tx, came.college)
    known = store.known(tx.conn, came.college, envelope.message_id) if envelope.message_id else None
    if known is not None and known[0] == envelope.digest:
        before = mail.one(tx.conn, tx.box, known[1])
        if before is not None:
            return before
    receipt = _answer(tx, envelope, came, used=known is not None)
    about = envelope.letter
    (posted,) = mailbox.post(tx, came.college, [mailbox.Draft(
        content=receipt, about=envelope.message_id, season=about.season if about else None,
        round=about.round if about else None,
    )])
    if not came.proven:
        tx.audit("letter.unproven", f"mailbox/{came.college}", digest=envelope.digest)
    elif known is None and envelope.message_id is not None:
        store.add(tx, Arrived(
            college=came.college, message_id=envelope.message_id, type=about.type if about else "",
            digest=envelope.digest, door=came.door, sender=came.sender, body=envelope.body,
            accepted=receipt.accepted, receipt=posted.message_id, received_at=tx.now,
            said_at=about.sent_at if about else tx.now,
        ))
    return posted


def _answer(tx: Tx, envelope: Envelope, came: Came, *, used: bool) -> ReturnReceipt:
    """The receipt: what became of it, or all that is wrong with it. A use case that says no has written nothing."""
    try:
        if not came.proven:
            raise SenderUnproven
        if used:
            raise MessageIdReused
        if envelope.fault is not None:
            raise envelope.fault
        return _effect(tx, envelope, came)
    except LongmenError as error:
        errors = [_row_error(each) for each in getattr(error, "faults", ())]
        return ReturnReceipt(
            about=envelope.message_id, accepted=False, received_at=tx.now,
            errors=errors or [RowError(code=error.code, message=error.text)],
        )


def _effect(tx: Tx, envelope: Envelope, came: Came) -> ReturnReceipt:
    letter = envelope.letter
    assert letter is not None
    if letter.college != came.college:
        raise LetterUnreadable(reason="报文所写院校与发送院校不一致")
    turn = Turn(season=_season(tx, letter), round=letter.round or "", college=came.college, door=came.door,
                listening_since=came.listening_since)
    if turn.season.round(turn.round) is None:
        raise RoundUnknown(no=turn.round[:10])
    work, action = _EFFECTS[type(envelope.content)]
    receipt = work(tx, turn, envelope, came)
    desk.add(tx, action, scope=came.scope, season=turn.season.code, no=turn.round, college=came.college)
    return receipt


def _submit(tx: Tx, turn: Turn, envelope: Envelope, came: Came) -> ReturnReceipt:
    content, letter = envelope.content, envelope.letter
    assert isinstance(content, ReturnSubmitted)
    assert letter is not None
    rows = [Row(candidate_number=row.candidate_number, admit=row.admit, reason=row.reason) for row in content.rows]
    digest = returns.digest_of(turn, content.revision, letter.content["rows"])
    _check_revision(content.revision)
    taken = returns.submit(tx, turn, Submission(revision=content.revision, rows=rows, digest=digest, by=came.sender))
    return _receipt(tx, envelope, taken, revision=content.revision)


def _sign(tx: Tx, turn: Turn, envelope: Envelope, came: Came) -> ReturnReceipt:
    content, letter = envelope.content, envelope.letter
    assert isinstance(content, ReturnSignedOff)
    assert letter is not None
    _check_revision(content.revision)
    if not _DIGEST.fullmatch(content.return_digest):
        raise LetterUnreadable(reason="return_digest 须为64位小写十六进制数")
    taken = returns.sign(tx, turn, Signature(
        revision=content.revision, digest=content.return_digest, signers=_signers(content, came),
        said_at=came.said_at or letter.sent_at,
    ))
    return _receipt(tx, envelope, taken, revision=content.revision)


def _resend(tx: Tx, turn: Turn, envelope: Envelope, came: Came) -> ReturnReceipt:
    mail.resend(tx, came.college, turn.season.code, turn.round)
    tx.audit("mailbox.resend", f"mailbox/{came.college}", season=turn.season.code, round=turn.round)
    return ReturnReceipt(about=envelope.message_id, accepted=True, received_at=tx.now)


_EFFECTS: Mapping[type, tuple[Callable[[Tx, Turn, Envelope, Came], ReturnReceipt], str]] = {
    ReturnSubmitted: (_submit, "submitted"), ReturnSignedOff: (_sign, "signed"), ResendRequested: (_resend, "resend"),
}


def _signers(content: ReturnSignedOff, came: Came) -> list[str]:
    """Over HTTPS the person signed in, by account; over the link two names, of which only a digest is kept here: the
    letter itself has them, sealed."""
    if came.person is not None:
        return [came.person]
    return [
        f"link:{hashlib.sha256(f'{came.college}/{name}'.encode()).hexdigest()[:32]}"
        for name in signers(content.signed_by)
    ]


def _receipt(tx: Tx, envelope: Envelope, taken: Taken, *, revision: int) -> ReturnReceipt:
    made = taken.made
    return ReturnReceipt(
        about=envelope.message_id, accepted=True, received_at=tx.now, revision=revision,
        return_digest=made.digest if made else None, admitted=made.admitted if made else None,
        returned=made.returned if made else None, signatures=taken.signatures,
        standing=made.standing.value if made else "awaited", held_for=list(made.held_for) if made else [],
        held_by_us=made.held_by_us if made else False, errors=[_row_error(each) for each in taken.remarks],
    )


def _row_error(fault: Fault) -> RowError:
    return RowError(code=fault.code, message=fault.message, row=fault.row, candidate_number=fault.candidate_number)


def _check_revision(revision: int) -> None:
    if not 1 <= revision <= 1_000_000:
        raise LetterUnreadable(reason="revision 须为正整数")


def _season(tx: Tx, letter: Letter) -> Season:
    try:
        return kept(tx.conn, letter.season or "")
    except NotFound as error:
        raise RoundUnknown(no=(letter.round or "")[:10]) from error

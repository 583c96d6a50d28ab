"""What we and an admitting college's own program say to each other: a letter, and nine kinds of what is in it.

A letter is one JSON object, the same over RabbitMQ and over HTTPS, readable by itself wherever it is kept. Numbers are
integers, and what has decimals is text, so that everybody's canonical JSON is the same: keys sorted, no spaces, UTF-8.
Kinds only grow, by fields with defaults; a breaking change is a ``.v2`` sent beside ``.v1``.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from shared.contracts.college_parts import CandidateFile, Evidence, OfferedMajor, ReturnRow, RowError


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """The envelope of everything that is said.

    ``type``: one of the kinds below; it says what ``content`` is. ``message_id``: the sender's, at most 64 printable
    ASCII characters, never used twice by one sender for two contents. ``college``: who receives it (down) or sends it
    (up). ``season`` and ``round`` are null only in a receipt for what could not be read. ``digest``: hex of SHA-256
    over the canonical JSON of the whole letter without ``digest``.
    """

    type: str
    message_id: str
    college: str
    season: str | None
    round: str | None
    sent_at: datetime
    content: dict[str, Any]
    digest: str


# -------------------------------------------------------------------------------------------------------------- down


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundAnnounced:
    """A round and its deadlines, as they stand for this college. Said again when they move."""

    title: str
    choice: str
    down_at: datetime
    returns_from: datetime
    return_by: datetime
    majors: list[OfferedMajor]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundDispatch:
    """Part ``n`` of ``of`` of the candidates' files of a round. ``files_digest``: hex of SHA-256 over the canonical
    JSON of ``files``."""

    revision: int
    n: int
    of: int
    files: list[CandidateFile]
    files_digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundManifest:
    """All that was dispatched: ``count`` files in ``parts`` letters. ``files_digest``: hex of SHA-256 over the
    canonical JSON of one list of all files, part after part. The highest ``revision`` counts."""

    revision: int
    parts: int
    count: int
    files_digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnReceipt:
    """The answer to every letter from a college.

    ``about``: that letter's ``message_id`` (null where it had none). ``accepted``: whether it took effect; if not,
    ``errors`` says all that is wrong; if so, what will hold the return. ``standing`` of the return that it is about:
    ``awaited`` (signed before it came) | ``submitted`` (waits for two signatures) | ``signed`` (counts) | ``held``
    (signed; an officer decides on ``held_for``: ``late`` | ``over_seats``) | ``superseded``. ``held_by_us``: it is
    late only because we did not listen when it was sent; the officer sees both times. ``received_at`` is what decides.
    """

    about: str | None
    accepted: bool
    received_at: datetime
    errors: list[RowError] = field(default_factory=list)
    revision: int | None = None
    return_digest: str | None = None
    admitted: int | None = None
    returned: int | None = None
    signatures: int | None = None
    standing: str | None = None
    held_for: list[str] = field(default_factory=list)
    held_by_us: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundClosing:
    """The deadline is near and ``missing`` candidates of this college are without a signed result."""

    return_by: datetime
    missing: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundClosed:
    """The round is over for this college. ``held``: candidates on whom an officer has still to decide."""

    admitted: int
    returned: int
    held: int
    closed_at: datetime


# ---------------------------------------------------------------------------------------------------------------- up


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnSubmitted:
    """The college's results, of every candidate dispatched to it. The highest ``revision`` counts; a revision that was
    given is never given again with other rows. Its digest (``return_digest`` of the receipt): hex of SHA-256 over the
    canonical JSON of ``{"college", "revision", "round", "rows", "season"}``, rows as they stand here."""

    revision: int
    rows: list[ReturnRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnSignedOff:
    """The college stands by a return. It may come before that return, and waits for it.

    ``signed_by``: over RabbitMQ the two different persons of the college who signed, as its own system knows them; over
    HTTPS it is left empty, each letter being the signature of the person signed in, and two of them are needed.
    """

    revision: int
    return_digest: str
    signed_by: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class ResendRequested:
    """Send every letter of the round again, from our mailbox, as it was."""

    reason: str | None = None


DOWN: Final[dict[str, type]] = {
    "round_announced.v1": RoundAnnounced, "round_dispatch.v1": RoundDispatch, "round_manifest.v1": RoundManifest,
    "return_receipt.v1": ReturnReceipt, "round_closing.v1": RoundClosing, "round_closed.v1": RoundClosed,
}
"""By type: what we say."""
UP: Final[dict[str, type]] = {
    "return_submitted.v1": ReturnSubmitted, "return_signed_off.v1": ReturnSignedOff,
    "resend_requested.v1": ResendRequested,
}
"""By type: what colleges say. The routing key of such a letter is ``college.<code>.<type without .v1>``."""

__all__ = ["DOWN", "UP", "CandidateFile", "Evidence", "Letter", "OfferedMajor", "ResendRequested", "ReturnReceipt",
           "ReturnRow", "ReturnSignedOff", "ReturnSubmitted", "RoundAnnounced", "RoundClosed", "RoundClosing",
           "RoundDispatch", "RoundManifest", "RowError"]

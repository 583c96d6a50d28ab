"""Letters to a college: made, numbered and kept in its mailbox, which every door reads."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from services.admission.store import mailbox as store
from services.admission.store.mailbox import HTTPS, LINK, Mail
from shared import codec
from shared.contracts.colleges import DOWN, ReturnReceipt
from shared.db import Seal, Tx
from shared.kernel import in_beijing, new_id

TYPES = {kind: name for name, kind in DOWN.items()}

_IN_BEIJING = frozenset({"sent_at", "down_at", "returns_from", "return_by", "received_at", "closed_at"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What a letter says. ``content``: one of the kinds in ``shared.contracts.colleges``. ``encoded``: its canonical
    JSON where the caller has it already."""

    content: Any
    season: str | None
    round: str | None
    about: str | None = None
    encoded: bytes | None = None


def post(tx: Tx, college: str, drafts: Sequence[Draft]) -> list[Mail]:
    """Put letters into a college's mailbox, in order."""
    made = [_letter(tx.now, college, draft) for draft in drafts]
    store.add(tx, college, made)
    return made


def letters(conn: Connection, box: Seal, college: str, *, after: int, most: int) -> list[Mail]:
    """A college's letters after a number, oldest first."""
    return store.page(conn, box, college, after=after, most=most)


def receipts(conn: Connection, box: Seal, college: str, *, season: str, no: str) -> list[ReturnReceipt]:
    """What the college's program was answered in a round, oldest first."""
    found = store.of_round(conn, box, college, season=season, no=no, kind=TYPES[ReturnReceipt])
    return [codec.revived(ReturnReceipt, json.loads(each.body)["content"]) for each in found]


def encoded(content: Any) -> bytes:
    """A letter's content as canonical JSON, instants on Beijing's clock."""
    return codec.canonical(_local(codec.plain(content), content))


def open_door(tx: Tx, college: str, *, linked: bool) -> None:
    """Over which door a college is served from now on."""
    store.set_door(tx, college, LINK if linked else HTTPS)
    tx.audit("mailbox.door", f"mailbox/{college}", door=LINK if linked else HTTPS)


def doors(conn: Connection) -> Sequence[Any]:
    """Every mailbox: college, door, last_n."""
    return store.doors(conn)


def _letter(now: datetime, college: str, draft: Draft) -> Mail:
    """Spelt in the order of canonical JSON, so that the content is spelt once: digest stands between content and id."""
    message_id, kind = new_id(), TYPES[type(draft.content)]
    content = draft.encoded or encoded(draft.content)
    begin = b'{"college":' + codec.canonical(college) + b',"content":' + content
    end = b"," + codec.canonical({
        "message_id": message_id, "round": draft.round, "season": draft.season,
        "sent_at": in_beijing(now).isoformat(), "type": kind,
    })[1:]
    digest = hashlib.sha256(begin + end).hexdigest()
    return Mail(
        message_id=message_id, college=college, type=kind, season=draft.season, round=draft.round, digest=digest,
        body=begin + b',"digest":"' + digest.encode() + b'"' + end, posted_at=now, about=draft.about,
    )


def _local(plain: Mapping[str, Any], content: Any) -> dict[str, Any]:
    return {
        name: in_beijing(getattr(content, name)).isoformat() if name in _IN_BEIJING and value is not None else value
        for name, value in plain.items()
    }

"""Letters: how one is made, and how its digest is computed (docs/college-link says the same in words)."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Letter = dict[str, Any]


class NotALetter(ValueError):
    """What came is no letter, or not the one that its digest says."""


def canonical(value: Any) -> bytes:
    """One spelling of a JSON value: keys sorted, no spaces, UTF-8, nothing escaped that need not be."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: Any) -> str:
    """Hex of SHA-256 over the canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def digest_of(whole: Mapping[str, Any]) -> str:
    """What a letter's ``digest`` must be: over everything else in it."""
    return digest({name: value for name, value in whole.items() if name != "digest"})


def letter(  # noqa: PLR0913  (an envelope has this many fields)
    kind: str, *, college: str, season: str, round: str, content: Mapping[str, Any],  # noqa: A002  (as in the letter)
    message_id: str | None = None,
) -> Letter:
    """A letter of ours, ready to be handed in."""
    made = {
        "type": kind, "message_id": message_id or str(uuid.uuid4()), "college": college, "season": season,
        "round": round, "sent_at": datetime.now(UTC).isoformat(),  # noqa: TID251  (nobody else's clock is here)
        "content": dict(content),
    }
    return {**made, "digest": digest_of(made)}


def read(body: bytes) -> Letter:
    """A letter as it came. Raises :class:`NotALetter`."""
    try:
        found = json.loads(body)
    except ValueError as error:
        raise NotALetter(f"not JSON: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("message_id"), str):
        raise NotALetter("no message_id")
    if not isinstance(found.get("content"), dict) or digest_of(found) != found.get("digest"):
        raise NotALetter("not what its digest says")
    return found


def return_digest(*, college: str, season: str, round: str, revision: int, rows: Sequence[Any]) -> str:  # noqa: A002
    """What a sign-off names: the digest over a return."""
    return digest({"college": college, "season": season, "round": round, "revision": revision, "rows": list(rows)})

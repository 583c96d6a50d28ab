"""Lists by cursor: a page says where the next one begins, in words only we can write.

::

    cursor = read_cursor(query, "student-records")          # None on the first page
    rows = store.records_after(conn, after=cursor, limit=query["limit"] + 1)
    return page_of(rows, query, name="student-records", key=lambda row: [row.number])
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from shared.web.access import principal_or_none
from shared.web.parts import parts
from shared.web.problems import BadCursor

Row = TypeVar("Row")
TAG = 12


def read_cursor(query: Mapping[str, Any], name: str) -> list[Any] | None:
    """The key of the last row already given. Raises BadCursor for a cursor that we did not give for this list."""
    text = query.get("cursor")
    if not text:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise BadCursor(field="cursor") from error
    tag, payload = raw[:TAG], raw[TAG:]
    if not hmac.compare_digest(tag, _tag(payload, name)):
        raise BadCursor(field="cursor")
    key: list[Any] = json.loads(payload)
    return key


def page_of(
    rows: Sequence[Row], query: Mapping[str, Any], *, name: str, key: Callable[[Row], list[Any]]
) -> dict[str, Any]:
    """One page. ``rows`` were asked for with ``limit + 1``: the one too many tells that there is a next page."""
    limit: int = query["limit"]
    items = rows[:limit]
    more = len(rows) > limit
    return {"items": items, "next": write_cursor(key(items[-1]), name) if more else None}


def write_cursor(key: list[Any], name: str) -> str:
    """An opaque cursor, good for this list and this person only."""
    payload = json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_tag(payload, name) + payload).decode().rstrip("=")


def _tag(payload: bytes, name: str) -> bytes:
    who = principal_or_none()
    subject = who.subject if who else ""
    message = b"\0".join([b"cursor", parts().service.encode(), name.encode(), subject.encode(), payload])
    return hmac.digest(parts().form_key, message, hashlib.sha256)[:TAG]

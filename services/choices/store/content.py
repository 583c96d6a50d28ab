"""What filings and revisions say, sealed each for its own row."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from shared.db import Seal


def row_of(place: Sequence[Any]) -> str:
    """How a sealed column knows its row."""
    return " ".join(map(str, place))


def sealed_filing(box: Seal, content: Mapping[str, Any], *, place: Sequence[str]) -> bytes:
    """The choices by label, sealed for this filing. ``place``: account, season, batch."""
    return box.seal(json.dumps(content, ensure_ascii=False), table="filings", column="content", row=row_of(place))


def opened_filing(box: Seal, row: Row[Any]) -> dict[str, Any]:
    """The choices of a whole filing row."""
    return opened_at(box, row.content, place=(row.account, row.season, row.batch))


def opened_at(box: Seal, sealed: bytes, *, place: Sequence[str]) -> dict[str, Any]:
    """The choices by label."""
    found: dict[str, Any] = json.loads(box.open(sealed, table="filings", column="content", row=row_of(place)))
    return found


def sealed_revision(box: Seal, told: Mapping[str, Any], *, place: Sequence[Any]) -> bytes:
    """What a revision's hash is over, sealed. ``place``: account, season, batch, revision."""
    text = json.dumps(told, ensure_ascii=False)
    return box.seal(text, table="filing_revisions", column="content", row=row_of(place))


def opened_revision(box: Seal, row: Row[Any]) -> dict[str, Any]:
    """What a revision's hash is over."""
    place = (row.account, row.season, row.batch, row.revision)
    found: dict[str, Any] = json.loads(
        box.open(row.content, table="filing_revisions", column="content", row=row_of(place)))
    return found

"""A college's letter as it came: read as far as it can be, with the reason where it can be read no further."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared import codec
from shared.contracts.colleges import UP, Letter
from shared.kernel import LongmenError, RuleBroken

LIMIT = 4 * 1024 * 1024
"""Bytes of a letter: a return of some ten thousand rows."""
YEARS = (2000, 2200)
"""A letter's own time is only shown, but must be one that every clock here can hold."""
NAMES = {"season": 60, "round": 10}
"""Characters that these may have: as many as ours."""
LONGEST = 1000
"""Characters of an error that a receipt repeats."""
_ID = re.compile(r"[!-~]{1,64}")


class LetterUnreadable(RuleBroken):
    """What came is no letter."""

    code = "letter_unreadable"
    message = "报文无法识别：{reason}"


class LetterDiffers(RuleBroken):
    """The letter is not what its digest says."""

    code = "letter_digest_differs"
    message = "报文内容与其摘要不一致，请重新生成后再发。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """A body as far as it could be read; ``fault`` says why no further. ``content``: as it was written."""

    body: bytes
    digest: str
    letter: Letter | None = None
    content: Any = None
    message_id: str | None = None
    fault: LongmenError | None = None

    @property
    def season(self) -> str | None:
        """Of which season it speaks."""
        return self.letter.season if self.letter else None


def read(body: bytes) -> Envelope:
    """A body as an envelope. Never raises: what cannot be read is answered too."""
    found = Envelope(body=body, digest=hashlib.sha256(body).hexdigest())
    try:
        if len(body) > LIMIT:
            raise LetterUnreadable(reason=f"超过{LIMIT // 1024 // 1024}MB")
        plain = json.loads(body)
        if not isinstance(plain, dict):
            raise LetterUnreadable(reason="不是 JSON 对象")
        return _opened(replace(found, message_id=_id_of(plain)), plain)
    except (ValueError, RecursionError) as error:
        return replace(found, fault=LetterUnreadable(reason=str(error)[:LONGEST]))
    except LongmenError as error:
        return replace(found, fault=error)


def _opened(found: Envelope, plain: dict[str, Any]) -> Envelope:
    if found.message_id is None:
        raise LetterUnreadable(reason="message_id 须为 1 至 64 个可见 ASCII 字符")
    said = hashlib.sha256(codec.canonical({k: v for k, v in plain.items() if k != "digest"})).hexdigest()
    found = replace(found, digest=said)
    try:
        letter = codec.revived(Letter, plain)
        if letter.type not in UP:
            raise LetterUnreadable(reason=f"没有此类报文：{letter.type[:60]}")
        content: Any = codec.revived(UP[letter.type], letter.content)
    except codec.Malformed as error:
        raise LetterUnreadable(reason=str(error.params["reason"])[:LONGEST]) from error
    for name, most in NAMES.items():
        text = getattr(letter, name)
        if text is not None and not (text.isprintable() and len(text) <= most):
            raise LetterUnreadable(reason=f"{name} 含有不能显示的字符，或超过{most}字")
    if letter.sent_at.tzinfo is None or not YEARS[0] <= letter.sent_at.year <= YEARS[1]:
        raise LetterUnreadable(reason="sent_at 须为带时区的时间")
    if said != letter.digest:
        raise LetterDiffers
    return replace(found, letter=letter, content=content)


def _id_of(plain: Mapping[str, Any]) -> str | None:
    found = plain.get("message_id")
    return found if isinstance(found, str) and _ID.fullmatch(found) else None

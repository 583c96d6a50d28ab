"""The words every room may use: time, identifiers, and the one tree of errors.

::

    LongmenError
    ├── RuleBroken            a rule of the field says no (422, or the class's own status)
    │   └── Conflict          the present state says no (409)
    ├── NotFound              no such thing, or not for this person (404)
    ├── Forbidden             known person, not allowed (403)
    ├── SignInNeeded          nobody signed in (401)
    └── Unavailable           not now, try again (503)
"""

import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")

Version = tuple[int, int]
"""(epoch, n): compared as a pair; the epoch rises when a database is restored from a backup."""


def new_id() -> str:
    """A UUIDv7 (RFC 9562, 5.7) as text: 48 bits of milliseconds, then random bits. Never used for order."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def wall_clock() -> datetime:
    """The wall clock in UTC. Only doors call it; rules are given their time."""
    return datetime.now(UTC)


def in_beijing(instant: datetime) -> datetime:
    """The same instant, on the clock that people of the season read."""
    return instant.astimezone(BEIJING)


def shown(instant: datetime) -> str:
    """As a notice writes it: ``4月11日17:00``."""
    local = in_beijing(instant)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def shown_wait(seconds: int) -> str:
    """How long to wait, as a notice writes it and never too short: ``45秒``, ``15分钟``, ``24小时``."""
    if seconds <= 90:
        return f"{seconds}秒"
    minutes = -(-seconds // 60)
    return f"{minutes}分钟" if minutes <= 90 else f"{-(-minutes // 60)}小时"


class LongmenError(Exception):
    """Root of the tree. ``message`` is Chinese, for the person; ``params`` fill it; ``field`` is where it hurts.

    A ``retry_after`` among them, in seconds, is also there as ``{wait}``, in words.
    """

    code: ClassVar[str] = "internal"
    message: ClassVar[str] = "系统繁忙，请稍后再试。"
    status: ClassVar[int] = 500

    def __init__(self, *, field: str | None = None, **params: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.params: Mapping[str, Any] = params

    @property
    def text(self) -> str:
        """The message with its parameters filled in."""
        return self.filled(self.message)

    def filled(self, message: str, **more: Any) -> str:
        """This message, or its translation, with the parameters filled in."""
        said = dict(self.params)
        if "retry_after" in said:
            said["wait"] = shown_wait(said["retry_after"])
        return message.format(**{**said, **more})

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class RuleBroken(LongmenError):
    """A rule says no. Subclasses live beside their rule in ``domain/`` and cite their source in the docstring."""

    code = "rule_broken"
    status = 422


class Conflict(RuleBroken):
    """The present state says no."""

    code = "conflict"
    message = "当前状态不允许此操作，请刷新后重试。"
    status = 409


class NotFound(LongmenError):
    """No such thing, or not for this person: the two must look the same."""

    code = "not_found"
    message = "没有找到您要的内容。"
    status = 404


class Forbidden(LongmenError):
    """The person is known, and may not."""

    code = "forbidden"
    message = "您没有进行此操作的权限。"
    status = 403


class SignInNeeded(LongmenError):
    """Nobody is signed in, or the sign-in has ended."""

    code = "sign_in_needed"
    message = "请先登录。"
    status = 401


class Unavailable(LongmenError):
    """Not now: something this needs has not arrived or is away."""

    code = "unavailable"
    message = "暂时无法处理，请稍后再试。"
    status = 503


def is_storable(text: str) -> bool:
    """Whether a database can hold a text: PostgreSQL takes no NUL, and half a surrogate pair is no character."""
    return not any(each == "\0" or "\ud800" <= each <= "\udfff" for each in text)


def masked_id(number: str) -> str:
    """An ID number as lists may show it: first three and last two."""
    return f"{number[:3]}{'*' * max(len(number) - 5, 0)}{number[-2:]}" if len(number) > 5 else "*" * len(number)


def masked_phone(number: str) -> str:
    """``138****5678``."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "*" * len(number)


def masked_name(name: str) -> str:
    """The first character, then stars: of a long name not one for each character."""
    return name[:1] + "*" * min(len(name) - 1, 3)

"""Codes by SMS: how often one may be asked for, and why one that was offered is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.kernel import LongmenError, RuleBroken

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Purpose(StrEnum):
    """What a code opens."""

    OPEN_ACCOUNT = "open_account"
    RESET_PASSWORD = "reset_password"
    CHANGE_PHONE = "change_phone"


FOR_ANYBODY = (Purpose.OPEN_ACCOUNT, Purpose.RESET_PASSWORD)
"""What may be asked for without being signed in."""


class TooManyCodes(LongmenError):
    """Providers send 1 a minute, 5 an hour and 10 a day to one number; more would be lost, not sent."""

    code = "too_many_codes"
    message = "获取验证码过于频繁，请在{wait}后重试。"
    status = 429


class CodeWrong(RuleBroken):
    """Not the digits that were sent, or none were sent: the two look the same."""

    code = "code_wrong"
    message = "验证码不正确，请核对最近一次收到的验证码。"


class CodeExpired(RuleBroken):
    """Its time is the wall clock's."""

    code = "code_expired"
    message = "验证码已失效，请重新获取。"


class CodeTriedOut(RuleBroken):
    """A million codes are soon tried: after some wrong ones even the right one is refused."""

    code = "code_tried_out"
    message = "验证码输入错误次数过多，请重新获取。"


class ResetRefused(RuleBroken):
    """Wrong, expired, used, tried out, or no such account: which one is not said, or a login could be tried out."""

    code = "reset_refused"
    message = "验证码不正确或已失效，请核对最近一次收到的验证码，或重新获取。"


DEVICE_PER_HOUR, DEVICE_PER_DAY = 20, 60
"""How often one device may ask for resets, whoever's: a helper's machine serves many, a program's is stopped soon."""
ADDRESS_PER_HOUR = 300
"""How often one address may, for accounts that do not know the asking device: a campus sits behind one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How many codes one number, and one person, may be sent. The season gives the figures."""

    resend_after: timedelta
    per_hour: int
    per_day: int


def wait_for(sent: Sequence[datetime], budget: Budget, *, now: datetime) -> timedelta:
    """How long until the next code may be sent; zero for now. ``sent``: when those of the last day were."""
    limits = ((1, budget.resend_after), (budget.per_hour, HOUR), (budget.per_day, DAY))
    return _free_after(sent, limits, now=now)


def device_wait(
    asked: Sequence[tuple[datetime, str]], login: str, budget: Budget, *, now: datetime
) -> timedelta:
    """How long a device must wait before it asks on behalf of ``login`` again, right or wrong. ``asked``: when it did
    in the last day, and for which login."""
    for_login = [instant for instant, each in asked if each == login]
    return max(
        _free_after(for_login, ((budget.per_hour, HOUR), (budget.per_day, DAY)), now=now),
        _free_after([instant for instant, _ in asked], ((DEVICE_PER_HOUR, HOUR), (DEVICE_PER_DAY, DAY)), now=now),
    )


def _free_after(
    sent: Sequence[datetime], limits: Sequence[tuple[int, timedelta]], *, now: datetime
) -> timedelta:
    newest_first = sorted((instant for instant in sent if instant <= now), reverse=True)
    free_at = [newest_first[most - 1] + span for most, span in limits if len(newest_first) >= most]
    return max([instant - now for instant in free_at] + [timedelta(0)])

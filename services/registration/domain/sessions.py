"""Signing in and staying signed in: what was typed, when a sign-in ends, and what is said when it is refused."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from services.registration.domain.persons import plain_id_number
from shared.kernel import LongmenError, RuleBroken, SignInNeeded

CANDIDATE_SESSION = timedelta(hours=12)
STAFF_SESSION = timedelta(hours=10)
_ID_FORM = re.compile(r"[0-9]{17}[0-9X]")


class LoginKind(StrEnum):
    """What somebody signs in with, as season files name it."""

    EMAIL = "email"
    ID_NUMBER = "id_number"
    CANDIDATE_NUMBER = "candidate_number"


KIND_WORDS = MappingProxyType({LoginKind.CANDIDATE_NUMBER: "考生号", LoginKind.ID_NUMBER: "身份证号"})


class SignInRefused(SignInNeeded):
    """Which part was wrong, and whether there is such an account, is not said."""

    code = "sign_in_refused"
    message = "账号、密码或动态口令不正确。"


class SignInWait(LongmenError):
    """The device that guesses waits, and strangers at its address a little: never the account's own device."""

    code = "sign_in_wait"
    message = "尝试次数过多，请在{wait}后重试。忘记密码的，可用报名手机号找回。"
    status = 429


class IntakeNeeded(RuleBroken):
    """The number has accounts in several intakes."""

    code = "intake_needed"
    message = "请选择招生年度：该号码在多个年度有账号。"


class LoginKindRefused(RuleBroken):
    """«考生凭2024年专升本考生号（或身份证号）…登录»: the season says with what, whoever it is."""

    code = "login_kind_refused"
    message = "请用{kinds}登录。"


class RefreshRefused(SignInNeeded):
    """The refresh token is unknown, ended, or was used before; in the last case its sign-in has now ended."""

    code = "refresh_refused"
    message = "登录已失效，请重新登录。"


def named_kinds(kinds: Collection[str]) -> str:
    """``考生号或身份证号``: what candidates are asked for."""
    return "或".join(word for kind, word in KIND_WORDS.items() if kind in kinds)


def check_kind(kind: LoginKind, allowed: Mapping[str, Collection[str]], *, intake: str | None) -> None:
    """Raise LoginKindRefused for what no season concerned lets candidates sign in with. ``allowed``: by intake."""
    concerned = [allowed[intake]] if intake and intake in allowed else list(allowed.values())
    every = {each for kinds in concerned for each in kinds}
    if kind is not LoginKind.EMAIL and every and kind not in every:
        raise LoginKindRefused(field="login", kinds=named_kinds(every))


def kind_of_login(login: str) -> tuple[LoginKind, str]:
    """What was typed, and its plain spelling."""
    plain = plain_id_number(login)
    if "@" in plain:
        return LoginKind.EMAIL, plain
    return (LoginKind.ID_NUMBER if _ID_FORM.fullmatch(plain) else LoginKind.CANDIDATE_NUMBER), plain


def session_lifetime(*, staff: bool) -> timedelta:
    """How long a sign-in may be renewed."""
    return STAFF_SESSION if staff else CANDIDATE_SESSION


def past_half_life(expires_at: datetime, lifetime: timedelta, *, now: datetime) -> bool:
    """Whether a token may be renewed."""
    return now >= expires_at - lifetime / 2

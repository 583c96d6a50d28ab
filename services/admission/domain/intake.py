"""An intake: one province's recruitment of one year, real or a rehearsal from its first day."""

import re
from dataclasses import dataclass
from datetime import datetime

from shared.kernel import Conflict, RuleBroken

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class IntakeCodeUnfit(RuleBroken):
    """An intake's code is written like every id of a season file."""

    code = "intake_code_unfit"
    message = "招生代码应为小写字母、数字和连字符，最多60个字符。"


class IntakeTaken(Conflict):
    """A code names one intake for ever: it stands in accounts, numbers and files."""

    code = "intake_taken"
    message = "招生代码 {intake} 已经存在。"


class RehearsalsOnly(RuleBroken):
    """A machine that is set to rehearsals takes no real intake: it may reach no real people (decision 12)."""

    code = "rehearsals_only"
    message = "本系统设置为仅供演练，不能开设正式招生。"
    status = 409


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """``rehearsal`` is decided when the intake is opened, and never again."""

    code: str
    title: str
    rehearsal: bool
    opened_by: str
    recorded_at: datetime


def check_new(code: str, *, rehearsal: bool, rehearsal_only: bool) -> None:
    """Whether an intake of this code and kind may be opened on this machine."""
    if len(code) > 60 or not _CODE.fullmatch(code):
        raise IntakeCodeUnfit(field="code")
    if rehearsal_only and not rehearsal:
        raise RehearsalsOnly(field="rehearsal")

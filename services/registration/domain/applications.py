"""An application's life: a draft, handed in, perhaps returned for correction and handed in again, or withdrawn."""

from datetime import datetime
from enum import StrEnum

from shared.kernel import Conflict, RuleBroken, shown


class Status(StrEnum):
    """Where an application is. ``returned``: review wants it corrected; what was handed in still stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class UnknownCategory(RuleBroken):
    """No season of the intake has this category."""

    code = "unknown_category"
    message = "本年度没有这个报考类别。"


class CategoryFixed(Conflict):
    """A correction concerns the claim that is under review: another category would be another claim."""

    code = "category_fixed"
    message = "报名提交后不能更改报考类别。"


class ApplicationSubmitted(Conflict):
    """What was handed in is under review, until a reviewer returns it."""

    code = "application_submitted"
    message = "报名已提交，审查期间不能修改；被退回补正时可以修改后再次提交。"


class ApplicationWithdrawn(Conflict):
    """A withdrawal is final."""

    code = "application_withdrawn"
    message = "报名已撤回，不能再修改、提交或确认。"


class ApplicationMoved(Conflict):
    """Somebody who writes, or hands in, has another state before their eyes than the one that stands."""

    code = "application_moved"
    message = "报名内容已在其他窗口更改，本页操作未生效，请核对最新内容后再提交。"


class CorrectionOver(Conflict):
    """A reviewer returns a claim until an instant: afterwards the claim is decided as it stands."""

    code = "correction_over"
    message = "补正已于{until}截止。"


class NothingSubmitted(Conflict):
    """Only what was handed in is withdrawn or confirmed."""

    code = "nothing_submitted"
    message = "报名尚未提交。"


class WithdrawalOver(Conflict):
    """Once source colleges have confirmed, a registration is final."""

    code = "withdrawal_over"
    message = "撤回报名已于{until}截止，如有疑问请联系所在院校。"


def check_may_change(status: Status, *, until: datetime | None, now: datetime) -> None:
    """Raise unless the candidate may change what they have written. ``until``: of a correction.

    Whether registration is open, which a draft needs, is the season's to say.
    """
    if status is Status.SUBMITTED:
        raise ApplicationSubmitted
    if status is Status.WITHDRAWN:
        raise ApplicationWithdrawn
    if status is Status.RETURNED and until is not None and now >= until:
        raise CorrectionOver(until=shown(until))


def check_may_withdraw(status: Status, *, until: datetime | None, now: datetime) -> None:
    """Raise unless it was handed in, was not withdrawn before, and ``until`` (None: for ever) lies ahead."""
    if status is Status.WITHDRAWN:
        raise ApplicationWithdrawn
    if status is Status.DRAFT:
        raise NothingSubmitted
    if until is not None and now >= until:
        raise WithdrawalOver(until=shown(until))


def check_unmoved(version: int, *, seen: str) -> None:
    """Raise ApplicationMoved unless the version that is there is the one that was seen."""
    if str(version) != seen:
        raise ApplicationMoved


class ApplicationReturned(Conflict):
    """What is being corrected is confirmed when it is handed in again."""

    code = "application_returned"
    message = "该考生的报名正在补正，重新提交后方可确认。"


class ConfirmationNotPlanned(Conflict):
    """The season has no confirmation for this category."""

    code = "confirmation_not_planned"
    message = "招生方案未安排该类别的院校确认。"


class ConfirmationNotOpen(Conflict):
    """«3月1日10:00»: source colleges confirm in a window of their own."""

    code = "confirmation_not_open"
    message = "院校确认尚未开始，开始时间为{opens}。"


class ConfirmationClosed(Conflict):
    """«3月11日17:00»: who is not confirmed by then is not registered."""

    code = "confirmation_closed"
    message = "院校确认已于{closed}截止。"


def check_may_confirm(status: Status, *, confirmed: bool) -> None:
    """Raise unless a college may say this of an application: it was handed in, and stands."""
    if status is Status.DRAFT:
        raise NothingSubmitted
    if status is Status.WITHDRAWN:
        raise ApplicationWithdrawn
    if status is Status.RETURNED and confirmed:
        raise ApplicationReturned

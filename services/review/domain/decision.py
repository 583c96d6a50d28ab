"""Deciding a stage: whose turn it is, with reasons, honours one by one; and taking an eligibility back by an order."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.review.domain.case import Decision, Stage, Standing
from shared.kernel import Conflict, Forbidden, RuleBroken


class CaseNotOpen(Conflict):
    """A case that is settled, withdrawn or with the candidate for correction is not decided."""

    code = "case_not_open"
    message = "该申报当前不在审查中，不能作出决定。"


class StageNotDue(Conflict):
    """Stages are decided in the order of the chain, each once for a revision."""

    code = "stage_not_due"
    message = "现在应由“{due}”环节审查，请刷新后重试。"


class RevisionPassed(Conflict):
    """The candidate has handed in another revision than the one that was looked at."""

    code = "revision_passed"
    message = "考生已重新提交申报材料（第{present}次），请刷新后审查最新材料。"


class StageNotYours(Forbidden):
    """A stage is decided by the one whose stage it is: the candidate's source college, or the authority named."""

    code = "stage_not_yours"
    message = "“{due}”环节不由本单位审查。"


class ReasonWanted(RuleBroken):
    """Whoever does not approve says why, in words that the candidate reads."""

    code = "reason_wanted"
    message = "不通过或者退回补正的，须填写原因。"


class HonoursUndecided(RuleBroken):
    """参军期间荣立个人三等功及以上奖励的、被评为“四有”优秀士兵的，相关院校可优先或加分录取: each honour that is claimed
    is confirmed or not, one by one, by who approves; no other is."""

    code = "honours_undecided"
    message = "须对考生申报的每项荣誉逐项认定：{honours}。"


class HonourReasonWanted(RuleBroken):
    """An honour that is not confirmed is refused with a reason."""

    code = "honour_reason_wanted"
    message = "荣誉未予认定的，须填写原因。"


class CaseChanged(Conflict):
    """Nobody decides what they have not seen: the candidate or the college brought something new meanwhile."""

    code = "case_changed"
    message = "该申报在您打开或导出之后有变动，本次决定未保存。请查看最新内容后再作出决定。"


class CaseDecided(Conflict):
    """Another reviewer was first."""

    code = "case_decided"
    message = "{by}已于{at}在“{stage}”环节作出决定：{decision}。本次决定未保存。"


DECISION_WORDS = {
    Decision.APPROVED: "通过", Decision.REJECTED: "不通过", Decision.CORRECTION: "退回补正",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class HonourDecision:
    """Whether one claimed honour is confirmed."""

    code: str
    confirmed: bool
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """What a reviewer hands in about one stage of one revision."""

    stage: str
    revision: int
    decision: Decision
    reason: str | None = None
    honours: tuple[HonourDecision, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewed:
    """The case as a reviewer finds it: ``claimed`` are the codes of the honours in its claim."""

    standing: Standing
    revision: int
    due: Stage | None
    claimed: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reviewer:
    """Who decides: ``by`` as stages have it, for one college or authority."""

    by: str
    scope: str | None


def check_decision(given: Ruling, case: Reviewed, reviewer: Reviewer) -> Stage:
    """The stage that is decided. Raises CaseNotOpen, RevisionPassed, StageNotDue, StageNotYours, ReasonWanted,
    HonoursUndecided, HonourReasonWanted."""
    if case.standing is not Standing.OPEN or case.due is None:
        raise CaseNotOpen
    if given.revision != case.revision:
        raise RevisionPassed(field="revision", present=case.revision)
    if given.stage != case.due.id:
        raise StageNotDue(field="stage", due=case.due.title)
    if (reviewer.by, reviewer.scope) != (case.due.by, case.due.owner):
        raise StageNotYours(due=case.due.title)
    if given.decision is not Decision.APPROVED and not given.reason:
        raise ReasonWanted(field="reason")
    check_honours(given, case.claimed)
    return case.due


def check_honours(given: Ruling, claimed: Sequence[str]) -> None:
    """Who approves decides on each claimed honour once; who does not, on none."""
    wanted = sorted(set(claimed)) if given.decision is Decision.APPROVED else []
    if sorted(each.code for each in given.honours) != wanted:
        raise HonoursUndecided(field="honours", honours="、".join(wanted) or "无")
    if any(not each.confirmed and not each.reason for each in given.honours):
        raise HonourReasonWanted(field="honours")


def confirmed_honours(decided: Sequence[HonourDecision]) -> list[str]:
    """The codes that are confirmed, in order. The last stage's word counts: those before it advise."""
    return sorted(each.code for each in decided if each.confirmed)

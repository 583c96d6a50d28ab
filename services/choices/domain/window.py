"""When and by whom a filing may be changed; each "no" with its reason, both times, and what stays saved."""

from collections.abc import Sequence
from datetime import datetime

from shared.kernel import Conflict, in_beijing, shown


class FilingNotOpen(Conflict):
    """«在规定时间内填报或修改志愿»: not before it begins."""

    code = "filing_not_open"
    message = "{title}尚未开始，开始时间为{opens}。"


class FilingUnannounced(Conflict):
    """«征集志愿设置届时见志愿填报网站公告»: not before it is announced, with its vacancies."""

    code = "filing_unannounced"
    message = "{title}安排以公告为准，目前不能填报。"


class FilingCancelled(Conflict):
    """Without vacancies the supplementary filing is not held."""

    code = "filing_cancelled"
    message = "{title}已公告取消，不能填报。"


class FilingClosed(Conflict):
    """«填报时间截止后，将不能再进行志愿填报或修改»: by time of receipt, and what was saved stays."""

    code = "filing_closed"
    message = "{title}已于{closes}截止，不能再填报或修改。{saved}。本次提交的{label}志愿于{received}到达，未保存。"


class FilingSealed(Conflict):
    """Received in time, and come to us only after the batch was sealed: nobody is told that it is saved."""

    code = "filing_sealed"
    message = "{title}已于{closes}截止并封存，不能再修改。{saved}。本次提交的{label}志愿未能在封存前送达，未保存。"


class NoFilingForYou(Conflict):
    """A window belongs to categories."""

    code = "filing_not_for_category"
    message = "{category}考生没有本批次的填报安排。"


class ReviewNotHeard(Conflict):
    """Unknown is not refused as ineligible."""

    code = "review_not_heard"
    message = "尚未收到您的{review}结果（截至{as_of}），暂不能填报，请稍后再试或咨询{authority}。"


class NotEligible(Conflict):
    """Only those whose claim holds may file."""

    code = "not_eligible"
    message = "您的{review}结论为未通过，不能填报志愿，原因及申诉办法请登录平台查看。"


class EligibilityRevoked(Conflict):
    """A decision may be taken back by order."""

    code = "eligibility_revoked"
    message = "您的报考资格已被取消，不能填报志愿，原因请登录平台查看。"


class TermsNotAccepted(Conflict):
    """«认真阅读《填报条款和声明》，然后点击“我已知晓并同意上述条款”进入下一页面»."""

    code = "terms_not_accepted"
    message = "请先阅读《{title}》，并确认“{accept}”。"


class AlreadyAdmitted(Conflict):
    """One admission in an intake: who has it files no more."""

    code = "already_admitted"
    message = "您已被录取，不能再填报{title}。"


class PlanNotHeard(Conflict):
    """Choices are checked against the published plan, so nothing is filed before it."""

    code = "plan_not_heard"
    message = "招生计划尚未发布，暂不能填报。"


class NotSealedYet(Conflict):
    """A proof is given of what is sealed."""

    code = "not_sealed_yet"
    message = "本批次志愿尚未封存，截止并封存后可以查看。"


def to_the_second(instant: datetime) -> str:
    """``4月11日16:52:07``."""
    local = in_beijing(instant)
    return f"{shown(instant)}:{local:%S}"


def saved_words(labels: Sequence[str]) -> str:
    """``您已保存：A志愿、B志愿``."""
    return f"您已保存：{'、'.join(f'{label}志愿' for label in labels)}" if labels else "您没有已保存的志愿"


def time_only(instant: datetime) -> str:
    """``17:00:03``, by which somebody came too late."""
    return f"{in_beijing(instant):%H:%M:%S}"

"""When a candidate may open an account, and how the number is written that is issued with it."""

from shared.kernel import Conflict, RuleBroken


class UnknownIntake(RuleBroken):
    """No published season belongs to it, or its first has not reached us."""

    code = "unknown_intake"
    message = "没有这个招生年度，或其招生方案尚未发布。"


class RegistrationNotOpen(Conflict):
    """«1月11日10:00»: accounts are opened while registration is."""

    code = "registration_not_open"
    message = "网上报名尚未开始，开始时间为{opens}。"


class RegistrationClosed(Conflict):
    """«3月1日17:00»: what is not begun by then is not begun."""

    code = "registration_closed"
    message = "网上报名已于{closed}截止。"


class NotOnRoster(RuleBroken):
    """The name and the number must be those that the source college imported. Which of the two differs, or whether
    the person is listed at all, is not said: classmates know each other's numbers."""

    code = "not_on_roster"
    message = "姓名或证件号码与学籍信息不一致，请核对后重试，或联系所在院校。"


class Blocked(RuleBroken):
    """限报: the source college has marked the student as one who may not register."""

    code = "registration_blocked"
    message = "所在院校已设置限报，如有疑问请联系所在院校。"


class AccountExists(Conflict):
    """One person, one account in an intake."""

    code = "account_exists"
    message = "您在本年度已开通账号，请直接登录；忘记密码的，可用报名手机号找回。"


class PhoneTaken(Conflict):
    """One phone once in an intake: a code to it must mean one person."""

    code = "phone_taken"
    message = "该手机号码已用于另一个账号，请使用本人的其他号码。"


class PhoneUnchanged(RuleBroken):
    """A code to it would prove nothing new."""

    code = "phone_unchanged"
    message = "新手机号码与现在的手机号码相同。"


def written_number(prefix: str, number: int, *, digits: int) -> str:
    """A candidate number, opaque once issued."""
    return f"{prefix}{number:0{digits}d}"

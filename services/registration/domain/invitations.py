"""Invitations of staff: who may hold which role, and when an invitation serves no longer."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta

from shared.kernel import Conflict, NotFound, RuleBroken

LIFETIME = timedelta(hours=24)
STAFF_ROLES = ("source_college", "reviewer", "admission_college", "officer", "auditor", "operator")
SCOPED_ROLES = ("source_college", "reviewer", "admission_college")
_SCOPE = re.compile(r"[0-9A-Za-z_\-]{1,40}(/[0-9A-Za-z_\-]{1,40})?")


class InvitationEnded(NotFound):
    """Unknown, used, withdrawn or older than a day: the four look the same."""

    code = "invitation_ended"
    message = "邀请链接无效或已失效，请联系邀请您的人重新发送。"


class InvitationNotAccepted(Conflict):
    """The password comes before the authenticator's code."""

    code = "invitation_not_accepted"
    message = "请先设置密码，再输入动态口令。"


class TotpWrong(RuleBroken):
    """Not what the authenticator shows now."""

    code = "totp_wrong"
    message = "动态口令不正确，请核对手机时间后重新输入。"


class RoleUnfit(RuleBroken):
    """Candidates open accounts themselves; staff of a college or authority act for exactly one."""

    code = "role_unfit"
    message = "{reason}"


class OfficerExists(Conflict):
    """The command serves for the very first officer alone; afterwards officers invite, and it is written down who."""

    code = "officer_exists"
    message = "已有考试院工作人员账号，请由其在系统中发出邀请。"


class StaffExists(Conflict):
    """One address, one account. Whoever lost their phone is ended first, and then invited anew."""

    code = "staff_exists"
    message = "该邮箱已有工作人员账号；本人丢失动态口令的，请先停用该账号再重新邀请。"


class MailboxTaken(Conflict):
    """What two officers sign, two persons sign: one mailbox under two spellings would be one with two accounts."""

    code = "mailbox_taken"
    message = "该邮箱与另一名考试院工作人员的邮箱是同一个邮箱（“+”之后的部分不作区分），一人只能开通一个账号。"


class AlreadyEnded(Conflict):
    """Who comes back after the end is invited as anybody is."""

    code = "staff_ended"
    message = "该账号已停用；需要恢复的，请重新发出邀请。"


class OwnAccount(Conflict):
    """Nobody ends the account that they are working with: the last officer could lock everybody out."""

    code = "own_account"
    message = "不能停用自己的账号。"


def mailbox_of(address: str) -> str:
    """Where mail to an address ends up: what follows a plus sign names no other mailbox."""
    local, _, domain = unicodedata.normalize("NFKC", address).strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def check_mailbox(address: str, officers: Iterable[str]) -> None:
    """Raise MailboxTaken if one of these addresses of officers is the same mailbox."""
    if mailbox_of(address) in {mailbox_of(each) for each in officers}:
        raise MailboxTaken(field="email")


def check_role(role: str, scope: str | None) -> None:
    """Raise RoleUnfit unless somebody may be invited as this for that."""
    if role not in STAFF_ROLES:
        raise RoleUnfit(field="role", reason="只能邀请工作人员，考生自行开通账号。")
    if role in SCOPED_ROLES and not _SCOPE.fullmatch(scope or ""):
        raise RoleUnfit(field="scope", reason="此角色须指明所属院校或单位的代码。")
    if role not in SCOPED_ROLES and scope is not None:
        raise RoleUnfit(field="scope", reason="此角色不分院校或单位，请不要填写。")

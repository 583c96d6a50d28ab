"""Every text that people are told: the table of templates. An SMS has no link, no claim, no reason and no ID number."""

from collections.abc import Mapping
from types import MappingProxyType

from services.notify.domain.template import Template

_DATE = len("12月31日23:59")
_LINK = 400
_NUMBER = 20
_TITLE = 40

_CODE_TAIL = "{minutes}分钟内有效。请勿告知他人，工作人员不会向您索要验证码。"
_CODE = {"code": 6, "minutes": 2}
_NOT_YOU = "如非本人操作，请立即拨打我院官网公布电话。"

_CODES = (
    Template(
        key="code_open_account", title="验证码", secret=True, urgent=True, variables=_CODE,
        sms="验证码{code}，用于注册专升本报名账号，" + _CODE_TAIL,
    ),
    Template(
        key="code_reset_password", title="验证码", secret=True, urgent=True, variables=_CODE,
        sms="验证码{code}，用于重置登录密码，" + _CODE_TAIL,
    ),
    Template(
        key="invitation", title="专升本招生管理平台账号邀请", secret=True, urgent=True,
        variables={"role": _NUMBER, "link": _LINK, "until": _DATE},
        mail=(
            "您好：\n\n您受邀以“{role}”身份使用专升本招生管理平台。请在{until}前打开以下链接，自行设置密码并绑定动态口令。"
            "链接只能使用一次，请勿转发。\n\n{link}\n\n如您对此并不知情，请忽略本邮件。"
        ),
    ),
)
_ACCOUNTS = (
    Template(
        key="account_opened", title="报名账号已开通", variables={"candidate_number": 16, "at": _DATE},
        sms="您已开通专升本报名账号，考生号{candidate_number}。" + _NOT_YOU,
        entry="您已于{at}开通报名账号，考生号{candidate_number}。考生号或身份证号都可用于登录，请妥善保管登录密码。",
    ),
    Template(
        key="password_changed", title="登录密码已重置", urgent=True, variables={"at": _DATE},
        sms="您的登录密码已于{at}重置，已保存的志愿不变。" + _NOT_YOU,
        mail="您的登录密码已于{at}重置，所有设备均已退出登录。如非本人操作，请立即与招生考试机构联系。",
        entry="您的登录密码已于{at}重置，所有设备均已退出登录，已保存的志愿不变。" + _NOT_YOU,
    ),
    Template(
        key="phone_changed", title="联系手机号已更换", urgent=True, variables={"at": _DATE},
        sms="您预留的手机号已于{at}更换，通知将发往新号码。" + _NOT_YOU,
        entry="您的联系手机号已于{at}更换，今后的通知将发往新号码。" + _NOT_YOU,
    ),
)
_REMINDERS = (
    Template(
        key="import_closing", title="学籍信息导入即将截止", variables={"closes": _DATE},
        mail="学籍信息导入于{closes}截止。请贵校在截止前导入、核对并确认本校全部学生的信息，逾期未导入的学生不能报名。",
        entry="学籍信息导入于{closes}截止。",
    ),
    Template(
        key="registration_opens", title="网上报名已开始", variables={"closes": _DATE},
        sms="专升本网上报名已开始，{closes}截止，您尚未提交报名。请登录我院官网办理，逾期不再受理。",
        entry="专升本网上报名已开始，{closes}截止，您尚未提交报名。请在截止前办理，逾期不再受理。",
    ),
    Template(
        key="registration_closing", title="网上报名即将截止", variables={"closes": _DATE},
        sms="专升本网上报名{closes}截止，您尚未提交报名。请登录我院官网办理，逾期不再受理。",
        entry="专升本网上报名{closes}截止，您尚未提交报名。请在截止前办理，逾期不再受理。",
    ),
    Template(
        key="payment_opens", title="报名缴费已开始", variables={"closes": _DATE},
        sms="专升本报名缴费已开始，{closes}截止，您尚未缴费。请登录我院官网办理，逾期未缴费视为未报名。",
        entry="专升本报名缴费已开始，{closes}截止，您尚未缴费。请在截止前办理，逾期未缴费视为未报名。",
    ),
    Template(
        key="payment_closing", title="报名缴费即将截止", variables={"closes": _DATE},
        sms="专升本报名缴费{closes}截止，您尚未缴费。请登录我院官网办理，逾期未缴费视为未报名。",
        entry="专升本报名缴费{closes}截止，您尚未缴费。请在截止前办理，逾期未缴费视为未报名。",
    ),
    Template(
        key="confirmation_closing", title="报名确认即将截止", variables={"closes": _DATE},
        sms="专升本报名确认{closes}截止，您尚未确认。请持身份证到生源院校办理，未确认视为未报名。",
        entry="专升本报名确认{closes}截止，您尚未确认。请持身份证到生源院校办理，未确认视为未报名。",
    ),
    Template(
        key="filing_opens", title="志愿填报已开始", variables={"closes": _DATE},
        sms="专升本志愿填报已开始，{closes}截止。请登录我院官网填报并保存，逾期不补。",
        mail="专升本志愿填报已开始，{closes}截止。请登录我院官网填报并保存，逾期不补。",
        entry="专升本志愿填报已开始，{closes}截止。请填报并逐个保存志愿，逾期不补。",
    ),
    Template(
        key="filing_closing", title="志愿填报即将截止", variables={"closes": _DATE, "now": len("23:59")},
        sms="专升本志愿填报{closes}截止，截至{now}您尚未保存志愿。请登录我院官网填报并保存，逾期不补。",
        mail="专升本志愿填报{closes}截止，截至{now}您尚未保存任何志愿。请登录我院官网填报并保存，逾期不补。",
        entry="专升本志愿填报{closes}截止，截至{now}您尚未保存任何志愿。请填报并逐个保存志愿，逾期不补。",
    ),
    Template(
        key="supplementary_opens", title="征集志愿填报已开始", variables={"closes": _DATE},
        sms="您目前未被录取。征集志愿填报已开始，{closes}截止，缺额计划见我院官网，逾期视为放弃。",
        mail="您目前未被录取。征集志愿填报已开始，{closes}截止，缺额计划见我院官网。征集志愿须重新填报，原志愿不再使用。",
        entry="您目前未被录取。征集志愿填报已开始，{closes}截止。征集志愿须重新填报，原志愿不再使用；未填报的，视为放弃。",
    ),
    Template(
        key="supplementary_closing", title="征集志愿填报即将截止", variables={"closes": _DATE, "now": len("23:59")},
        sms="征集志愿填报{closes}截止，截至{now}您尚未保存征集志愿。请登录我院官网填报，逾期视为放弃。",
        entry="征集志愿填报{closes}截止，截至{now}您尚未保存征集志愿。原志愿不再使用；未填报的，视为放弃本次征集志愿机会。",
    ),
    Template(
        key="returns_due", title="录取结果返回即将截止", variables={"round": 10, "return_by": _DATE},
        sms="贵校{round}录取结果应于{return_by}前返回，请按时返回，如有困难请联系我院录取部门。",
        mail="贵校{round}录取结果应于{return_by}前返回。请按时返回；如有困难，请在截止前与我院录取部门联系。",
        entry="贵校{round}录取结果应于{return_by}前返回。",
    ),
)
_CALENDAR = (
    Template(key="window_opens", title="{title}", entry="{at}开始，{closes}截止。",
             variables={"title": _TITLE, "at": _DATE, "closes": _DATE}),
    Template(key="moment", title="{title}", entry="时间：{at}。", variables={"title": _TITLE, "at": _DATE}),
)

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {each.key: each for each in (*_CODES, *_ACCOUNTS, *_REMINDERS, *_CALENDAR)}
)
CODE_TEMPLATES = MappingProxyType({"open_account": "code_open_account", "reset_password": "code_reset_password"})
"""The template of a code, by what the code is for."""
REMINDERS = frozenset(each.key for each in _REMINDERS)
"""Templates that a season's reminders may name."""

ROLE_NAMES = MappingProxyType({
    "source_college": "生源院校管理员", "reviewer": "资格审查人员", "admission_college": "招生院校管理员",
    "officer": "招生考试机构工作人员", "auditor": "审计人员", "operator": "系统运维人员",
})


def is_secret(key: str) -> bool:
    """Whether nothing of such a notice is kept once it is settled; of an unknown one, nothing is."""
    return key not in TEMPLATES or TEMPLATES[key].secret

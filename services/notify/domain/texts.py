"""Every text that people are told: the table of templates. An SMS has no link, no claim, no reason and no ID number."""

from collections.abc import Mapping
from types import MappingProxyType

from services.notify.domain.announcement import TEMPLATE as ANNOUNCEMENT
from services.notify.domain.announcement import TITLE_MOST
from services.notify.domain.filing import FILING
from services.notify.domain.template import DATE as _DATE
from services.notify.domain.template import Template

_LINK = 400
_NUMBER = 20
_TITLE = 40
_TERM = 8

_CODE_TAIL = "{minutes}分钟内有效。请勿告知他人，工作人员不会向您索要验证码。"
_CODE = {"code": 8, "minutes": 2}
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
        key="code_change_phone", title="验证码", secret=True, urgent=True, variables=_CODE,
        sms="验证码{code}，用于更换联系手机号，" + _CODE_TAIL,
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
        entry="您已于{at}开通报名账号，考生号{candidate_number}。请记好考生号，并妥善保管登录密码。",
    ),
    Template(
        key="password_changed", title="登录密码已更改", urgent=True, variables={"at": _DATE},
        sms="您的登录密码已于{at}更改，已保存的志愿不变。" + _NOT_YOU,
        mail="您的登录密码已于{at}更改，其他设备均已退出登录。如非本人操作，请立即与招生考试机构联系。",
        entry="您的登录密码已于{at}更改，其他设备均已退出登录，已保存的志愿不变。" + _NOT_YOU,
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
_SHORTER = (
    Template(  # where the round's title is longer than an SMS has room for
        key="returns_due_unnamed", title="录取结果返回即将截止", variables={"return_by": _DATE},
        long=frozenset({"round"}),
        sms="贵校本轮录取结果应于{return_by}前返回，请按时返回，如有困难请联系我院录取部门。",
        mail="贵校{round}录取结果应于{return_by}前返回。请按时返回；如有困难，请在截止前与我院录取部门联系。",
        entry="贵校{round}录取结果应于{return_by}前返回。",
    ),
)
_APPLICATION = (
    Template(
        key="application_submitted", title="报名已提交", variables={"at": _DATE, "review": _TERM},
        entry="您的报名已于{at}提交，请等待{review}。审查期间请保持电话畅通，并留意平台消息。",
    ),
    Template(
        key="application_withdrawn", title="报名已撤回", variables={"at": _DATE},
        sms="您的专升本报名已于{at}撤回。" + _NOT_YOU,
        entry="您的报名已于{at}撤回，不可恢复。" + _NOT_YOU,
    ),
    Template(
        key="correction_requested", title="报名信息需要补正", variables={"until": _DATE},
        long=frozenset({"stage", "reason"}),
        sms="您的专升本报名信息需要补正，请于{until}前登录我院官网查看原因并重新提交，逾期不再受理。",
        entry="报名信息被退回补正。退回环节：{stage}。原因：{reason}。请于{until}前修改并重新提交，逾期不再受理。",
    ),
    Template(key="claim_approved", title="{review}进展", variables={"review": _TERM, "at": _DATE},
             long=frozenset({"stage"}), entry="{stage}：通过（{at}）。"),
    Template(key="claim_rejected", title="{review}进展", variables={"review": _TERM, "at": _DATE},
             long=frozenset({"stage", "reason"}), entry="{stage}：不通过（{at}）。原因：{reason}。"),
    Template(
        key="eligible", title="{review}已通过", variables={"review": _TERM, "opens": _DATE, "closes": _DATE},
        sms="您的{review}已通过，志愿填报{opens}开始，{closes}截止，请登录我院官网。",
        entry="{review}结论：合格。志愿填报时间为{opens}至{closes}，请在截止前填报并逐个保存志愿。",
    ),
    Template(
        key="not_eligible", title="{review}未通过", variables={"review": _TERM}, long=frozenset({"reason"}),
        sms="您的报考{review}未通过，原因请登录我院官网查看。",
        entry="{review}结论：不合格。原因：{reason}。",
    ),
    Template(
        key="eligibility_revoked", title="报考资格已取消", long=frozenset({"reason"}),
        sms="您的专升本报考资格已被取消，原因请登录我院官网查看。", entry="您的报考资格已被取消。原因：{reason}。",
    ),
    Template(
        key="eligibility_restored", title="报考资格已恢复",
        sms="您的专升本报考资格已恢复，已填报的志愿仍然有效，后续安排请登录我院官网查看。",
        entry="您的报考资格已恢复，已填报的志愿仍然有效。档案的下发和录取安排，以此后收到的通知为准。",
    ),
    Template(
        key="eligibility_moved", title="{review}结论有变更", variables={"review": _TERM}, long=frozenset({"terms"}),
        sms="您的{review}结论有变更，请登录我院官网查看，并核对已填报的志愿是否仍符合要求。",
        entry=(
            "{review}结论有变更，现认定为：{terms}。此前填报的志愿可能不再符合要求，不符合要求的志愿不下发。"
            "请在填报截止前逐个核对，并重新保存。"
        ),
    ),
    Template(
        key="registration_confirmed", title="报名已确认", variables={"at": _DATE},
        sms="您的专升本报名已于{at}经生源院校确认。", entry="您的报名已于{at}经生源院校确认。",
    ),
    Template(
        key="confirmation_undone", title="报名确认已撤销", variables={"at": _DATE},
        sms="您的专升本报名确认已于{at}撤销，请尽快联系生源院校，未确认视为未报名。",
        entry="您的报名确认已于{at}被生源院校撤销，请尽快联系生源院校，未确认视为未报名。",
    ),
)
_LETTER = "录取通知书由学校寄发，请核对邮寄地址。"
_ADMITTED = (
    "您已被{college}{major}录取（{choice}，{at}）。" + _LETTER + "未按期取得专科毕业证书的，按规定取消录取资格。"
)
_ADMISSION = (
    Template(
        key="dispatched", title="{choice}志愿已下发招生院校", variables={"choice": 4, "at": _DATE},
        long=frozenset({"test"}),
        sms="您的{choice}志愿已于{at}下发招生院校，考查安排请登录我院官网查看。下发不等于录取。",
        entry="您的{choice}志愿已于{at}下发招生院校。{test}请保持电话畅通。下发不等于录取。",
    ),
    Template(
        key="not_admitted", title="{choice}志愿未被录取", variables={"choice": 4}, long=frozenset({"reason"}),
        entry="您的{choice}志愿未被录取。原因：{reason}。",
    ),
    Template(
        key="not_admitted_next", title="{choice}志愿未被录取", variables={"choice": 4, "next": _DATE},
        long=frozenset({"reason"}),
        sms="您的{choice}志愿未被录取，原因请登录我院官网查看。您的下一志愿{next}下发院校，您无需操作。",
        entry="您的{choice}志愿未被录取。原因：{reason}。您的下一志愿将于{next}下发招生院校，您无需操作。",
    ),
    Template(
        key="passed_over", title="{choice}志愿本轮未下发", variables={"choice": 4}, long=frozenset({"reason"}),
        sms="您的{choice}志愿本轮未下发招生院校，原因请登录我院官网查看。",
        entry="您的{choice}志愿本轮未下发招生院校。原因：{reason}。",
    ),
    Template(
        key="passed_over_next", title="{choice}志愿本轮未下发", variables={"choice": 4, "next": _DATE},
        long=frozenset({"reason"}),
        sms="您的{choice}志愿本轮未下发，原因请登录我院官网查看。您的下一志愿{next}下发院校，您无需操作。",
        entry="您的{choice}志愿本轮未下发招生院校。原因：{reason}。您的下一志愿将于{next}下发招生院校，您无需操作。",
    ),
    Template(
        key="admitted", title="您已被录取", variables={"college": 18}, long=frozenset({"major", "choice", "at"}),
        sms="您已被{college}录取，专业请登录我院官网查看。" + _LETTER, entry=_ADMITTED,
    ),
    Template(  # where the college's name is longer than an SMS has room for
        key="admitted_unnamed", title="您已被录取", long=frozenset({"college", "major", "choice", "at"}),
        sms="您已被录取，院校和专业请登录我院官网查看。" + _LETTER, entry=_ADMITTED,
    ),
    Template(
        key="unplaced", title="未被录取", sms="本次专升本招生录取已结束，您未被录取，详情请登录我院官网查看。",
        entry="本次专升本招生录取已结束，您未被录取。",
    ),
    Template(
        key="taken_back", title="{choice}志愿数据已收回", variables={"choice": 4}, long=frozenset({"reason"}),
        sms="您的{choice}志愿数据已由我院收回，原因请登录我院官网查看。",
        entry="您的{choice}志愿数据已由我院从招生院校收回。原因：{reason}。",
    ),
    Template(
        key="return_overdue", title="录取结果逾期未返回", variables={"round": 10, "return_by": _DATE, "missing": 6},
        mail="贵校{round}录取结果应于{return_by}前返回，尚有{missing}名考生的结果未返回，请立即返回并联系我院录取部门。",
        entry="贵校{round}录取结果应于{return_by}前返回，尚有{missing}名考生的结果未返回。",
    ),
    Template(key="round_dispatched", title="{round}数据已下发招生院校", variables={"round": 10, "at": _DATE},
             entry="{round}数据已于{at}下发各招生院校。下发不等于录取，请有关考生保持电话畅通，按招生院校安排参加考查。"),
    Template(key="round_closed", title="{round}录取工作已结束", variables={"round": 10, "at": _DATE},
             entry="{round}录取工作已于{at}结束，录取结果按招生日程公布。"),
    Template(key="plan_published", title="招生计划已公布", variables={"at": _DATE},
             entry="招生计划和招生院校信息已于{at}公布，请登录查看招生院校、专业、计划数和考查安排。"),
    Template(
        key="supplementary_held", title="征集志愿公告", variables={"seats": 6, "opens": _DATE, "closes": _DATE},
        entry=(
            "招生院校尚有剩余计划{seats}个，定于{opens}至{closes}填报征集志愿。征集志愿须重新填报，原志愿不再使用；"
            "未填报的，视为放弃本次征集志愿机会。"
        ),
    ),
    Template(key="supplementary_cancelled", title="征集志愿公告", variables={"at": _DATE},
             entry="截至{at}，招生院校已无剩余计划，本次不进行征集志愿填报。"),
)
_CALENDAR = (
    Template(key="window_opens", title="{title}", entry="{at}开始，{closes}截止。",
             variables={"title": _TITLE, "at": _DATE, "closes": _DATE}),
    Template(key="closed", title="{title}", entry="已于{at}截止。", variables={"title": _TITLE, "at": _DATE}),
    Template(key="results_open", title="{title}", entry="已公布的录取结果，考生可自{at}起登录本平台查询。",
             variables={"title": _TITLE, "at": _DATE}),
    Template(key="moment", title="{title}", entry="时间：{at}。", variables={"title": _TITLE, "at": _DATE}),
)

_WRITTEN = (
    Template(key=ANNOUNCEMENT, title="{title}", variables={"title": TITLE_MOST}, long=frozenset({"text"}),
             entry="{text}"),
)

TEMPLATES: Mapping[str, Template] = MappingProxyType({
    each.key: each
    for each in (*_CODES, *_ACCOUNTS, *_APPLICATION, *FILING, *_ADMISSION, *_REMINDERS, *_SHORTER, *_CALENDAR,
                 *_WRITTEN)
})
CODE_TEMPLATES = MappingProxyType({
    "open_account": "code_open_account", "reset_password": "code_reset_password", "change_phone": "code_change_phone",
})
"""The template of a code, by what the code is for."""
REMINDERS = frozenset(each.key for each in _REMINDERS)
"""Templates that a season's reminders may name."""
SHORTER = MappingProxyType({"returns_due": "returns_due_unnamed"})
"""The template that a reminder is told with where a name is too long for its own."""

ROLE_NAMES = MappingProxyType({
    "source_college": "生源院校管理员", "reviewer": "资格审查人员", "admission_college": "招生院校管理员",
    "officer": "招生考试机构工作人员", "auditor": "审计人员", "operator": "系统运维人员",
})


def is_secret(key: str) -> bool:
    """Whether nothing of such a notice is kept once it is settled; of an unknown one, nothing is."""
    return key not in TEMPLATES or TEMPLATES[key].secret

"""Who finds which pages in the menu, in which order: one table for the five services.

A test asks whether each entry's page stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.security.access import Principal, Role
from shared.web.translation import N_

SERVICES = ("registration", "review", "choices", "admission", "notify")


@dataclass(frozen=True)
class Entry:
    """One page. ``group``: the heading under which the notice puts it."""

    label: str
    href: str
    group: str = ""

    def is_at(self, path: str) -> bool:
        """Whether an address is this page or one below it."""
        is_home = self.href.endswith("/")
        return path == self.href or (not is_home and path.startswith(f"{self.href}/"))


LOOK = N_("信息查看")

PUBLIC = (
    Entry(N_("首页"), "/"),
    Entry(N_("招生日程"), "/admission/calendar"),
    Entry(N_("招生院校"), "/admission/colleges"),
    Entry(N_("招生计划"), "/admission/plan"),
    Entry(N_("公告"), "/notify/announcements"),
    Entry(N_("志愿封存校验"), "/choices/seals"),
)
CANDIDATE = (
    Entry(N_("首页"), "/notify/"),
    Entry(N_("基本信息"), "/registration/me", group=LOOK),
    Entry(N_("招生计划"), "/admission/plan", group=LOOK),
    Entry(N_("志愿信息"), "/choices/filings", group=LOOK),
    Entry(N_("报名信息"), "/registration/application"),
    Entry(N_("资格审查"), "/review/mine"),
    Entry(N_("志愿填报"), "/choices/filing"),
    Entry(N_("录取结果"), "/admission/results"),
    Entry(N_("消息"), "/notify/inbox"),
)
SOURCE_COLLEGE = (
    Entry(N_("本校概况"), "/registration/college"),
    Entry(N_("学籍导入"), "/registration/rosters"),
    Entry(N_("成绩导入"), "/registration/grades"),
    Entry(N_("资格审查"), "/review/queue"),
    Entry(N_("院校确认"), "/registration/confirmations"),
    Entry(N_("填报进度"), "/registration/progress"),
)
REVIEWER = (Entry(N_("资格审查"), "/review/queue"),)
ADMISSION_COLLEGE = (
    Entry(N_("录取工作台"), "/admission/desk"),
    Entry(N_("院校信息"), "/admission/profile"),
)
OFFICER = (
    Entry(N_("录取进程"), "/admission/board"),
    Entry(N_("招生方案"), "/admission/seasons"),
    Entry(N_("计划管理"), "/admission/plans"),
    Entry(N_("工作人员"), "/registration/staff"),
    Entry(N_("结果发布"), "/admission/results-release"),
    Entry(N_("公告"), "/notify/announcements"),
)
AUDITOR = (
    Entry(N_("录取审计"), "/admission/audit"),
    Entry(N_("报名审计"), "/registration/audit"),
    Entry(N_("审核审计"), "/review/audit"),
    Entry(N_("志愿审计"), "/choices/audit"),
    Entry(N_("消息审计"), "/notify/audit"),
    Entry(N_("录取进程"), "/admission/board"),
)
OPERATOR = (
    Entry(N_("报名服务"), "/registration/operations"),
    Entry(N_("审核服务"), "/review/operations"),
    Entry(N_("志愿服务"), "/choices/operations"),
    Entry(N_("录取服务"), "/admission/operations"),
    Entry(N_("消息服务"), "/notify/operations"),
)
MENUS: dict[Role | None, Sequence[Entry]] = {
    None: PUBLIC, Role.CANDIDATE: CANDIDATE, Role.SOURCE_COLLEGE: SOURCE_COLLEGE, Role.REVIEWER: REVIEWER,
    Role.ADMISSION_COLLEGE: ADMISSION_COLLEGE, Role.OFFICER: OFFICER, Role.AUDITOR: AUDITOR, Role.OPERATOR: OPERATOR,
}


def menu(who: Principal | None) -> Sequence[Entry]:
    """The entries of this person, or of whoever has not signed in."""
    return MENUS[who.role if who else None]


def present(entries: Sequence[Entry], path: str) -> Entry | None:
    """The entry that an address lies under: the longest, where one lies inside another."""
    return max((entry for entry in entries if entry.is_at(path)), key=lambda entry: len(entry.href), default=None)


def home_of(who: Principal) -> str:
    """Where a signed-in person begins."""
    return MENUS[who.role][0].href

"""Who finds which pages in the menu, in which order: one table for the five services.

An entry is shown once its page stands: whoever builds the page says ``ready=True`` here, and a test asks whether it
does.
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
    ready: bool = False

    def is_at(self, path: str) -> bool:
        """Whether an address is this page or one below it."""
        is_home = self.href.endswith("/")
        return path == self.href or (not is_home and path.startswith(f"{self.href}/"))


LOOK = N_("信息查看")

PUBLIC = (
    Entry(N_("首页"), "/", ready=True),
    Entry(N_("招生日程"), "/admission/calendar", ready=True),
    Entry(N_("招生院校"), "/admission/colleges", ready=True),
    Entry(N_("招生计划"), "/admission/plan", ready=True),
    Entry(N_("公告"), "/notify/announcements", ready=True),
    Entry(N_("志愿封存校验"), "/choices/seals", ready=True),
)
CANDIDATE = (
    Entry(N_("首页"), "/notify/", ready=True),
    Entry(N_("基本信息"), "/registration/me", group=LOOK, ready=True),
    Entry(N_("招生计划"), "/admission/plan", group=LOOK, ready=True),
    Entry(N_("志愿信息"), "/choices/filings", group=LOOK, ready=True),
    Entry(N_("报名信息"), "/registration/application", ready=True),
    Entry(N_("资格审核"), "/review/mine", ready=True),
    Entry(N_("志愿填报"), "/choices/filing", ready=True),
    Entry(N_("录取结果"), "/admission/results", ready=True),
    Entry(N_("消息"), "/notify/inbox", ready=True),
)
SOURCE_COLLEGE = (
    Entry(N_("本校概况"), "/registration/college", ready=True),
    Entry(N_("学籍导入"), "/registration/rosters", ready=True),
    Entry(N_("成绩导入"), "/registration/grades", ready=True),
    Entry(N_("资格审核"), "/review/queue", ready=True),
    Entry(N_("院校确认"), "/registration/confirmations", ready=True),
    Entry(N_("填报进度"), "/registration/progress", ready=True),
)
REVIEWER = (Entry(N_("资格审核"), "/review/queue", ready=True),)
ADMISSION_COLLEGE = (
    Entry(N_("录取工作台"), "/admission/desk", ready=True),
    Entry(N_("院校信息"), "/admission/profile", ready=True),
)
OFFICER = (
    Entry(N_("录取进程"), "/admission/board", ready=True),
    Entry(N_("招生方案"), "/admission/seasons", ready=True),
    Entry(N_("计划管理"), "/admission/plans", ready=True),
    Entry(N_("工作人员"), "/registration/staff", ready=True),
    Entry(N_("结果发布"), "/admission/results-release", ready=True),
    Entry(N_("公告"), "/notify/announcements", ready=True),
)
AUDITOR = (
    Entry(N_("录取审计"), "/admission/audit", ready=True),
    Entry(N_("报名审计"), "/registration/audit", ready=True),
    Entry(N_("审核审计"), "/review/audit", ready=True),
    Entry(N_("志愿审计"), "/choices/audit", ready=True),
    Entry(N_("消息审计"), "/notify/audit", ready=True),
    Entry(N_("录取进程"), "/admission/board", ready=True),
)
OPERATOR = (
    Entry(N_("报名服务"), "/registration/operations", ready=True),
    Entry(N_("审核服务"), "/review/operations", ready=True),
    Entry(N_("志愿服务"), "/choices/operations", ready=True),
    Entry(N_("录取服务"), "/admission/operations", ready=True),
    Entry(N_("消息服务"), "/notify/operations", ready=True),
)
MENUS: dict[Role | None, Sequence[Entry]] = {
    None: PUBLIC, Role.CANDIDATE: CANDIDATE, Role.SOURCE_COLLEGE: SOURCE_COLLEGE, Role.REVIEWER: REVIEWER,
    Role.ADMISSION_COLLEGE: ADMISSION_COLLEGE, Role.OFFICER: OFFICER, Role.AUDITOR: AUDITOR, Role.OPERATOR: OPERATOR,
}


def menu(who: Principal | None) -> list[Entry]:
    """The entries of this person whose pages stand."""
    return [entry for entry in MENUS[who.role if who else None] if entry.ready]


def present(entries: Sequence[Entry], path: str) -> Entry | None:
    """The entry that an address lies under: the longest, where one lies inside another."""
    return max((entry for entry in entries if entry.is_at(path)), key=lambda entry: len(entry.href), default=None)


def home_of(who: Principal) -> str | None:
    """Where a signed-in person begins; None until that page stands."""
    first = MENUS[who.role][0]
    return first.href if first.ready else None

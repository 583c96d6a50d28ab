"""Seasons and intakes in an officer's browser: what is in force, who has adopted it, each rule beside its sentence."""

from itertools import groupby
from typing import Any

from flask import Response, request

from services.admission.pages.proposal import READERS, news, signers_named
from services.admission.usecases import adoption, clock, draft, intake
from services.admission.usecases import season as published
from services.admission.usecases.draft import DraftSeen
from services.admission.usecases.notice import RuleSeen, rules_of
from shared.season import Season, moments
from shared.web.access import permits
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, receipt
from shared.web.pages import page
from shared.web.translation import N_
from shared.web.translation import gettext as _

blueprint = PageBlueprint("season_pages", __name__)
SHOWN = 20
SERVICES = {
    "registration": N_("报名服务"), "review": N_("审核服务"), "choices": N_("志愿服务"), "admission": N_("录取服务"),
    "notify": N_("消息服务"),
}
GROUPS = {
    "authority": N_("考试院"), "categories": N_("考生类别和审核"), "honours": N_("荣誉"), "award_tiers": N_("获奖等级"),
    "contests": N_("赛事"), "account": N_("账号和验证码"), "candidate_number": N_("考生号"), "fee": N_("报名费"),
    "roster": N_("学籍信息导入"), "windows": N_("时间安排"), "declaration": N_("填报条款和声明"),
    "filings": N_("志愿设置"), "rounds": N_("投档和录取"), "supplementary": N_("征集志愿"), "selection": N_("考查"),
    "when_full": N_("院校计划已满时"), "progress": N_("填报进度"), "publicity": N_("公示"), "seat_flow": N_("剩余计划"),
    "reminders": N_("提醒"), "rules": N_("其他规定"), "colleges": N_("招生院校"), "source_colleges": N_("生源院校"),
    "plan": N_("招生计划"),
}
NEWS = {"opened": N_("招生已开设，请提交方案文件。"), "withdrawn": N_("草案已撤回。"), "set": N_("演练时钟已调整。")}


@blueprint.route("/seasons")
@permits(*READERS)
def show_seasons() -> str:
    """Every intake with its seasons and its time; drafts that wait."""
    with reading() as conn:
        intakes = [{"intake": each, "clock": clock.clock_of(conn, each.code, wall=receipt()),
                    "seasons": [_in_force(conn, told) for told in each.seasons]} for each in intake.every(conn)]
        drafts = [_line(draft.of_id(conn, each.id)) for each in draft.newest(conn, None, after=None, most=SHOWN)]
    return page("officer_seasons.html", intakes=intakes, drafts=drafts, news=news(NEWS, request.args.get("news")))


@blueprint.route("/seasons/<code>")
@permits(*READERS)
def show_season(code: str) -> str:
    """The version in force, rule by rule."""
    with reading() as conn:
        told = published.in_force(conn, code)
        adopted = adoption.adoptions_of(conn, code)
    season = Season.from_document(told.document)
    return page("officer_season.html", season=season, told=told, adopted=adopted, services=SERVICES,
                signed=signers_named(told.officers), **ruled(rules_of(season)), moments=moments(season))


@blueprint.route("/seasons/<code>/file")
@permits(*READERS)
def give_file(code: str) -> Response:
    """The file of the version in force, to be changed and handed in as the next one."""
    with reading() as conn:
        told = published.in_force(conn, code)
        text = draft.text_of(conn, code, told.season_version)
    name = f"{code}-{told.season_version}.yaml"
    return Response(text, content_type="text/yaml; charset=utf-8",
                    headers={"Content-Disposition": f"attachment; filename={name}"})


def ruled(rules: list[RuleSeen]) -> dict[str, Any]:
    """Rules by the part of the season that they belong to."""
    return {"groups": [(GROUPS[name], list(group)) for name, group in groupby(rules, key=lambda each: each.group)]}


def _in_force(conn: Any, told: Any) -> dict[str, Any]:
    season = Season.from_document(told.document)
    adopted = adoption.adoptions_of(conn, told.season)
    behind = [_(SERVICES[each.service]) for each in adopted.services if not each.newest]
    return {"season": season, "told": told, "behind": behind}


def _line(seen: DraftSeen) -> dict[str, Any]:
    return {"draft": seen.draft, "title": seen.document["title"], "signed": len(seen.signatures)}

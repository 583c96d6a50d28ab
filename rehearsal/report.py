"""What a play leaves: the closing table on screen, and ``summary.json`` for whoever compares two plays."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from rehearsal.demo import Played
from rehearsal.invariants import Facts
from rehearsal.invariants.finding import rows
from rehearsal.invariants.pages import BY_PAGES

KINDS = {
    "plain": "照常开通账号", "wrong_name": "姓名填错后改正", "wrong_code": "验证码输错后改正",
    "reused_phone": "冒用他人手机号被拒",
    "second_account": "再开一个账号被拒", "forgot_password": "忘记密码后找回", "guessed_at": "被人猜密码，本人照常登录",
    "not_in_roster": "不在学籍名单，未开通", "blocked": "院校限报，未开通",
    "steady": "按部就班", "bad_claim": "申报不实，未通过", "corrected": "退回补正后重新提交", "withdrawn": "撤回报名",
    "not_filed": "合格而未填志愿", "late_filer": "截止前两小时才填报", "changed_choice": "改报志愿",
    "last_second": "最后一秒保存", "too_late": "截止后保存被拒", "one_choice": "只填一个志愿",
    "late_college": "院校迟返，经批准接受", "extension": "院校申请延时", "silent_college": "院校未返回，书面处理",
    "over_full_return": "超计划返回，更正后签发", "empty_major": "无人报考的专业",
    "supplementary_admission": "征集志愿录取", "unplaced": "未被录取",
    "pages_candidate": "考生用网页办理（不用脚本）", "pages_source_college": "审核人员用网页审核",
    "pages_admission_college": "招生院校用网页录取", "pages_officer": "考试院用网页签批",
}


def summary(played: Played, *, faults: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The play in figures; equal for equal seeds but for seconds, where, checked and faults."""
    found: dict[str, Any] = {
        "season": played.script.season,
        "candidates": played.script.candidates,
        "accounts": played.accounts,
        **season_of(played.facts),
        "phases": played.phases,
        "checked": {name: finding.checked for name, finding in played.findings.items()},
        "invariants": {name: finding.holds for name, finding in played.findings.items()},
        "kinds": kinds_of(played),
        "notices": played.notices,
        "seconds": played.seconds,
        "where": {**played.where, "phases": played.took},
    }
    return found if faults is None else {**found, "faults": faults}


def season_of(facts: Facts) -> dict[str, Any]:
    """How many came how far, and each round in figures: from the services' own data."""
    applied = [row for row in rows(facts, "registration", "application") if row["submitted"]]
    outcomes = Counter(row["outcome"] for row in rows(facts, "admission", "outcome"))
    filed = {row["account"] for row in rows(facts, "choices", "filing") if row["saved"]}
    return {
        "registered": len(applied),
        "eligible": sum(row["standing"] == "eligible" for row in rows(facts, "review", "case")),
        "filed": len(filed),
        "rounds": [_round(facts, no) for no in sorted({row["round"] for row in rows(facts, "admission", "file")})],
        "admitted": outcomes["admitted"],
        "unplaced": outcomes["unplaced"],
    }


def _round(facts: Facts, no: str) -> dict[str, Any]:
    files = [row for row in rows(facts, "admission", "file") if row["round"] == no]
    late = {row["college"] for row in rows(facts, "admission", "return") if row["round"] == no and row["late"]}
    admitted = sum(row["status"] == "ADMITTED" for row in files)
    return {"round": no, "dispatched": len(files), "admitted": admitted, "returned": len(files) - admitted,
            "late": sum(row["college"] in late for row in files)}


def kinds_of(played: Played) -> dict[str, int]:
    """What candidates and colleges did, what came of it, and how many did it on the portal's pages."""
    files = rows(played.facts, "admission", "file")
    filed = {(choice["college"], code) for row in rows(played.facts, "admission", "sealed_filing")
             for choice in row["choices"].values() for code in choice["majors"]}
    seated = {(row["college"], row["major"]) for row in rows(played.facts, "admission", "seats") if row["seats"]}
    return played.kinds() | dict(played.happened) | {
        "empty_major": len(seated - filed),
        "supplementary_admission": sum(
            row["status"] == "ADMITTED" and row["round"].startswith("S") for row in files),
        "unplaced": sum(row["outcome"] == "unplaced" for row in rows(played.facts, "admission", "outcome")),
    } | {f"pages_{role}": played.by_pages[role] for role in BY_PAGES}


def write_summary(content: dict[str, Any], folder: Path) -> Path:
    """``summary.json`` in this folder."""
    path = folder / "summary.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return path


def show(played: Played, console: Console) -> bool:
    """The closing table; True if every invariant holds."""
    people = Table(title=f"{played.script.season}：考生 {played.script.candidates}，账号 {played.accounts}")
    people.add_column("情形")
    people.add_column("人数", justify="right")
    for kind, count in kinds_of(played).items():
        people.add_row(KINDS.get(kind, kind), str(count))
    console.print(people)
    flow = season_of(played.facts)
    words = "报名 {registered}，合格 {eligible}，填报 {filed}，录取 {admitted}，未录取 {unplaced}"
    season = Table(title=words.format(**flow))
    for column in ("轮次", "下发", "录取", "退回", "迟返"):
        season.add_column(column, justify="right")
    for each in flow["rounds"]:
        season.add_row(*(str(each[name]) for name in ("round", "dispatched", "admitted", "returned", "late")))
    console.print(season)
    notices = f"短信 {played.notices.get('sms', 0)}，邮件 {played.notices.get('email', 0)}"
    rules = Table(title=f"{notices}；用时 {played.seconds} 秒 {played.where}")
    rules.add_column("不变量")
    rules.add_column("检查数", justify="right")
    rules.add_column("结果")
    for name, finding in played.findings.items():
        rules.add_row(name, str(finding.checked), "[green]成立" if finding.holds else "[red]不成立")
        for fault in finding.faults[:5]:
            rules.add_row(f"  {fault}", "", "")
    console.print(rules)
    return all(finding.holds for finding in played.findings.values())

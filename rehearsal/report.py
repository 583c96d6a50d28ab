"""What a play leaves: the closing table on screen, and ``summary.json`` for whoever compares two plays."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from rehearsal.demo import Demo, Played, kinds_of
from rehearsal.people import Habit

KINDS = {
    "plain": "照常开通账号", "wrong_name": "姓名填错后改正", "wrong_code": "验证码输错后改正",
    "reused_phone": "冒用他人手机号被拒",
    "second_account": "再开一个账号被拒", "forgot_password": "忘记密码后找回", "guessed_at": "被人猜密码，本人照常登录",
    "not_in_roster": "不在学籍名单，未开通", "blocked": "院校限报，未开通",
}


def summary(played: Played, *, faults: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The play in figures; equal for equal seeds but for seconds, where, checked and faults."""
    found: dict[str, Any] = {
        "season": played.script.season,
        "candidates": played.script.candidates,
        "accounts": played.accounts,
        "phases": played.phases,
        "checked": {name: finding.checked for name, finding in played.findings.items()},
        "invariants": {name: finding.holds for name, finding in played.findings.items()},
        "kinds": kinds_of(played),
        "notices": played.notices,
        "seconds": played.seconds,
        "where": played.where,
    }
    return found if faults is None else {**found, "faults": faults}


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


def show_entrance(console: Console, play: Demo, base: str) -> None:
    """Where to go and as whom, for a person who plays by hand."""
    staff = Table(title=f"{base}/ 已就绪（演练），按 Ctrl-C 结束")
    for column in ("邮箱", "密码", "动态口令密钥"):
        staff.add_column(column, overflow="fold")
    for each in play.cast.credentials:
        staff.add_row(each.email, each.password, each.totp_secret)
    console.print(staff)
    console.print(f"短信在 {play.world.var}/phones，邮件在 {play.world.var}/mail")
    person = next(each for each in play.played.people if each.habit is Habit.PLAIN)
    console.print(f"可用来开通账号的考生：{person.name}，{person.id_number}")

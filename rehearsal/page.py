"""The report of a play as one HTML page with charts, for whoever was not there: no script, nothing from elsewhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from rehearsal.invariants import Facts, Finding
from rehearsal.invariants.finding import rows

WIDTH = 640
BAR = 22
COLOURS = ("#1f5f8b", "#3a8f5c", "#c77d1e", "#8a8f98")


@dataclass(frozen=True)
class Series:
    """One bar: its name and its parts, in the order of the chart's colours."""

    name: str
    parts: tuple[int, ...]


def write_page(summary: Mapping[str, Any], facts: Facts, findings: Mapping[str, Finding], folder: Path) -> Path:
    """``report.html`` in this folder."""
    path = folder / "report.html"
    path.write_text(_page(summary, facts, findings), encoding="utf-8")
    return path


def flow(summary: Mapping[str, Any]) -> list[Series]:
    """From registered to outcome."""
    steps = (("开通账号", "accounts"), ("提交报名", "registered"), ("审查合格", "eligible"), ("填报志愿", "filed"),
             ("录取", "admitted"), ("未录取", "unplaced"))
    return [Series(name, (int(summary.get(key, 0)),)) for name, key in steps]


def per_round(summary: Mapping[str, Any]) -> list[Series]:
    """Admitted, returned, late of each round."""
    return [
        Series(f"第{each['round']}轮（下发{each['dispatched']}）", (each["admitted"], each["returned"], each["late"]))
        for each in summary.get("rounds", [])
    ]


def per_college(facts: Facts) -> list[Series]:
    """Admitted and returned of each college."""
    files = rows(facts, "admission", "file")
    admitted = Counter(row["college"] for row in files if row["status"] == "ADMITTED")
    every = Counter(row["college"] for row in files)
    return [Series(college, (admitted[college], every[college] - admitted[college])) for college in sorted(every)]


def per_day(facts: Facts) -> list[Series]:
    """What people were told each day of the season: with an SMS, and on the timeline alone."""
    by_sms = {(row["account"], row["source"], row["template"]) for row in rows(facts, "notify", "notice")
              if row["channel"] == "sms"}
    loud: Counter[str] = Counter()
    quiet: Counter[str] = Counter()
    for row in rows(facts, "notify", "told_person"):
        counted = loud if (row["account"], row["source"], row["template"]) in by_sms else quiet
        counted[row["at"][:10]] += 1
    return [Series(day, (loud[day], quiet[day])) for day in sorted({*loud, *quiet})]


def _page(summary: Mapping[str, Any], facts: Facts, findings: Mapping[str, Finding]) -> str:
    title = f"演练报告：{summary['season']}"
    parts = [
        _chart("从报名到录取", flow(summary), ()),
        _chart("各轮次", per_round(summary), ("录取", "退回", "迟返")),
        _chart("各招生院校", per_college(facts), ("录取", "未录取")),
        _chart("按日期发出的消息（招生时间）", per_day(facts), ("短信及站内", "仅站内")),
        _table("情形", ("情形", "次数"), [(name, str(count)) for name, count in summary["kinds"].items()]),
        _table("不变量", ("名称", "检查数", "结果"), [
            (name, str(found.checked), "成立" if found.holds else "不成立：" + "；".join(found.faults[:3]))
            for name, found in findings.items()
        ]),
    ]
    style = (
        "body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}"
        "svg{max-width:100%;height:auto}table{border-collapse:collapse;width:100%}"
        "td,th{border-bottom:1px solid #d7dbe0;padding:.3rem .5rem;text-align:left}h2{margin-top:2.2rem}"
    )
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
        f"<h1>{escape(title)}</h1><p>考生 {summary['candidates']} 人，用时 {summary['seconds']} 秒。</p>"
        + "".join(parts) + "</html>\n"
    )


def _chart(title: str, series: Sequence[Series], legend: Sequence[str]) -> str:
    """Horizontal bars, stacked; each says its figures in words, so that nothing hangs on colour alone."""
    most = max((sum(each.parts) for each in series), default=0) or 1
    lines = [_bar(each, place, most) for place, each in enumerate(series)]
    height = BAR * len(series) + 4
    named = " ".join(f'<span style="color:{COLOURS[at]}">■</span> {escape(name)}' for at, name in enumerate(legend))
    words = "，".join(f"{each.name} {'/'.join(map(str, each.parts))}" for each in series)
    return (
        f"<h2>{escape(title)}</h2><p>{named}</p>"
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(words)}">'
        + "".join(lines) + "</svg>"
    )


def _bar(series: Series, place: int, most: int) -> str:
    left, y = 190.0, place * BAR
    pieces = [f'<text x="0" y="{y + 15}" font-size="13">{escape(series.name)}</text>']
    for at, part in enumerate(series.parts):
        width = part / most * (WIDTH - 270)
        pieces.append(f'<rect x="{left:.1f}" y="{y + 3}" width="{width:.1f}" height="{BAR - 7}" fill="{COLOURS[at]}"/>')
        left += width
    figures = " / ".join(map(str, series.parts))
    pieces.append(f'<text x="{left + 6:.1f}" y="{y + 15}" font-size="13">{figures}</text>')
    return "".join(pieces)


def _table(title: str, heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>" for line in lines)
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>"

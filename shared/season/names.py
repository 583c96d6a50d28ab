"""Checks of names in a season file: ids stand once, and what is named exists. They work on the text as written."""

import re
from collections.abc import Iterator
from typing import Any

from shared.season.paths import everywhere, value_at, walk
from shared.season.text import Path

Found = Iterator[tuple[Path, str]]

UNIQUE = {
    "sources.*.id": "来源",
    "reviewers.*.code": "审核单位代码",
    "categories.*.code": "类别代码",
    "honours.items.*.code": "荣誉代码",
    "award_tiers.items.*.code": "奖项等级代码",
    "batches.*.code": "批次代码",
    "windows.*.id": "窗口",
    "filings.*.batch": "批次的填报方式",
    "rounds.*.no": "轮次",
    "reminders.*.id": "提醒",
    "rules.*.id": "规则",
    "colleges.items.*.code": "院校代码",
    "colleges.items.*.name": "院校名称",
    "source_colleges.items.*.code": "生源院校代码",
}

UNIQUE_INSIDE = (
    ("categories.*", "claim.fields.*.id", "申报项"),
    ("categories.*", "claim.evidence.*.id", "证明材料"),
    ("categories.*", "review.*.id", "审核环节"),
    ("filings.*", "choices.*", "志愿"),
)

REFERENCES = {
    "windows.*.categories.*": ("categories.*.code", "类别"),
    "windows.*.batch": ("batches.*.code", "批次"),
    "filings.*.batch": ("batches.*.code", "批次"),
    "rounds.*.batch": ("batches.*.code", "批次"),
    "supplementary.batch": ("batches.*.code", "批次"),
    "supplementary.round": ("rounds.*.no", "轮次"),
    "reminders.*.window": ("windows.*.id", "窗口"),
    "honours.category": ("categories.*.code", "类别"),
    "fee.yuan.@": ("categories.*.code", "类别"),
    "notice": ("sources.*.id", "来源"),
    "categories.*.review.*.authority": ("reviewers.*.code", "审核单位"),
    "colleges.items.*.min_tier": ("award_tiers.items.*.code", "奖项等级"),
    "plan.majors.*.college": ("colleges.items.*.code", "院校代码"),
    "plan.majors.*.seats.@": ("categories.*.code", "类别"),
}

ABOVE_ZERO = (
    "filings.*.majors_per_choice",
    "candidate_number.digits",
    "account.code.attempts",
    "account.code.per_hour",
    "account.code.per_day",
    "publicity.working_days",
)


CODE_DIGITS = range(4, 9)
"""Fewer are soon guessed, and with more the texts no longer fit in one SMS."""


def check(tree: Any) -> Found:
    """Every fault of a name."""
    if value_at(tree, ("format",)) not in (None, "1"):
        yield ("format",), "不支持的格式版本：应为1"
    for pattern in ABOVE_ZERO:
        yield from ((path, "应大于0") for path, value in walk(tree, pattern) if _is_zero(value))
    yield from _account(tree)
    yield from _unique(tree)
    yield from _references(tree)
    yield from _choices(tree)
    yield from _review(tree)
    yield from _reminders(tree)
    yield from _phones(tree)


def _is_zero(value: Any) -> bool:
    return isinstance(value, str) and value != "" and not value.strip("0")


def _account(tree: Any) -> Found:
    digits = value_at(tree, ("account", "code", "digits"))
    if isinstance(digits, str) and re.fullmatch("[0-9]{1,9}", digits) and int(digits) not in CODE_DIGITS:
        yield ("account", "code", "digits"), f"应为{CODE_DIGITS[0]}至{CODE_DIGITS[-1]}"
    if value_at(tree, ("account", "one_phone_once")) == "false":
        yield ("account", "one_phone_once"), "应为true：一个手机号码只能用于一个账号，验证码才能确认本人"


def _unique(tree: Any) -> Found:
    for pattern, word in UNIQUE.items():
        yield from _repeated(walk(tree, pattern), word)
    for pattern, key, word in UNIQUE_INSIDE:
        for base, node in walk(tree, pattern):
            yield from _repeated((((*base, *path), value) for path, value in walk(node, key)), word)
    majors = (((*path, "code"), _pair(major)) for path, major in walk(tree, "plan.majors.*"))
    yield from _repeated(((path, pair) for path, pair in majors if pair), "院校专业")


def _pair(major: Any) -> str | None:
    college, code = value_at(major, ("college",)), value_at(major, ("code",))
    return f"{college} {code}" if college and code else None


def _repeated(values: Iterator[tuple[Path, Any]], word: str) -> Found:
    seen: set[str] = set()
    for path, value in values:
        if isinstance(value, str) and value in seen:
            yield path, f"重复的{word}：“{value}”"
        elif isinstance(value, str):
            seen.add(value)


def _references(tree: Any) -> Found:
    for pattern, (target, word) in REFERENCES.items():
        known = {value for _, value in walk(tree, target) if isinstance(value, str)}
        for path, value in walk(tree, pattern):
            if known and isinstance(value, str) and value not in known:
                yield path, f"未知的{word}：“{value}”"
    sources = {value for _, value in walk(tree, "sources.*.id") if isinstance(value, str)}
    for path, value in everywhere(tree, "source"):
        if isinstance(value, str) and value not in sources:
            yield path, f"未知的来源：“{value}”"


def _choices(tree: Any) -> Found:
    labels = {
        filing.get("batch"): filing.get("choices") for _, filing in walk(tree, "filings.*") if isinstance(filing, dict)
    }
    for path, each in walk(tree, "rounds.*"):
        known, choice = labels.get(value_at(each, ("batch",))), value_at(each, ("choice",))
        if isinstance(known, list) and isinstance(choice, str) and choice not in known:
            yield (*path, "choice"), f"本批次没有这个志愿：“{choice}”"


def _review(tree: Any) -> Found:
    for path, stage in walk(tree, "categories.*.review.*"):
        if isinstance(stage, dict) and (stage.get("by") == "authority") != ("authority" in stage):
            yield path, "by为authority的审核环节须写明authority，其他环节不得写"
    for path, item in walk(tree, "categories.*.claim.fields.*"):
        if isinstance(item, dict) and (item.get("kind") == "choice") != ("options" in item):
            yield path, "kind为choice的申报项须写明options，其他申报项不得写"


def _reminders(tree: Any) -> Found:
    for path, each in walk(tree, "reminders.*"):
        told = {"at", "window", "edge", "before"} & set(each) if isinstance(each, dict) else {"at"}
        if told not in ({"at"}, {"window", "edge"}, {"window", "edge", "before"}):
            yield path, "提醒的时间应为at，或window加edge（可加before），二者取一"


def _phones(tree: Any) -> Found:
    for path, phone in walk(tree, "colleges.items.*.phones.*"):
        printed, dial = value_at(phone, ("printed",)), value_at(phone, ("dial",))
        if isinstance(printed, str) and isinstance(dial, str):
            digits = re.sub(r"\D", "", printed).lstrip("0")
            if not digits or not dial.endswith(digits):
                yield (*path, "dial"), f"可拨打的号码与印出的号码“{printed}”不符"

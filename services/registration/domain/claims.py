"""What a candidate claims: the fields that a season asks for, each of its kind, and the papers that prove them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.registration.domain.cells import day_of, plain_text, plain_words
from shared.kernel import RuleBroken

LONGEST_TEXT = 100
LARGEST_NUMBER = 9999
EARLIEST = 1950
IN_ORDER = (("enlisted_on", "discharged_on"),)
"""Fields of which the second lies later; the second may lie ahead: «2024年上半年退役、尚未领到退役证的»."""
HONOUR_PAPER = "honour_certificate"
"""«申报荣誉的须上传»: who claims an honour proves it."""


class ClaimUnfit(RuleBroken):
    """Fields or papers of a claim are not as its season asks: ``errors`` names each by field id or paper kind."""

    code = "claim_unfit"
    message = "申报内容有误或不全，请按提示修改。"

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """One field as the season asks for it. ``kind``: text, date, number, choice, contest, award_tier or honours;
    ``options``: what may be chosen, where something is to be chosen."""

    id: str
    title: str
    kind: str
    required: bool = True
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRule:
    """One paper as the season asks for it."""

    kind: str
    title: str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRules:
    """What a category's claim is made of."""

    fields: tuple[FieldRule, ...]
    papers: tuple[PaperRule, ...] = ()


def checked_claim(rules: ClaimRules, given: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """A claim as it may be kept, perhaps not yet whole: values in their plain spelling, empty ones left out.

    Dates are ``2024-03-01``, numbers integers, honours a list of codes. Raises ClaimUnfit.
    """
    known = {rule.id: rule for rule in rules.fields}
    errors = [(field, "本类别没有这一项。") for field in given if field not in known]
    found: dict[str, Any] = {}
    for rule in rules.fields:
        value = given.get(rule.id)
        if value is None or value in ("", []):
            continue
        try:
            found[rule.id] = _READERS[rule.kind](rule, value)
        except ValueError as error:
            errors.append((rule.id, str(error)))
    errors += _date_faults(rules, found, today)
    if errors:
        raise ClaimUnfit(errors)
    return {field: value for field, value in found.items() if value not in ("", [])}


def missing(rules: ClaimRules, claim: Mapping[str, Any], papers: Sequence[str]) -> list[tuple[str, str]]:
    """What a claim still lacks before it can be handed in: (field id or paper kind, message)."""
    lacking = [(rule.id, f"{rule.title}必填。") for rule in rules.fields if rule.required and rule.id not in claim]
    honoured = any(rule.kind == "honours" and claim.get(rule.id) for rule in rules.fields)
    wanted = [paper for paper in rules.papers if paper.required or (honoured and paper.kind == HONOUR_PAPER)]
    return lacking + [(paper.kind, f"请上传{paper.title}。") for paper in wanted if paper.kind not in papers]


def _date_faults(rules: ClaimRules, found: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    titles = {rule.id: rule.title for rule in rules.fields}
    ends = {second for _, second in IN_ORDER}
    for rule in rules.fields:
        if rule.kind == "date" and rule.id in found and rule.id not in ends and found[rule.id] > today.isoformat():
            yield rule.id, f"{rule.title}晚于今天，请核对。"
    for first, second in IN_ORDER:
        if first in found and second in found and found[first] >= found[second]:
            yield second, f"{titles[second]}须晚于{titles[first]}。"


def _text(rule: FieldRule, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{rule.title}须为文字。")  # noqa: TRY004  (a reader says no in one way)
    text = plain_words(value)
    if len(text) > LONGEST_TEXT or any(not character.isprintable() for character in text):
        raise ValueError(f"{rule.title}最多{LONGEST_TEXT}个字，不能换行。")
    return text


def _date(rule: FieldRule, value: Any) -> str:
    found = day_of(plain_text(value), day_needed=True) if isinstance(value, str) and len(value) <= 20 else None
    if found is None or found.year < EARLIEST:
        raise ValueError(f"{rule.title}须写作2024-03-01。")
    return found.isoformat()


def _number(rule: FieldRule, value: Any) -> int:
    text = plain_text(value) if isinstance(value, str) else value
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 4:
        text = int(text)
    if not isinstance(text, int) or isinstance(text, bool) or not 0 < text <= LARGEST_NUMBER:
        raise ValueError(f"{rule.title}须为1至{LARGEST_NUMBER}的整数。")
    return text


def _one_of(rule: FieldRule, value: Any) -> str:
    text = _text(rule, value)
    if text not in rule.options:
        raise ValueError(f"{rule.title}不在可选范围内。")
    return text


def _some_of(rule: FieldRule, value: Any) -> list[str]:
    if not isinstance(value, list) or any(not isinstance(code, str) for code in value):
        raise ValueError(f"{rule.title}须为荣誉代码的列表。")
    if strange := [code for code in value if code not in rule.options]:
        raise ValueError(f"{rule.title}中有不予认定的项：{'、'.join(strange)[:60]}。")
    if len(set(value)) != len(value):
        raise ValueError(f"{rule.title}中有重复的项。")
    return sorted(value, key=rule.options.index)


_READERS: Mapping[str, Callable[[FieldRule, Any], Any]] = {
    "text": _text, "date": _date, "number": _number, "choice": _one_of, "contest": _one_of, "award_tier": _one_of,
    "honours": _some_of,
}

"""What a candidate claims, in the words of the season."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from services.admission.store import eligibility as eligibilities
from services.admission.usecases.desk import Opened
from shared.contracts.parts import Paper
from shared.contracts.registration import DossierRecorded
from shared.season import Season
from shared.season.rules import ClaimField
from shared.season.words import FieldKind


def fields_of(season: Season, dossier: DossierRecorded) -> list[tuple[str, str]]:
    """What is stated, each with its title."""
    category = season.category(dossier.category)
    fields = category.claim.fields if category else ()
    return [(each.title, _worded(season, each, dossier.claim.get(each.id))) for each in fields]


def papers_of(season: Season, dossier: DossierRecorded) -> list[tuple[str, Paper]]:
    """The papers, each with its title, in the order of the season's claim."""
    category = season.category(dossier.category)
    titles = {each.id: each.title for each in category.claim.evidence} if category else {}
    order = list(titles)
    papers = sorted(dossier.papers, key=lambda paper: order.index(paper.kind) if paper.kind in titles else len(order))
    return [(titles.get(paper.kind, "其他材料"), paper) for paper in papers]


def honours_of(season: Season, opened: Opened) -> list[str]:
    """The honours that review confirmed, by name."""
    titles = honour_titles(season)
    return [titles.get(code, code) for code in opened.standing.honours] if opened.standing else []


def merits(conn: Connection, season: Season) -> dict[str, str]:
    """What review confirmed of everybody in the season, honours and award tier by name, by account."""
    named = {**honour_titles(season), **tier_titles(season)}
    return {
        account: "、".join(named.get(code, code) for code in (*each.honours, *([each.tier] if each.tier else [])))
        for account, each in eligibilities.of_season(conn, season.code).items()
    }


def honour_titles(season: Season) -> Mapping[str, str]:
    """Codes of honours to their names."""
    return {each.code: each.title for each in season.honours.items} if season.honours else {}


def tier_titles(season: Season) -> Mapping[str, str]:
    """Codes of award tiers to their names."""
    return {each.code: each.title for each in season.award_tiers.items} if season.award_tiers else {}


def source_college(season: Season, code: str) -> str:
    """The name of a source college."""
    return next((each.name for each in season.source_colleges.items if each.code == code), code)


def said_day(day: date) -> str:
    """``2024年6月30日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def _worded(season: Season, field: ClaimField, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if field.kind is FieldKind.DATE:
        return said_day(date.fromisoformat(value))
    if field.kind is FieldKind.HONOURS:
        return _named(value, honour_titles(season))
    if field.kind is FieldKind.AWARD_TIER:
        return tier_titles(season).get(value, value)
    return str(value)


def _named(codes: Sequence[str], titles: Mapping[str, str]) -> str:
    return "、".join(titles.get(code, code) for code in codes)

"""A claim in words, as its season names things; and a candidate's own case, as they may see it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from services.review.domain.case import Registered, Stage
from services.review.store import case as store
from services.review.store import decision as decisions
from services.review.store import registration
from services.review.usecases.case import Open, as_of_now
from services.review.usecases.chain import category_of, chain_of
from shared.contracts.parts import Paper
from shared.contracts.registration import DossierRecorded
from shared.db import Seal
from shared.kernel import NotFound
from shared.season import Season
from shared.season.replica import SeasonReplica
from shared.season.rules import ClaimField
from shared.season.words import FieldKind, ReviewBy


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """On what a stage's decision stands: the document's title and its sentences."""

    title: str
    sentences: tuple[str, ...]


def own_case(conn: Connection, box: Seal, account: str, seasons: SeasonReplica) -> Open | None:
    """A candidate's own case whole; None before their dossier, or its season, was heard."""
    case = store.of_account(conn, box, account)
    if case is None:
        return None
    dossier = case.dossier
    try:
        chain = chain_of(seasons.season(dossier.season), dossier.category, dossier.source_college)
    except NotFound:
        return None
    known = registration.of_accounts(conn, [account])
    return Open(case=as_of_now(case, seasons), chain=chain, decided=decisions.of_accounts(conn, box, [account]),
                registered=known.get(account, Registered()))


def claimed_fields(season: Season, dossier: DossierRecorded) -> list[tuple[str, str]]:
    """What the candidate states, each with its title, in words."""
    fields = category_of(season, dossier.category).claim.fields
    return [(each.title, _worded(season, each, dossier.claim.get(each.id))) for each in fields]


def titled_papers(season: Season, dossier: DossierRecorded) -> list[tuple[str, Paper]]:
    """The papers, each with its title, in the order of the season's claim; without one where the season has none."""
    titles = {each.id: each.title for each in category_of(season, dossier.category).claim.evidence}
    order = list(titles)
    papers = sorted(dossier.papers, key=lambda paper: order.index(paper.kind) if paper.kind in titles else len(order))
    return [(titles.get(paper.kind, ""), paper) for paper in papers]


def honour_titles(season: Season) -> Mapping[str, str]:
    """Codes of honours to their names."""
    return {each.code: each.title for each in season.honours.items} if season.honours else {}


def unit_of(season: Season, stage: Stage) -> str:
    """The name of who decides a stage."""
    if stage.by == ReviewBy.SOURCE_COLLEGE:
        return college_of(season, stage.owner)
    return next((each.title for each in season.reviewers if each.code == stage.owner), stage.owner)


def college_of(season: Season, code: str) -> str:
    """The name of a source college."""
    return next((each.name for each in season.source_colleges.items if each.code == code), code)


def ground_of(season: Season, category: str, stage: str) -> Ground | None:
    """What the season file quotes for a stage, else for its category; None where it quotes nothing."""
    found = category_of(season, category)
    for piece in (*(each for each in found.review if each.id == stage), found):
        source = season.ground(piece)
        if source is not None:
            return Ground(title=source.title, sentences=piece.sentences)
    return None


def _worded(season: Season, field: ClaimField, value: Any) -> str:
    if value in (None, "", []):
        return ""
    word = _WORDS.get(field.kind)
    return word(season, value) if word else str(value)


def _day(_season: Season, value: Any) -> str:
    day = date.fromisoformat(value)
    return f"{day.year}年{day.month}月{day.day}日"


def _honours(season: Season, value: Sequence[str]) -> str:
    titles = honour_titles(season)
    return "、".join(titles.get(code, code) for code in value)


def _tier(season: Season, value: str) -> str:
    tiers = season.award_tiers.items if season.award_tiers else ()
    return next((each.title for each in tiers if each.code == value), value)


_WORDS: Mapping[FieldKind, Callable[[Season, Any], str]] = {
    FieldKind.DATE: _day, FieldKind.HONOURS: _honours, FieldKind.AWARD_TIER: _tier,
}

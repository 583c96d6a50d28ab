"""A candidate's own claim: where it stands in words, who has it, why, on what ground, and what to do next."""

from typing import Any

from services.review.domain.case import Standing, next_stage
from services.review.usecases.case import Open, decided_now
from services.review.usecases.chain import claimed_honours
from services.review.usecases.claim import claimed_fields, ground_of, honour_titles, own_case, unit_of
from shared.kernel import NotFound
from shared.season import Season
from shared.security.access import Role
from shared.service import Service
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading
from shared.web.pages import page
from shared.web.parts import adapter, parts

blueprint = PageBlueprint("claim_pages", __name__)


@blueprint.route("/mine")
@permits(Role.CANDIDATE, scope=OWN)
def mine() -> str:
    """The candidate's own, and nobody else's: the address names no account."""
    who, seasons = principal(), adapter(Service).season
    with reading() as conn:
        found = own_case(conn, parts().database.box, who.subject, seasons)
    if found is None:
        return page("review_mine.html", case=None)
    if found.case.dossier.intake != who.intake:
        raise NotFound
    return page("review_mine.html", **_shown(found, seasons.season(found.case.dossier.season)))


def _shown(found: Open, season: Season) -> dict[str, Any]:
    held, dossier, said = found.case, found.case.dossier, decided_now(found)
    due = next_stage(found.chain, {stage: each.decision for stage, each in said.items()})
    against = next((each for each in reversed(found.decided) if each.stage in said and each.reason and
                    each.revision == dossier.revision), None)
    stage = next((each for each in found.chain if against and each.id == against.stage), None)
    last = said.get(found.chain[-1].id) if found.chain else None
    return {
        "case": held, "dossier": dossier, "season": season, "registered": found.registered,
        "category": season.category(dossier.category), "fields": claimed_fields(season, dossier),
        "stages": [{"stage": each, "unit": unit_of(season, each), "said": said.get(each.id),
                    "present": held.standing is Standing.OPEN and each is due} for each in found.chain],
        "against": against, "unit": unit_of(season, stage) if stage else None,
        "ground": ground_of(season, dossier.category, stage.id) if stage else None,
        "reason": _reason(found), "honours": honour_titles(season),
        "claimed": claimed_honours(season, dossier.category, dossier.claim),
        "recognised": last.honours if last else (), "waits_for": unit_of(season, due) if due else None,
    }


def _reason(found: Open) -> str | None:
    """Why, where there is a reason to give: the order's, the reviewer's, or that of a time that went by."""
    held = found.case
    if held.revocation:
        return held.revocation.reason
    told = held.told.reason if held.told and held.told.revision == held.dossier.revision else None
    return held.reason or (told if held.standing is Standing.NOT_ELIGIBLE else None)

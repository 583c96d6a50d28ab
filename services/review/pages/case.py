"""One case a screen: evidence beside what is claimed, the decision below, the next case after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.review.domain.case import Decision, Standing, next_stage
from services.review.domain.decision import HonourDecision, Ruling
from services.review.pages.queue import Filters, desk
from services.review.usecases.case import Open, decided_now, open_case
from services.review.usecases.chain import claimed_honours
from services.review.usecases.claim import (
    claimed_fields,
    college_of,
    honour_titles,
    titled_papers,
    unit_of,
)
from services.review.usecases.decision import Sitting, decide, weigh
from services.review.usecases.queue import Desk, next_due, stages_of
from services.review.usecases.windows import open_review
from shared.kernel import LongmenError
from shared.season import Season
from shared.security.access import Role
from shared.web.access import OWN, permits, principal
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, season_now, writing
from shared.web.pages import page, refused, typed
from shared.web.parts import parts
from shared.web.problems import InvalidInput
from shared.web.translation import gettext, text_of

blueprint = PageBlueprint("case_pages", __name__)
LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What a reviewer wrote into the form. ``step``: "" from the form, then ``confirmed`` or ``change``."""

    ruling: Ruling
    version: int
    step: str

    @property
    def wants_check(self) -> bool:
        """Whoever refuses something reads once more what the candidate will read. Who approves all has it before
        them: the page of the case says everything that a page of its own could repeat."""
        refuses = self.ruling.decision is not Decision.APPROVED or any(not each.confirmed for each in
                                                                       self.ruling.honours)
        return refuses and self.step != "confirmed"


@blueprint.route("/cases/<account>", methods=["GET", "POST"])
@permits(Role.SOURCE_COLLEGE, Role.REVIEWER, scope=OWN)
def case(account: str) -> str | AnyResponse:
    """A case whole; a decision of its present stage."""
    own = desk()
    filters = Filters.read(stages_of(own))
    found = _open(account, own)
    if request.method == "GET" or typed("step", most=20) == "change":
        return page("review_case.html", **_shown(found, own, filters), done=_done(own))
    try:
        given = _typed(found, own)
        _decide(account, given, own)
    except LongmenError as error:
        return refused("review_case.html", error, **_shown(_open(account, own), own, filters))
    if given.wants_check:
        return page("review_check.html", given=given, **_shown(found, own, filters))
    return redirect(_next_address(found, own, filters, done=account), 303)


def _open(account: str, own: Desk) -> Open:
    with reading() as conn:
        return open_case(conn, parts().database.box, account, own.reviewer, own.seasons)


def _decide(account: str, given: Typed, own: Desk) -> None:
    """Write it down; where it is to be read once more, only look whether it may be."""
    sitting = Sitting(reviewer=own.reviewer, seasons=own.seasons, version=given.version, name=principal().name)
    with writing(intake=_open(account, own).case.dossier.intake) as tx:
        if given.wants_check:
            weigh(tx, account, given.ruling, sitting)
        else:
            decide(tx, account, given.ruling, sitting)


def _typed(found: Open, own: Desk) -> Typed:
    decision = typed("decision", most=20)
    if decision not in list(Decision):
        raise InvalidInput([("decision", gettext("请选择审核结论。"))])
    dossier = found.case.dossier
    claimed = claimed_honours(own.seasons.season(dossier.season), dossier.category, dossier.claim)
    approved = decision == Decision.APPROVED
    return Typed(
        ruling=Ruling(
            stage=typed("of_stage"), revision=_number("revision"), decision=Decision(decision),
            reason=None if approved else typed("reason", most=LONGEST_REASON).strip() or None,
            honours=_honours(claimed) if approved else (),
        ),
        version=_number("version"), step=typed("step", most=20),
    )


def _honours(claimed: tuple[str, ...]) -> tuple[HonourDecision, ...]:
    """One by one; every one that was left out, or refused without a word, is named."""
    found, wrong = [], []
    for code in claimed:
        said, reason = typed(f"honour_{code}", most=5), typed(f"honour_reason_{code}", most=LONGEST_REASON).strip()
        if said not in ("yes", "no"):
            wrong.append((f"honour_{code}", gettext("请选择是否认定该项荣誉。")))
        if said == "no" and not reason:
            wrong.append((f"honour_reason_{code}", gettext("荣誉未予认定的，须填写原因。")))
        found.append(HonourDecision(code=code, confirmed=said == "yes", reason=reason if said == "no" else None))
    if wrong:
        raise InvalidInput(wrong)
    return tuple(found)


def _number(name: str) -> int:
    text = typed(name, most=10)
    return int(text) if text.isascii() and text.isdigit() else -1


def _shown(found: Open, own: Desk, filters: Filters) -> dict[str, Any]:
    held, dossier = found.case, found.case.dossier
    season, said = own.seasons.season(dossier.season), decided_now(found)
    due = next_stage(found.chain, {stage: each.decision for stage, each in said.items()})
    is_open = held.standing is Standing.OPEN and due is not None
    is_due = is_open and due is not None and (due.by, due.owner) == (own.reviewer.by, own.reviewer.scope)
    category = season.category(dossier.category)
    return {
        "case": held, "dossier": dossier, "season": season, "filters": filters, "category": category,
        "fields": claimed_fields(season, dossier), "papers": titled_papers(season, dossier),
        "college": college_of(season, dossier.source_college), "registered": found.registered,
        "stages": [{"stage": each, "unit": unit_of(season, each), "said": said.get(each.id),
                    "colleague": _colleague(said.get(each.id), own),
                    "present": is_open and each is due} for each in found.chain],
        "stage_titles": {each.id: each.title for each in found.chain},
        "earlier": [each for each in found.decided if each.revision != dossier.revision],
        "honours": honour_titles(season),
        "claimed": claimed_honours(season, dossier.category, dossier.claim),
        "due": due if is_due else None, "waits_for": unit_of(season, due) if is_open and due else None,
        "typed": request.form, "next_address": _next_address(found, own, filters), **_window(found, season, own),
    }


def _colleague(said: Any, own: Desk) -> str:
    """Who of one's own unit decided, by name; of others, the unit is enough."""
    return said.actor_name or "" if said and said.actor_scope == own.reviewer.scope else ""


def _window(found: Open, season: Season, own: Desk) -> dict[str, Any]:
    """Until when it may be decided, or why not now."""
    now = season_now(season.intake)
    try:
        span = open_review(season, own.seasons.orders(season.code), found.case, now=now)
    except LongmenError as error:
        return {"closes_at": None, "closed": text_of(error)}
    return {"closes_at": span.closes_at, "closed": None}


def _next_address(found: Open, own: Desk, filters: Filters, *, done: str | None = None) -> str:
    dossier = found.case.dossier
    wanted = filters.wanted(after=(dossier.submitted_at, dossier.account))
    with reading() as conn:
        following = next_due(conn, parts().database.box, own, wanted)
    if following is None:
        return f"/review/queue{filters.query(news='finished') if done else filters.query()}"
    return f"/review/cases/{following}{filters.query(done=done) if done else filters.query()}"


def _done(own: Desk) -> Mapping[str, Any] | None:
    """The case that was decided on the page before, if this person may see it."""
    account = request.args.get("done", "")
    if not account:
        return None
    try:
        found = _open(account, own)
    except LongmenError:
        return None
    ours = [each for each in found.decided if each.actor_scope == own.reviewer.scope]
    return {"name": found.case.dossier.name, "number": found.case.dossier.candidate_number,
            "decision": ours[-1].decision} if ours else None



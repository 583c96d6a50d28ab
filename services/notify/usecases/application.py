"""What becomes of an application and of the claim in it, as its candidate is told."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from services.notify.domain.audience import APPLICATION, COLLEGE, CONFIRMED, ELIGIBILITY, REVIEWED, TERMS
from services.notify.domain.step import CORRECTION, as_mark
from services.notify.store import mark
from services.notify.usecases.contact import News, tell_people
from services.notify.usecases.season import season_of
from shared.contracts.registration import ApplicationChanged, RegistrationConfirmed
from shared.contracts.review import ClaimDecided, CorrectionRequested, EligibilitySettled
from shared.db import Tx
from shared.inbox import Heard, understood
from shared.kernel import shown
from shared.season import Season
from shared.season.words import WindowKind

UNSAID = "无"
_TOLD_STATUS = {"submitted": "application_submitted", "withdrawn": "application_withdrawn", "returned": None}
_TOLD_DECISION = {"approved": "claim_approved", "rejected": "claim_rejected", "correction": "claim_rejected"}
_TOLD_STANDING = {"eligible": "eligible", "not_eligible": "not_eligible", "revoked": "eligibility_revoked"}


def hear_applications(tx: Tx, heard: Sequence[Heard[ApplicationChanged]]) -> None:
    """Handed in, taken back, or returned: of the last, the reviewer's own words tell."""
    mark.put(tx, [(each.event.account, each.event.intake, name, value) for each in heard
                  for name, value in ((APPLICATION, each.event.status), (REVIEWED, "no"))])
    tell_people(tx, [
        News(account=each.event.account, template=template,
             params={"at": shown(each.event.changed_at), "review": season_of(tx.conn, each.event.season).terms.review},
             source=each.key, event_id=each.id, at=each.event.changed_at, season=each.event.season)
        for each in heard if (template := understood(_TOLD_STATUS, each.event.status, of="status")) is not None
    ])


def hear_confirmations(tx: Tx, heard: Sequence[Heard[RegistrationConfirmed]]) -> None:
    """The source college confirmed, or took it back."""
    mark.put(tx, [(each.event.account, each.event.intake, CONFIRMED, "yes" if each.event.confirmed else "no")
                  for each in heard])
    tell_people(tx, [
        News(account=each.event.account,
             template="registration_confirmed" if each.event.confirmed else "confirmation_undone",
             params={"at": shown(each.event.settled_at)}, source=each.key, event_id=each.id, at=each.event.settled_at)
        for each in heard
    ])


def hear_corrections(tx: Tx, heard: Sequence[Heard[CorrectionRequested]]) -> None:
    """Returned for correction, with the reason where the candidate alone reads it."""
    mark.put(tx, [(each.event.account, each.event.intake, CORRECTION, as_mark(each.event.until)) for each in heard])
    tell_people(tx, [
        News(account=each.event.account, template="correction_requested",
             params={"until": shown(each.event.until), "reason": _closed(each.event.reason),
                     "stage": _stage(season_of(tx.conn, each.event.season), each.event.stage)},
             source=each.key, event_id=each.id, at=each.event.requested_at, season=each.event.season)
        for each in heard
    ])


def hear_decisions(tx: Tx, heard: Sequence[Heard[ClaimDecided]]) -> None:
    """One stage was decided. What it comes to is told when eligibility is settled."""
    mark.put(tx, [(each.event.account, each.event.intake, REVIEWED,
                   "yes" if each.event.last and each.event.decision == "approved" else "no") for each in heard])
    news = []
    for each in heard:
        season = season_of(tx.conn, each.event.season)
        params = {"review": season.terms.review, "at": shown(each.event.decided_at),
                  "stage": _stage(season, each.event.stage)}
        template = understood(_TOLD_DECISION, each.event.decision, of="decision")
        if template == "claim_rejected":
            params |= {"reason": _closed(each.event.reason)}
        news.append(News(account=each.event.account, template=template, params=params, source=each.key,
                         event_id=each.id, at=each.event.decided_at, season=each.event.season))
    tell_people(tx, news)


def hear_eligibility(tx: Tx, heard: Sequence[Heard[EligibilitySettled]]) -> None:
    """Settled, or settled otherwise than before; of a standing that stays, on the same terms, nobody is told again,
    nor that who withdrew is not eligible any more."""
    known = {intake: mark.of_accounts(tx, intake, [each.event.account for each in heard])
             for intake in {each.event.intake for each in heard}}
    changed = [each for each in heard
               if _is_news(each.event, known[each.event.intake].get(each.event.account, {}))]
    moved = [each for each in heard
             if each not in changed and _is_moved(each.event, known[each.event.intake].get(each.event.account, {}))]
    mark.put(tx, [(each.event.account, each.event.intake, name, value) for each in heard
                  for name, value in ((ELIGIBILITY, each.event.standing), (TERMS, _terms(each.event)),
                                      (COLLEGE, each.event.source_college))])
    tell_people(tx, [
        News(account=each.event.account, template="eligibility_moved",
             params=_terms_params(season_of(tx.conn, each.event.season), each.event),
             source=each.key, event_id=each.id, at=each.event.settled_at, season=each.event.season)
        for each in moved
    ])
    tell_people(tx, [
        News(account=each.event.account,
             template=_told_standing(each.event, known[each.event.intake].get(each.event.account, {})),
             params=_standing_params(season_of(tx.conn, each.event.season), each.event),
             source=each.key, event_id=each.id, at=each.event.settled_at, season=each.event.season)
        for each in changed
    ])


def _told_standing(settled: EligibilitySettled, marks: Mapping[str, str]) -> str:
    """Whose eligibility is given back may be long past filing: they are not told to file as if for the first time."""
    if settled.standing == "eligible" and marks.get(ELIGIBILITY) == "revoked":
        return "eligibility_restored"
    return understood(_TOLD_STANDING, settled.standing, of="standing")


def _is_news(settled: EligibilitySettled, marks: Mapping[str, str]) -> bool:
    """Whether a standing is another one, and not what a candidate's own withdrawal came to."""
    if marks.get(ELIGIBILITY) == settled.standing:
        return False
    return not (marks.get(APPLICATION) == "withdrawn" and settled.standing == "not_eligible")


def _is_moved(settled: EligibilitySettled, marks: Mapping[str, str]) -> bool:
    """Whether somebody eligible is so on other terms: what was filed on those before may not be sent any more."""
    return settled.standing == "eligible" and marks.get(TERMS, _terms(settled)) != _terms(settled)


def _terms(settled: EligibilitySettled) -> str:
    return sha256(f"{settled.category}/{settled.tier}".encode()).hexdigest()[:16]


def _terms_params(season: Season, settled: EligibilitySettled) -> dict[str, str]:
    category = season.category(settled.category)
    tiers = {each.code: each.title for each in season.award_tiers.items} if season.award_tiers else {}
    tier = f"（{tiers.get(settled.tier, settled.tier)}）" if settled.tier else ""
    return {"review": season.terms.review, "terms": (category.title if category else settled.category) + tier}


def _standing_params(season: Season, settled: EligibilitySettled) -> dict[str, str]:
    params = {"review": season.terms.review, "reason": _closed(settled.reason)}
    first = next((each for each in season.windows if each.kind is WindowKind.FILING), None)
    if first is not None:
        params |= {"opens": shown(first.opens_at), "closes": shown(first.closes_at)}
    return params


def _stage(season: Season, stage: str) -> str:
    titles = {each.id: each.title for category in season.categories for each in category.review}
    return titles.get(stage, stage)


def _closed(reason: str | None) -> str:
    """A reason that a sentence can go on after."""
    return (reason or "").strip().rstrip("。.;；") or UNSAID

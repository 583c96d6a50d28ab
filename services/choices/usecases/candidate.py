"""What a candidate sees of their own: data, terms, and each batch with its window."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from services.choices.domain.receipt import first_line, in_order
from services.choices.store import eligibility, plan
from services.choices.store import filing as store
from services.choices.usecases.filing import tell_progress
from services.choices.usecases.ground import Books
from services.choices.usecases.window import Calendar, calendar_of, declared, in_words, standing_of
from shared.db import Seal, Tx
from shared.kernel import NotFound, shown

UNKNOWN = "unknown"
REVIEWED = {
    "eligible": "{review}已通过，可以填报志愿。",
    "not_eligible": "您的{review}结论为未通过，不能填报志愿，原因及申诉办法请登录平台查看。",
    "revoked": "您的报考资格已被取消，不能填报志愿，原因请登录平台查看。",
    UNKNOWN: "尚未收到您的{review}结果（截至{as_of}）。",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """One candidate: what review settled of them, and their dossier, as far as either was heard."""

    account: str
    settled: Row[Any] | None
    dossier: Mapping[str, Any] | None
    calendar: Calendar

    @property
    def standing(self) -> str:
        """``eligible`` | ``not_eligible`` | ``revoked`` | ``unknown``."""
        return self.settled.standing if self.settled is not None else UNKNOWN

    def words(self, now: datetime) -> str:
        """The same, as a person is told."""
        return REVIEWED[self.standing].format(review=self.calendar.season.terms.review, as_of=shown(now))


def own(conn: Connection, box: Seal, books: Books, account: str, *, intake: str) -> Own:
    """Who asks. Raises NotFound where their intake has no season here."""
    settled = eligibility.of_account(conn, account)
    dossier = eligibility.dossier_of(conn, account)
    if any(row is not None and row.intake != intake for row in (settled, dossier)):
        raise NotFound(field="intake")
    seasons = [copy.season for copy in books.seasons.copies() if copy.intake == intake]
    code = settled.season if settled else dossier.season if dossier else min(seasons, default=None)
    if code is None:
        raise NotFound(field="season")
    content = None
    if dossier is not None:
        content = json.loads(box.open(dossier.content, table="dossiers", column="content", row=account))
    return Own(account=account, settled=settled, dossier=content, calendar=calendar_of(books.seasons, code))


def own_data(me: Own, *, now: datetime) -> dict[str, Any]:
    """《信息查看—基本信息》: what was handed in, and what review made of it."""
    season, settled = me.calendar.season, me.settled
    category = season.category(settled.category if settled else (me.dossier or {}).get("category", ""))
    colleges = {each.code: each.name for each in season.source_colleges.items}
    honours = {each.code: each.title for each in season.honours.items} if season.honours else {}
    tiers = {each.code: each.title for each in season.award_tiers.items} if season.award_tiers else {}
    shown_own = dict(me.dossier or {})
    college = shown_own.get("source_college") or (settled.source_college if settled else None)
    number = settled.candidate_number if settled else shown_own.get("candidate_number")
    return {
        **shown_own, "season": season.code, "candidate_number": number, "source_college": college,
        "source_college_name": colleges.get(college or ""), "category_title": category.title if category else None,
        "category": category.code if category else None,
        "honours": [honours.get(code, code) for code in json.loads(settled.honours)] if settled else [],
        "tier": tiers.get(settled.tier or "") if settled else None,
        "standing": me.standing, "standing_text": me.words(now),
    }


def overview(
    conn: Connection, me: Own, *, now: datetime, filings: Mapping[str, Row[Any]] | None = None
) -> dict[str, Any]:
    """《志愿填报》: terms, and every batch with what is saved and until when it may change. ``filings``: theirs by
    batch, for who has read them."""
    season, account = me.calendar.season, me.account
    said = season.declaration
    held = plan.batches_held(conn, season.code)
    filings = store.of_account(conn, account, season.code) if filings is None else filings
    return {
        "season": season.code, "title": season.title, "now": now, "standing": me.standing,
        "standing_text": me.words(now),
        "candidate_number": me.settled.candidate_number if me.settled else (me.dossier or {}).get("candidate_number"),
        "terms": {
            "title": said.title, "text": said.text, "accept": said.accept,
            "accepted_at": eligibility.terms_accepted(conn, account, season.code, declared(season)),
        },
        "status": eligibility.status_of(conn, account, season.code),
        "batches": [
            found for code in me.calendar.batches() if me.settled is not None
            if (found := _batch(me.calendar, me.settled, code, held=held.get(me.calendar.origin(code)),
                                row=filings.get(code), now=now))
        ],
    }


def _batch(  # noqa: PLR0913
    calendar: Calendar, person: Row[Any], code: str, *, held: bool | None, row: Row[Any] | None, now: datetime
) -> dict[str, Any] | None:
    form = calendar.form(code)
    labels = form.labels if form else ()
    found = standing_of(calendar, code, person=person, held=held, at=now)
    if found.span is None and code not in {each.code for each in calendar.season.batches}:
        return None  # somebody else's reopening
    saved, unsaved = in_order(labels, dict.fromkeys(_labels(row)))
    closes_at = found.span.closes_at if found.span else None
    return {
        "batch": code, "title": calendar.batches()[code], "choices": list(labels),
        "majors_per_choice": form.most_majors if form else 0, "state": found.state.value,
        "state_text": in_words(found), "opens_at": found.span.opens_at if found.span else None,
        "closes_at": closes_at, "saved": saved, "unsaved": unsaved, "revision": row.revision if row else 0,
        "saved_at": row.saved_at if row else None,
        "is_of_other_category": bool(saved and row and row.category != person.category),
        "line": first_line(saved, unsaved, closes_at=closes_at if found.open else None, now=now),
    }


def _labels(row: Row[Any] | None) -> list[str]:
    return row.saved.split(",") if row is not None and row.saved else []


def accept_terms(tx: Tx, me: Own) -> dict[str, Any]:
    """The declaration in its present text is accepted; a second time changes nothing."""
    season = me.calendar.season
    digest = declared(season)
    new = eligibility.accept_terms(tx.conn, {
        "account": me.account, "season": season.code, "text_digest": digest, "accepted_at": tx.now,
        "recorded_at": tx.wall,
    })
    if new:
        tx.audit("terms.accept", f"candidate/{me.account}", season=season.code, text_digest=digest)
        if me.settled is not None and me.standing == "eligible":
            _tell_first_progress(tx, me, me.settled)
    return {
        "title": season.declaration.title, "text": season.declaration.text, "accept": season.declaration.accept,
        "accepted_at": eligibility.terms_accepted(tx.conn, me.account, season.code, digest),
    }


def _tell_first_progress(tx: Tx, me: Own, person: Row[Any]) -> None:
    filings = store.of_account(tx.conn, me.account, me.calendar.season.code)
    for batch in (each for each in me.calendar.batches() if me.calendar.origin(each) == each or each in filings):
        tell_progress(tx, me.calendar, person, batch=batch, saved=_labels(filings.get(batch)))

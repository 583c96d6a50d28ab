"""Admission's own data about a season, as rows without personal data, for the invariants."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from services.admission.domain.round import Filed
from services.admission.store import (
    adoption,
    clock,
    desk,
    dossier,
    draft,
    eligibility,
    file,
    filing,
    mailbox,
    outcome,
    plan,
    proposal,
    release,
    returns,
    roll,
)
from services.admission.store import season as seasons
from services.admission.store.file import File
from shared.db import Seal


def facts(conn: Connection, season: str, *, box: Seal) -> Iterator[Mapping[str, Any]]:
    """Versions, signatures, adoptions, the clock; then sealed filings, files, seats, releases, outcomes."""
    versions = seasons.versions(conn, season)
    for each in versions:
        yield _fact("season_version", season=season, intake=each.intake, version=each.season_version,
                    rehearsal=each.rehearsal, officers=len(set(each.officers)), signed_at=each.signed_at.isoformat())
    for row in draft.signed_of_season(conn, season):
        yield _fact("signature", season=season, version=row.version, draft=row.draft, officer=row.officer,
                    digest=row.digest, draft_status=row.status)
    for row in adoption.of_season(conn, season):
        yield _fact("adoption", season=season, adopter=row.service, version=row.version)
    for intake in sorted({each.intake for each in versions}):
        segments = clock.segments(conn, intake)
        if segments:
            yield _fact("clock", intake=intake, version=len(segments), season_at=segments[-1].season_at.isoformat(),
                        speed=segments[-1].speed)
    yield from _candidates(conn, season)
    yield from _sealed(conn, season, box)
    yield from _recruited(conn, season, box)
    yield from _colleges(conn, season)


def _candidates(conn: Connection, season: str) -> Iterator[Mapping[str, Any]]:
    """What this service has heard of each candidate: the ground of every dispatch."""
    handed_in = {row.account: row for row in dossier.of_season(conn, season)}
    standings = eligibility.of_season(conn, season)
    intakes = {row.intake for row in handed_in.values()}
    confirmed = {account for intake in intakes for account in dossier.confirmed(conn, intake)}
    voided = {account for intake in intakes for account in dossier.voided(conn, intake)}
    for account in sorted({*handed_in, *standings}):
        own = standings.get(account)
        yield _fact("candidate", account=account, dossier=int(account in handed_in),
                    eligible=int(own is not None and own.eligible), confirmed=int(account in confirmed),
                    withdrawn=int(account in voided), category=own and own.category,
                    honours=list(own.honours) if own else [])


def _sealed(conn: Connection, season: str, box: Seal) -> Iterator[Mapping[str, Any]]:
    for seal in filing.seals(conn, season):
        yield _fact("seal_checked", batch=seal.batch, seal=seal.seal, root=seal.root, recomputed=seal.recomputed,
                    count=seal.count, arrived=seal.arrived)
    for filed, leaf in filing.of_season(conn, box, season):
        yield _fact("sealed_filing", account=filed.account, batch=filed.batch, seal=filed.seal,
                    revision=filed.revision, choices=_choices(filed), leaf=leaf)


def _recruited(conn: Connection, season: str, box: Seal) -> Iterator[Mapping[str, Any]]:
    for row in proposal.signed_of_season(conn, season):
        yield _fact("proposal_signature", proposal=row.proposal, kind=row.kind, subject=row.subject,
                    status=row.status, officer=row.officer)
    for each in file.of_season(conn, season):
        yield _file(each)
    for row in plan.seats(conn, season):
        yield _fact("seats", college=row.college, major=row.major, category=row.category,
                    seats=row.planned + row.granted, granted=row.granted, taken=row.taken)
    for signed in roll.of_season(conn, box, season):
        yield _fact("roll", round=signed.round, college=signed.college, no=signed.no, count=signed.count,
                    pages=signed.pages, officers=len(set(signed.officers)))
    for row in roll.admissions(conn, season):
        yield _fact("admission", account=row.account, round=row.round, college=row.college, major=row.major,
                    category=row.category)
    for row in release.of_season(conn, season):
        yield _fact("release", account=row.account, round=row.round, status=row.status, again=row.again,
                    released_at=row.released_at.isoformat(), visible_at=row.visible_at.isoformat())
    for account, found in outcome.of_season(conn, season).items():
        yield _fact("outcome", account=account, outcome=found.value)


def _colleges(conn: Connection, season: str) -> Iterator[Mapping[str, Any]]:
    """What colleges did at their desks and by letters."""
    for row in desk.of_season(conn, season):
        yield _fact("desk_action", college=row.college, round=row.round, account=row.account, action=row.action,
                    actor=row.actor, actor_scope=row.actor_scope)
    for each in returns.of_season(conn, season):
        yield _fact("return", college=each.college, round=each.round, revision=each.revision,
                    rows=each.admitted + each.returned, admitted=each.admitted, standing=each.standing.value,
                    signed=int(each.signed_at is not None), door=each.door, late=int("late" in each.held_for),
                    received_at=(each.signed_at or each.submitted_at).isoformat(), held_by_us=int(each.held_by_us))
    for row in mailbox.doors(conn):
        yield _fact("mailbox", college=row.college, door=row.door, letters=row.last_n)


def _file(each: File) -> Mapping[str, Any]:
    return _fact("file", account=each.account, round=each.round, choice=each.choice, college=each.college,
                 category=each.category, majors=list(each.majors), status=each.status.value,
                 major=each.admitted_major, has_reason=each.has_reason, held=each.held_why and each.held_why.value,
                 ended=each.ended and each.ended.value, returned=int(each.returned))


def _choices(filed: Filed) -> Mapping[str, Any]:
    return {
        label: {"college": choice.college, "majors": list(choice.majors)} for label, choice in filed.choices.items()
    }


def _fact(name: str, **values: Any) -> Mapping[str, Any]:
    return {"fact": name, "service": "admission", **values}

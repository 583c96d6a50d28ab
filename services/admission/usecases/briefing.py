"""What each college is told of a round: deadlines, the files in parts, their manifest, that the end is near, the end.

It is asked what has not been told as it stands now, never "what has just happened": so a college is told once, after a
crash too, and again when deadlines move or a file is taken back.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.admission.domain.status import Ended
from services.admission.store import briefing as store
from services.admission.store import dossier as dossiers
from services.admission.store import file as files
from services.admission.store import mailbox as mail
from services.admission.store import plan as plans
from services.admission.store.briefing import Briefing, Stand
from services.admission.store.eligibility import Eligibility
from services.admission.store.file import File
from services.admission.usecases import mailbox
from services.admission.usecases.mailbox import Draft
from shared import codec
from shared.contracts.admission import PlanPublished
from shared.contracts.colleges import (
    CandidateFile,
    Evidence,
    OfferedMajor,
    RoundAnnounced,
    RoundClosed,
    RoundClosing,
    RoundDispatch,
    RoundManifest,
)
from shared.contracts.registration import DossierRecorded
from shared.db import Tx
from shared.kernel import Unavailable
from shared.season import Season
from shared.season.model import Round
from shared.season.windows import Orders, Place, Span, returns_of

PART = 50
"""Files in a letter: some hundred kilobytes."""
CLOSING_BEFORE = timedelta(hours=24)
MOST = 1_000_000


class DossierMissing(Unavailable):
    """A file went down whose dossier has not been heard: the college is told once it has."""

    code = "dossier_missing"
    message = "{count}名考生的档案材料尚未收到，暂不能下发。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """When a college may return a round's results."""

    opens_at: datetime
    closes_at: datetime

    @property
    def near_from(self) -> datetime:
        """From when on the end is called near: a day before, or half of a shorter time."""
        return self.closes_at - min(CLOSING_BEFORE, (self.closes_at - self.opens_at) / 2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A round as one college is to be told of it. ``closed_at``: the round is over."""

    season: Season
    round: Round
    college: str
    deadline: Deadline
    stand: Stand
    closed_at: datetime | None

    @property
    def over(self) -> bool:
        """Whether nothing is open for the college: its held files keep a round open that is closed for all others."""
        return self.closed_at is not None and not self.stand.open

    @property
    def announced(self) -> str:
        """A digest of what is announced: another one, and it is announced again."""
        return hashlib.sha256(codec.canonical([self.deadline.opens_at, self.deadline.closes_at])).hexdigest()


Standings = Mapping[str, Eligibility]


def deadline_of(season: Season, round_: Round, college: str, orders: Orders) -> Deadline:
    """The returns' last span for this college, under the orders given."""
    spans: Sequence[Span] = returns_of(season, place=Place(round=round_.no, college=college), orders=orders)
    last = max(spans, key=lambda span: span.closes_at)
    return Deadline(opens_at=round_.returns_open_at, closes_at=last.closes_at)


def lacks(told: Told, briefing: Briefing, *, now: datetime) -> bool:
    """Whether a college has still to be told something."""
    return _after(told, briefing, now=now) != briefing


def brief(tx: Tx, told: Told, standings: Standings) -> int:
    """Tell a college what it has not been told. Returns how many letters that took."""
    mail.hold(tx, told.college)
    before = store.one(tx.conn, told.season.code, told.round.no, told.college)
    after = _after(told, before, now=tx.now)
    drafts: list[Draft] = []
    if after.announced != before.announced:
        drafts.append(_draft(told, _announcement(tx, told)))
    if after.revision != before.revision:
        drafts += _dispatch(tx, told, after.revision, standings)
    if after.closing_for != before.closing_for:
        drafts.append(_draft(told, RoundClosing(return_by=told.deadline.closes_at, missing=told.stand.missing)))
    if after.closed_at is not None and after != before:
        drafts.append(_draft(told, RoundClosed(
            admitted=told.stand.admitted, returned=told.stand.returned, held=told.stand.held,
            closed_at=after.closed_at,
        )))
    if drafts:
        mailbox.post(tx, told.college, drafts)
        store.put(tx, after)
    return len(drafts)


def _after(told: Told, before: Briefing, *, now: datetime) -> Briefing:
    """The briefing once everything is told. After the end nothing more is, unless a file goes down or is taken back:
    a college is not left to send a letter of admission that stands no more."""
    if before.closed_at is not None and told.over and before.files == told.stand.files:
        return before
    after = replace(before, announced=told.announced, closed_at=None)
    if before.revision == 0 or before.files != told.stand.files:
        after = replace(after, revision=before.revision + 1, files=told.stand.files)
    near = told.deadline.near_from <= now < told.deadline.closes_at
    if near and told.stand.missing:
        after = replace(after, closing_for=told.deadline.closes_at)
    return replace(after, closed_at=now) if told.over else after


def _draft(told: Told, content: object, encoded: bytes | None = None) -> Draft:
    return Draft(content=content, season=told.season.code, round=told.round.no, encoded=encoded)


def _announcement(tx: Tx, told: Told) -> RoundAnnounced:
    plan = plans.in_force(tx.conn, told.season.code)
    left = plans.left(tx.conn, told.season.code)
    return RoundAnnounced(
        title=told.round.title, choice=told.round.choice, down_at=told.round.down_at,
        returns_from=told.deadline.opens_at, return_by=told.deadline.closes_at,
        majors=_majors(plan, left, told.college) if plan else [],
    )


def _majors(plan: PlanPublished, left: Mapping[tuple[str, str, str], int], college: str) -> list[OfferedMajor]:
    return [
        OfferedMajor(code=major.code, name=major.name, seats={
            category: left.get((college, major.code, category), 0) for category in major.seats})
        for major in plan.majors if major.college == college
    ]


def _dispatch(tx: Tx, told: Told, revision: int, standings: Standings) -> list[Draft]:
    """The files in parts, each spelt once, and the manifest over all of them."""
    live = [
        each for each in files.page(tx, told.season.code, told.round.no, told.college, most=MOST)
        if each.ended is not Ended.REVOKED
    ]
    found = dossiers.of_files(tx.conn, tx.box, live)
    if missing := [each.account for each in live if each.account not in found]:
        raise DossierMissing(count=len(missing))
    spelt = [codec.canonical(_file(each, found[each.account], standings.get(each.account))) for each in live]
    parts = [spelt[start:start + PART] for start in range(0, len(spelt), PART)]
    drafts = [_part(told, part, n, len(parts), revision) for n, part in enumerate(parts, start=1)]
    manifest = RoundManifest(
        revision=revision, parts=len(parts), count=len(spelt), files_digest=_digest(_list(spelt)))
    return [*drafts, _draft(told, manifest)]


def _part(told: Told, part: Sequence[bytes], n: int, of: int, revision: int) -> Draft:
    """The content's canonical JSON, put together from its files' own."""
    spelt = _list(part)
    content = RoundDispatch(revision=revision, n=n, of=of, files=[], files_digest=_digest(spelt))
    whole = b'{"files":' + spelt + codec.canonical(content).removeprefix(b'{"files":[]')
    return _draft(told, content, whole)


def _file(file: File, dossier: DossierRecorded, standing: Eligibility | None) -> CandidateFile:
    """What the college may see: the dossier as it went down, and what review confirmed of it."""
    base = f"/admission/api/v1/colleges/{file.college}/rounds/{file.round}/files/{file.account}/evidence"
    return CandidateFile(
        account=file.account, candidate_number=file.candidate_number, name=dossier.name,
        id_number=dossier.id_number, sex=dossier.sex, category=file.category,
        source_college=dossier.source_college, major_code=dossier.major_code, major_name=dossier.major_name,
        graduates_on=dossier.graduates_on, choice=file.choice, majors=list(file.majors), claim=dossier.claim,
        honours=list(standing.honours) if standing else [], tier=standing.tier if standing else None,
        marks=dossier.marks, conduct=dossier.conduct,
        evidence=[
            Evidence(kind=paper.kind, digest=paper.digest, media=paper.media, size=paper.size,
                     href=f"{base}/{paper.digest}?season={file.season}")
            for paper in dossier.papers
        ],
    )


def _list(spelt: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(spelt) + b"]"


def _digest(spelt: bytes) -> str:
    return hashlib.sha256(spelt).hexdigest()

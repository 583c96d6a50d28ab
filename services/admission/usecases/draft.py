"""Season drafts: handed in as a file, validated whole, judged against the version in force, signed by two officers."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from services.admission.domain import amendment
from services.admission.domain import draft as rules
from services.admission.domain.amendment import Change
from services.admission.domain.draft import Draft, DraftStatus, Signed
from services.admission.domain.intake import Intake
from services.admission.store import draft as store
from services.admission.store import intake as intakes
from services.admission.store import season as seasons
from services.admission.store.draft import START, Place
from services.admission.usecases import clock
from services.admission.usecases import season as publication
from services.admission.usecases.outline import outline_of, outline_of_document
from shared import codec
from shared.contracts.admission import SeasonPublished
from shared.db import Tx
from shared.kernel import NotFound, RuleBroken, new_id
from shared.season import Fault, Season, SeasonFaults, read
from shared.security.signing import SigningKey


class SeasonRefused(RuleBroken):
    """The file is no season; ``faults`` are all that is wrong with it, by line."""

    code = "season_faults"
    message = "方案文件有{count}处错误，未接受。"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.errors = tuple((each.path, f"第{each.line}行：{each.message}") for each in faults)
        self.members = {
            "faults": [{"path": each.path, "line": each.line, "message": each.message} for each in faults]
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftSeen:
    """A draft as officers look at it: with what it says, what it moves, and who has signed."""

    draft: Draft
    rehearsal: bool
    document: dict[str, Any]
    changes: Sequence[Change]
    signatures: Sequence[Signed]
    published: SeasonPublished | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that is a season, and its text."""

    season: Season
    text: str


def read_file(content: bytes) -> Handed:
    """The season of a file, read before any transaction is open. Raises SeasonRefused with every fault."""
    try:
        return Handed(read(content), content.decode())
    except SeasonFaults as error:
        raise SeasonRefused(error.faults) from error


def hand_in(tx: Tx, handed: Handed, *, intake: str) -> DraftSeen:
    """A new draft."""
    made = _drafted(tx, _owner(tx, handed.season, intake), handed)
    store.add(tx, made)
    tx.audit("draft.hand_in", f"draft/{made.id}", season=made.season, version=made.version, digest=made.digest)
    return seen(tx.conn, made)


def replace_text(tx: Tx, draft: Draft, handed: Handed) -> DraftSeen:
    """Another text in the same draft. Signatures stood under the old one and fall."""
    rules.check_open(draft)
    made = replace(_drafted(tx, _owner(tx, handed.season, draft.intake), handed), id=draft.id)
    store.put(tx, made)
    fallen = store.unsign(tx, draft.id)
    tx.audit("draft.replace", f"draft/{draft.id}", version=made.version, digest=made.digest, signatures_fallen=fallen)
    return seen(tx.conn, _found(store.of_id(tx.conn, draft.id)))


def withdraw(tx: Tx, draft: Draft) -> None:
    """The draft comes to nothing."""
    rules.check_open(draft)
    store.put(tx, replace(draft, status=DraftStatus.WITHDRAWN))
    tx.audit("draft.withdraw", f"draft/{draft.id}")


def sign(tx: Tx, draft_id: str, *, officer: str, digest: str, key: SigningKey) -> DraftSeen:
    """An officer's signature under what they have read; the second one publishes."""
    draft = locked(tx, draft_id)
    rules.check_signature(draft, store.signatures(tx.conn, draft_id), officer=officer, digest=digest)
    intake = _intake(tx, draft.intake)
    season = Season.from_document(json.loads(draft.document))
    _check_follows(tx, draft, season)
    store.sign(tx, draft, officer)
    tx.audit("draft.sign", f"draft/{draft_id}", season=draft.season, version=draft.version, digest=digest)
    signatures = store.signatures(tx.conn, draft_id)
    published = None
    if rules.is_complete(signatures):
        clock.start_clock(tx, intake, season)
        published = publication.publish(tx, intake, draft, officers=[each.officer for each in signatures], key=key)
        draft = replace(draft, status=DraftStatus.PUBLISHED)
    store.put(tx, draft)
    return replace(seen(tx.conn, _found(store.of_id(tx.conn, draft_id))), published=published)


def locked(tx: Tx, draft_id: str) -> Draft:
    """The draft, held until the end of the transaction. Raises NotFound."""
    return _found(store.locked(tx, draft_id))


def of_id(conn: Connection, draft_id: str) -> DraftSeen:
    """The draft, to look at. Raises NotFound."""
    return seen(conn, _found(store.of_id(conn, draft_id)))


def newest(conn: Connection, intake: str | None, *, after: Place | None, most: int) -> Sequence[Draft]:
    """Drafts, newest first, of one intake or of all, after a place in that order."""
    return store.newest(conn, intake, after=after or START, most=most)


def text_of(conn: Connection, season: str, version: int) -> str:
    """The file of a published version as it was handed in. Raises NotFound."""
    return _found(store.published(conn, season, version)).text


def before(conn: Connection, draft: Draft) -> Season | None:
    """The version that a draft follows, if there is one."""
    found = seasons.of_version(conn, draft.season, draft.version - 1)
    return None if found is None else Season.from_document(found.document)


def seen(conn: Connection, draft: Draft) -> DraftSeen:
    """A draft beside the version in force before it."""
    document = json.loads(draft.document)
    intake = intakes.of_code(conn, draft.intake)
    before = seasons.of_version(conn, draft.season, draft.version - 1)
    changes: Sequence[Change] = ()
    if before is not None:
        changes = amendment.changes(outline_of_document(before.document), outline_of_document(document))
    return DraftSeen(
        draft=draft, rehearsal=intake is not None and intake.rehearsal, document=document, changes=changes,
        signatures=store.signatures(conn, draft.id),
    )


def _owner(tx: Tx, season: Season, wanted: str) -> Intake:
    intake = _intake(tx, wanted)
    rules.check_intake(season.code, belongs_to=season.intake, wanted=wanted)
    return intake


def _intake(tx: Tx, code: str) -> Intake:
    found = intakes.locked(tx, code)
    if found is None:
        raise NotFound(field="intake")
    return found


def _drafted(tx: Tx, intake: Intake, handed: Handed) -> Draft:
    season = handed.season
    in_force = seasons.newest(tx.conn, season.code)
    version = in_force.season_version + 1 if in_force else 1
    draft = Draft(
        id=new_id(), intake=intake.code, season=season.code, version=version, revision=1, status=DraftStatus.OPEN,
        digest=digest_of(intake, season, version=version), text=handed.text,
        document=json.dumps(season.document(), ensure_ascii=False), drafted_by=tx.actor, recorded_at=tx.wall,
    )
    _check_follows(tx, draft, season)
    return draft


def digest_of(intake: Intake, season: Season, *, version: int) -> str:
    """What an officer signs: everything that will be published, but for the signatures themselves."""
    told = {
        "intake": intake.code, "season": season.code, "season_version": version, "rehearsal": intake.rehearsal,
        "document": season.document(),
    }
    return hashlib.sha256(codec.canonical(told)).hexdigest()


def _check_follows(tx: Tx, draft: Draft, season: Season) -> None:
    """Whether a draft may be published now: asked when it is handed in and again with each signature."""
    in_force = seasons.newest(tx.conn, draft.season)
    rules.check_newest(draft, in_force.season_version if in_force else 0)
    if in_force is not None:
        rules.check_intake(draft.season, belongs_to=in_force.intake, wanted=draft.intake)
        now = clock.season_now(tx.conn, draft.intake, tx.wall)
        amendment.check(outline_of_document(in_force.document), outline_of(season), now=now)


def _found(draft: Draft | None) -> Draft:
    if draft is None:
        raise NotFound
    return draft

"""Cases as those who review them see them: lists, one whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from services.review.domain.case import Registered, Stage
from services.review.domain.decision import Reviewer
from services.review.store import case as store
from services.review.store import decision as decisions
from services.review.store import queue, registration
from services.review.store.case import Case
from services.review.store.decision import Decided
from services.review.store.queue import Asked, Listed
from services.review.usecases.chain import categories_of, chain_of
from services.review.usecases.windows import corrected_by
from shared.db import Seal
from shared.kernel import NotFound
from shared.season.replica import SeasonReplica
from shared.season.words import ReviewBy
from shared.security.access import Principal, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    """A case with everything around it: the chain, every decision of every revision, what registration says."""

    case: Case
    chain: Sequence[Stage]
    decided: Sequence[Decided]
    registered: Registered


def reviewer_of(who: Principal) -> Reviewer:
    """Who reviews, as the rules know them: a source college, else an authority."""
    by = ReviewBy.SOURCE_COLLEGE if who.role is Role.SOURCE_COLLEGE else ReviewBy.AUTHORITY
    return Reviewer(by=by, scope=who.scope)


def list_cases(
    conn: Connection, box: Seal, reviewer: Reviewer, seasons: SeasonReplica, asked: Asked
) -> Sequence[Listed]:
    """The reviewer's own cases, oldest first."""
    if reviewer.scope is None:
        return []
    if reviewer.by == ReviewBy.SOURCE_COLLEGE:
        return queue.of_college(conn, box, reviewer.scope, asked)
    pairs = [
        (copy.season, category)
        for copy in seasons.copies() for category in categories_of(seasons.season(copy.season), reviewer.scope)
    ]
    return queue.of_categories(conn, box, pairs, asked)


def open_case(conn: Connection, box: Seal, account: str, reviewer: Reviewer, seasons: SeasonReplica) -> Open:
    """One case whole. Raises NotFound for one that is not the reviewer's."""
    case = store.of_account(conn, box, account)
    chain = own_chain(case, reviewer, seasons)
    assert case is not None
    known = registration.of_accounts(conn, [account])
    return Open(
        case=as_of_now(case, seasons), chain=chain, decided=decisions.of_accounts(conn, box, [account]),
        registered=known.get(account, Registered()),
    )


def as_of_now(case: Case, seasons: SeasonReplica) -> Case:
    """A case to be read: its correction ends when it ends by now."""
    season = case.dossier.season
    return replace(case, until=corrected_by(seasons.season(season), seasons.orders(season), case))


def own_chain(case: Case | None, reviewer: Reviewer, seasons: SeasonReplica) -> tuple[Stage, ...]:
    """The chain of a case that this reviewer may see: their college's, or one with a stage of their authority's.
    Raises NotFound."""
    if case is None:
        raise NotFound
    chain = chain_of(seasons.season(case.dossier.season), case.dossier.category, case.dossier.source_college)
    college = reviewer.by == ReviewBy.SOURCE_COLLEGE and reviewer.scope == case.dossier.source_college
    authority = any((each.by, each.owner) == (reviewer.by, reviewer.scope) for each in chain)
    if not college and not authority:
        raise NotFound
    return chain


def decided_now(case: Open) -> Mapping[str, Decided]:
    """What was decided of the newest revision, by stage."""
    return {each.stage: each for each in case.decided if each.revision == case.case.dossier.revision}

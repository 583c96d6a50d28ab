"""What the officers' pages share: the season of an address, its board's frame, and a proposal with its signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.admission.domain.draft import SIGNATURES, Signed
from services.admission.domain.proposal import Stage
from services.admission.usecases.board import Looking
from services.admission.usecases.proposal import Seen, Signing
from shared.db import Seal
from shared.kernel import BEIJING, NotFound
from shared.season import Season
from shared.security.access import Role
from shared.service import Service
from shared.web.access import principal
from shared.web.door import season_now
from shared.web.pages import typed
from shared.web.parts import adapter, parts
from shared.web.problems import InvalidInput
from shared.web.translation import gettext as _

READERS = (Role.OFFICER, Role.AUDITOR)
"""Officers act; auditors see the same, and change nothing."""
BOARD = "/admission/board"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signatures:
    """A proposal as its page says it: who has signed, and whether it is this officer's turn."""

    digest: str
    signed: Sequence[str]
    proposed_at: datetime
    is_open: bool
    mine: bool

    @property
    def count(self) -> int:
        return len(self.signed)

    @property
    def is_last(self) -> bool:
        """Whether the next signature is the one that makes it true."""
        return self.count == SIGNATURES - 1

    @property
    def may_sign(self) -> bool:
        return self.is_open and not self.mine and is_officer()


def signatures(seen: Seen | None) -> Signatures | None:
    """Of a proposal that stands."""
    if seen is None:
        return None
    return Signatures(
        digest=seen.proposal.digest, signed=signers(seen.signatures), proposed_at=seen.proposal.proposed_at,
        is_open=seen.proposal.status is Stage.OPEN, mine=is_mine(seen.signatures),
    )


def signers(signed: Sequence[Signed]) -> list[str]:
    """Who signed, in words: accounts have no names here, and are told apart as the audit log names them."""
    return signers_named([each.officer for each in signed])


def signers_named(officers: Sequence[str]) -> list[str]:
    """The same of officers' accounts."""
    own = principal().subject
    return [_("考试院工作人员（本人）") if each == own else _("考试院工作人员（账号尾号%(end)s）", end=each[-4:])
            for each in officers]


def is_mine(signed: Sequence[Signed]) -> bool:
    """Whether this officer has signed."""
    return any(each.officer == principal().subject for each in signed)


def is_officer() -> bool:
    return principal().role is Role.OFFICER


def signing() -> Signing:
    """This officer, under what the page has shown."""
    return Signing(officer=principal().subject, digest=typed("digest", most=64))


def seasons() -> list[Season]:
    """Every season that this service has adopted, the newest first."""
    return sorted(adapter(Service).season.seasons(), key=lambda each: each.rounds[0].down_at, reverse=True)


def season_named(code: str) -> Season:
    """This service's copy of a season. Raises NotFound."""
    return adapter(Service).season.season(code)


def box() -> Seal:
    """What opens sealed columns."""
    return parts().database.box


def looking(conn: Any, season: Season) -> Looking:
    """The board's view of a season, now."""
    return Looking(conn, box(), season, season_now(season.intake))


def colleges_of(season: Season) -> dict[str, str]:
    """Names of admitting colleges by code."""
    return {each.code: each.name for each in season.colleges.items}


def categories_of(season: Season) -> dict[str, str]:
    """Titles of categories by code."""
    return {each.code: each.title for each in season.categories}


def college_name(season: Season, code: str) -> str:
    """Of an admitting college of the season. Raises NotFound."""
    found = season.college(code)
    if found is None:
        raise NotFound
    return found.name


def instant(name: str) -> datetime | None:
    """What was typed into a field of date and time, Beijing time; None for nothing. Raises InvalidInput."""
    text = typed(name, most=30).strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput([(name, _("请填写正确的日期和时间。"))]) from error
    return found if found.tzinfo else found.replace(tzinfo=BEIJING)


def news(said: dict[str, str], given: str | None) -> str | None:
    """The notice after a redirect."""
    return _(said[given]) if given in said else None

"""A season draft: what two different officers sign, as one digest, before it is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel import Conflict, RuleBroken

SIGNATURES = 2


class DraftStatus(StrEnum):
    """OPEN drafts can be changed and signed."""

    OPEN = "open"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class DraftClosed(Conflict):
    """What was published or withdrawn is neither changed nor signed."""

    code = "draft_closed"
    message = "该草案已发布或已撤回，不能再修改或签批。"


class DraftOutdated(Conflict):
    """Another version was published after the draft was made: it must be looked at again against that one."""

    code = "draft_outdated"
    message = "第 {newest} 版已发布，本草案基于旧版，请重新提交草案。"


class DigestDiffers(Conflict):
    """An officer signs what they have read, and nothing else."""

    code = "digest_differs"
    message = "所签内容与当前草案不一致，请重新阅读草案后再签批。"


class OfficerSignedAlready(Conflict):
    """Two officers sign, and they are two persons (decision 10)."""

    code = "officer_signed_already"
    message = "须由两名不同的工作人员分别签批。"


class SeasonOfAnotherIntake(RuleBroken):
    """A season's code belongs to one intake, and its file names it."""

    code = "season_of_another_intake"
    message = "方案 {season} 属于招生 {intake}，不能在 {wanted} 下提交。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """An officer's signature under a draft."""

    officer: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """``version`` is the one that it would be published as; ``revision`` counts every change, signatures included."""

    id: str
    intake: str
    season: str
    version: int
    revision: int
    status: DraftStatus
    digest: str
    text: str
    document: str
    drafted_by: str
    recorded_at: datetime


def check_open(draft: Draft) -> None:
    """Whether a draft can still be changed."""
    if draft.status is not DraftStatus.OPEN:
        raise DraftClosed


def check_newest(draft: Draft, newest: int) -> None:
    """Whether a draft still follows the newest published version (0: none)."""
    if draft.version != newest + 1:
        raise DraftOutdated(newest=newest)


def check_signature(draft: Draft, signatures: Sequence[Signed], *, officer: str, digest: str) -> None:
    """Whether this officer may put a signature under this digest now."""
    check_open(draft)
    if digest != draft.digest:
        raise DigestDiffers(field="digest")
    if any(each.officer == officer for each in signatures):
        raise OfficerSignedAlready


def is_complete(signatures: Sequence[Signed]) -> bool:
    """Whether enough officers have signed."""
    return len({each.officer for each in signatures}) >= SIGNATURES


def check_intake(season: str, *, belongs_to: str, wanted: str) -> None:
    """Whether a season may be drafted under an intake."""
    if belongs_to != wanted:
        raise SeasonOfAnotherIntake(field="intake", season=season, intake=belongs_to, wanted=wanted)

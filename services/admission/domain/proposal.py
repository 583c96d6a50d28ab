"""What officers propose: two different ones sign one digest before it takes effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.admission.domain.draft import DigestDiffers, OfficerSignedAlready, Signed, is_complete
from shared.kernel import Conflict


class Kind(StrEnum):
    """What is proposed."""

    PLAN = "plan"
    ROUND = "round"
    CHECK = "check"
    ORDER = "order"
    RULING = "ruling"
    VACANCY = "vacancy"


class Stage(StrEnum):
    """OPEN: to be signed; SIGNED: by two, waiting for its moment; DONE: in effect; SUPERSEDED: by a later one."""

    OPEN = "open"
    SIGNED = "signed"
    DONE = "done"
    SUPERSEDED = "superseded"


class NothingProposed(Conflict):
    """There is nothing to sign, or it was signed by two already."""

    code = "nothing_proposed"
    message = "目前没有待签批的内容，请先生成并核对。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """``subject``: a round's number, a college in a round …; ``body``: all that the digest stands for."""

    id: str
    season: str
    kind: Kind
    subject: str
    status: Stage
    digest: str
    body: Mapping[str, Any]
    proposed_by: str
    proposed_at: datetime
    recorded_at: datetime
    done_at: datetime | None = None
    revision: int = 1


def check_signature(proposal: Proposal, signatures: Sequence[Signed], *, officer: str, digest: str) -> None:
    """Whether this officer may sign this digest now."""
    if proposal.status is not Stage.OPEN:
        raise NothingProposed
    if digest != proposal.digest:
        raise DigestDiffers(field="digest")
    if any(each.officer == officer for each in signatures):
        raise OfficerSignedAlready


__all__ = ["Kind", "NothingProposed", "Proposal", "Stage", "check_signature", "is_complete"]

"""A seal's tree, computed again from what came (RFC 9162, 2.1.1), and whether a batch may be dispatched from a seal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from shared.kernel import Conflict

EMPTY = sha256(b"").digest()


class SealNotHeard(Conflict):
    """Filings are dispatched from a seal (architecture 3), and none was heard."""

    code = "seal_not_heard"
    message = "尚未收到{batch}批次志愿的封存结果，不能下发。"


class SealOutdated(Conflict):
    """The window was extended after the seal: the next one stands over everything."""

    code = "seal_outdated"
    message = "{batch}批次第{seal}次封存的截止时间与现行方案不一致，须等待重新封存。"


class FilingsMissing(Conflict):
    """Nobody's filing is left behind: all that the seal counts must have come."""

    code = "filings_missing"
    message = "{batch}批次共封存{count}份志愿，目前收到{arrived}份，尚不能下发。"


class RootDiffers(Conflict):
    """What came is not what was sealed: nothing goes until officers have found out why."""

    code = "seal_root_differs"
    message = "{batch}批次第{seal}次封存的校验值与收到的志愿不一致，已停止下发，请立即核查。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """A batch's seal as told; ``arrived`` and ``recomputed`` as found here (None: not all came yet)."""

    season: str
    batch: str
    seal: int
    season_version: int
    closes_at: datetime
    count: int
    root: str
    sealed_at: datetime
    arrived: int | None = None
    recomputed: str | None = None

    @property
    def agrees(self) -> bool:
        """Whether the root computed here is the one told."""
        return self.recomputed == self.root

    @property
    def differs(self) -> bool:
        """Whether everything came, and it is not what was sealed."""
        return self.recomputed is not None and self.recomputed != self.root


def leaf_of(content: bytes) -> bytes:
    """The leaf of an entry."""
    return sha256(b"\x00" + content).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaves in order. The tree's left part is the largest power of two smaller than it: level by level,
    an odd node is carried up as it is."""
    if not leaves:
        return EMPTY
    level = list(leaves)
    while len(level) > 1:
        pairs = [sha256(b"\x01" + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - 1:] if len(level) % 2 else pairs
    return level[0]


def check_ready(seal: Seal | None, *, batch: str, closes_at: datetime, extended_to: datetime | None) -> Seal:
    """The seal, if a batch may be dispatched from it. ``batch``: in words; ``closes_at``: of the newest season
    version; ``extended_to``: of the latest order that lets somebody file longer."""
    if seal is None:
        raise SealNotHeard(batch=batch)
    wanted = max(closes_at, extended_to or closes_at)
    covers = seal.closes_at == wanted or (seal.closes_at == closes_at and seal.sealed_at >= wanted)
    if not covers:
        raise SealOutdated(batch=batch, seal=seal.seal)
    if seal.differs:
        raise RootDiffers(batch=batch, seal=seal.seal)
    if not seal.agrees:
        raise FilingsMissing(batch=batch, count=seal.count, arrived=seal.arrived or 0)
    return seal

"""What officers decide in writing about a college's held files: late, over-full, or silent (domain.md 9.8)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from services.admission.domain.status import Held
from shared.kernel import Conflict, RuleBroken

Key = tuple[str, str, str]
"""(college, major, category)."""


class Verdict(StrEnum):
    """ACCEPT: the return counts. REFUSE: it does not."""

    ACCEPT = "accept"
    REFUSE = "refuse"


class Becomes(StrEnum):
    """What a ruling makes of a held file."""

    COUNTS = "counts"        # returned in time, as it were
    GOES_BACK = "goes_back"  # to the college, to decide again
    FREE = "free"            # with the ruling's reason; later choices keep their right


class NothingHeld(Conflict):
    """Only held files are ruled on."""

    code = "nothing_held"
    message = "该院校本轮没有需要处理的考生。"


class NothingToAccept(Conflict):
    """A silent college has returned nothing that could be accepted: extend, or decide in writing."""

    code = "nothing_to_accept"
    message = "该院校尚未返回结果，不能接受；请批准延时或登记书面处理决定。"


class RulingIncomplete(RuleBroken):
    """A ruling has the number of its order and its reason."""

    code = "ruling_incomplete"
    message = "请填写批准文号和处理理由。"


def check_ruling(verdict: Verdict, held: Sequence[Held], *, number: str, reason: str) -> None:
    """Whether officers may rule so on files held for these causes."""
    if not number.strip() or not reason.strip():
        raise RulingIncomplete(field="reason" if number.strip() else "number")
    if not held:
        raise NothingHeld
    if verdict is Verdict.ACCEPT and all(why is Held.SILENT for why in held):
        raise NothingToAccept


def becomes(verdict: Verdict, why: Held, *, window_open: bool) -> Becomes | None:
    """What a held file becomes; None: it stays held. An over-full return that is refused goes back to the college while
    its window is open, and is ruled like a silent one when it has closed."""
    if verdict is Verdict.ACCEPT:
        return None if why is Held.SILENT else Becomes.COUNTS
    return Becomes.GOES_BACK if why is Held.OVER_FULL and window_open else Becomes.FREE


def grants(wanted: Mapping[Key, int], left: Mapping[Key, int]) -> dict[Key, int]:
    """Seats that accepting an over-full return adds: what it wants beyond what is left."""
    return {key: n - left.get(key, 0) for key, n in wanted.items() if n > left.get(key, 0)}

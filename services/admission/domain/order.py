"""Officers' orders beside the season: an extension, one person's reopening, an announcement, a cancellation."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel import RuleBroken, shown


class OrderKind(StrEnum):
    """What an order does to its target."""

    EXTENSION = "extension"
    REOPENING = "reopening"
    ANNOUNCEMENT = "announcement"
    CANCELLATION = "cancellation"


class TargetUnknown(RuleBroken):
    """An order is about a window, the import, or the returns of a round."""

    code = "order_target_unknown"
    message = "本方案没有“{target}”，请填写窗口代码、import 或 round.<轮次>。"


class OrderIncomplete(RuleBroken):
    """What an order must say depends on its kind; ``errors`` lists what is missing or too much."""

    code = "order_incomplete"
    message = "批准事项有{count}处错误，未接受。"

    def __init__(self, errors: tuple[tuple[str, str], ...]) -> None:
        super().__init__(count=len(errors))
        self.errors = errors


class OrderPast(RuleBroken):
    """A time that has gone by is not given back, and an extension only lengthens."""

    code = "order_past"
    message = "新的截止时间须晚于{after}。"


class OrderPastDispatch(RuleBroken):
    """Never past the next down_at without moving it; after dispatch a batch's windows do not move (architecture 3)."""

    code = "order_past_dispatch"
    message = "新的截止时间不得晚于{limit}的下发；确需延后的，请先修改方案的下发时间。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What an officer asks for."""

    kind: OrderKind
    target: str
    number: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    college: str | None = None
    candidate: str | None = None
    batch: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """What the season says of it: its close as it stands for whom the order is for, and the dispatch that follows.
    ``batches``: codes that are in use, by the season or by others' reopenings."""

    closes_at: datetime
    next_down_at: datetime | None
    to_be_announced: bool = False
    filing: bool = False
    batches: frozenset[str] = frozenset()


def check_order(asked: Asked, target: Target, *, now: datetime, colleges: frozenset[str]) -> None:
    """Whether an order may be given now. Raises a RuleBroken of this module."""
    errors = tuple(_faults(asked, target, colleges))
    if errors:
        raise OrderIncomplete(errors)
    if asked.closes_at is None:
        return
    least = max(now, target.closes_at) if asked.kind is OrderKind.EXTENSION else max(now, asked.opens_at or now)
    if asked.closes_at <= least:
        raise OrderPast(field="closes_at", after=shown(least))
    if target.next_down_at is not None and asked.closes_at > target.next_down_at:
        raise OrderPastDispatch(field="closes_at", limit=shown(target.next_down_at))


def _faults(asked: Asked, target: Target, colleges: frozenset[str]) -> list[tuple[str, str]]:
    one = (asked.college is None) != (asked.candidate is None)
    times = asked.kind in (OrderKind.EXTENSION, OrderKind.REOPENING)
    rules = (
        ("number", not asked.number.strip(), "请填写批准文号"),
        ("college", times and not one, "请填写一所院校或一名考生"),
        ("college", not times and (asked.college or asked.candidate) is not None, "公告面向全体，不针对院校或考生"),
        ("college", asked.college is not None and asked.college not in colleges, "本方案没有这所院校"),
        ("closes_at", times and asked.closes_at is None, "请填写新的截止时间"),
        ("closes_at", not times and (asked.closes_at or asked.opens_at) is not None, "公告不改变时间"),
        ("opens_at", asked.kind is OrderKind.REOPENING and asked.opens_at is None, "请填写重新开放的时间"),
        ("opens_at", asked.kind is OrderKind.EXTENSION and asked.opens_at is not None, "延时不改变开始时间"),
        ("candidate", asked.kind is OrderKind.REOPENING and asked.candidate is None, "重新开放只面向一名考生"),
        ("batch", target.filing and asked.kind is OrderKind.REOPENING and not asked.batch, "请填写重新填报的批次代码"),
        ("batch", asked.kind is OrderKind.REOPENING and asked.batch in target.batches, "该批次代码已使用，请另取代码"),
        ("target", not times and not target.to_be_announced, "该窗口无须公告"),
    )
    return [(field, message) for field, wrong, message in rules if wrong]

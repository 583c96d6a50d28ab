"""A rehearsal's clock: what an officer may ask of it. Arithmetic of segments is shared.season.clock's."""

from dataclasses import dataclass
from datetime import datetime

from shared.kernel import Conflict


class RealClock(Conflict):
    """In a real intake the season's clock is the wall clock, and nobody sets it (decision 12)."""

    code = "real_clock"
    message = "正式招生按实际时间进行，不能设置时钟；只有演练可以。"


class NothingAhead(Conflict):
    """There is no later moment in any season of the intake."""

    code = "nothing_ahead"
    message = "本次演练的各方案中没有更晚的节点。"


class ClockNotStarted(Conflict):
    """A rehearsal's clock starts with its first published season, or by a step to an instant."""

    code = "clock_not_started"
    message = "演练时钟尚未启动：请先发布方案，或设定起始时间。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What an officer asks: ``step_to`` an instant, else ``to_next`` moment, else another ``speed`` (0: pause)."""

    step_to: datetime | None = None
    to_next: bool = False
    speed: float | None = None


def check_settable(*, rehearsal: bool) -> None:
    """Whether an intake's clock can be set at all."""
    if not rehearsal:
        raise RealClock

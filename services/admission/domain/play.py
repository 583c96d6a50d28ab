"""A play: in a rehearsal, an officer asks that everybody else acts as far as the present windows let them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.kernel import Conflict

ANSWERED_WITHIN = timedelta(minutes=15)
"""How long the others may take. Where nobody drives them, or no more, a play stays without an answer."""


class RealPlay(Conflict):
    """Nobody acts for another in a real intake (decision 12)."""

    code = "real_play"
    message = "正式招生由各方本人操作；只有演练可以让其他人操作。"


class PlayDone(Conflict):
    """What came of a play is told once."""

    code = "play_done"
    message = "本次操作已经完成。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Play:
    """What was asked for and when; ``summary``, once it is done: what the others did, in words."""

    id: str
    intake: str
    requested_by: str
    requested_at: datetime
    recorded_at: datetime
    done_at: datetime | None = None
    summary: str | None = None

    @property
    def done(self) -> bool:
        return self.done_at is not None

    def is_under_way(self, *, wall: datetime) -> bool:
        """Whether the others may still be acting."""
        return not self.done and wall < self.recorded_at + ANSWERED_WITHIN


class PlayUnderWay(Conflict):
    """The clock goes on when the others are through: what they do belongs to the time at which they were asked."""

    code = "play_under_way"
    message = "其他人正在操作，完成后才能进入下一时点。"


def check_playable(*, rehearsal: bool) -> None:
    """Whether others may be asked to act in an intake at all."""
    if not rehearsal:
        raise RealPlay


def check_open(play: Play) -> None:
    """Whether a play still waits for what came of it."""
    if play.done:
        raise PlayDone

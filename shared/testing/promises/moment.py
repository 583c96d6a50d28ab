"""A service's clock is its intake's; each moment comes once, in order, however long the service was away."""

from datetime import datetime, timedelta

from sqlalchemy import select

from shared.contracts.admission import ClockSet
from shared.contracts.parts import ClockSegment
from shared.kernel import in_beijing, wall_clock
from shared.season import moments
from shared.season.tables import MOMENTS
from shared.testing.house import Home
from shared.testing.nodes.process import wait_for
from shared.testing.promises.asked import Asked
from shared.testing.seasons import INTAKE, closing_at, sample

EVERY = moments(sample())
DAY = timedelta(days=1)
SOON = timedelta(milliseconds=50)


class MomentPromises(Asked):
    """Clocks and timers."""

    def test_nothing_comes_before_its_time(self, home: Home) -> None:
        home.publish(sample())
        home.advance(INTAKE, EVERY[0].instant - DAY)
        assert self.handled(home) == []

    def test_a_rehearsal_follows_its_own_clock(self, home: Home) -> None:
        home.publish(sample())
        home.advance(INTAKE, EVERY[2].instant)
        seen = self.season(home)
        assert seen["now"] == in_beijing(EVERY[2].instant).isoformat()
        assert seen["phase"] == EVERY[2].name
        assert seen["next"][0]["name"] == EVERY[3].name

    def test_a_rehearsal_whose_clock_is_not_heard_stands_before_its_first_moment(self, home: Home) -> None:
        home.publish(sample())
        home.settle()
        assert self.handled(home) == []
        assert self.season(home)["phase"] is None

    def test_an_older_clock_changes_nothing(self, home: Home) -> None:
        home.publish(sample())
        home.advance(INTAKE, EVERY[1].instant)
        old = ClockSegment(wall_at=wall_clock(), season_at=EVERY[5].instant, speed=0.0)
        home.hear(ClockSet(intake=INTAKE, clock_version=0, segments=[old]), key=f"admission/clock/{INTAKE}", version=0)
        home.settle()
        assert self.handled(home) == names(2)

    def test_three_moments_passed_while_it_was_stopped_come_once_and_in_order(self, home: Home) -> None:
        home.publish(sample())
        began, comes = wall_clock(), wall_clock() + SOON
        self.set_clock(home, (began, EVERY[0].instant - DAY), (comes, EVERY[2].instant))
        home.stop(self.name)
        wait_for(lambda: wall_clock() >= comes, what="the instant to pass while the service is stopped")
        home.start(self.name)
        home.settle()
        assert self.handled(home) == names(3)
        home.settle()
        home.stop(self.name)
        home.start(self.name)
        home.settle()
        assert self.handled(home) == names(3)

    def test_a_moment_that_was_moved_comes_again_at_its_new_instant(self, home: Home) -> None:
        close = next(each for each in EVERY if each.name == "window.registration.closes")
        home.publish(sample())
        home.advance(INTAKE, close.instant)
        home.publish(closing_at("registration", close.instant + DAY), version=2)
        home.settle()
        assert self.handled(home).count(close.name) == 1
        home.advance(INTAKE, close.instant + DAY)
        assert self.handled(home).count(close.name) == 2

    def test_facts_name_each_moment_with_its_instant(self, home: Home) -> None:
        home.publish(sample())
        home.advance(INTAKE, EVERY[1].instant)
        said = [(row["moment"], datetime.fromisoformat(row["instant"])) for row in self.facts(home, "moment")]
        assert said == [(each.name, each.instant) for each in EVERY[:2]]

    def handled(self, home: Home) -> list[str]:
        """What was handled, in the order of handling."""
        with self.service(home).db.read() as conn:
            return list(conn.execute(select(MOMENTS.c.moment).order_by(MOMENTS.c.recorded_at)).scalars())

    def set_clock(self, home: Home, *stands: tuple[datetime, datetime]) -> None:
        segments = [ClockSegment(wall_at=wall, season_at=season, speed=0.0) for wall, season in stands]
        told = ClockSet(intake=INTAKE, clock_version=len(segments), segments=segments)
        home.hear(told, key=f"admission/clock/{INTAKE}", intake=INTAKE, version=len(segments))


def names(count: int) -> list[str]:
    """The first moments of the season."""
    return [each.name for each in EVERY[:count]]

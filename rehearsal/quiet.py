"""Whether Longmen has come to rest, seen from outside: clocks adopted, moments handled, nothing on its way."""

import re

from rehearsal.doors import Account, Doors, Refused
from rehearsal.waiting import until
from rehearsal.worlds import SERVICES, World

RESTLESS = ("outbox_unsent", "inbox_failed", "inbox_waiting", "jobs_unfinished")
GAUGE = re.compile(r"^(\w+)\{[^}]*\} ([0-9.e+-]+)$", re.MULTILINE)


class Quiet:
    """Looks at the doors of every process until nothing moves."""

    def __init__(self, world: World, doors: Doors, *, season: str, intake: str) -> None:
        self._world = world
        self._doors = doors
        self._season = season
        self._intake = intake
        self.operator: Account | None = None

    def wait(self, *, clock: int | None = None, seconds: float = 120.0) -> None:
        """Until every process uses this clock, every timer is done, and nothing is on its way, twice running."""
        with self._doors.watch.running("settling"):
            until(lambda: self._at_rest(clock) and self._at_rest(clock), what="everything to settle", seconds=seconds)

    def measures(self, service: str) -> dict[str, float]:
        """A service's gauges and counters, summed over its processes and labels."""
        found: dict[str, float] = {}
        for base in self._world.watched[service]:
            for name, value in GAUGE.findall(self._doors.raw_at(base, "/metrics").text):
                found[name] = max(found.get(name, 0.0), float(value)) if name in RESTLESS else found.get(name, 0.0) + float(value)
        return found

    def _at_rest(self, clock: int | None) -> bool:
        try:
            return all(self._service_rests(service, clock) for service in SERVICES) and self._notices_rest()
        except (Refused, OSError):
            return False

    def _service_rests(self, service: str, clock: int | None) -> bool:
        if clock is not None:
            for base in self._world.watched[service]:
                in_use = self._doors.raw_at(base, "/readyz").json()["checks"]["seasons"]["found"]["clocks"].get(self._intake)
                if in_use != clock:
                    return False
            if self._doors.ask("GET", service, f"/season/{self._season}").json()["behind"]:
                return False
        measures = self.measures(service)
        return not any(measures.get(name) for name in RESTLESS)

    def _notices_rest(self) -> bool:
        if self.operator is None:
            return True
        items = self.operator.ask("GET", "notify", "/notices/summary").json()["items"]
        return not any(item["status"] == "due" for item in items)

"""Whether Longmen has come to rest, seen from outside: clocks adopted, moments handled, nothing on its way."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from rehearsal.doors import Account, Doors, Refused
from rehearsal.waiting import until
from rehearsal.worlds import SERVICES, World

RESTLESS = ("moments_due", "outbox_unsent", "inbox_failed", "inbox_waiting", "jobs_unfinished")
GAUGE = re.compile(r"^(\w+)\{[^}]*\} ([0-9.e+-]+)$", re.MULTILINE)


class Quiet:
    """Looks at the doors of every process until nothing moves."""

    def __init__(self, world: World, doors: Doors, *, season: str, intake: str) -> None:
        self._world = world
        self._doors = doors
        self._season = season
        self._intake = intake
        self.operator: Account | None = None

    def wait(self, *, clock: Mapping[str, Any] | None = None, seconds: float = 120.0) -> None:
        """Until every process uses this clock, its newest segment has begun, every timer is done, and nothing is on its
        way, twice running. A clock once taken is not given back: it is asked for once."""
        with self._doors.watch.running("settling"):
            until(lambda: self._at_rest(clock) and self._at_rest(None), what="everything to settle", seconds=seconds)

    def everywhere(self) -> bool:
        """Whether every process uses a copy of the season."""
        return all(self._season in self._in_use(base, "seasons")
                   for service in SERVICES for base in self._world.watched[service])

    def measures(self, service: str, *names: str) -> dict[str, float]:
        """These gauges and counters of a service, summed over its processes and labels."""
        found: dict[str, float] = {}
        asked = "/metrics?" + urlencode([("name[]", each) for each in names])
        for base in self._world.watched[service]:
            for name, value in GAUGE.findall(self._doors.raw_at(base, asked).text):
                before = found.get(name, 0.0)
                found[name] = max(before, float(value)) if name in RESTLESS else before + float(value)
        return found

    def _at_rest(self, clock: Mapping[str, Any] | None) -> bool:
        try:
            return all(self._service_rests(service, clock) for service in SERVICES) and self._notices_rest()
        except (Refused, OSError):
            return False

    def _service_rests(self, service: str, clock: Mapping[str, Any] | None) -> bool:
        if clock is not None:
            for base in self._world.watched[service]:
                if self._in_use(base, "clocks").get(self._intake) != clock["version"]:
                    return False
            copy = self._doors.ask("GET", service, f"/season/{self._season}").json()
            begun = datetime.fromisoformat(copy["now"]) >= datetime.fromisoformat(clock["segments"][-1]["season_at"])
            if copy["behind"] or not begun:
                return False
        measures = self.measures(service, *RESTLESS)
        return not any(measures.get(name) for name in RESTLESS)

    def _in_use(self, base: str, what: str) -> dict[str, int]:
        found: dict[str, int] = self._doors.raw_at(base, "/readyz").json()["checks"]["seasons"]["found"][what]
        return found

    def _notices_rest(self) -> bool:
        if self.operator is None:
            return True
        items = self.operator.ask("GET", "notify", "/notices/summary").json()["items"]
        return not any(item["status"] == "due" for item in items)

"""The season's calendar as an officer turns it: to an instant, to a moment, and then everybody comes to rest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rehearsal.doors import Account, Refused
from rehearsal.quiet import Quiet


class Calendar:
    """One rehearsal's clock, in an officer's hand. ``stops``: see ``Script.stops``."""

    def __init__(self, officer: Account, quiet: Quiet, *, intake: str, season: str, stops: str = "") -> None:
        self._officer, self._quiet = officer, quiet
        self._intake, self._season, self._stops = intake, season, stops

    def step(self, to: str = "next") -> bool:
        """One step; False if there is no moment ahead."""
        try:
            clock = self._officer.ask(
                "POST", "admission", f"/intakes/{self._intake}/clock", json={"step_to": to}
            ).json()
        except Refused as refused:
            if refused.code == "nothing_ahead":
                return False
            raise
        self._quiet.wait(clock=clock)
        return True

    def until(self, moment: str) -> None:
        """To this moment, stopping at those on the way at which it stops."""
        wanted = next(item["instant"] for item in self._moments() if item["name"] == moment)
        self.to(wanted)

    def to(self, instant: str) -> None:
        """To this instant, stopping on the way."""
        for stop in self._ahead(instant):
            self.step(stop)
        if self.now() < instant:
            self.step(instant)

    def to_the_end(self) -> None:
        """Past every moment."""
        self.to(self._moments()[-1]["instant"])
        if self.step():
            raise AssertionError("there was a moment after the last one")

    def instant(self, moment: str) -> datetime:
        """When a moment comes."""
        return datetime.fromisoformat(next(item["instant"] for item in self._moments() if item["name"] == moment))

    def now(self) -> str:
        """The season's time."""
        now: str = self._officer.ask("GET", "admission", f"/intakes/{self._intake}/clock").json()["now"]
        return now

    def _ahead(self, instant: str) -> Sequence[str]:
        now = self.now()
        return sorted({item["instant"] for item in self._moments()
                       if now < item["instant"] <= instant and item["name"].startswith(self._stops)})

    def _moments(self) -> list[dict[str, Any]]:
        path = f"/seasons/{self._season}/moments"
        found: list[dict[str, Any]] = self._officer.ask("GET", "admission", path).json()["items"]
        return found

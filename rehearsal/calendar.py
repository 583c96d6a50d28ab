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

    def to(self, instant: str) -> None:
        """To this instant, stopping on the way."""
        for stop in self._ahead(instant):
            self.step(stop)
        if self.now() < instant:
            self.step(instant)

    def instants(self) -> dict[str, datetime]:
        """When each moment comes, by its name."""
        return {item["name"]: datetime.fromisoformat(item["instant"]) for item in self.moments()}

    def instant(self, moment: str) -> datetime:
        """When a moment comes."""
        return self.instants()[moment]

    def now(self) -> str:
        """The season's time."""
        return str(self.clock()["now"])

    def clock(self) -> dict[str, Any]:
        """The clock as it stands: its version, the time, the next moment."""
        found: dict[str, Any] = self._officer.ask("GET", "admission", f"/intakes/{self._intake}/clock").json()
        return found

    def _ahead(self, instant: str) -> Sequence[str]:
        now = self.now()
        return sorted({item["instant"] for item in self.moments()
                       if now < item["instant"] <= instant and item["name"].startswith(self._stops)})

    def moments(self) -> list[dict[str, Any]]:
        """Every moment of the season, in order."""
        path = f"/seasons/{self._season}/moments"
        found: list[dict[str, Any]] = self._officer.ask("GET", "admission", path).json()["items"]
        return found

"""Beside people who play by hand: when an officer asks, the others do what is due now; the clock stays untouched."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Any

import httpx

from rehearsal.acts import Company
from rehearsal.stage import FAULTS

EVERY = 0.5
"""Seconds between looks at what officers ask for."""
LONGEST = 2000


@dataclass
class Driver:
    """Reads what officers ask for at the door of admission, and answers there. ``said`` tells each fault whole."""

    company: Company
    said: Callable[[str], None]

    def run(self, ended: Event) -> None:
        """Until it is told to end. What goes wrong at the door is tried again with the next look."""
        before = ""
        while not ended.wait(EVERY):
            try:
                self.once()
            except (*FAULTS, httpx.TransportError) as fault:
                if not ended.is_set() and str(fault) != before:
                    self.said(f"其他人暂时无法操作：{fault}")
                before = str(fault)

    def once(self) -> bool:
        """One look; True if there was a play."""
        asked = self._asked()
        if asked is None:
            return False
        summary = self.play()
        self._officer("POST", f"/plays/{asked['id']}/completion", json={"summary": summary[:LONGEST]})
        self.said(f"其他人已完成操作。{summary}")
        return True

    def play(self) -> str:
        """Everything that is due from now up to the next moment, in the order of the season; in words."""
        stage = self.company.stage
        stage.tally.clear()
        stage.faults = []
        clock = stage.calendar.clock()
        stage.quiet.wait(clock=clock)
        instants, now = stage.calendar.instants(), datetime.fromisoformat(clock["now"])
        following = datetime.fromisoformat(clock["next"]["instant"]) if clock["next"] else None
        for act in self.company.acts():
            if act.is_due(instants, now=now, following=following):
                stage.minded(act.phase, act.do)
        stage.quiet.wait()
        for fault in stage.faults:
            self.said(f"未能办理：{fault}")
        return in_words(stage.tally, stage.faults)

    def _asked(self) -> dict[str, Any] | None:
        items: list[dict[str, Any]] = self._officer("GET", "/plays").json()["items"]
        return next((each for each in items if not each["done"]), None)

    def _officer(self, method: str, path: str, **options: Any) -> httpx.Response:
        officer, intake = self.company.officers.first, self.company.stage.script.intake
        return officer.ask(method, "admission", f"/intakes/{intake}{path}", **options)


def in_words(tally: Counter[str], faults: Sequence[str]) -> str:
    """What was done, as the officer reads it."""
    done = "，".join(f"{title} {number}" for title, number in tally.items() if number)
    said = f"已办理：{done}。" if done else "目前没有需要其他人办理的事项。"
    return said + (f"有{len(faults)}项未能办理，原因见启动演练的终端。" if faults else "")

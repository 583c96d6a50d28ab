"""The portal for people who play by hand: paused an hour before the lists of students are due, the others simulated."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

from rich.console import Console
from rich.progress import Progress

from rehearsal import entrance
from rehearsal.acts import Company
from rehearsal.cast import Credentials
from rehearsal.courses import Candidate
from rehearsal.demo import Demo
from rehearsal.entrance import Pockets
from rehearsal.keyboard import Keyboard
from rehearsal.plays import Driver
from rehearsal.script import Script
from rehearsal.worlds import Embedded, ServicesEnded

BEFORE = timedelta(hours=1)
"""Where the clock stands: this long before the lists of students are due."""
LOOK = 1.0


@dataclass
class Run:
    """A rehearsal that waits for people. ``console``: where it tells them what they need."""

    world: Embedded
    script: Script
    console: Console

    def open(self, first_link: str) -> None:
        """Staff join, the season is published, the clock is put where the play begins; then everybody may come."""
        with Progress(console=self.console, disable=not self.console.is_terminal) as progress:
            self.demo = Demo(self.world, self.script, progress)
            staff = self.demo.prepare(first_link, guests=entrance.guests(self.script))
            college = entrance.admitting_college(self.script)
            self.company: Company = self.demo.company(staff, kept=self.candidates, college=college)
            calendar = self.company.stage.calendar
            calendar.to((calendar.instant("import.closes") - BEFORE).isoformat())
        for each in self.staff:
            each.rest()
        entrance.write_credentials(self.world.var, self.staff)
        entrance.write_papers(self.papers, self.demo.played.people, self.demo.played.candidates, self.script)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """Those who wait for somebody to open their account."""
        return entrance.candidates_by_hand(self.demo.played.candidates, self.script)

    @property
    def staff(self) -> list[Credentials]:
        """Those whom one may be."""
        return entrance.staff_by_hand(self.demo.cast.credentials, self.script)

    @property
    def papers(self) -> Path:
        return self.world.var / "papers"

    def tell(self) -> None:
        """Where to go, as whom, and with what."""
        title = f"{self.world.base}/sign-in　动态口令{entrance.seconds_left()}秒后更换"
        self.console.print(entrance.staff_table(self.staff, self.script, title=title))
        self.console.print(entrance.candidate_table(self.candidates, self.script))
        lines = [
            f"演练时间停在学籍信息导入截止前一小时。学籍、成绩名单和证书照片在 {self.papers}",
            "工作人员登录后，页眉“演练进程”中有“下一时点”和“让其他人操作”。",
            "显示最新动态口令：按回车键；另一终端：python -m rehearsal code 登录名。结束：Ctrl-C。",
        ]
        for line in lines:
            entrance.tell(self.console, line)

    def tell_codes(self) -> None:
        """The present code of everybody whom one may be."""
        title = f"动态口令（{entrance.seconds_left()}秒后更换）"
        self.console.print(entrance.staff_table(self.staff, self.script, title=title))

    @contextmanager
    def playing(self) -> Iterator[Driver]:
        """Simulated people act when an officer asks, messages to phones are told as they come, Enter shows codes."""
        said = partial(entrance.tell, self.console)
        driver = Driver(self.company, said)
        simulated = frozenset(person.phone for person in self.company.played)
        ended = Event()
        threads = [Thread(target=each.run, args=(ended,), daemon=True)
                   for each in (driver, Pockets(self.demo.post, simulated, said), Keyboard(self.tell_codes))]
        for thread in threads:
            thread.start()
        try:
            yield driver
        finally:
            ended.set()
            for thread in threads:
                thread.join(timeout=5)
            self.company.close()
            self.demo.close()

    def wait(self, server: Any) -> None:
        """Until somebody ends it. Raises :class:`ServicesEnded`."""
        never = Event()
        while not never.wait(LOOK):
            if server.poll() is not None:
                raise ServicesEnded(server.returncode, self.world.var)


def end_on_signal() -> None:
    """Ctrl-C and a request to end are how it ends: with exit code 0, everything that was started ended first."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    signal.signal(signal.SIGTTIN, signal.SIG_IGN)  # in the background it goes on, and reads no keys

"""A file of a whole college's ID numbers rests sealed, and no longer than its work takes."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from services.registration.store.rosters import ROSTERS
from services.registration.tests.front import API, COLLEGE, Front
from services.registration.tests.people import ZHANG, as_csv, as_xlsx, changed, lines
from shared.files import LocalStorage
from shared.kernel import wall_clock

MIB = 1024 * 1024


class TestFiles:
    def test_it_rests_in_no_clear_text(self, front: Front) -> None:
        unworked(front)
        assert resting(front)
        assert not any(ZHANG.id_number.encode() in path.read_bytes() for path in resting(front))

    @pytest.mark.parametrize("content", [
        as_xlsx(lines()), as_csv(changed(lines(), 3, "证件号码", "500101200213401234")), b"PK\x03\x04 but no archive",
    ], ids=["taken", "with faults", "unreadable"])
    @pytest.mark.parametrize("dry_run", [True, False])
    def test_it_is_gone_when_the_report_is_there(self, front: Front, content: bytes, dry_run: bool) -> None:
        front.report(content, dry_run=dry_run)
        assert resting(front) == []

    def test_it_is_gone_when_the_work_was_refused(self, front: Front) -> None:
        address = unworked(front)
        with front.home.services["registration"].db.begin(actor="test") as tx:
            tx.conn.execute(delete(ROSTERS))
        front.home.settle()
        job: Any = front.college.get(address)
        assert job.json["status"] == "failed"
        assert resting(front) == []

    def test_what_a_killed_worker_left_is_gone_after_a_day(self, front: Front) -> None:
        left = self.left_over(front)
        assert self.swept(front, timedelta(hours=23)) == [left]
        assert self.swept(front, timedelta(hours=25)) == []

    def test_half_a_file_is_gone_after_a_day_too(self, front: Front) -> None:
        half = self.left_over(front).parents[2] / "incoming" / "a1b2"
        half.parent.mkdir(exist_ok=True)
        half.write_bytes(b"half")
        assert self.swept(front, timedelta(hours=25)) == []

    def test_what_waits_for_a_worker_is_never_swept(self, front: Front) -> None:
        address = unworked(front)
        assert len(self.swept(front, timedelta(days=3))) == 1
        front.home.settle()
        job: Any = front.college.get(address)
        assert job.json["report"]["imported"] is True

    def test_every_tick_looks_but_not_at_every_file_each_time(self, front: Front) -> None:
        service = front.home.services["registration"]
        sweep = service.house.errands[0]
        wall = wall_clock() + timedelta(days=2)
        self.left_over(front)
        assert sweep(service.db, wall) is True
        self.left_over(front)
        assert sweep(service.db, wall + timedelta(minutes=59)) is False
        assert sweep(service.db, wall + timedelta(minutes=60)) is True

    def left_over(self, front: Front) -> Path:
        """A file whose request broke off before any work was asked for."""
        folder = front.home.folder / "rosters"
        digest = LocalStorage(folder, key=b"k" * 32).put(COLLEGE, b"sealed", limit=MIB).digest
        return folder / digest[:2] / digest[2:4] / digest

    def swept(self, front: Front, later: timedelta) -> list[Path]:
        """What still rests when the worker has looked this much later."""
        service = front.home.services["registration"]
        service.house.errands[0](service.db, wall_clock() + later)
        return resting(front)


def resting(front: Front) -> list[Path]:
    """The files of lists that are kept."""
    return [path for path in (front.home.folder / "rosters").rglob("*") if path.is_file()]


def unworked(front: Front) -> str:
    """A list that was handed in, before any worker comes to it; the address of its job."""
    answer: Any = front.college.post(
        f"{API}/rosters?dry_run=false", data={"file": (io.BytesIO(as_csv(lines())), "a.csv")},
    )
    return str(answer.json["address"])

"""Phones and mailboxes as files: one line a notice, whatever happened before."""

import json
from pathlib import Path

import pytest

from services.notify.adapters.file import FileCarrier
from services.notify.domain.notice import CarrierAway, Channel, Letter, Refused
from shared.kernel import wall_clock

PHONE = "13800000001"


def letter(notice: str = "n1", *, address: str = PHONE, channel: Channel = Channel.SMS) -> Letter:
    return Letter(
        notice=notice, channel=channel, address=address, subject="主题", text="【院】正文", template="t",
        at=wall_clock(),
    )


def lines(folder: Path, address: str = PHONE) -> list[str]:
    return [json.loads(line)["notice"] for line in (folder / f"{address}.ndjson").read_text().splitlines()]


def test_a_letter_carried_twice_is_there_once(tmp_path: Path) -> None:
    assert FileCarrier(tmp_path).carry(letter()) == "n1"
    assert FileCarrier(tmp_path).carry(letter()) == "n1"
    carrier = FileCarrier(tmp_path)
    carrier.carry(letter("n2"))
    carrier.finish()
    carrier.finish()
    assert lines(tmp_path) == ["n1", "n2"]


def test_a_line_tells_what_a_phone_shows(tmp_path: Path) -> None:
    FileCarrier(tmp_path).carry(letter())
    FileCarrier(tmp_path).carry(letter("n2", channel=Channel.EMAIL, address="Li@Example.cn"))
    told = json.loads((tmp_path / f"{PHONE}.ndjson").read_text())
    assert set(told) == {"notice", "text", "template", "at"}
    assert told["at"].endswith("+08:00")
    assert json.loads((tmp_path / "li@example.cn.ndjson").read_text())["subject"] == "主题"


@pytest.mark.parametrize("cut", [1, 2, 30])
def test_a_torn_last_line_was_never_delivered(tmp_path: Path, cut: int) -> None:
    carrier = FileCarrier(tmp_path)
    carrier.carry(letter("n1"))
    carrier.carry(letter("n2"))
    path = tmp_path / f"{PHONE}.ndjson"
    path.write_bytes(path.read_bytes()[:-cut])
    assert carrier.lines() == {"n1": 1}
    carrier.carry(letter("n2"))
    assert lines(tmp_path) == ["n1", "n2"]


@pytest.mark.parametrize("address", ["../../etc/passwd", "a/b@example.cn", ".hidden@example.cn", "..", "x\0y"])
def test_an_address_names_a_file_of_the_folder_and_no_other(tmp_path: Path, address: str) -> None:
    folder = tmp_path / "inside"
    FileCarrier(folder).carry(letter(address=address))
    assert [path.parent for path in folder.glob("*.ndjson")] == [folder]
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]


def test_an_address_too_long_for_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="address too long"):
        FileCarrier(tmp_path).carry(letter(address="x" * 300))


def test_a_folder_that_cannot_be_written_is_a_provider_away(tmp_path: Path) -> None:
    (tmp_path / "phones").write_text("in the way")
    with pytest.raises(CarrierAway, match="EEXIST"):
        FileCarrier(tmp_path / "phones").carry(letter())


def test_what_cannot_be_flushed_is_not_sure(tmp_path: Path) -> None:
    carrier = FileCarrier(tmp_path)
    carrier.carry(letter())
    (tmp_path / f"{PHONE}.ndjson").unlink()
    with pytest.raises(CarrierAway, match="ENOENT"):
        carrier.finish()


def test_lines_are_counted_over_all_addresses(tmp_path: Path) -> None:
    carrier = FileCarrier(tmp_path)
    assert carrier.lines() == {}
    carrier.carry(letter("n1"))
    path = tmp_path / f"{PHONE}.ndjson"
    (tmp_path / "13900000009.ndjson").write_bytes(path.read_bytes())
    assert carrier.lines() == {"n1": 2}


def test_only_its_owner_reads_a_phone(tmp_path: Path) -> None:
    FileCarrier(tmp_path).carry(letter())
    assert (tmp_path / f"{PHONE}.ndjson").stat().st_mode & 0o077 == 0

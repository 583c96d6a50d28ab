"""The scanner finds what was planted, wherever and however it was written, and says no more than it must."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.testing.leaks import scan

ID, PHONE = "50010119990101123X", "13800138000"
NUMBERS = [ID, PHONE, "500101199901011234", "13900139000"]


@pytest.mark.parametrize("text", [
    ID, ID.lower(), f'{{"id": "{ID}"}}', f"/registration/api/v1/accounts?phone={PHONE}&x=1", f"1{PHONE}", f"{PHONE}0",
    f"{ID}{PHONE}", f"+86{PHONE}", f'label="{PHONE}"', f"登记{PHONE}号", PHONE.encode().hex(),
    "\\x" + ID.encode().hex(), "５００１０１１９９９０１０１１２３Ｘ", "电话１３８００１３８０００。",
])
def test_a_number_in_a_text_is_found(text: str) -> None:
    assert not scan(NUMBERS, texts={"log": text}).clean


@pytest.mark.parametrize("text", [
    "", "138****8000", "13800138001", "5001011999010112", "1380013 8000", "trace 4bf92f3577b34da6a3ce929d0e0e4736",
])
def test_other_numbers_and_masked_ones_are_no_leak(text: str) -> None:
    assert scan(NUMBERS, texts={"log": text, "more": "something"}).clean


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "hex"])
@pytest.mark.parametrize("number", [ID, PHONE])
@pytest.mark.parametrize("before", [0, 1, 4095, 65536])
def test_a_number_in_a_file_is_found_at_its_place(tmp_path: Path, encoding: str, number: str, before: int) -> None:
    hidden = number.encode().hex().encode() if encoding == "hex" else number.encode(encoding)
    (tmp_path / "data.bin").write_bytes(b"\xff" * before + hidden + b"\xfe\xff")
    [leak] = scan(NUMBERS, texts={}, folders=[tmp_path]).leaks
    first_digit = before + (encoding == "utf-16-be")
    assert (leak.offset, leak.encoding) == (first_digit, encoding.removesuffix("-le").removesuffix("-be"))
    assert leak.where == str(tmp_path / "data.bin")
    assert number not in str(leak)


@pytest.mark.parametrize(("encoding", "place"), [("utf-8", 3), ("utf-16-le", 6), ("utf-16-be", 7)])
def test_inside_a_longer_run_of_digits_the_place_is_right(tmp_path: Path, encoding: str, place: int) -> None:
    (tmp_path / "data.bin").write_bytes(f"007{PHONE}5".encode(encoding) + b"\xff\xff")
    assert [leak.offset for leak in scan(NUMBERS, texts={}, folders=[tmp_path]).leaks] == [place]


def test_a_deleted_row_of_a_database_is_still_a_leak(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "registration.db") as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE accounts (phone TEXT)")
        connection.execute("INSERT INTO accounts VALUES (?)", (PHONE,))
        connection.commit()
        connection.execute("DELETE FROM accounts")
    connection.close()
    assert [leak.number for leak in scan([PHONE], texts={}, folders=[tmp_path]).leaks] == ["138****8000"]


def test_the_name_of_a_file_counts_and_what_stands_apart_does_not(tmp_path: Path) -> None:
    phones = tmp_path / "phones"
    phones.mkdir()
    (phones / f"{PHONE}.ndjson").write_text(f"to {PHONE}")
    assert len(scan(NUMBERS, texts={"x": "y"}, folders=[tmp_path]).leaks) == 2
    assert scan(NUMBERS, texts={"x": "y"}, folders=[tmp_path], apart=[phones]).clean


def test_a_scan_of_nothing_is_not_clean(tmp_path: Path) -> None:
    (tmp_path / "empty.log").touch()
    assert not scan(NUMBERS, texts={}, folders=[]).clean
    assert scan(NUMBERS, texts={}, folders=[]).sources == 0


@pytest.mark.parametrize("number", ["", "1234567", "张三", "138-0013-8000", "x" * 18])
def test_what_is_no_number_cannot_be_searched_for(number: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        scan([number], texts={})


@given(st.binary(max_size=400), st.sampled_from(NUMBERS), st.binary(max_size=400))
def test_whatever_stands_around_it_a_number_is_found(before: bytes, number: str, after: bytes) -> None:
    text = before.decode("latin-1") + number + after.decode("latin-1")
    assert any(leak.encoding == "utf-8" for leak in scan([number], texts={"x": text}).leaks)

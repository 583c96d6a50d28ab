"""A sealed value opens in its own place and nowhere else, whatever is tried."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.security.crypt import Box, DoesNotOpen
from shared.security.keyring import KeyRing

RING = KeyRing.generate()
BOX = Box(RING, "registration")
PLACE = {"table": "accounts", "column": "phone", "row": "0192-1"}
NAMES = st.text(min_size=1, max_size=12)


@given(st.binary(max_size=300), NAMES, NAMES, NAMES)
def test_what_was_sealed_opens_again(plain: bytes, table: str, column: str, row: str) -> None:
    sealed = BOX.seal(plain, table=table, column=column, row=row)
    assert BOX.open(sealed, table=table, column=column, row=row) == plain


@given(st.text(min_size=4, max_size=40))
def test_a_sealed_text_shows_nothing_and_never_looks_the_same_twice(text: str) -> None:
    first, second = BOX.seal(text, **PLACE), BOX.seal(text, **PLACE)
    assert text.encode() not in first
    assert first != second
    assert BOX.open_text(first, **PLACE) == BOX.open_text(second, **PLACE) == text


@given(st.tuples(NAMES, NAMES, NAMES), st.tuples(NAMES, NAMES, NAMES))
def test_a_value_moved_to_another_place_does_not_open(here: tuple[str, ...], there: tuple[str, ...]) -> None:
    here_, there_ = (dict(zip(("table", "column", "row"), place, strict=True)) for place in (here, there))
    sealed = BOX.seal("13800138000", **here_)
    if here == there:
        assert BOX.open_text(sealed, **there_) == "13800138000"
    else:
        with pytest.raises(DoesNotOpen):
            BOX.open(sealed, **there_)


def test_names_that_run_together_are_different_places() -> None:
    sealed = BOX.seal("x", table="ab", column="c", row="1")
    with pytest.raises(DoesNotOpen):
        BOX.open(sealed, table="a", column="bc", row="1")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_byte_can_be_changed(at: int, flip: int) -> None:
    sealed = bytearray(BOX.seal("500101199901011234", **PLACE))
    sealed[at % len(sealed)] ^= flip
    with pytest.raises(DoesNotOpen):
        BOX.open(bytes(sealed), **PLACE)


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x01\x00\x01", b"\x01\x00\x01" + b"\0" * 12, b"plain text"])
def test_what_is_no_sealed_value_is_refused_without_showing_it(broken: bytes) -> None:
    with pytest.raises(DoesNotOpen, match=r"accounts\.phone of 0192-1"):
        BOX.open(broken, **PLACE)


def test_another_service_with_the_same_ring_cannot_open_it() -> None:
    with pytest.raises(DoesNotOpen):
        Box(RING, "review").open(BOX.seal("x", **PLACE), **PLACE)


def test_a_suite_that_we_lack_is_named_as_such() -> None:
    with pytest.raises(DoesNotOpen, match="suite"):
        BOX.open(b"\x02" + BOX.seal("x", **PLACE)[1:], **PLACE)


def test_a_row_is_sealed_and_opened_whole() -> None:
    personal = {"name": "张三", "phone": "13800138000", "email": None}
    sealed = BOX.seal_row("accounts", "7", personal)
    assert sealed["email"] is None
    assert sealed["name"] not in (None, "张三".encode())
    assert BOX.open_row("accounts", "7", sealed) == personal
    with pytest.raises(DoesNotOpen):
        BOX.open_row("accounts", "8", sealed)


def test_after_a_rotation_old_values_open_and_are_sealed_again() -> None:
    old = BOX.seal("13800138000", **PLACE)
    rotated = RING.rotated()
    box = Box(rotated, "registration")
    assert box.open_text(old, **PLACE) == "13800138000"
    assert box.stale(old)

    renewed = box.reseal(old, **PLACE)
    assert not box.stale(renewed)
    assert box.reseal(renewed, **PLACE) is renewed
    last = Box(rotated.without(RING.current), "registration")
    assert last.open_text(renewed, **PLACE) == "13800138000"
    with pytest.raises(DoesNotOpen, match="key 1 is not in the key ring"):
        last.open(old, **PLACE)


def test_blind_indexes_survive_a_rotation() -> None:
    assert Box(RING.rotated(), "registration").blind_index("a.b", "1") == BOX.blind_index("a.b", "1")


@pytest.mark.parametrize(("one", "other"), [
    ("13800138000", " 13800138000 "), ("50010119990101123X", "50010119990101123x"),
    ("138", "１38"), ("a@B.cn", "A@b.CN"),
])
def test_two_spellings_of_one_value_are_found_by_one_index(one: str, other: str) -> None:
    assert BOX.blind_index("accounts.phone", one) == BOX.blind_index("accounts.phone", other)


def test_a_blind_index_is_short_and_its_own_for_column_service_and_ring() -> None:
    others: list[Any] = [
        BOX.blind_index("accounts.id_number", "1"),
        BOX.blind_index("accounts.phone", "2"),
        Box(RING, "notify").blind_index("accounts.phone", "1"),
        Box(replace(RING, index=bytes(32)), "registration").blind_index("accounts.phone", "1"),
        BOX.keyed_digest("accounts.phone", b"1")[:16],
    ]
    here = BOX.blind_index("accounts.phone", "1")
    assert len(here) == 16
    assert len({here, *others}) == 1 + len(others)

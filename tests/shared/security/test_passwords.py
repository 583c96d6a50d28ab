"""What people may choose, and that only the right password matches."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import RuleBroken
from shared.security.passwords import (
    PasswordCommon,
    PasswordLength,
    PasswordPersonal,
    Passwords,
    check_password,
)
from shared.security.tried_first import COMMON

QUICK = Passwords(memory_kib=8, rounds=1)
KNOWN = ("张小三", "50010119990101123X", "13800138000", "2024500001234")


GOOD = [
    "correct horse", "8 Zeichen", "马到成功马到成功", "tr0ub4dor", "x" * 30 + "yz", "q8w" * 21 + "x", "zhang-3-san",
    "20240411x!",
]
BAD: dict[type[RuleBroken], list[str]] = {
    PasswordLength: ["", "1234567", "ab" * 32 + "c", "七个字的密码呀"],
    PasswordPersonal: [
        "50010119990101123X", "50010119990101123x", "５００１０１１９９９０１０１１２３Ｘ", "my13800138000", "19990101",
        "0101123x", "00138000", "我是张小三呀呀呀", "2024500001234",
    ],
    PasswordCommon: [
        "password", "PassWord1", "ｐａｓｓｗｏｒｄ", "11111111", "12121212", "aaaabbbb", "23456789", "98765432",
        "abcdefgh", "5201314520",
    ],
}


@pytest.mark.parametrize("password", GOOD)
def test_good_passwords_are_taken(password: str) -> None:
    check_password(password, known=KNOWN)


@pytest.mark.parametrize(("broken", "password"), [(kind, bad) for kind, listed in BAD.items() for bad in listed])
def test_bad_passwords_are_refused_with_the_reason(broken: type[RuleBroken], password: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_password(password, known=KNOWN, field="new_password")
    assert type(refused.value) is broken
    assert refused.value.field == "new_password"
    assert "密码" in refused.value.text
    assert not password or password not in refused.value.text


def test_a_missing_or_one_letter_fact_refuses_nobody() -> None:
    check_password("correct horse", known=["", " ", "c"])


def test_the_common_list_holds_only_what_the_length_would_let_through() -> None:
    assert len(COMMON) > 100
    assert {word for word in COMMON if len(word) < 8 or word != word.casefold()} == set()


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_only_the_right_password_matches(password: str, other: str) -> None:
    stored = QUICK.hashed(password)
    assert QUICK.match(stored, password)
    assert QUICK.match(stored, other) == (QUICK.match(QUICK.hashed(other), password))


def test_the_keyboard_does_not_matter() -> None:
    assert QUICK.match(QUICK.hashed("ａｂｃ１２３ｘｙ"), "abc123xy")
    assert QUICK.match(QUICK.hashed("caf\u00e9-au-lait"), "cafe\u0301-au-lait")
    assert not QUICK.match(QUICK.hashed("abc123xy"), "Abc123xy")


@pytest.mark.parametrize("stored", [None, "", "plain", "$argon2id$v=19$broken"])
def test_nobody_and_nonsense_match_nothing(stored: str | None) -> None:
    assert not QUICK.match(stored, "nobody's password")
    assert not QUICK.match(stored, "")
    assert not QUICK.match(stored, "\ud800 half a pair")


def test_the_house_hashes_with_19_mib_two_passes_and_one_lane() -> None:
    spent: list[float] = []
    house = Passwords(observe=spent.append)
    stored = house.hashed("correct horse")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not house.needs_rehash(stored)
    assert house.needs_rehash(QUICK.hashed("correct horse"))
    assert house.match(stored, "correct horse")
    assert not house.match(None, "correct horse")
    assert len(spent) == 3
    assert min(spent) > max(spent) / 20, "an unknown account takes as long as a known one"


def test_no_more_than_two_hash_at_once() -> None:
    """Each waits inside for a second one; while the two are there, a third finds no turn."""
    third: list[bool] = []
    both = threading.Barrier(2, action=lambda: third.append(watched._turns.acquire(blocking=False)))

    class Watched(Passwords):
        def _verify(self, stored: str, password: str) -> bool:
            both.wait(timeout=10)
            return True

    watched = Watched(memory_kib=8, rounds=1)
    threads = [threading.Thread(target=watched.match, args=("stored", "x")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert third == [False] * 4

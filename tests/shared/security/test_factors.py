"""Second factors and single-use secrets: good once, in time, and kept so that a thief of the database has nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.security import totp
from shared.security.codes import LIFETIME, TRIES, KeptCode, Verdict, code_digest, judge, new_code
from shared.security.crypt import Box
from shared.security.keyring import KeyRing
from shared.security.links import new_token, token_digest

NOW = datetime(2024, 4, 11, 9, tzinfo=UTC)
RFC_SECRET = b"12345678901234567890"
BOX = Box(KeyRing.generate(), "registration")
KEPT = KeptCode(code_id="c1", digest=code_digest(BOX, "c1", "042137"), expires_at=NOW + LIFETIME)


@pytest.mark.parametrize(("seconds", "code"), [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
])
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert totp.code_at(RFC_SECRET, now) == code
    assert totp.used_counter(RFC_SECRET, code, now=now, last_used=None) == seconds // 30


@pytest.mark.parametrize(("drift", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_one_step_of_drift_is_forgiven(drift: int, good: bool) -> None:
    code = totp.code_at(RFC_SECRET, NOW + timedelta(seconds=drift))
    assert (totp.used_counter(RFC_SECRET, code, now=NOW, last_used=None) is not None) is good


def test_a_code_is_good_once_and_so_are_those_before_it() -> None:
    code, earlier = totp.code_at(RFC_SECRET, NOW), totp.code_at(RFC_SECRET, NOW - timedelta(seconds=30))
    used = totp.used_counter(RFC_SECRET, code, now=NOW, last_used=None)
    assert used is not None
    for replayed in (code, earlier):
        assert totp.used_counter(RFC_SECRET, replayed, now=NOW + timedelta(seconds=20), last_used=used) is None
    later = NOW + timedelta(seconds=30)
    assert totp.used_counter(RFC_SECRET, totp.code_at(RFC_SECRET, later), now=later, last_used=used) == used + 1


@pytest.mark.parametrize("offered", ["", "00000", "0000000", "abcdef", "１２３４５６", "二八七零八二"])
def test_nonsense_is_a_wrong_code(offered: str) -> None:
    assert totp.used_counter(RFC_SECRET, offered, now=NOW, last_used=None) is None


def test_the_enrolment_address_is_read_by_any_authenticator() -> None:
    secret = totp.new_secret()
    address = urlsplit(totp.enrolment_uri(secret, account="officer@example.cn"))
    query = parse_qs(address.query)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert query["secret"] == [totp.secret_text(secret)]
    assert query["issuer"] == ["龙门"]
    assert totp.new_secret() != secret


@pytest.mark.parametrize("digits", [6, 8])
def test_a_code_has_its_digits_and_is_any_of_a_million(digits: int) -> None:
    codes = {new_code(digits) for _ in range(200)}
    assert len(codes) > 190
    assert all(len(code) == digits and code.isdecimal() and code.isascii() for code in codes)


@pytest.mark.parametrize(("kept", "offered", "now", "verdict"), [
    (KEPT, "042137", NOW, Verdict.RIGHT),
    (KEPT, " 042137 ", NOW, Verdict.RIGHT),
    (KEPT, "42137", NOW, Verdict.WRONG),
    (KEPT, "042138", NOW, Verdict.WRONG),
    (KEPT, "042137", NOW + LIFETIME - timedelta(microseconds=1), Verdict.RIGHT),
    (KEPT, "042137", NOW + LIFETIME, Verdict.EXPIRED),
    (replace(KEPT, tries=TRIES - 1), "042137", NOW, Verdict.RIGHT),
    (replace(KEPT, tries=TRIES), "042137", NOW, Verdict.TRIED_OUT),
    (replace(KEPT, used_at=NOW), "042137", NOW, Verdict.USED),
    (replace(KEPT, used_at=NOW), "000000", NOW + LIFETIME, Verdict.USED),
])
def test_a_code_is_judged(kept: KeptCode, offered: str, now: datetime, verdict: Verdict) -> None:
    assert judge(kept, code_digest(BOX, kept.code_id, offered), now=now) is verdict


def test_a_kept_code_is_bound_to_its_row_and_its_key() -> None:
    assert code_digest(BOX, "c2", "042137") != KEPT.digest
    assert code_digest(Box(KeyRing.generate(), "registration"), "c1", "042137") != KEPT.digest


@given(st.text(max_size=60))
def test_only_the_link_itself_finds_its_row(guess: str) -> None:
    token = new_token()
    assert len(token) == 43
    assert token_digest(f" {token}\n") == token_digest(token)
    assert token_digest(guess) != token_digest(token)

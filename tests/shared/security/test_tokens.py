"""A token lets in the person it was issued to, until it ends, and nobody else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from shared.contracts.parts import PublicKey
from shared.kernel import SignInNeeded, Unavailable
from shared.security.access import Principal, Role
from shared.security.signing import SigningKey, encoded
from shared.security.tokens import AUDIENCE, ISSUER, KeyNotHeard, SignInEnded, issue, verify

NOW = datetime(2024, 4, 11, 9, 0, 0, 123456, UTC)
KEY = SigningKey.generate()
PUBLIC = PublicKey(
    kid=KEY.kid, public=KEY.public, signs_from=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=30)
)
OFFICER = Principal(subject="0192-a", role=Role.OFFICER, session="0192-s", expires_at=NOW, scope=None, name="王主任")
COLLEGE = replace(OFFICER, role=Role.SOURCE_COLLEGE, scope="10001/cs", name=None)
CANDIDATE = replace(OFFICER, role=Role.CANDIDATE, intake="chongqing-2024")


@pytest.mark.parametrize(("person", "minutes"), [(OFFICER, 10), (COLLEGE, 10), (CANDIDATE, 60)])
def test_the_person_comes_back_as_issued(person: Principal, minutes: int) -> None:
    token = issue(person, KEY, now=NOW)
    assert token.expires_at == NOW.replace(microsecond=0) + timedelta(minutes=minutes)
    seen = verify(token.text, [PUBLIC], now=NOW)
    assert seen == replace(person, expires_at=token.expires_at)
    last = token.expires_at - timedelta(microseconds=1)
    assert verify(token.text, [PUBLIC], now=last) == seen


def test_a_token_ends_on_the_instant() -> None:
    token = issue(OFFICER, KEY, now=NOW)
    with pytest.raises(SignInEnded):
        verify(token.text, [PUBLIC], now=token.expires_at)


def test_leeway_honours_an_ended_token_and_a_fresh_one_alike() -> None:
    token = issue(OFFICER, KEY, now=NOW)
    two_hours = timedelta(hours=2)
    verify(token.text, [PUBLIC], now=NOW, leeway=two_hours)
    verify(token.text, [PUBLIC], now=token.expires_at + timedelta(minutes=119), leeway=two_hours)
    with pytest.raises(SignInEnded):
        verify(token.text, [PUBLIC], now=token.expires_at + two_hours, leeway=two_hours)


def test_an_unknown_key_is_our_own_lack_and_signs_nobody_out() -> None:
    token = issue(OFFICER, KEY, now=NOW).text
    with pytest.raises(KeyNotHeard) as refused:
        verify(token, [], now=NOW)
    assert isinstance(refused.value, Unavailable)
    assert refused.value.status == 503


def test_a_key_that_has_ended_takes_its_tokens_along() -> None:
    token = issue(OFFICER, KEY, now=NOW).text
    with pytest.raises(SignInEnded):
        verify(token, [replace(PUBLIC, ends_at=NOW)], now=NOW)


def test_another_key_under_the_same_id_is_refused() -> None:
    other = SigningKey.generate()
    with pytest.raises(SignInNeeded):
        verify(issue(OFFICER, KEY, now=NOW).text, [replace(PUBLIC, public=other.public)], now=NOW)


def claims() -> dict[str, Any]:
    start = int(NOW.timestamp())
    return {"iss": ISSUER, "aud": AUDIENCE, "sub": "a", "sid": "s", "role": "officer", "iat": start, "exp": start + 600}


def signed(change: dict[str, Any]) -> str:
    made = {name: value for name, value in (claims() | change).items() if value is not None}
    return jwt.encode(made, KEY.private, "EdDSA", {"kid": KEY.kid})


def test_the_claims_that_the_bad_ones_are_made_of_are_good() -> None:
    assert verify(signed({}), [PUBLIC], now=NOW).subject == "a"


ABSENT = [{name: None} for name in ("exp", "sub", "sid", "aud", "iat", "role", "iss")]
WRONG = [
    {"aud": "other"}, {"iss": "review"}, {"role": "root"}, {"exp": "soon"}, {"sid": 7}, {"scope": ["10001"]},
    {"iat": int(NOW.timestamp()) + 3600, "exp": int(NOW.timestamp()) + 4200},
    {"exp": int(NOW.timestamp()) + 365 * 86400}, {"exp": 1 << 70},
]


@pytest.mark.parametrize("change", [*ABSENT, *WRONG], ids=str)
def test_a_token_with_other_claims_is_refused_though_well_signed(change: dict[str, Any]) -> None:
    with pytest.raises(SignInNeeded):
        verify(signed(change), [PUBLIC], now=NOW)


def unsigned(algorithm: str) -> str:
    head = encoded(f'{{"alg":"{algorithm}","typ":"JWT","kid":"{KEY.kid}"}}'.encode())
    return f"{head}.{jwt.encode(claims(), KEY.private, 'EdDSA').split('.')[1]}."


FORGED = {
    "empty": "",
    "no token": "a.b.c",
    "no token at all": "令牌.令牌.令牌",
    "algorithm none": unsigned("none"),
    "without signature": unsigned("EdDSA"),
    "signed with the public key": jwt.encode(claims(), KEY.public.encode(), "HS256", {"kid": KEY.kid}),
    "without key id": jwt.encode(claims(), KEY.private, "EdDSA"),
    "signature changed": issue(OFFICER, KEY, now=NOW).text[:-4] + "AAAA",
}


@pytest.mark.parametrize("text", FORGED.values(), ids=FORGED)
def test_forgeries_are_refused(text: str) -> None:
    with pytest.raises(SignInNeeded):
        verify(text, [PUBLIC], now=NOW)

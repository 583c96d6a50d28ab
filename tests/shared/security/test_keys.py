"""A season of rotations: at every moment somebody may sign, and whoever holds a good token is let in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.parts import PublicKey
from shared.security.access import Principal, Role
from shared.security.keys import (
    AFTERGLOW,
    PUBLISHED_BEFORE,
    SIGNING_PERIOD,
    NoSigningKey,
    key_set,
    keys_to_publish,
    needs_rotation,
    next_key,
    signing_key,
    withdrawn,
)
from shared.security.signing import SigningKey
from shared.security.tokens import LONGEST_LIFETIME, SignInEnded, issue, verify

START = datetime(2024, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
POOL = [SigningKey.generate() for _ in range(2)]
PERSON = Principal(subject="a", role=Role.CANDIDATE, session="s", expires_at=START)


def entered(keys: list[PublicKey], now: datetime) -> list[PublicKey]:
    return [*keys, next_key(POOL[len(keys)], keys, now=now)]


def test_the_first_key_signs_at_once() -> None:
    assert needs_rotation([], START)
    keys = entered([], START)
    assert signing_key(keys, START) == keys[0]
    assert not needs_rotation(keys, START)
    with pytest.raises(NoSigningKey):
        signing_key([], START)


def test_the_next_key_is_published_a_day_before_it_signs() -> None:
    keys = entered([], START)
    due = START + SIGNING_PERIOD - PUBLISHED_BEFORE
    assert not needs_rotation(keys, due - HOUR)
    assert needs_rotation(keys, due)
    keys = entered(keys, due)
    assert keys[1].signs_from == due + PUBLISHED_BEFORE
    assert keys_to_publish(keys, due)[1].kid == keys[1].kid
    assert signing_key(keys, keys[1].signs_from - timedelta(seconds=1)).kid == keys[0].kid
    assert signing_key(keys, keys[1].signs_from).kid == keys[1].kid


def test_a_retired_key_is_honoured_until_its_last_token_has_ended() -> None:
    keys = entered(entered([], START), START + SIGNING_PERIOD)
    retired, successor = keys_to_publish(keys, START + SIGNING_PERIOD)
    assert retired.ends_at == successor.signs_from + AFTERGLOW >= successor.signs_from + LONGEST_LIFETIME
    assert [key.kid for key in keys_to_publish(keys, retired.ends_at + 4 * HOUR)] == [successor.kid]


def test_a_key_signs_nothing_that_would_outlive_it() -> None:
    keys = entered([], START)
    end = keys[0].ends_at - AFTERGLOW
    assert signing_key(keys, end - timedelta(seconds=1)) == keys[0]
    with pytest.raises(NoSigningKey):
        signing_key(keys, end)


def test_after_a_long_stand_still_a_new_key_signs_at_once() -> None:
    late = START + timedelta(days=300)
    keys = entered([], START)
    assert needs_rotation(keys, late)
    keys = entered(keys, late)
    assert signing_key(keys, late) == keys[1]
    assert [key.kid for key in keys_to_publish(keys, late)] == [keys[1].kid]


def test_a_stolen_key_ends_with_its_tokens_and_is_still_known() -> None:
    keys = entered([], START)
    token = issue(PERSON, POOL[0], now=START).text
    now = START + timedelta(minutes=5)
    told = keys_to_publish(withdrawn(keys, keys[0].kid, now=now), now)
    with pytest.raises(SignInEnded):
        verify(token, told, now=now)
    with pytest.raises(NoSigningKey):
        signing_key(told, now)
    assert needs_rotation(told, now)


def test_the_key_set_is_one_that_any_client_reads() -> None:
    keys = entered([], START)
    assert key_set(keys) == {"keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA",
                                       "kid": POOL[0].kid, "x": POOL[0].public}]}


@given(st.lists(st.integers(min_value=1, max_value=6 * 24), min_size=10, max_size=60))
def test_whoever_signs_in_stays_in_whenever_the_rotation_runs(gaps: list[int]) -> None:
    """Registration looks after its keys irregularly, at worst six days late; services hear of them a day late."""
    signers: dict[str, SigningKey] = {}
    keys: list[PublicKey] = []
    told: list[tuple[datetime, set[str]]] = []
    now = START
    for gap in gaps:
        if needs_rotation(keys, now):
            key = SigningKey.generate()
            signers[key.kid] = key
            keys.append(next_key(key, keys, now=now))
        keys = keys_to_publish(keys, now)
        told.append((now, {key.kid for key in keys}))
        present = signing_key(keys, now)
        token = issue(PERSON, signers[present.kid], now=now)
        assert verify(token.text, keys, now=token.expires_at - timedelta(seconds=1)).subject == "a"
        heard = [kids for at, kids in told if at <= now - PUBLISHED_BEFORE]
        assert not heard or present.kid in heard[-1]
        now += gap * HOUR

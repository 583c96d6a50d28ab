"""What a web process remembers of tokens and ended sign-ins, and for how long."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.contracts.parts import PublicKey
from shared.db import CHASSIS, Database, open_engine
from shared.identity import IdentityReplica
from shared.kernel import SignInNeeded, Unavailable
from shared.security.access import Principal, Role
from shared.security.crypt import Box
from shared.security.keyring import KeyRing
from shared.security.signing import SigningKey
from shared.security.tokens import issue

NOON = datetime(2026, 4, 10, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KEY = SigningKey.generate()


class Watch:
    """A wall clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    engine = open_engine(f"sqlite:///{tmp_path}/service.db", durable=False)
    CHASSIS.create_all(engine)
    yield Database(engine, service="notify", box=Box(KeyRing(1, {1: b"k" * 32}, b"i" * 32), "notify"))
    engine.dispose()


def keep(db: Database, *, ends_at: datetime) -> None:
    with db.begin() as tx:
        key = PublicKey(kid=KEY.kid, public=KEY.public, signs_from=NOON - SECOND, ends_at=ends_at)
        IdentityReplica(db).keep_keys(tx, [key])


def token(*, life: timedelta) -> str:
    person = Principal(subject="a", role=Role.OFFICER, session="s", expires_at=NOON + life)
    return issue(person, KEY, now=NOON, lifetime=life).text


def test_a_sign_in_ended_early_is_refused_within_the_time_that_the_list_is_kept(db: Database, watch: Watch) -> None:
    replica = IdentityReplica(db, fresh_for=SECOND, wall=watch)
    assert not replica.is_revoked("s")
    with db.begin() as tx:
        replica.keep_revoked(tx, "s", until=NOON + timedelta(hours=1))
    watch.at += SECOND
    assert replica.is_revoked("s")
    assert not replica.is_revoked("another")


def test_one_process_for_all_refuses_it_at_once(db: Database, watch: Watch) -> None:
    replica = IdentityReplica(db, wall=watch)
    assert not replica.is_revoked("s")
    with db.begin() as tx:
        replica.keep_revoked(tx, "s", until=NOON + timedelta(hours=1))
    assert replica.is_revoked("s")


def test_a_token_that_was_verified_still_ends_to_the_second(db: Database, watch: Watch) -> None:
    keep(db, ends_at=NOON + timedelta(days=1))
    replica, held = IdentityReplica(db, wall=watch), token(life=2 * SECOND)
    assert replica.verify(held, now=NOON).subject == "a"
    assert replica.verify(held, now=NOON + SECOND).subject == "a"
    with pytest.raises(SignInNeeded):
        replica.verify(held, now=NOON + 2 * SECOND)


def test_a_token_that_was_verified_falls_with_its_key(db: Database, watch: Watch) -> None:
    keep(db, ends_at=NOON + timedelta(days=1))
    replica, held = IdentityReplica(db, wall=watch), token(life=timedelta(minutes=10))
    assert replica.verify(held, now=NOON).subject == "a"
    with db.begin() as tx:
        IdentityReplica(db).keep_keys(tx, [])  # withdrawn
    watch.at += timedelta(seconds=5)
    with pytest.raises(Unavailable):
        replica.verify(held, now=watch.at)


def test_a_token_that_was_verified_falls_when_its_key_ends(db: Database, watch: Watch) -> None:
    """Sooner than the token itself: as where a key was given out by mistake and its end was put forward."""
    keep(db, ends_at=NOON + timedelta(minutes=1))
    replica, held = IdentityReplica(db, wall=watch), token(life=timedelta(minutes=10))
    assert replica.verify(held, now=NOON).subject == "a"
    watch.at += timedelta(minutes=1)
    with pytest.raises(SignInNeeded):
        replica.verify(held, now=watch.at)


def test_what_was_honoured_past_the_end_of_its_key_is_honoured_for_that_alone(db: Database, watch: Watch) -> None:
    """A form that was typed while its sign-in ran out is taken; nothing else comes in by the same token after it."""
    keep(db, ends_at=NOON + timedelta(minutes=1))
    replica, held = IdentityReplica(db, wall=watch), token(life=timedelta(minutes=10))
    for _ in range(3):
        watch.at += timedelta(minutes=1)
        assert replica.verify(held, now=watch.at, leeway=timedelta(hours=2)).subject == "a"
        with pytest.raises(SignInNeeded):
            replica.verify(held, now=watch.at)


def test_keys_that_are_read_again_and_are_the_same_cost_no_signature(db: Database, watch: Watch) -> None:
    keep(db, ends_at=NOON + timedelta(days=1))
    replica, held = IdentityReplica(db, wall=watch), token(life=timedelta(minutes=10))
    first = replica.verify(held, now=NOON)
    watch.at += timedelta(minutes=5)
    assert replica.verify(held, now=watch.at) is first

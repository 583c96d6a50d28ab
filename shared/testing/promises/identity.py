"""A service knows who asks by itself: with registration's public keys, and the short list of sign-ins ended early."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.contracts.parts import PublicKey
from shared.contracts.registration import SessionRevoked, SigningKeysPublished
from shared.kernel import new_id, wall_clock
from shared.security.access import Principal, Role
from shared.security.signing import SigningKey
from shared.security.tokens import issue
from shared.service import raise_house
from shared.testing.house import Home
from shared.testing.promises.asked import Asked
from shared.web.access import permits, principal
from shared.web.blueprint import JsonBlueprint

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
KEYS = "registration/keys/tokens"


class IdentityPromises(Asked):
    """Sign-in with a token. A route of the tests' own stands in for those of the service, in its own house."""

    @pytest.fixture
    def key(self, home: Home) -> SigningKey:
        """A key of registration's, heard of."""
        key = SigningKey.generate()
        publish(home, key)
        return key

    def test_a_token_is_verified_offline(self, home: Home, key: SigningKey) -> None:
        answer = self.ask(home, token(key))
        assert (answer.status_code, answer.json) == (200, {"subject": "officer-1", "role": "officer"})

    def test_nobody_signed_in_is_asked_to_sign_in(self, home: Home, key: SigningKey) -> None:
        assert code(self.ask(home, None)) == (401, "sign_in_needed")

    def test_another_role_is_refused(self, home: Home, key: SigningKey) -> None:
        assert code(self.ask(home, token(key, role=Role.CANDIDATE))) == (403, "forbidden")

    def test_a_token_under_a_key_not_heard_of_is_no_refusal(self, home: Home, key: SigningKey) -> None:
        assert code(self.ask(home, token(SigningKey.generate()))) == (503, "signing_key_not_heard")

    def test_the_key_that_comes_later_opens(self, home: Home, key: SigningKey) -> None:
        later = SigningKey.generate()
        assert self.ask(home, token(later)).status_code == 503
        publish(home, key, later)
        assert self.ask(home, token(later)).status_code == 200

    def test_a_key_withdrawn_opens_no_more(self, home: Home, key: SigningKey) -> None:
        publish(home, SigningKey.generate())
        assert self.ask(home, token(key)).status_code == 503

    def test_a_token_that_has_ended_is_refused(self, home: Home, key: SigningKey) -> None:
        assert code(self.ask(home, token(key, now=wall_clock() - HOUR))) == (401, "sign_in_ended")

    def test_a_forged_token_is_refused(self, home: Home, key: SigningKey) -> None:
        genuine, other = token(key).split("."), token(key, subject="somebody-else").split(".")
        assert self.ask(home, ".".join([genuine[0], other[1], genuine[2]])).status_code == 401

    def test_a_session_ended_early_is_refused(self, home: Home, key: SigningKey) -> None:
        session = new_id()
        assert self.ask(home, token(key, session=session)).status_code == 200
        home.hear(SessionRevoked(session=session, until=wall_clock() + HOUR), key=f"registration/session/{session}")
        home.settle()
        assert code(self.ask(home, token(key, session=session))) == (401, "session_ended")
        assert self.ask(home, token(key)).status_code == 200

    def ask(self, home: Home, bearer: str | None) -> Any:
        """Ask a route for officers, as the holder of a token."""
        service = self.service(home)
        probed = raise_house(replace(service.house, blueprints=(probe(),)), service.config, service.engine, home.bus)
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return probed.wsgi.test_client().get(f"/{self.name}/api/v1/probe", headers=headers)


def probe() -> JsonBlueprint:
    """A route for officers that says who asks."""
    blueprint = JsonBlueprint("probe", __name__, url_prefix="/probe")

    @blueprint.route("", methods=["GET"])
    @permits(Role.OFFICER)
    @blueprint.response(200)
    def who() -> Any:
        return {"subject": principal().subject, "role": principal().role}

    return blueprint


def publish(home: Home, *keys: SigningKey) -> None:
    """Registration publishes its keys."""
    wall = wall_clock()
    told = [PublicKey(kid=key.kid, public=key.public, signs_from=wall - DAY, ends_at=wall + DAY) for key in keys]
    home.hear(SigningKeysPublished(keys=told), key=KEYS)
    home.settle()


def token(
    key: SigningKey, *, role: Role = Role.OFFICER, subject: str = "officer-1", session: str | None = None,
    now: datetime | None = None,
) -> str:
    """A token of registration's."""
    wall = now or wall_clock()
    who = Principal(subject=subject, role=role, session=session or new_id(), expires_at=wall + DAY)
    return issue(who, key, now=wall).text


def code(answer: Any) -> tuple[int, str]:
    """Status and code of a problem."""
    return answer.status_code, answer.json["code"]

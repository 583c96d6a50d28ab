"""The keys that sign tokens, and who may see them."""

from datetime import timedelta
from typing import Any

from services.registration.tests.front import Front, problem
from services.registration.tests.people import ZHANG
from services.registration.tests.staff import command
from services.registration.usecases.keys import tell_keys
from shared.kernel import wall_clock
from shared.security.keys import SIGNING_PERIOD


def key_set(front: Front) -> Any:
    answer: Any = front.anybody().get("/.well-known/jwks.json")
    return answer.json["keys"]


def test_the_set_shows_public_halves_alone(front: Front) -> None:
    keys = key_set(front)
    assert keys
    assert all(set(key) <= {"kty", "crv", "kid", "x", "use", "alg"} and key["crv"] == "Ed25519" for key in keys)


def test_the_next_key_is_published_before_it_signs(front: Front) -> None:
    before = {key["kid"] for key in key_set(front)}
    wall = wall_clock() + SIGNING_PERIOD - timedelta(hours=20)
    with front.home.services["registration"].db.begin(actor="test", now=wall, wall=wall) as tx:
        tell_keys(tx)
    assert before < {key["kid"] for key in key_set(front)}


def test_a_lost_key_ends_with_every_token_under_it(opened: Front) -> None:
    tokens = opened.candidate(ZHANG)
    lost = key_set(opened)[0]["kid"]
    assert command(opened.home, "tokens", "withdraw", lost).exit_code == 0
    assert problem(opened.get("/me", by=opened.holder(tokens["access_token"]))) == (401, "sign_in_ended")
    signed_in = opened.sign_in(ZHANG.id_number)
    assert opened.get("/me", by=opened.holder(signed_in.json["access_token"])).status_code == 200


def test_an_unknown_key_is_not_withdrawn(front: Front) -> None:
    assert command(front.home, "tokens", "withdraw", "invented").exit_code == 1


def test_a_key_whose_id_begins_with_a_dash_is_no_option(opened: Front) -> None:
    answer = command(opened.home, "tokens", "withdraw", "-AO9oiqQDxYJedciKSI7C4I")
    assert answer.exit_code == 1
    assert "-AO9oiqQDxYJedciKSI7C4I" in answer.output

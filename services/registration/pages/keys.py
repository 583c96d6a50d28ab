"""``/.well-known/jwks.json``: the public keys of tokens, where every verifier looks for them."""

from typing import Any

from services.registration.usecases.keys import key_set
from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.door import reading, receipt

blueprint = PageBlueprint("keys", __name__, at_root=True)


@blueprint.route("/.well-known/jwks.json")
@public
def jwks() -> Any:
    """The keys as a JWK set (RFC 7517)."""
    with reading() as conn:
        return key_set(conn, now=receipt())

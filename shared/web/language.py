"""``POST /<service>/language``: a person chooses the language of the pages; the cookie serves all five services.

Each service has the address of its own, because a form's token is good for its own service alone.
"""

from datetime import timedelta

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.pages import safe_next
from shared.web.parts import parts
from shared.web.translation import COOKIE, LANGUAGES, SOURCE

KEPT = timedelta(days=365)


def language_blueprint() -> PageBlueprint:
    """The route, made anew for each app."""
    blueprint = PageBlueprint("language", __name__, template_folder=None)

    @blueprint.post("/language")
    @public
    def choose() -> AnyResponse:
        wanted = request.form.get("lang", "")
        response = redirect(safe_next(), 303)
        response.set_cookie(
            COOKIE, wanted if wanted in LANGUAGES else SOURCE, max_age=KEPT, path="/", secure=parts().is_https,
            httponly=True, samesite="Lax",
        )
        return response

    return blueprint

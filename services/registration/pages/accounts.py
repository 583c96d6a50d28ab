"""Opening an account in a browser, in two steps: who the person is, then the code and an own password."""

from typing import Any

from flask import make_response, request
from flask.typing import ResponseReturnValue

from services.registration.pages.attempts import caller, with_device
from services.registration.usecases import accounts
from services.registration.usecases.accounts import Applicant, Application, Opened, registering_season
from services.registration.usecases.codes import request_code, try_code
from shared.kernel import LongmenError
from shared.season import Season
from shared.security.passwords import Passwords
from shared.service import Service
from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.door import recording, season_now, writing
from shared.web.pages import page
from shared.web.parts import adapter
from shared.web.problems import field_errors
from shared.web.session import set_session

blueprint = PageBlueprint("account_pages", __name__, at_root=True)
TYPED = ("intake", "name", "id_number", "phone")


def intakes() -> list[dict[str, str]]:
    """The intakes that this service has heard of, the newest first, as a form offers them."""
    seasons = adapter(Service).season
    found = {season.intake: season for season in map(seasons.season, (copy.season for copy in seasons.copies()))}
    newest = sorted(found.values(), key=lambda season: (season.year, season.intake), reverse=True)
    return [{"code": season.intake, "title": f"{season.province}{season.year}年专升本"} for season in newest]


@blueprint.route("/open-account", methods=["GET", "POST"])
@public
def open_account() -> ResponseReturnValue:
    """Both steps post here; the second brings what was typed in the first."""
    typed = {name: request.form.get(name, "")[:100] for name in TYPED}
    if request.method == "GET":
        return with_device(page("open_account.html", step="person", typed=typed, intakes=intakes(), errors=[]))
    step = _open if request.form.get("step") == "open" else _send_code
    try:
        return step(typed)
    except LongmenError as error:
        at = "code" if step is _open and error.field in ("code", "password") else "person"
        shown = page("open_account.html", step=at, typed=typed, intakes=intakes(), errors=errors_of(error, "name"))
        return shown, error.status


def _send_code(typed: dict[str, str]) -> ResponseReturnValue:
    season, applicant = _season(typed), Applicant.read(**typed)
    with recording(intake=applicant.intake) as tx:
        record = accounts.identify(tx, applicant, caller())
        accounts.check_free(tx, applicant, record)
        request_code(tx, season, accounts.wanted_code(applicant, record))
    return with_device(page("open_account.html", step="code", typed=typed, intakes=intakes(), errors=[]))


def _open(typed: dict[str, str]) -> ResponseReturnValue:
    opened = _opened(typed, code=request.form.get("code", "")[:10], password=request.form.get("password", "")[:200])
    response = make_response(page("account_opened.html", number=opened.candidate_number), 201)
    set_session(response, opened.tokens.access_token)
    return with_device(response)


def _opened(typed: dict[str, str], *, code: str, password: str) -> Opened:
    season, applicant = _season(typed), Applicant.read(**typed)
    with recording(intake=applicant.intake) as tx:
        record = accounts.identify(tx, applicant, caller())
        accounts.check_free(tx, applicant, record)
        try_code(tx, accounts.wanted_code(applicant, record), code)
    hashed = accounts.chosen_password(adapter(Passwords), password, applicant)
    with writing(intake=applicant.intake) as tx:
        return accounts.open_account(tx, season, Application(applicant, record.id, code, hashed), caller())


def _season(typed: dict[str, str]) -> Season:
    seasons = adapter(Service).season.seasons_of(typed["intake"])
    return registering_season(seasons, now=season_now(typed["intake"]))


def errors_of(error: LongmenError, field: str) -> list[dict[str, Any]]:
    """The fields that hurt; ``field`` for what concerns the whole form."""
    return [*field_errors(error)] or [{"field": field, "message": error.text}]

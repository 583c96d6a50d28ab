"""Pages: a template with what every page needs, and nothing fetched from anywhere else."""

from typing import Any

from flask import Response, g, make_response, render_template, request

from shared.kernel import LongmenError, is_storable
from shared.web.access import principal_or_none
from shared.web.forms import FIELD, form_token
from shared.web.problems import InvalidInput, field_errors
from shared.web.schemas import UNSTORABLE


def page(template: str, **values: Any) -> str:
    """Render a template. ``{{ form_token() }}`` is the token of the form that posts to this same view."""
    return render_template(template, principal=principal_or_none(), form_field=FIELD, form_token=this_form, **values)


def this_form(form: str | None = None) -> str:
    """The token of a form, by default of this view's own (its GET and POST share an endpoint)."""
    return form_token(form or request.endpoint or "")


def refused(template: str, error: LongmenError, **values: Any) -> Response:
    """The form again, with what was typed in it and what is wrong with it. 401 would make some browsers ask for a
    password of their own kind."""
    errors = field_errors(error) or [{"field": "main", "message": error.text}]
    response = make_response(page(template, errors=errors, **values), 422 if error.status == 401 else error.status)
    if "retry_after" in error.params:
        response.headers["Retry-After"] = str(error.params["retry_after"])
    g.problem_code = error.code
    return response


def typed(name: str, *, most: int = 200) -> str:
    """What was typed into a field. Raises InvalidInput for more than anybody types, and for what nobody can type."""
    text = request.form.get(name, "")
    if not is_storable(text):
        raise InvalidInput([(name, UNSTORABLE)])
    if len(text) > most:
        raise InvalidInput([(name, f"最多{most}个字符。")])
    return text


def safe_next(default: str = "/") -> str:
    """The local address that a sign-in was asked for from; never another site."""
    wanted = request.values.get("next", "")
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_local else default

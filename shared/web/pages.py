"""Pages: a template with what every page needs, and nothing fetched from anywhere else."""

from typing import Any

from flask import Response, g, make_response, render_template, request

from shared.kernel import LongmenError, is_storable
from shared.web.fragments import is_fragment
from shared.web.layout import this_form
from shared.web.problems import InvalidInput
from shared.web.schemas import UNSTORABLE
from shared.web.translation import errors_of, gettext


def page(template: str, *, fragment: str | None = None, **values: Any) -> str:
    """Render a template. ``{{ form_token() }}`` is the token of the form that posts to this same view. ``fragment``:
    the template of the piece that htmx replaces, which the whole page includes."""
    return render_template(fragment if fragment and is_fragment() else template, **values)


def refused(template: str, error: LongmenError, **values: Any) -> Response:
    """The form again, with what was typed in it and what is wrong with it. 401 would make some browsers ask for a
    password of their own kind."""
    response = make_response(page(template, errors=errors_of(error), **values),
                             422 if error.status == 401 else error.status)
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
        raise InvalidInput([(name, gettext("最多%(most)s个字符。", most=most))])
    return text


def safe_next(default: str = "/") -> str:
    """The local address that a sign-in was asked for from; never another site."""
    wanted = request.values.get("next", "")
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_local else default


__all__ = ["is_fragment", "page", "refused", "safe_next", "this_form", "typed"]

"""Pages: a template with what every page needs, and nothing fetched from anywhere else."""

from typing import Any

from flask import render_template, request

from shared.web.access import principal_or_none
from shared.web.forms import FIELD, form_token


def page(template: str, **values: Any) -> str:
    """Render a template. ``{{ form_token() }}`` is the token of the form that posts to this same view."""
    return render_template(template, principal=principal_or_none(), form_field=FIELD, form_token=this_form, **values)


def this_form(form: str | None = None) -> str:
    """The token of a form, by default of this view's own (its GET and POST share an endpoint)."""
    return form_token(form or request.endpoint or "")


def safe_next(default: str = "/") -> str:
    """The local address that a sign-in was asked for from; never another site."""
    wanted = request.values.get("next", "")
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_local else default

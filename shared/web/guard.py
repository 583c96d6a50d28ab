"""The guard around every view, in one visible order: body size, who, form token, If-Match, Idempotency-Key."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, g, request

from shared.kernel import NotFound, is_storable
from shared.security.access import Principal
from shared.web import forms, limits, session, versions
from shared.web.access import Access, access_of, enforce, methods_of
from shared.web.blueprint import PageBlueprint
from shared.web.door import receipt
from shared.web.idempotency import answer_once

SAFE = frozenset({"GET", "HEAD"})
View = Callable[..., Any]


def guard_all(app: Flask) -> None:
    """Put the guard around every view of the app. Views have been checked to declare their access."""
    methods: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        methods.setdefault(rule.endpoint, set()).update(rule.methods or set())
    for endpoint, names in methods.items():
        declared = methods_of(app, endpoint, names)
        is_page = isinstance(app.blueprints.get(endpoint.rpartition(".")[0]), PageBlueprint)
        app.view_functions[endpoint] = _guarded(app.view_functions[endpoint], declared, is_page=is_page)


def _guarded(view: View, declared: dict[str, Any], *, is_page: bool) -> View:
    @wraps(view)
    def guarded(**path_arguments: Any) -> Any:
        method = "GET" if request.method == "HEAD" else request.method
        function = declared[method]
        access = access_of(function) or Access(frozenset())
        if not all(is_storable(str(given)) for given in path_arguments.values()):
            raise NotFound
        limits.admit(limits.body_of_view(function, is_page=is_page))
        g.principal = _who(access, is_page=is_page)
        enforce(access, g.principal, path_arguments)
        _check_written_here(is_page=is_page)
        if request.method in SAFE:
            return view(**path_arguments)
        versions.demand_match(function)
        return view(**path_arguments) if is_page else answer_once(lambda: view(**path_arguments))

    return guarded


def _who(access: Access, *, is_page: bool) -> Principal | None:
    leeway = forms.LIFE if is_page and request.method not in SAFE else session.NO_LEEWAY
    identify = session.identify_if_possible if access.is_public else session.identify
    return identify(receipt(), leeway=leeway)


def _check_written_here(*, is_page: bool) -> None:
    """A write by cookie needs our own page behind it. A Bearer token is proof enough: no browser adds it by itself."""
    if request.method in SAFE or session.bearer():
        return
    who: Principal | None = g.principal
    if is_page or session.cookie() is not None:
        forms.check_origin()
    if is_page or who is not None:
        form = request.endpoint or "" if is_page else forms.API_FORM
        forms.check_token(form, who.session if who else "", now=receipt())

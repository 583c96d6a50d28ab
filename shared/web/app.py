"""The app factory: one Flask app for one service, everything common in place, nothing done at import."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, reset_contextvars
from werkzeug.middleware.proxy_fix import ProxyFix

from shared import trace
from shared.logs import open_log
from shared.web import assets, chinese, compression, headers, layout, translation, versions
from shared.web.access import check_declared
from shared.web.audit import audit_blueprint
from shared.web.audit_pages import audit_pages_blueprint
from shared.web.blueprint import JsonBlueprint, PageBlueprint
from shared.web.docs import make_api
from shared.web.errors import register_errors
from shared.web.guard import guard_all
from shared.web.idempotency import InFlight
from shared.web.jobs import jobs_blueprint
from shared.web.language import language_blueprint
from shared.web.operations import operations_blueprint
from shared.web.parts import WebParts, log
from shared.web.pieces import pieces_blueprint
from shared.web.receipt import DatabaseClock, note_receipt
from shared.web.seasons import seasons_blueprint
from shared.web.status import status_blueprint
from shared.web.tracing import continued


class Application(Flask):
    """Flask with views and hooks that are all functions, none a coroutine: it need not ask each of them, each time."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def make_app(given: WebParts) -> Flask:
    """The WSGI application of a service. Raises UndeclaredView when a view does not say who may."""
    app = Application("shared.web", static_folder=None)
    app.add_url_rule(assets.RULE, "static", assets.static)
    app.config.update(PROVIDE_AUTOMATIC_OPTIONS=False, MAX_FORM_PARTS=200, TRAP_HTTP_EXCEPTIONS=False)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
    clock = DatabaseClock(given.database, given)
    app.extensions["longmen"] = given
    app.extensions["longmen.log"] = open_log(given.service)
    app.extensions["longmen.clock"] = clock
    app.extensions["longmen.in_flight"] = InFlight()
    translation.install(app, given.translations)
    layout.install(app)
    _register(app, given)
    register_errors(app)
    _before_and_after(app, given, clock)
    check_declared(app)
    guard_all(app)
    if given.gateway is not None:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    return app


def _register(app: Flask, given: WebParts) -> None:
    api = make_api(app, given.service)
    own: Iterable[Any] = (*given.blueprints, *([jobs_blueprint()] if given.jobs else []), seasons_blueprint(),
                          audit_blueprint(), audit_pages_blueprint(), operations_blueprint(), language_blueprint(),
                          pieces_blueprint())
    for blueprint in own:
        if isinstance(blueprint, JsonBlueprint):
            prefix = f"/{given.service}/api/v1{blueprint.url_prefix or ''}"
            api.register_blueprint(blueprint, url_prefix=prefix)
        elif isinstance(blueprint, PageBlueprint):
            app.register_blueprint(blueprint, **blueprint.place(given.service))
        else:
            raise TypeError(f"{blueprint.name}: neither a JsonBlueprint nor a PageBlueprint")
    app.register_blueprint(status_blueprint())


def _before_and_after(app: Flask, given: WebParts, clock: DatabaseClock) -> None:
    @app.before_request
    def arrive() -> None:
        note_receipt(given, clock)
        g.entered = time.perf_counter()
        g.tracing = trace.traced(continued(request.headers.get("traceparent")))
        g.tracing.__enter__()
        g.log_tokens = bind_contextvars(service=given.service, route=route())

    @app.after_request
    def answered(response: Response) -> Response:
        versions.put_tag(response)
        headers.put_headers(response, is_https=given.is_https)
        chinese.mark(response)
        compression.pack(response)
        response.headers["X-Request-Id"] = trace.trace_id() or ""
        _measure(given, response)
        return response

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        if "log_tokens" in g:
            reset_contextvars(**g.log_tokens)
        if "tracing" in g:
            g.tracing.__exit__(None, None, None)


def _measure(given: WebParts, response: Response) -> None:
    seconds = time.perf_counter() - g.get("entered", time.perf_counter())
    given.metrics.request_done(route=route(), method=request.method, status=response.status_code, seconds=seconds)
    log().info("request", method=request.method, status=response.status_code, seconds=round(seconds, 4),
             problem=g.get("problem_code"))


def route() -> str:
    """The route's template: an address itself may hold what no log or measure may."""
    return request.url_rule.rule if request.url_rule else "unmatched"

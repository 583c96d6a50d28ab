"""``/healthz``, ``/readyz`` and ``/metrics``: for the machine's keepers, never through the gateway."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.parts import log, parts
from shared.web.receipt import DatabaseClock

LARGEST_OFFSET = timedelta(seconds=1)
Check = Callable[[], tuple[bool, Any]]


def status_blueprint() -> PageBlueprint:
    """The routes, made anew for each app."""
    blueprint = PageBlueprint("status", __name__, at_root=True, template_folder=None)

    @blueprint.get("/healthz")
    @public
    def healthz() -> ResponseReturnValue:
        return jsonify({"service": parts().service, "status": "alive"})

    @blueprint.get("/readyz")
    @public
    def readyz() -> ResponseReturnValue:
        results = {name: _reached(check) for name, check in CHECKS.items()}
        ready = all(ok for ok, _ in results.values())
        checks = {name: {"ok": ok, "found": found} for name, (ok, found) in results.items()}
        body = {"service": parts().service, "status": "ready" if ready else "not ready", "checks": checks}
        return jsonify(body), 200 if ready else 503

    @blueprint.get("/metrics")
    @public
    def metrics() -> ResponseReturnValue:
        body, media_type = parts().metrics.exposition(request.args.getlist("name[]"))  # as Prometheus asks for some
        return Response(body, content_type=media_type)

    return blueprint


def _reached(check: Check) -> tuple[bool, Any]:
    """A check that raises is one that did not reach what it asked."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001  (whatever it is, that is what was found)
        log().warning("not_ready", error=type(error).__name__)
        return False, type(error).__name__


def _database() -> tuple[bool, Any]:
    with parts().database.read() as conn:
        conn.exec_driver_sql("SELECT 1")
        return True, conn.dialect.name


def _migrations() -> tuple[bool, Any]:
    migrations = parts().migrations
    if migrations is None:
        return True, "not asked"
    present, wanted = migrations.revisions()
    return present == wanted, {"present": present, "wanted": wanted}


def _clock_offset() -> tuple[bool, Any]:
    clock: DatabaseClock = current_app.extensions["longmen.clock"]
    offset = clock.measure()
    return abs(offset) <= LARGEST_OFFSET, round(offset.total_seconds(), 3)


def _seasons() -> tuple[bool, Any]:
    return True, parts().seasons.versions()


CHECKS: dict[str, Check] = {
    "database": _database,
    "migrations": _migrations,
    "clock_offset_seconds": _clock_offset,
    "seasons": _seasons,
}

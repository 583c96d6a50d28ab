"""OpenAPI 3.1 of a service, and Swagger UI from our own files: the API pages need no other host."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from flask import Flask, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Api
from marshmallow import fields

from shared.web.access import public
from shared.web.blueprint import JsonBlueprint, PageBlueprint
from shared.web.problems import MEDIA_TYPE
from shared.web.schemas import DecimalText, Instant, Schema


class ProblemField(Schema):
    """One field that hurts."""

    field = fields.String()
    message = fields.String()


class Problem(Schema):
    """RFC 9457. ``code`` is listed in docs/problems.md."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    code = fields.String()
    detail = fields.String()
    errors = fields.List(fields.Nested(ProblemField))
    trace_id = fields.String()


class LongmenApi(Api):  # type: ignore[misc]  # flask-smorest has no types
    """Our body for every error, and the error handlers are ours (``shared.web.errors``).

    The document is made when somebody asks for it: it takes longer than all the rest of raising a service, and most
    processes are never asked.
    """

    ERROR_SCHEMA = Problem
    spec: Any

    def __init__(self, app: Flask) -> None:
        self._making = Lock()
        self._described: list[JsonBlueprint] = []
        super().__init__(app)

    def register_blueprint(self, blueprint: JsonBlueprint, **options: Any) -> None:
        """Its routes at once; what the document says of them later."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = self
        self._app.register_blueprint(blueprint, **options)
        self._described.append(blueprint)

    def document(self) -> Mapping[str, Any]:
        """OpenAPI, of every route registered so far."""
        with self._making:
            if self.spec is None:
                self._describe()
            return dict(self.spec.to_dict())

    def _init_spec(self, **_options: Any) -> None:
        """Not yet: see :meth:`document`."""

    def _describe(self) -> None:
        super()._init_spec()
        for each in self._described:
            each.register_views_in_doc(self, self._app, self.spec, name=each.name, parameters=None)
            self.spec.tag({"name": each.name, "description": each.description})

    def _register_error_handlers(self) -> None:
        """flask-smorest would answer in a shape of its own."""


def make_api(app: Flask, service: str) -> LongmenApi:
    """The API of a service, empty as yet, with its document at ``/<service>/api/openapi.json``."""
    app.config.update(
        API_TITLE=f"Longmen {service}",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}},
            "security": [{"bearer": []}],
        },
    )
    api = LongmenApi(app)
    api.register_field(Instant, "string", "date-time")
    api.register_field(DecimalText, "string", "decimal")
    app.register_blueprint(_pages(api, service), url_prefix=f"/{service}")
    return api


def _pages(api: LongmenApi, service: str) -> PageBlueprint:
    blueprint = PageBlueprint("apidocs", __name__, template_folder=None)

    @blueprint.get("/api/openapi.json")
    @public
    def openapi() -> ResponseReturnValue:
        return jsonify(api.document())

    @blueprint.get("/api/docs")
    @public
    def docs() -> ResponseReturnValue:
        return render_template("swagger.html", service=service, spec=f"/{service}/api/openapi.json")

    return blueprint


__all__ = ["MEDIA_TYPE", "LongmenApi", "make_api"]

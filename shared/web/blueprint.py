"""The two kinds of routes, so that the factory knows which is which: JSON under the API, pages beside it."""

from collections.abc import Callable, Mapping
from json import JSONDecodeError
from typing import Any, TypeVar

from flask import Blueprint, Request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import Schema
from webargs.flaskparser import FlaskParser

F = TypeVar("F", bound=Callable[..., Any])
V = TypeVar("V")


class JsonReader(FlaskParser):
    """Input, of which all that Python will not read as JSON is malformed: nested without end, a number too long."""

    def _raw_load_json(self, req: Request) -> Any:
        try:
            return super()._raw_load_json(req)
        except (JSONDecodeError, UnicodeDecodeError):
            raise
        except (RecursionError, ValueError) as error:
            raise JSONDecodeError("not to be read", "…", 0) from error  # an empty text would mean: none was sent


class JsonBlueprint(SmorestBlueprint):  # type: ignore[misc]  # flask-smorest has no types
    """Routes under ``/<service>/api/v1``; documented, answered and refused in JSON."""

    ARGUMENTS_PARSER = JsonReader()

    def __init__(self, name: str, import_name: str, *, url_prefix: str = "", description: str = "") -> None:
        super().__init__(name, import_name, url_prefix=url_prefix, description=description)

    def route(self, rule: str, **options: Any) -> Callable[[V], V]:
        decorator: Callable[[V], V] = super().route(rule, **options)
        return decorator

    def arguments(
        self, schema: type[Schema] | Schema, *, location: str = "json", **options: Any
    ) -> Callable[[F], F]:
        """Parse and check input; the view gets the loaded mapping as its next positional argument."""
        built = schema() if isinstance(schema, type) else schema  # once for the route, not for each request
        decorator: Callable[[F], F] = super().arguments(built, location=location, **options)
        return decorator

    def response(
        self, status: int, schema: type[Schema] | Schema | None = None, **options: Any
    ) -> Callable[[F], F]:
        """Serialise what the view returns and answer with this status."""
        decorator: Callable[[F], F] = super().response(status, schema, **options)
        return decorator

    def alt_response(self, status: int, **options: Any) -> Callable[[F], F]:
        decorator: Callable[[F], F] = super().alt_response(status, **options)
        return decorator

    def doc(self, **spec: Any) -> Callable[[F], F]:
        decorator: Callable[[F], F] = super().doc(**spec)
        return decorator


class PageBlueprint(Blueprint):
    """Pages in HTML under ``/<service>``; with ``at_root`` under ``/`` (registration's home, sign-in, key set)."""

    def __init__(
        self, name: str, import_name: str, *, at_root: bool = False, template_folder: str | None = "../templates"
    ) -> None:
        super().__init__(name, import_name, template_folder=template_folder)
        self.at_root = at_root

    def place(self, service: str) -> Mapping[str, str]:
        """Where the factory registers it."""
        return {} if self.at_root else {"url_prefix": f"/{service}"}

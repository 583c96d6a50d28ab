"""Who may: every view says it with ``@permits`` or ``@public``, and one that does not stops the app from starting.

::

    @permits(Role.OFFICER)                              every row
    @permits(Role.CANDIDATE, scope="own")               the use case narrows its query to principal().subject / .scope
    @permits(Role.ADMISSION_COLLEGE, scope="college")   path argument ``college`` must lie in the person's scope
    @public                                             anybody

An address outside a person's scope answers 404, like one that does not exist. The query narrows again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, g
from flask.typing import RouteCallable

from shared.kernel import Forbidden, NotFound, SignInNeeded
from shared.security.access import Principal, Role, covers

F = TypeVar("F", bound=Callable[..., Any])
ALL, OWN = "all", "own"


@dataclass(frozen=True)
class Access:
    """What a view declared. No roles: everybody, signed in or not."""

    roles: frozenset[Role]
    scope: str = ALL

    @property
    def is_public(self) -> bool:
        return not self.roles


class UndeclaredView(Exception):
    """A view says neither @permits nor @public."""


def permits(*roles: Role | str, scope: str = ALL) -> Callable[[F], F]:
    """Only these roles. ``scope``: "all", "own", or the name of the path argument that must be the person's own."""
    if not roles:
        raise ValueError("@permits without a role: write @public")
    return _declare(Access(frozenset(Role(role) for role in roles), scope))


def public(view: F) -> F:
    """Anybody, signed in or not; ``principal_or_none()`` still tells who it is."""
    return _declare(Access(frozenset()))(view)


def _declare(access: Access) -> Callable[[F], F]:
    def mark(view: F) -> F:
        view.__dict__["_access"] = access
        return view

    return mark


def methods_of(app: Flask, endpoint: str, methods: set[str]) -> dict[str, Any]:
    """Each method of a route with the function that serves it (a MethodView has one function per method)."""
    view: Any = app.view_functions[endpoint]
    wanted = methods - {"HEAD", "OPTIONS"}
    view_class = getattr(view, "view_class", None)
    return {method: getattr(view_class, method.lower()) if view_class else view for method in wanted}


def access_of(view: RouteCallable) -> Access | None:
    """What a view function declared."""
    found: Access | None = getattr(view, "_access", None)
    return found


def check_declared(app: Flask) -> None:
    """Raise :class:`UndeclaredView` naming every view that says neither."""
    silent = [
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method, view in methods_of(app, rule.endpoint, rule.methods or set()).items()
        if access_of(view) is None
    ]
    if silent:
        raise UndeclaredView(f"@permits or @public is missing: {', '.join(sorted(silent))}")


def principal_or_none() -> Principal | None:
    """Who is asking, if anybody is signed in."""
    found: Principal | None = g.get("principal")
    return found


def principal() -> Principal:
    """Who is asking. Raises SignInNeeded for nobody."""
    found = principal_or_none()
    if found is None:
        raise SignInNeeded
    return found


def enforce(access: Access, who: Principal | None, path_arguments: Mapping[str, Any]) -> None:
    """Raise SignInNeeded, Forbidden or NotFound unless this person may."""
    if access.is_public:
        return
    if who is None:
        raise SignInNeeded
    if who.role not in access.roles:
        raise Forbidden
    if not _is_own_intake(who, path_arguments) or not _is_in_scope(access, who, path_arguments):
        raise NotFound


def _is_own_intake(who: Principal, path_arguments: Mapping[str, Any]) -> bool:
    return who.intake is None or path_arguments.get("intake", who.intake) == who.intake


def _is_in_scope(access: Access, who: Principal, path_arguments: Mapping[str, Any]) -> bool:
    if access.scope in (ALL, OWN):
        return True
    wanted = str(path_arguments[access.scope])
    return covers(who.scope, wanted) if who.role.scoped else who.role.staff or who.subject == wanted

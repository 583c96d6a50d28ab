"""Who may do what, as ``docs/access.md`` says it, against real requests: route × role × own or somebody else's.

::

    def test_access(home: Home) -> None:
        table = read_table((ROOT / "docs/access.md").read_text())
        walk = Walk("registration", home.services["registration"].wsgi, caller(home), samples={
            ("GET", "/registration/api/v1/student-records"): Sample(mine="张三", not_mine="李四"),
            ("GET", "/registration/api/v1/jobs/<job_id>"): Sample({"job_id": own}, others={"job_id": other}),
        })
        assert walk.faults(table) == []
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from shared.security.access import Role
from shared.web.access import ALL, access_of, methods_of

EVERYBODY = "everybody"
SHUT_OUT = {"sign_in_needed", "sign_in_ended", "session_ended", "forbidden"}
ROW = re.compile(
    r"^\|\s*`(?P<rule>[^`]+)`\s*\|(?P<methods>[^|]+)\|(?P<who>[^|]+)\|(?P<scope>[^|]+)\|\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Permission:
    """One row of the table. No roles: everybody. ``{service}`` in a rule stands for each of the five."""

    rule: str
    methods: frozenset[str]
    roles: frozenset[Role]
    scope: str


@dataclass(frozen=True)
class Sample:
    """How to ask for a route. For a scope other than "all": somebody else's path arguments (answered 404), or a text
    that the own answer has (``mine``) and one that it must not have (``not_mine``). ``own``: path arguments of a role's
    own, where each has another."""

    arguments: Mapping[str, Any] = field(default_factory=dict)
    send: Mapping[str, Any] = field(default_factory=dict)
    who: Mapping[Role, Mapping[str, str]] = field(default_factory=dict)
    own: Mapping[Role, Mapping[str, Any]] = field(default_factory=dict)
    others: Mapping[str, Any] | None = None
    mine: str | None = None
    not_mine: str | None = None


class Caller(Protocol):
    """Gives a client signed in (by Bearer) as this role, or as nobody for None."""

    def __call__(self, role: Role | None, **who: str) -> FlaskClient: ...


class TableFault(ValueError):
    """The table itself is wrong."""


def read_table(text: str) -> list[Permission]:
    """Every row. Raises TableFault for an unknown role, or one method of a rule in two rows."""
    table = [_permission(row) for row in ROW.finditer(text)]
    seen: set[tuple[str, str]] = set()
    for each in table:
        for method in each.methods:
            if (method, each.rule) in seen:
                raise TableFault(f"{method} {each.rule} stands in two rows")
            seen.add((method, each.rule))
    if not table:
        raise TableFault("no row was found")
    return table


def _permission(row: re.Match[str]) -> Permission:
    who = [name.strip(" `") for name in row["who"].split(",")]
    try:
        roles = frozenset() if who == [EVERYBODY] else frozenset(Role(name) for name in who)
    except ValueError as error:
        raise TableFault(f"{row['rule']}: {error}") from error
    methods = frozenset(name.strip(" `") for name in row["methods"].split(","))
    return Permission(row["rule"], methods, roles, row["scope"].strip(" `"))


class Walk:
    """One app's routes, asked by everybody."""

    def __init__(
        self, service: str, app: Flask, caller: Caller, *, samples: Mapping[tuple[str, str], Sample] | None = None
    ) -> None:
        self._service = service
        self._app = app
        self._caller = caller
        self._samples = samples or {}

    def faults(self, table: Sequence[Permission]) -> list[str]:
        """Everything in which table, declarations and answers differ; an empty list is the proof."""
        wanted = {(method, self._own(row)): row for row in table for method in row.methods}
        found = {(method, rule.rule): rule for method, rule in self._routes()}
        faults = [f"{method} {rule}: not in the table" for method, rule in found.keys() - wanted.keys()]
        faults += [
            f"{method} {rule}: in the table, not in the app"
            for method, rule in wanted.keys() - found.keys()
            if rule.startswith(f"/{self._service}/")
        ]
        faults += [f"{method} {rule}: a sample for no route" for method, rule in self._samples.keys() - found.keys()]
        for (method, rule), row in wanted.items():
            if (method, rule) in found:
                faults += [f"{method} {rule}: {fault}" for fault in self._faults_of(method, found[method, rule], row)]
        return sorted(faults)

    def _own(self, row: Permission) -> str:
        return row.rule.replace("{service}", self._service)

    def _routes(self) -> Iterator[tuple[str, Rule]]:
        for rule in self._app.url_map.iter_rules():
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield method, rule

    def _faults_of(self, method: str, rule: Rule, row: Permission) -> Iterator[str]:
        access = access_of(methods_of(self._app, rule.endpoint, {method})[method])
        if access is None or (access.roles, access.scope) != (row.roles, row.scope):
            yield "the view declares something else"
        sample = self._samples.get((method, rule.rule), Sample())
        for role in (None, *Role):
            code, _ = self._ask(role, method, rule, sample)
            shut_out = code in SHUT_OUT
            if shut_out != bool(row.roles and role not in row.roles):
                yield f"{role or 'nobody'} {'is shut out' if shut_out else 'comes in'} ({code})"
        if row.scope != ALL:
            yield from self._scope_faults(method, rule, row, sample)

    def _scope_faults(self, method: str, rule: Rule, row: Permission, sample: Sample) -> Iterator[str]:
        if sample.others is None and (sample.mine is None or sample.not_mine is None):
            yield "no sample of somebody else's"
            return
        for role in row.roles:
            if row.scope in rule.arguments and role.staff and not role.scoped:
                continue
            own, text = self._ask(role, method, rule, sample)
            if own == "not_found" or (sample.mine and sample.mine not in text):
                yield f"{role} does not get their own ({own})"
            if sample.not_mine and sample.not_mine in text:
                yield f"{role} sees somebody else's"
            if sample.others is not None:
                code, _ = self._ask(role, method, rule, sample, arguments=sample.others)
                if code != "not_found":
                    yield f"{role} reaches somebody else's ({code})"

    def _ask(
        self, role: Role | None, method: str, rule: Rule, sample: Sample, *, arguments: Mapping[str, Any] | None = None
    ) -> tuple[str, str]:
        """(problem code or status, body)."""
        own = sample.own.get(role, {}) if role else {}
        given = {**sample.arguments, **own, **(arguments or {})}
        values = {name: given.get(name, _stand_in(rule, name)) for name in rule.arguments}
        path = self._app.url_map.bind("localhost").build(rule.endpoint, values, method)
        who = sample.who.get(role, {}) if role else {}
        send = dict(sample.send)
        headers = {"Accept": "application/json", **send.pop("headers", {})}
        with self._caller(role, **who).open(path, method=method, headers=headers, **send) as response:
            body = response.get_json(silent=True)
            code = body.get("code") if isinstance(body, dict) and response.status_code >= 400 else None
            text = response.get_data().decode(errors="replace")  # a picture or a workbook is no text
            return str(code or response.status_code), text


def _stand_in(rule: Rule, name: str) -> Any:
    return 1 if "Integer" in type(rule._converters[name]).__name__ else "x"  # noqa: SLF001  (werkzeug has no other way)

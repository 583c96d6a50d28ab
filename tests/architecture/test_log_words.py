"""What the audit logs and the operators' pages list stands there in words: each service has a table of its own."""

import ast
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from services.admission.domain import returns, ruling
from services.admission.domain.filing import FilingsMissing, RootDiffers, SealNotHeard, SealOutdated
from services.admission.domain.proposal import Kind
from services.admission.domain.round import Why
from services.admission.domain.status import Status
from services.admission.store.mailbox import HTTPS, LINK
from services.registration.domain.codes import Purpose
from services.review.domain.case import Decision, Standing
from shared.season.words import Audience
from shared.security.access import Role
from tests.architecture.house import ROOT, parsed, services, sources

TABLES = ("actions", "subjects", "details", "jobs", "values")
CHASSIS = "shared/web/templates/chassis_words.html"
COUNTED = {"rows", "new", "changed", "same"}
"""What an import counts, handed on as a mapping."""
BY_NAME = {"found": {"seal.agrees", "seal.differs"}}
"""Actions that are chosen before the line that writes them."""
KIND, MARK = "about.kind", "KIND = "
VALUES: tuple[tuple[str, str, Iterable[str]], ...] = (
    ("shared", "role", Role), ("registration", "purpose", Purpose), ("review", "standing", Standing),
    ("review", "decision", Decision), ("admission", "was", Status), ("admission", "becomes", Status),
    ("admission", "standing", returns.Standing), ("admission", "held_for", returns.Cause),
    ("admission", "ruling", ruling.Verdict), ("admission", "dropped", Why), ("admission", "door", (HTTPS, LINK)),
    ("admission", "why", [each.code for each in (SealNotHeard, SealOutdated, FilingsMissing, RootDiffers)]),
    ("admission", "about", ("plan", "vacancies")), ("notify", "audience", Audience),
)
"""By service and the name of a detail: what it may hold, where that is one of a few."""


def tables(file: str) -> dict[str, dict[str, Any]]:
    """The tables of a template, in Chinese."""
    path = ROOT / file
    made = Environment(loader=FileSystemLoader(path.parent), autoescape=True)
    made.globals |= {"_": str, "common": str}
    module = made.get_template(path.name).module
    return {name: getattr(module, name, {}) for name in TABLES}


def words(service: str) -> dict[str, dict[str, Any]]:
    """Those of a service with those of the chassis."""
    common = tables(CHASSIS)
    own = common if service == "shared" else tables(f"services/{service}/templates/log_words.html")
    return {name: common[name] | own[name] for name in TABLES}


def calls(*folders: str) -> Iterator[ast.Call]:
    """Every call in what is shipped."""
    for path in sources(*folders):
        if not {"tests", "testing"} & set(path.relative_to(ROOT).parts):
            yield from (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))


def texts(node: ast.expr) -> set[str]:
    """What an action may be: itself, either of two, one of each kind of proposal, or what its name stands for."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    if isinstance(node, ast.JoinedStr):
        written = ast.unparse(node)
        assert f"{{{KIND}}}" in written, written
        return {ast.literal_eval(written.replace(f"{{{KIND}}}", kind).removeprefix("f")) for kind in Kind}
    if isinstance(node, ast.Name):
        return BY_NAME[node.id]
    return {str(ast.literal_eval(node))}


def audited(folder: str) -> list[ast.Call]:
    """Each line that writes into the log."""
    return [call for call in calls(folder) if isinstance(call.func, ast.Attribute) and call.func.attr == "audit"]


def folder_of(service: str) -> str:
    return service if service == "shared" else f"services/{service}"


@pytest.mark.parametrize("service", ["shared", *services()])
def test_every_action_and_detail_has_its_words(service: str) -> None:
    known, lines = words(service), audited(folder_of(service))
    assert lines
    written = {action for line in lines for action in texts(line.args[0])}
    assert written - known["actions"].keys() == set()
    named = {name for line in lines for each in line.keywords for name in ([each.arg] if each.arg else COUNTED)}
    assert named - known["details"].keys() == set()


@pytest.mark.parametrize("service", ["shared", *services()])
def test_every_subject_has_its_words(service: str) -> None:
    known = words(service)["subjects"]
    for line in audited(folder_of(service)):
        subject = line.args[1]
        first = subject.values[0] if isinstance(subject, ast.JoinedStr) else subject
        if isinstance(first, ast.Constant):
            assert str(first.value).partition("/")[0] in known, ast.unparse(line)
    if service == "admission":
        assert set(Kind) <= known.keys()


@pytest.mark.parametrize(("service", "detail", "kinds"), VALUES)
def test_every_value_that_is_one_of_few_has_its_words(service: str, detail: str, kinds: Iterable[str]) -> None:
    known = words(service)
    assert set(kinds) - known["values"].get(detail, {}).keys() == set()
    assert detail in {*known["details"], "about", "role"}


@pytest.mark.parametrize("service", services())
def test_every_kind_of_work_has_its_words(service: str) -> None:
    made = [call.args[0] for call in calls(f"services/{service}")
            if isinstance(call.func, ast.Name) and call.func.id == "JobKind"]
    kinds = {value for node in made for value in _kind(service, node)}
    assert kinds - words(service)["jobs"].keys() == set()


def _kind(service: str, node: ast.expr) -> set[str]:
    """A kind as it is written, or as the use case calls it."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    wanted = node.value.id if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) else ""
    found = (path for path in sources(f"services/{service}/usecases") if wanted in ("", path.stem))
    said = [line for path in found for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(MARK)]
    assert said
    return {str(ast.literal_eval(line.removeprefix(MARK))) for line in said}

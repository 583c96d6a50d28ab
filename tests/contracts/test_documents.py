"""The documents say what the contracts say: valid, up to date, every contract heard and in its publisher's README."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator, Draft202012Validator
from ruamel.yaml import YAML

from services.__main__ import main, subscriptions
from shared.contracts import REGISTRY, Event, Sensitivity, marks_of, publisher_of
from shared.documents import Heard, documents

ROOT = Path(__file__).resolve().parents[2]
SPECIFICATION = Path(__file__).parent / "asyncapi" / "schema-3.0.0.json"
EVENT = re.compile(r"^\| *`([^`]+)`", re.MULTILINE)


@pytest.fixture(scope="session")
def heard() -> Heard:
    return subscriptions()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The checked-in documents, to be spoiled."""
    shutil.copytree(ROOT / "docs" / "contracts", tmp_path / "docs" / "contracts")
    shutil.copytree(ROOT / "docs" / "college-link", tmp_path / "docs" / "college-link")
    shutil.copy(ROOT / "docs" / "asyncapi.yaml", tmp_path / "docs")
    return tmp_path


def asyncapi() -> dict[str, Any]:
    document: dict[str, Any] = YAML(typ="safe", pure=True).load(ROOT / "docs" / "asyncapi.yaml")
    return document


def faults(document: dict[str, Any]) -> list[str]:
    return [error.message for error in Draft7Validator(json.loads(SPECIFICATION.read_text())).iter_errors(document)]


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs" / "contracts" / f"{name}.schema.json").read_text())
    return found


def command(folder: Path, *options: str) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["documents", "--root", str(folder), *options])
    return ran.exit_code, ran.output


def pointed_at(document: dict[str, Any], pointer: str) -> Any:
    found: Any = document
    for step in pointer.removeprefix("#/").split("/"):
        found = found[step]
    return found


def references(node: Any) -> Iterator[str]:
    """Every ``$ref``, wherever it stands."""
    if isinstance(node, dict):
        yield from (value for name, value in node.items() if name == "$ref")
    for below in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from references(below)


def test_what_is_checked_in_is_up_to_date() -> None:
    assert command(ROOT, "--check") == (0, "")


SPOILED = ["asyncapi.yaml", "contracts/README.md", "contracts/notify.notice_settled.v1.schema.json",
           "college-link/return_submitted.v1.schema.json"]


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_planted_change_is_found_and_mended(copy: Path, spoiled: str) -> None:
    file = copy / "docs" / spoiled
    file.write_text(file.read_text().replace("object", "nobody").replace("college", "nobody"))
    assert command(copy, "--check")[0] == 1
    assert f"docs/{spoiled}: " in command(copy, "--check")[1]
    assert command(copy)[0] == 0
    assert command(copy, "--check") == (0, "")


def test_a_missing_document_and_one_of_no_contract_are_found_and_mended(copy: Path) -> None:
    folder = copy / "docs" / "contracts"
    (folder / "notify.notice_settled.v1.schema.json").rename(folder / "notify.notice_lost.v1.schema.json")
    said = command(copy, "--check")[1]
    assert "notice_settled" in said
    assert "notice_lost" in said
    command(copy)
    assert command(copy, "--check") == (0, "")


def test_a_subscription_more_changes_the_documents(heard: Heard) -> None:
    more = {**heard, "review": [*heard["review"], REGISTRY["registration.account_opened.v1"]]}
    changed = {path.name for path, text in documents(more).items() if documents(heard)[path] != text}
    assert changed == {"README.md", "asyncapi.yaml"}


def test_the_document_is_asyncapi_3() -> None:
    assert faults(asyncapi()) == []


def test_a_document_that_is_none_is_seen() -> None:
    spoiled = asyncapi()
    spoiled["operations"]["notify.sends.notify.notice_settled.v1"]["action"] = "shout"
    assert faults(spoiled)


def test_every_reference_leads_somewhere() -> None:
    document = asyncapi()
    inside = {reference for reference in references(document) if reference.startswith("#/")}
    outside = set(references(document)) - inside
    assert all(pointed_at(document, reference) for reference in inside)
    assert outside == {f"contracts/{name}.schema.json" for name in REGISTRY}
    assert all((ROOT / "docs" / reference).is_file() for reference in outside)


def test_the_operations_are_who_tells_and_who_hears(heard: Heard) -> None:
    said = {(name.split(".")[0], each["action"], each["channel"]["$ref"].removeprefix("#/channels/"))
            for name, each in asyncapi()["operations"].items()}
    tells = {(publisher_of(name), "send", name) for name in REGISTRY}
    hears = {(service, "receive", contract.NAME) for service, contracts in heard.items() for contract in contracts}
    assert said == tells | hears


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_schema_is_one_and_knows_every_field_and_mark(name: str) -> None:
    contract, said = REGISTRY[name], schema(name)
    Draft202012Validator.check_schema(said)
    assert list(said["properties"]) == [field.name for field in fields(contract)]
    marked = {field: each["x-mark"] for field, each in said["properties"].items() if "x-mark" in each}
    assert marked == {field: mark.value for field, mark in marks_of(contract).items()}


def test_secrets_are_marked() -> None:
    assert schema("registration.code_requested.v1")["properties"]["code"]["x-mark"] == Sensitivity.SECRET.value


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_contract_has_a_subscriber(name: str, heard: Heard) -> None:
    assert [service for service, contracts in heard.items() if REGISTRY[name] in contracts]


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_contract_stands_in_its_publishers_readme(name: str) -> None:
    text = (ROOT / "services" / publisher_of(name) / "README.md").read_text(encoding="utf-8")
    assert name in EVENT.findall(text.split("\n## Tells\n")[1].split("\n## ")[0])


def test_a_contract_that_nobody_hears_is_shown_as_such(heard: Heard) -> None:
    lonely: Heard = {service: [] for service in heard}
    contract: type[Event] = REGISTRY["notify.notice_settled.v1"]
    table = documents(lonely)[Path("docs/contracts/README.md")].splitlines()
    row = next(line for line in table if contract.NAME in line)
    assert row.endswith("| nobody |")

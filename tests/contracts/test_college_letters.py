"""What is written for a college's programmer is what happens: schemas, digests, error codes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.admission.app import build
from services.admission.config import AdmissionConfig
from services.admission.domain import result, returns
from services.admission.domain.round import RoundUnknown
from services.admission.tests.college import College
from services.admission.tests.play import BACK, MINUTE, Play
from services.admission.usecases import letter, link
from services.admission.usecases.returns import NothingToReturn
from shared.college_client import digest_of
from shared.contracts.colleges import DOWN, UP
from shared.kernel import LongmenError
from shared.testing.house import house

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "college-link"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
X, Y = "5001", "5002"


def schema(kind: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    """Every letter of a round that a college played to its end, both ways."""
    with house({"admission": (AdmissionConfig, build)}, tmp_path_factory.mktemp("letters")) as home:
        play = Play(home)
        play.plan({(X, "01"): 1, (Y, "01"): 1})
        play.filed({"a": {"A": (X, ["01"])}, "b": {"A": (X, ["01"])}})
        play.send("1")
        college = College(play, X)
        play.at(BACK["1"] - MINUTE)
        up = [college.letter("resend_requested.v1", {"reason": "part 1"})]
        up.append(college.letter("return_submitted.v1", {
            "revision": 1, "rows": college.rows({"a": "01", "b": None})}))
        college.post(up[0])
        receipt = college.post(up[1])
        up.append(college.letter("return_signed_off.v1", {"revision": 1, "return_digest": receipt["return_digest"]}))
        college.post(up[2])
        college.sign_off(receipt, by=college.second)
        college.post(b"{")
        play.check("1")
        play.home.settle()
        yield up + [item["letter"] for item in college.mailbox()["items"]]


def test_every_kind_is_said_in_a_round(said: list[dict[str, Any]]) -> None:
    assert {each["type"] for each in said} == {*DOWN, *UP}


def test_every_letter_is_as_its_schema_says(said: list[dict[str, Any]]) -> None:
    for each in said:
        assert [fault.message for fault in schema(each["type"]).iter_errors(each)] == [], each["type"]


def test_every_digest_is_the_one_that_a_colleges_program_computes(said: list[dict[str, Any]]) -> None:
    assert [each["type"] for each in said if digest_of(each) != each["digest"]] == []


@pytest.mark.parametrize("kind", [*DOWN, *UP])
def test_a_letter_without_what_it_needs_is_none(kind: str, said: list[dict[str, Any]]) -> None:
    one = next(each for each in said if each["type"] == kind)
    for name in one:
        assert not schema(kind).is_valid({key: value for key, value in one.items() if key != name})
    assert not schema(kind).is_valid({**one, "type": "another.v1"})
    assert not schema(kind).is_valid({**one, "message_id": "a b"})


def test_the_page_lists_every_kind() -> None:
    assert set(re.findall(r"^\| \[`([a-z_.0-9]+)`\]", PAGE, re.MULTILINE)) == {*DOWN, *UP}


def codes_of(*modules: Any) -> set[str]:
    kinds = {kind for module in modules for kind in vars(module).values()
             if isinstance(kind, type) and issubclass(kind, LongmenError) and kind.__module__ == module.__name__}
    return {kind.code for kind in kinds}


def test_the_page_lists_every_error_of_a_receipt() -> None:
    in_rows = set(re.findall(r'yield "(\w+)"|code="(\w+)", message', Path(result.__file__).read_text(encoding="utf-8")))
    expected = {one or other for one, other in in_rows} | codes_of(returns, letter, link) | {
        RoundUnknown.code, NothingToReturn.code, "return_late"}
    listed = set(re.findall(r"`(\w+)`", "".join(
        line.split("|")[1] for line in PAGE.partition("## Errors in receipts")[2].splitlines() if line[:3] == "| `")))
    assert listed == expected

"""What a contract marks is covered wherever it lies; what it does not know is covered too."""

from dataclasses import dataclass, field
from typing import Annotated

from shared.contracts import REGISTRY, Personal, Sensitivity, marks_of
from shared.contracts.covered import COVER, covered, shape


@dataclass(frozen=True)
class Grade:
    course: str
    mark: Annotated[float, Sensitivity.PERSONAL] = 0.0


@dataclass(frozen=True)
class File:
    number: str
    name: Personal
    phone: Personal | None = None
    phones: tuple[Personal, ...] = ()
    grades: tuple[Grade, ...] = ()
    best: Grade | None = None
    digests: dict[str, Personal] = field(default_factory=dict)


def test_marks_are_found_however_deep() -> None:
    told = {"number": "1", "name": "张三", "phone": "138", "phones": ["138", "139"],
            "grades": [{"course": "math", "mark": 91.5}], "best": {"course": "math", "mark": 91.5},
            "digests": {"photo": "abc"}, "later": "x"}
    grade = {"course": "math", "mark": COVER}
    shown = covered(File, told)
    assert (shown["number"], shown["name"], shown["phone"], shown["later"]) == ("1", COVER, COVER, COVER)
    assert (shown["grades"], shown["best"]) == ([grade], grade)
    assert "138" not in str(shown)
    assert "abc" not in str(shown)


def test_nothing_that_is_absent_is_covered() -> None:
    assert covered(File, {"number": "1", "name": "x", "phone": None})["phone"] is None


def test_every_marked_field_of_every_contract_is_covered() -> None:
    for contract in REGISTRY.values():
        marked = marks_of(contract)
        shown = covered(contract, dict.fromkeys(marked, "planted"))
        assert set(shown.values()) <= {COVER}, contract.NAME


def test_a_shape_has_no_values() -> None:
    assert shape({"a": "secret", "b": 7}) == {"a": "str", "b": "int"}
    assert shape(["secret"]) == "list"

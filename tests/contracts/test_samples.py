"""What was once told is understood for ever: frozen samples, each by its effect; frozen schemas, which only grow."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from services.__main__ import SERVICES, subscriptions
from shared import codec
from shared.contracts import REGISTRY
from shared.documents.schemas import contract_schema
from shared.testing.house import Home, house
from tests.contracts.effects import EFFECTS
from tests.contracts.frozen import DIGESTS, HERE, SAMPLES, SCHEMAS, SEASON_KEY, Sample, samples

FROZEN = {sample.id: sample for sample in samples()}
HEARD = [(sample_id, service) for sample_id, sample in FROZEN.items()
         for service, contracts in subscriptions().items() if REGISTRY.get(sample.name) in contracts]


@contextmanager
def hearing(service: str, folder: Path) -> Iterator[Home]:
    """One service alone, which takes seasons that were signed with the samples' key."""
    recipe = SERVICES[service]
    with house({service: (recipe.config, recipe.build)}, folder) as home:
        home.stop(service)
        home.season_key = SEASON_KEY
        home.start(service)
        home.settle()
        yield home


def give(home: Home, sample: Sample) -> None:
    home.bus.publish([sample.message(**EFFECTS[sample.id].changed())])
    home.settle()


@pytest.mark.parametrize(("sample_id", "service"), HEARD, ids=lambda each: each)
def test_a_sample_has_its_effect(sample_id: str, service: str, tmp_path: Path) -> None:
    effect = EFFECTS[sample_id]
    with hearing(service, tmp_path) as home:
        effect.prepare(home)
        for before in effect.after:
            give(home, FROZEN[before])
        assert effect.look(home, service) != effect.expected
        give(home, FROZEN[sample_id])
        assert effect.look(home, service) == effect.expected


def test_every_contract_has_a_sample_and_every_sample_an_effect() -> None:
    assert {sample.name for sample in FROZEN.values()} == set(REGISTRY)
    assert set(EFFECTS) == set(FROZEN)
    assert {sample_id for sample_id, _ in HEARD} == set(FROZEN)


@pytest.mark.parametrize("sample_id", FROZEN)
def test_a_sample_is_what_its_frozen_schema_says(sample_id: str) -> None:
    sample = FROZEN[sample_id]
    frozen = json.loads((SCHEMAS / f"{sample.name}.schema.json").read_text())
    Draft202012Validator(frozen, format_checker=FormatChecker()).validate(sample.body)


@pytest.mark.parametrize("sample_id", FROZEN)
def test_a_field_that_a_sample_does_not_know_yet_is_passed_over(sample_id: str) -> None:
    sample = FROZEN[sample_id]
    grown = json.dumps({**sample.body, "from_the_future": {"any": 1}}).encode()
    assert codec.decode(sample.name, grown) == codec.decode(sample.name, json.dumps(sample.body).encode())


def test_nothing_frozen_was_changed_added_or_taken_away_in_silence() -> None:
    found = [*SAMPLES.glob("*/*.json"), *SCHEMAS.glob("*.json")]
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(HERE)}" for path in sorted(found)]
    assert DIGESTS.read_text().splitlines() == lines, (
        "new files under samples/ and schemas/ are added to frozen.sha256, in order; old ones are never touched"
    )


@pytest.mark.parametrize("name", sorted(path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.json")))
def test_a_contract_only_grows(name: str) -> None:
    assert name in REGISTRY, "a contract that was once published stays"
    frozen = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    assert list(shrunk(frozen, contract_schema(REGISTRY[name]))) == []


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_contract_has_a_frozen_schema(name: str) -> None:
    assert (SCHEMAS / f"{name}.schema.json").is_file()


def shrunk(frozen: dict[str, Any], today: dict[str, Any]) -> Iterator[str]:
    """What somebody who reads or writes by the frozen schema would stumble over today."""
    for name in ("x-publisher", "x-kind", "x-urgent", "x-key", "type"):
        if frozen.get(name) != today.get(name):
            yield f"{name} was {frozen.get(name)}"
    for name, was in frozen.get("properties", {}).items():
        now = today["properties"].get(name)
        if now is None:
            yield f"{name} is gone"
        elif said(was) != said(now):
            yield f"{name} was {said(was)}, is {said(now)}"
    yield from (f"{name} is required" for name in set(today.get("required", [])) - set(frozen.get("required", [])))
    yield from (f"{name} may be left out" for name in set(frozen.get("required", [])) - set(today.get("required", [])))
    for name, piece in frozen.get("$defs", {}).items():
        yield from (f"{name}: {what}" for what in shrunk(piece, today.get("$defs", {}).get(name, {"properties": {}})))


def said(field: dict[str, Any]) -> dict[str, Any]:
    """A field's schema without its prose."""
    return {name: value for name, value in field.items() if name != "description"}


SMALL: dict[str, Any] = {
    "type": "object", "x-kind": "fact",
    "properties": {"a": {"type": "string", "x-mark": "personal"}, "b": {"type": "string"}},
    "required": ["a"], "$defs": {"Piece": {"properties": {"c": {"type": "integer"}}, "required": ["c"]}},
}


@pytest.mark.parametrize(("change", "seen"), [
    ({"x-kind": "state"}, ["x-kind was fact"]),
    ({"properties": {"a": SMALL["properties"]["a"]}}, ["b is gone"]),
    ({"properties": SMALL["properties"] | {"a": {"type": "string"}}},
     ["a was {'type': 'string', 'x-mark': 'personal'}, is {'type': 'string'}"]),
    ({"required": ["a", "b"]}, ["b is required"]),
    ({"required": []}, ["a may be left out"]),
    ({"$defs": {}}, ["Piece: c is gone", "Piece: c may be left out"]),
    ({"properties": SMALL["properties"] | {"new": {"type": "string", "default": ""}}}, []),
])
def test_a_contract_that_shrinks_is_seen(change: dict[str, Any], seen: list[str]) -> None:
    assert list(shrunk(SMALL, SMALL | change)) == seen

"""A contract as JSON Schema 2020-12, with what a plain schema does not say: marks, kind, urgency."""

import inspect
import json
import re
from datetime import datetime
from typing import Any, get_args, get_type_hints

from shared import codec
from shared.contracts import Event, marks_of, publisher_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KEY = re.compile(r"Key:\s+``([^`]+)``")

Schema = dict[str, Any]


class Keyless(Exception):
    """A contract's docstring does not say under which key its events are told."""


def contract_schema(contract: type[Event]) -> Schema:
    """What a body of this contract is. Fields that are not named here are no error: contracts grow."""
    schema, pieces = codec.schema_of(contract)
    describe(schema, contract)
    for name, mark in marks_of(contract).items():
        schema["properties"][name]["x-mark"] = mark.value
    for kind in pieces_of(contract):
        describe(pieces[kind.__name__], kind)
    head = {"$schema": DIALECT, "$id": f"urn:longmen:contract:{contract.NAME}"}
    named = {"title": contract.NAME, "description": explained(contract)}
    kept = {name: schema[name] for name in ("type", "properties", "required")}
    known = {"x-publisher": publisher_of(contract.NAME), "x-kind": contract.KIND.value, "x-urgent": contract.URGENT,
             "x-key": key_of(contract)}
    return {**head, **named, **known, **kept, **({"$defs": pieces} if pieces else {})}


def explained(contract: type[Event]) -> str:
    """A contract's docstring as plain text."""
    return inspect.cleandoc(contract.__doc__ or "")


def sentence_of(contract: type[Event]) -> str:
    """Its first paragraph on one line, without the key."""
    return " ".join(explained(contract).split("Key:")[0].split("\n\n")[0].split())


def key_of(contract: type[Event]) -> str:
    """What names the thing that an event is about, as its docstring gives it."""
    found = KEY.search(explained(contract))
    if found is None:
        raise Keyless(contract.NAME)
    return found.group(1)


def as_json(schema: Schema) -> str:
    """Its text in a file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def describe(schema: Schema, kind: type) -> None:
    """Say of instants that they are instants, and of a piece what it is."""
    if "description" in schema:
        schema["description"] = inspect.cleandoc(schema["description"])
    for name, hint in get_type_hints(kind).items():
        if hint is datetime:
            schema["properties"][name]["format"] = "date-time"


def pieces_of(kind: type) -> set[type]:
    """The dataclasses that a contract is made of, however deep."""
    found: set[type] = set()
    for hint in get_type_hints(kind).values():
        for part in (hint, *get_args(hint)):
            if hasattr(part, "__dataclass_fields__"):
                found |= {part} | pieces_of(part)
    return found

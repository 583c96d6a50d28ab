"""The letters of the colleges' link as JSON Schemas, one for each kind: envelope and content in one."""

import inspect
from pathlib import Path
from typing import Any

from shared import codec
from shared.contracts.colleges import DOWN, UP, Letter
from shared.documents.schemas import DIALECT, as_json, describe, pieces_of

FOLDER = Path("docs/college-link")


def college_documents() -> dict[Path, str]:
    """Every schema: its place below the repository's root, and its text."""
    return {FOLDER / f"{name}.schema.json": as_json(letter_schema(name)) for name in {**DOWN, **UP}}


def letter_schema(name: str) -> dict[str, Any]:
    """What a whole letter of this kind is. Fields that are not named are no error: letters grow."""
    kind = {**DOWN, **UP}[name]
    pieces = codec.schemas_of([Letter, kind])
    for piece in {Letter, kind} | pieces_of(kind):
        describe(pieces[piece.__name__], piece)
    envelope = pieces.pop(Letter.__name__)
    if name != "return_receipt.v1":
        for field in ("season", "round"):
            envelope["properties"][field] = {"type": "string"}
    envelope["properties"] |= {
        "type": {"const": name}, "content": {"$ref": f"#/$defs/{kind.__name__}"},
        "message_id": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$"},
        "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    head = {"$schema": DIALECT, "$id": f"urn:longmen:college:{name}", "title": name,
            "description": inspect.cleandoc(kind.__doc__ or ""), "x-direction": "down" if name in DOWN else "up"}
    kept = {key: envelope[key] for key in ("type", "properties", "required")}
    return {**head, **kept, "$defs": pieces}

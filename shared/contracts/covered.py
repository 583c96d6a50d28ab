"""An event's content with everything covered that its contract marks: for eyes that may not see a person's data."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from shared.contracts import Sensitivity

COVER = "***"


def covered(contract: type[Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """``content`` (the event as JSON values) with marked values covered, however deep they lie; unknown ones too."""
    return _record(contract, content)


def shape(content: Any) -> Any:
    """Of content that fits no contract: the names of its fields and what kind of value each has, no value."""
    if isinstance(content, dict):
        return {str(name): type(value).__name__ for name, value in content.items()}
    return type(content).__name__


def _record(kind: type[Any], content: Mapping[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    known = {field.name for field in fields(kind)}
    return {name: _value(hints[name], value) if name in known else COVER for name, value in content.items()}


def _value(hint: Any, value: Any) -> Any:
    parts = [hint, *get_args(hint)]
    if any(get_origin(part) is Annotated and _is_marked(part) for part in parts) or _is_marked(hint):
        return value if value is None else COVER
    if get_origin(hint) is Annotated:
        return _value(get_args(hint)[0], value)
    inner = [part for part in parts[1:] if part not in (type(None), Ellipsis)]
    if isinstance(value, Mapping):
        record = next((part for part in parts if is_dataclass(part)), None)
        if record is not None:
            return _record(record, value)  # type: ignore[arg-type]
        return {name: _value(inner[-1], each) if inner else COVER for name, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_value(inner[0], each) if inner else COVER for each in value]
    return value


def _is_marked(hint: Any) -> bool:
    return any(isinstance(mark, Sensitivity) for mark in get_args(hint))

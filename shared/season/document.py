"""Between frozen dataclasses and plain JSON: by the type hints, nothing else."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from shared.kernel import BEIJING


@lru_cache(maxsize=128)
def hints_of(piece: type) -> dict[str, Any]:
    """The type hints of a piece, with their marks."""
    return get_type_hints(piece, include_extras=True)


def bare(hint: Any) -> Any:
    """A hint without its marks and without ``| None``."""
    if get_origin(hint) is Annotated:
        return bare(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        return bare(next(part for part in get_args(hint) if part is not type(None)))
    return hint


def plain(value: Any) -> Any:
    """JSON of a piece: empty parts left out, instants with +08:00, durations in seconds (``86400s``)."""
    if is_dataclass(value):
        every = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: plain(part) for name, part in every if part is not None and part != ()}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    return _written(value)


def _written(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{int(value.total_seconds())}s"
    return value


def built(hint: Any, value: Any) -> Any:
    """The piece of a JSON value that was checked before: raises KeyError, TypeError or ValueError otherwise."""
    kind = bare(hint)
    if value is None:
        return None
    if is_dataclass(kind) and isinstance(kind, type):
        return _piece(kind, value)
    if get_origin(kind) is tuple:
        return tuple(built(get_args(kind)[0], part) for part in value)
    if get_origin(kind) is Mapping:
        return {key: built(get_args(kind)[1], part) for key, part in value.items()}
    return _scalar(kind, value)


def _piece(kind: type, content: Mapping[str, Any]) -> Any:
    hints = hints_of(kind)
    given = {}
    for each in fields(kind):
        if each.name in content:
            given[each.name] = built(hints[each.name], content[each.name])
        elif each.default is MISSING:
            raise KeyError(each.name)
    return kind(**given)


def _scalar(kind: Any, value: Any) -> Any:
    if kind is datetime:
        return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).astimezone(BEIJING)
    if kind is date:
        return value if isinstance(value, date) else date.fromisoformat(value)
    if kind is timedelta:
        return value if isinstance(value, timedelta) else timedelta(seconds=int(value.removesuffix("s")))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is not {kind}")
    return value

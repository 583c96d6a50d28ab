"""The shape of a season file: marshmallow schemas drawn from the model's own type hints, with Chinese messages."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin

from marshmallow import RAISE, Schema, ValidationError, validate, validates_schema
from marshmallow import fields as shapes

from shared.kernel import BEIJING
from shared.season.document import bare, hints_of
from shared.season.words import Form, Grounded

_PATTERNS = {
    Form.SLUG: (re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), "应为小写字母、数字和连字符"),
    Form.CODE: (re.compile(r"[A-Za-z0-9_]{1,32}"), "应为1至32位字母、数字或下划线"),
    Form.ROUND: (re.compile(r"[1-9]|S[1-9]"), "应为1至9，或S1至S9"),
    Form.DIAL: (re.compile(r"\+86[1-9]\d{8,10}"), "电话应为可拨打的号码，如+862362487853"),
    Form.URL: (re.compile(r"https://[a-z0-9.-]+(/\S*)?"), "应为https网址"),
    Form.ZONE: (re.compile(r"Asia/Shanghai"), "应为Asia/Shanghai"),
    Form.SIGNATURE: (re.compile(r"[^\s【】\[\]]{2,10}"), "短信签名应为2至10字，不含空格和括号"),
}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\+08:00)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DURATION = re.compile(r"([1-9]\d{0,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LONGEST = 4000
_NOT_A_PIECE = "应为由“键: 值”组成的一段"
_COMMON = {"required": "缺少此项", "null": "不能为空", "validator_failed": "不合要求"}


class Words(shapes.Field[str]):
    """A text as written: not empty, bounded, of a pattern where its hint names one."""

    def __init__(self, form: Form | None, **options: Any) -> None:
        super().__init__(**options)
        self.form = form

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = _scalar(value)
        if len(text) > _LONGEST:
            raise ValidationError(f"过长：最多{_LONGEST}字")
        if self.form is not None:
            pattern, message = _PATTERNS[self.form]
            if not pattern.fullmatch(text):
                raise ValidationError(f"{message}，不是“{text[:40]}”")
        return text


class Instant(shapes.Field[datetime]):
    """``2024-04-10T10:00`` on the season's own clock."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        text = _scalar(value)
        found = _dated(text.removesuffix("+08:00")) if _INSTANT.fullmatch(text) else None
        if found is None:
            raise ValidationError(f"不是有效的日期和时刻（如2024-04-10T10:00）：“{text[:40]}”")
        return found.replace(tzinfo=BEIJING)


class Day(shapes.Field[date]):
    """``2024-04-03``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        text = _scalar(value)
        found = _dated(text) if _DAY.fullmatch(text) else None
        if found is None:
            raise ValidationError(f"不是有效的日期（如2024-04-03）：“{text[:40]}”")
        return found.date()


class Length(shapes.Field[timedelta]):
    """``180s``, ``90m``, ``24h``, ``2d``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> timedelta:
        text = _scalar(value)
        match = _DURATION.fullmatch(text)
        if match is None:
            raise ValidationError(f"不是有效的时长（如180s、24h、2d）：“{text[:40]}”")
        return timedelta(**{_UNITS[match[2]]: int(match[1])})


class Count(shapes.Field[int]):
    """A whole number from 0."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        text = _scalar(value)
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise ValidationError(f"应为不小于0的整数，不是“{text[:40]}”")
        return int(text)


class Flag(shapes.Field[bool]):
    """``true`` or ``false`` and nothing else."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        text = _scalar(value)
        if text not in ("true", "false"):
            raise ValidationError(f"应为true或false，不是“{text[:40]}”")
        return text == "true"


class OneOf(shapes.Field[Enum]):
    """A word of a closed list."""

    def __init__(self, kind: type[Enum], **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Enum:
        text = _scalar(value)
        try:
            return self.kind(text)
        except ValueError:
            allowed = "、".join(str(each.value) for each in self.kind)
            raise ValidationError(f"应为{allowed}之一，不是“{text[:40]}”") from None


class PieceSchema(Schema):
    """Base of the schema of every piece: unknown keys are faults."""

    error_messages = {"unknown": "未知的项", "type": _NOT_A_PIECE}  # noqa: RUF012  (marshmallow's own way)

    class Meta:
        unknown = RAISE


class GroundedSchema(PieceSchema):
    """A rule names what it stands on."""

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def stands_on_something(self, data: Any, original: Any, **kwargs: Any) -> None:
        if not isinstance(original, Mapping) or {"sentences", "source"} & set(original):
            return
        if original.get("sample", "false") == "false":
            raise ValidationError("缺少依据：应有原句sentences、来源source或样例标记sample")


@lru_cache(maxsize=64)
def schema_of(piece: type) -> type[Schema]:
    """The schema of a frozen dataclass of the model."""
    hints = hints_of(piece)
    parts: dict[str, Any] = {
        each.name: _shape(hints[each.name], required=each.default is MISSING) for each in fields(piece)
    }
    base = GroundedSchema if issubclass(piece, Grounded) else PieceSchema
    return type(f"{piece.__name__}Schema", (base,), parts)


def _shape(hint: Any, *, required: bool) -> shapes.Field[Any]:
    kind = bare(hint)
    options: dict[str, Any] = {"required": required, "error_messages": _COMMON}
    if get_origin(kind) is tuple:
        return _many(get_args(kind)[0], required=required)
    if get_origin(kind) is Mapping:
        keys, values = (_shape(part, required=True) for part in get_args(kind))
        return shapes.Dict(keys=keys, values=values, **{**options, "error_messages": _wrong(_NOT_A_PIECE)})
    if is_dataclass(kind) and isinstance(kind, type):
        return shapes.Nested(schema_of(kind), **{**options, "error_messages": _wrong(_NOT_A_PIECE)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return OneOf(kind, **options)
    plain: dict[Any, type[shapes.Field[Any]]] = {
        datetime: Instant,
        date: Day,
        timedelta: Length,
        int: Count,
        bool: Flag,
    }
    return plain[kind](**options) if kind in plain else Words(_form(hint), **options)


def _many(part: Any, *, required: bool) -> shapes.Field[Any]:
    options: dict[str, Any] = {"required": required, "error_messages": _wrong("应为列表")}
    some = validate.Length(min=1, error="至少应有一项")
    kind = bare(part)
    if is_dataclass(kind) and isinstance(kind, type):
        return shapes.Nested(schema_of(kind), many=True, validate=some, **options)
    return shapes.List(_shape(part, required=True), validate=some, **options)


def _wrong(message: str) -> dict[str, str]:
    return {**_COMMON, "type": message, "invalid": message}


def _form(hint: Any) -> Form | None:
    if get_origin(hint) is Annotated:
        return next((mark for mark in get_args(hint) if isinstance(mark, Form)), None)
    return next((_form(part) for part in get_args(hint) if get_origin(part) is Annotated), None)


def _dated(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        raise ValidationError("应为单个值，不是列表或一段")
    if not value.strip():
        raise ValidationError("不能为空")
    return value

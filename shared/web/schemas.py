"""Marshmallow as this house uses it: a base schema, an instant in Beijing's time, a decimal as text."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, ValidationError, fields, pre_load, validate
from marshmallow import Schema as MarshmallowSchema

from shared.kernel import in_beijing, is_storable
from shared.season.clock import LAST

EARLIEST = datetime(1, 1, 2, tzinfo=UTC)  # LAST is its like: what lies between can be told in every time zone
UNSTORABLE = "含有不能使用的字符。"


class Schema(MarshmallowSchema):
    """Unknown fields are refused: a misspelt field must not pass for an absent one. Order is the order written."""

    class Meta:
        unknown = RAISE

    @pre_load
    def hold_only_text(self, data: Any, **kwargs: Any) -> Any:
        """Refuse characters that no database takes, before anything is looked up by them."""
        given = data.items() if isinstance(data, Mapping) else ()
        if wrong := {name: [UNSTORABLE] for name, value in given if not _is_storable(value)}:
            raise ValidationError(wrong)
        return data


def _is_storable(value: Any) -> bool:
    """Texts and lists of them; what is nested has a schema of its own."""
    if isinstance(value, str):
        return is_storable(value)
    return not isinstance(value, list) or all(map(_is_storable, value))


class Instant(fields.Field[datetime]):
    """RFC 3339. Written with +08:00; read with any offset, never without one."""

    default_error_messages = {  # noqa: RUF012  (so marshmallow declares it)
        "invalid": "请填写带时区的时间，例如 2024-03-19T09:00:00+08:00。"
    }

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else instant_text(value)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        try:
            read = datetime.fromisoformat(value)
            is_dated = read.tzinfo is not None and EARLIEST <= read <= LAST
        except (TypeError, ValueError) as error:
            raise self.make_error("invalid") from error
        if not is_dated:
            raise self.make_error("invalid")
        return read


class DecimalText(fields.Decimal):
    """A decimal that travels as text, so that no float rounds a score or a fee."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(as_string=True, **kwargs)


class ListQuery(Schema):
    """The query of every list."""

    cursor = fields.String(metadata={"description": "上一页给出的 next；第一页不填"})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


def page_schema(item: type[MarshmallowSchema]) -> type[MarshmallowSchema]:
    """The answer of a list: ``items`` and, unless this is the last page, ``next``."""
    name = item.__name__.removesuffix("Schema") + "Page"
    return Schema.from_dict(
        {"items": fields.List(fields.Nested(item), required=True), "next": fields.String(allow_none=True)}, name=name
    )


def instant_text(value: datetime) -> str:
    """RFC 3339 with +08:00, to the second unless there is more to say."""
    local = in_beijing(value)
    return local.isoformat(timespec="milliseconds" if local.microsecond else "seconds")


__all__ = ["DecimalText", "Instant", "ListQuery", "Schema", "ValidationError", "fields", "instant_text", "page_schema"]

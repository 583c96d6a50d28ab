"""Logs: one JSON object a line, joined by trace and event id, with ID numbers and phones masked wherever they hide.

Loggers are plain values: ``open_log("registration")`` configures nothing, so five services in one process do not
overwrite each other. Where lines go is decided once by the process: :func:`write_logs` for a command or a worker,
:func:`gunicorn_logging` for a web process. What surrounds a line is bound to the context, not to the process::

    with log_context(actor=principal.actor, event_id=message.id):
        log.info("roster imported", rows=200)
"""

import json
import logging
import logging.config
import re
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import AbstractContextManager
from typing import Any, TextIO

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.stdlib import BoundLogger, ProcessorFormatter

from shared.trace import trace_id

Line = MutableMapping[str, Any]

_UUID_OR_HEX = r"(?P<id>\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b)"
_NUMBERS = r"(?P<number>(?<!\d)(?:\d{20,}[XＸ]?|\d{17}[\dXＸ]|(?:86|８６)?[1１][3-9３-９]\d{9})(?!\d))"
_SPACED_PHONE = r"(?P<spaced>(?<!\d)1[3-9]\d[ -]\d{4}[ -]\d{4}(?!\d))"
_PERSONAL = re.compile(f"{_UUID_OR_HEX}|{_NUMBERS}|{_SPACED_PHONE}", re.IGNORECASE)


_QUOTED_ROW = re.compile(
    r"^(DETAIL|CONTEXT):.*?(?=\n\n|\n\[SQL|\n(?:DETAIL|CONTEXT|HINT|QUERY):|\Z)", re.MULTILINE | re.DOTALL
)
_SHORTEST = 8
"""Characters of the least that could have to be masked: ``DETAIL:x``. Most names and values of a line are shorter."""


def masked(text: str) -> str:
    """The text with every 18-digit ID number and 11-digit phone masked, and what PostgreSQL quotes of a row that it
    refused; ids of rows and traces stay whole."""
    if len(text) < _SHORTEST:
        return text
    if "DETAIL:" in text or "CONTEXT:" in text:
        text = _QUOTED_ROW.sub(r"\1: ***", text)
    return _PERSONAL.sub(_mask, text)


def open_log(service: str) -> BoundLogger:
    """A service's logger. Takes part in the standard library's logging under ``longmen.<service>``."""
    logger: BoundLogger = structlog.wrap_logger(
        logging.getLogger(f"longmen.{service}"),
        processors=[structlog.stdlib.filter_by_level, *_CONTEXT, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=False,
        service=service,
    )
    return logger


def log_context(**values: str | None) -> AbstractContextManager[None]:
    """Bind ``service``, ``actor``, ``event_id`` … to every line written inside, in this thread."""
    return bound_contextvars(**{name: value for name, value in values.items() if value is not None})


def write_logs(level: str = "INFO", stream: TextIO | None = None, *, service: str | None = None) -> None:
    """Send everything that this process logs to ``stream`` (stdout). Called by commands, never by a library."""
    logging.config.dictConfig(logging_dict(level, stream, service=service))


def logging_dict(level: str = "INFO", stream: TextIO | None = None, *, service: str | None = None) -> dict[str, Any]:
    """The same as :func:`logging.config.dictConfig` takes it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": json_formatter, "service": service}},
        "handlers": {
            "out": {"class": "logging.StreamHandler", "formatter": "json", "stream": stream or sys.stdout},
        },
        "root": {"level": level, "handlers": ["out"]},
        "loggers": {name: {"level": "WARNING"} for name in ("amqp", "sqlalchemy.engine", "alembic")},
    }


def gunicorn_logging(level: str, *, service: str) -> dict[str, Any]:
    """``logconfig_dict`` for gunicorn: the same lines."""
    document = logging_dict(level, service=service)
    document["loggers"]["gunicorn.error"] = {"level": level, "handlers": [], "propagate": True}
    return document


def json_formatter(service: str | None = None) -> ProcessorFormatter:
    """Formats our lines and everybody else's alike."""

    def by_default(_logger: Any, _method: str, line: Line) -> Line:
        if service:
            line.setdefault("service", service)
        return line

    return ProcessorFormatter(
        foreign_pre_chain=[*_CONTEXT, structlog.stdlib.ExtraAdder()],
        processors=[
            by_default,
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _mask_line,
            structlog.processors.JSONRenderer(serializer=_to_json),
        ],
    )


def _add_trace(_logger: Any, _method: str, line: Line) -> Line:
    if "trace_id" not in line and (trace := trace_id()):
        line["trace_id"] = trace
    return line


_CONTEXT: list[Any] = [
    merge_contextvars,
    _add_trace,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _mask_line(_logger: Any, _method: str, line: Line) -> Line:
    return {masked(str(name)): _masked_value(value) for name, value in line.items()}


def _masked_value(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        text = masked(str(value))
        return value if text == str(value) else text
    if isinstance(value, Mapping):
        return {masked(str(name)): _masked_value(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked_value(inner) for inner in value]
    return masked(str(value))


def _mask(found: re.Match[str]) -> str:
    text = found[0]
    if found["id"]:
        return text
    if len(text) >= 20 and not found["spaced"]:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 5)}{text[-2:]}"


_JSON = json.JSONEncoder(ensure_ascii=False, default=str)  # json.dumps would make one for each line


def _to_json(line: Any, **_ignored: Any) -> str:
    return _JSON.encode(line)

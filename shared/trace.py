"""The W3C trace that a request or an event belongs to, carried along through outbox, bus and inbox."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("longmen_traceparent", default=None)


def fresh() -> str:
    """A new ``traceparent`` (W3C Trace Context, version 00, sampled)."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def current() -> str:
    """The trace of what is being done; a new one where none was begun."""
    return _current.get() or fresh()


def trace_id() -> str | None:
    """The 32 hex digits that join log lines, or None outside any trace."""
    value = _current.get()
    return value.split("-")[1] if value else None


@contextmanager
def traced(traceparent: str | None) -> Iterator[str]:
    """Everything inside belongs to this trace (to a new one for None)."""
    value = traceparent or fresh()
    token = _current.set(value)
    try:
        yield value
    finally:
        _current.reset(token)

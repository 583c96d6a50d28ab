"""What a test process makes once and gives to one test after another: folders to copy from, compiled
routes, templates and statements.

Compiling an app's routes took longer than most tests take to run, compiling statements and templates a third of all
time; none of them remembers a test.
"""

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, MetaData
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from shared.db import open_engine


def folder(prefix: str) -> Path:
    """A folder for what is copied, gone with the process."""
    made = Path(tempfile.mkdtemp(prefix=f"longmen-{prefix}-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


_compiled: dict[tuple[Any, ...], Mapping[str, Any]] = {}
MADE = ("_parts", "_trace", "_converters", "arguments")


@cache
def tables(*kinds: MetaData) -> Path:
    """A SQLite file with these tables and nothing in them."""
    path = folder("tables") / "empty.db"
    engine = open_engine(f"sqlite:///{path}", durable=False)
    for each in kinds:
        each.create_all(engine)
    engine.dispose()  # the last connection to leave puts everything into the one file that is copied
    return path


class KnownRule(Rule):
    """A route that is compiled once: each house raises its own app with the same routes."""

    def compile(self) -> None:
        key = (self.rule, self.subdomain, self.strict_slashes, tuple(sorted((self.defaults or {}).items())))
        if key not in _compiled:
            super().compile()
            _compiled[key] = {name: getattr(self, name) for name in MADE} | {
                name: getattr(self, name).__func__ for name in ("_build", "_build_unknown")
            }
            return
        for name, value in _compiled[key].items():
            setattr(self, name, value if name in MADE else value.__get__(self, None))


class KnownTemplates(BytecodeCache):
    """Templates that are compiled once, each known by its file and its text."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key + bucket.checksum] = bucket.code


_templates = KnownTemplates()


def know_templates(app: Flask) -> None:
    """What another app of this process has compiled is found by this one."""
    app.jinja_env.bytecode_cache = _templates


def know_rules() -> None:
    """Every app that this process makes from now on."""
    Flask.url_rule_class = KnownRule


_statements: LRUCache[Any, Any] = LRUCache(4000)
_dialects: dict[str, Any] = {}


def know_statements(engine: Engine) -> Engine:
    """The same engine, which finds what another one of its kind has compiled: each house opens its own databases with
    the same statements. A statement is known by its dialect, so engines of a kind share one."""
    if engine.dialect.name not in _dialects:
        engine.connect().close()  # a dialect learns its server's version by its own engine's first connection
        _dialects[engine.dialect.name] = engine.dialect
    engine.dialect = _dialects[engine.dialect.name]
    return engine.execution_options(compiled_cache=_statements)

"""What a test process makes once and gives to one test after another: folders to copy from, builders of addresses.

Making an app's builders took longer than most tests take to run; none of them remembers a test.
"""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.routing import Rule


def folder(prefix: str) -> Path:
    """A folder for what is copied, gone with the process."""
    made = Path(tempfile.mkdtemp(prefix=f"longmen-{prefix}-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


_builders: dict[tuple[Any, ...], Any] = {}


class KnownRule(Rule):
    """A route whose builder of addresses is compiled once: each house raises its own app with the same routes."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002
        key = (self.rule, self.subdomain, tuple(sorted((self.defaults or {}).items())), append_unknown)
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        builder: Callable[..., tuple[str, str]] = _builders[key]
        return builder


def know_rules() -> None:
    """Every app that this process makes from now on."""
    Flask.url_rule_class = KnownRule

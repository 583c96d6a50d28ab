"""Reading a season file: whole or not at all, with every fault by path and line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from shared.season import names, order, text, whole
from shared.season.model import Season
from shared.season.paths import shown
from shared.season.schema import schema_of


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One thing that is wrong: ``windows[2].closes_at``, its line (from 1), and what it is, for a person."""

    path: str
    line: int
    message: str


class SeasonFaults(ValueError):
    """The file is no season; ``faults`` are all of them, by line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults in the season file")
        self.faults = faults


def read(source: Path | bytes | str) -> Season:
    """The season of a file (a ``Path``) or of its text. Raises SeasonFaults."""
    written = text.parse(source.read_bytes() if isinstance(source, Path) else source)
    report = _Report(written)
    report.take((path, message) for path, _, message in written.faults)
    if written.whole and not isinstance(written.tree, dict):
        report.take([((), "文件应为由“键: 值”组成的赛季")])
    if not written.whole or not isinstance(written.tree, dict):
        raise SeasonFaults(report.sorted())
    valid, wrong = _converted(written.tree)
    report.take(wrong)
    report.take(names.check(written.tree))
    report.take(order.check(valid))
    if not report.faults:
        season = Season.from_document(valid)
        report.take(whole.check_batches(season))
        report.take(whole.check_quotes(season))
        report.take(whole.check_size(season))
    if report.faults:
        raise SeasonFaults(report.sorted())
    return season


@dataclass(slots=True)
class _Report:
    """Faults so far, one for a path: what follows from a fault is not another."""

    written: text.Text
    faults: dict[text.Path, Fault] = field(default_factory=dict)

    def take(self, found: Iterable[tuple[text.Path, str]]) -> None:
        lines = {path: line for path, line, _ in self.written.faults}
        for path, message in found:
            if path not in self.faults:
                line = lines.get(path) or self.written.line(path)
                self.faults[path] = Fault(path=shown(path), line=line, message=message)

    def sorted(self) -> list[Fault]:
        return sorted(self.faults.values(), key=lambda fault: (fault.line, fault.path))


def _converted(tree: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[text.Path, str]]]:
    """What the schema could convert, and what it could not."""
    try:
        return schema_of(Season)().load(tree), []
    except ValidationError as error:
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        return valid, list(_flat(error.messages, ()))


def _flat(messages: Any, path: text.Path) -> Iterable[tuple[text.Path, str]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            # marshmallow puts a fault of a mapping's key or value one step below that key
            yield from _flat(inner, path if key in ("_schema", "key", "value") else (*path, key))
    else:
        yield path, "；".join(str(message) for message in messages)

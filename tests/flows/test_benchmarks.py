"""Every bench runs from end to end, if only for a moment, and writes down what it promises."""

import json
from itertools import count
from pathlib import Path
from traceback import format_exception
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks import baselines
from benchmarks.__main__ import main
from benchmarks.measure import Size, compared

PROMISED = {"name", "value", "unit", "baseline", "ratio", "spread", "command", "machine"}
SHORT = 40


@pytest.mark.parametrize("name", [
    "consume", "save_choice", "seal",
    *(pytest.param(each, marks=pytest.mark.sweep) for each in ("relay", "write", "dispatch")),  # of the same make
])
def test_a_bench_measures_both_ways_and_writes_the_figure_down(name: str, tmp_path: Path) -> None:
    figure = measured(name, 50, tmp_path)
    assert set(figure) >= PROMISED
    assert figure["name"] == name
    assert figure["value"] > 0
    assert figure["baseline"] > 0
    assert figure["ratio"] == pytest.approx(figure["value"] / figure["baseline"], rel=0.05)


def test_pages_are_measured_at_the_server_and_as_those_wait_who_open_them(tmp_path: Path) -> None:
    figure = measured("filing_page", 40, tmp_path)
    took, waited = figure["detail"]["server_p95_ms"], figure["detail"]["waited_ms"]
    assert set(took) == {"/choices/filing", "/choices/filing/<batch>/<label>", "/choices/filings"}
    assert figure["value"] == max(took.values()) > 0
    assert min(each["p50"] for each in waited.values()) > 0
    assert figure["detail"]["candidates"] == 40


def test_a_queue_is_measured_and_every_decision_of_a_workbook_is_in_the_audit(tmp_path: Path) -> None:
    figure = measured("review_queue", 20, tmp_path)
    took, waited = figure["detail"]["server_p95_ms"], figure["detail"]["waited_ms"]
    assert set(took) == {"/review/queue", "/review/cases/<account>"}
    assert figure["value"] == max(took.values()) > 0
    assert min(each["p50"] for each in waited.values()) > 0
    assert figure["detail"]["decisions"]["audited"] == figure["detail"]["decisions"]["lines"]


def test_pairs_are_interleaved_and_who_begins_changes() -> None:
    turns: list[str] = []
    rates = count(100, 50)

    def ours() -> float:
        turns.append("ours")
        return next(rates) * 2.0

    def plain() -> float:
        turns.append("plain")
        return next(rates) * 1.0

    figure = compared("any", ours, plain, size=Size(pairs=2), goal=1.0)
    assert turns == ["ours", "plain", "ours", "plain", "plain", "ours"]
    assert (figure.value, figure.baseline) == ((400 + 700) / 2, (250 + 300) / 2)
    assert figure.ratio == round((400 / 250 + 700 / 300) / 2, 2)
    assert figure.spread["value"] == [400.0, 700.0]


def measured(name: str, size: int, into: Path) -> Any:
    """The figure that a short run writes down."""
    ran = CliRunner().invoke(main, [name, "--count", str(size), "--pairs", "1", "--into", str(into)])
    assert ran.exit_code == 0, ran.output + "".join(format_exception(ran.exception))
    return json.loads((into / f"{name}.json").read_text())


def test_a_baseline_is_short() -> None:
    written = list(Path(baselines.__path__[0]).glob("*.py"))
    assert len(written) > 3
    assert {path.name: lines for path in written if (lines := len(path.read_text().splitlines())) > SHORT} == {}

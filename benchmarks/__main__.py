"""``python -m benchmarks [NAME …]``: each figure into ``var/bench/NAME.json``, and a table of them."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks import consume, demo, dispatch, filing_page, measure, relay, review_queue, save_choice, seal, write
from benchmarks.measure import PAIRS, Figure, Size

BENCHES: Mapping[str, Callable[[Size], Figure]] = {
    "relay": relay.run, "consume": consume.run, "write": write.run,
    "save_choice": save_choice.run, "seal": seal.run, "dispatch": dispatch.run, "demo": demo.run,
    "filing_page": filing_page.run, "review_queue": review_queue.run,
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHES)))
@click.option("--count", type=click.IntRange(min=0), default=0, help="how much each run does; 0: the bench's own")
@click.option("--pairs", type=click.IntRange(min=1), default=PAIRS, show_default=True, help="interleaved pairs")
@click.option("--into", default="var/bench", show_default=True, type=click.Path(path_type=Path), help="for the figures")
def main(names: tuple[str, ...], count: int, pairs: int, into: Path) -> None:
    """Measure against plain baselines, on servers of our own that write through to disk."""
    table = Table(title="benchmarks")
    for heading in ("name", "value", "baseline", "ratio", "goal", "unit", "took"):
        table.add_column(heading, justify="right")
    for name in names or BENCHES:
        started = time.perf_counter()
        figure = BENCHES[name](Size(count=count, pairs=pairs))
        path = measure.write(figure, into)
        table.add_row(*_cells(figure), f"{time.perf_counter() - started:.0f} s")
        click.echo(f"{path}", err=True)
    Console().print(table)


def _cells(figure: Figure) -> list[str]:
    low, high = figure.spread.get("ratio", [0.0, 0.0])
    ratio = "" if figure.ratio is None else f"{figure.ratio:g} ({low:g}–{high:g})"
    plain = "" if figure.baseline is None else f"{figure.baseline:g}"
    goal = f"≤ {most:g}" if (most := figure.detail.get("most")) else "" if figure.goal is None else f"≥ {figure.goal:g}"
    return [figure.name, f"{figure.value:g}", plain, ratio, goal, figure.unit]


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")

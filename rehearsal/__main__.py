"""``python -m rehearsal demo | run | stack | compose``: a season played from end to end, or by hand."""

import errno
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from rehearsal.compose import NoEngine, composed
from rehearsal.demo import Demo, Played
from rehearsal.entrance import read_credentials, seconds_left, terminal
from rehearsal.page import write_page
from rehearsal.report import show, summary, write_summary
from rehearsal.run import Run, end_on_signal
from rehearsal.script import read_script
from rehearsal.stack import stack
from rehearsal.worlds import Embedded, ServicesEnded, serving

SEASONS = Path("seasons")
FIRST_OFFICER = "officer-1@rehearsal.example"
STACK_STOPS = "reminder."
"""A step of the stack's clock takes seconds to reach ten processes: they catch up on what lies between reminders."""


class SeasonFile(click.ParamType[Path]):
    """A season by its code, if it is one of the house's, or by its file."""

    name = "season"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Raises BadParameter if there is no such file."""
        found = Path(value) if str(value).endswith(".yaml") else SEASONS / f"{value}.yaml"
        if not found.is_file():
            known = "、".join(sorted(each.stem for each in SEASONS.glob("*.yaml")))
            self.fail(f"there is no {found}; the house has {known}", param, ctx)
        return found


@click.group()
def main() -> None:
    """Play a season with simulated people, through public doors."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended on the way out


def _options(command: click.decorators.FC) -> click.decorators.FC:
    for option in (
        click.option("--season", required=True, type=SeasonFile(), help="a code of seasons/, or a season's file"),
        click.option("--candidates", type=click.IntRange(20, 100_000), default=500, show_default=True),
        click.option("--seed", type=int, default=2024, show_default=True),
    ):
        command = option(command)
    return command


@main.command()
@_options
@click.option("--var", default="var/demo", show_default=True, type=click.Path(path_type=Path), help="emptied first")
def demo(season: Path, candidates: int, seed: int, var: Path) -> None:
    """One process, SQLite files, no broker. Exit code 1 if an invariant does not hold."""
    script = read_script(season, candidates=candidates, seed=seed)
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    console = Console()
    world = Embedded(var.resolve(), f"http://127.0.0.1:{_free_port()}")
    world.command("registration", "migrate")
    link = world.command("registration", "staff", "invite", "--role", "officer", "--email", FIRST_OFFICER)
    with serving(world), Progress(console=console) as progress:
        played = Demo(world, script, progress).play(link.strip())
    _write(summary(played), played, var)
    if not show(played, console):
        raise SystemExit(1)


@main.command()
@_options
@click.option("--bind", default="127.0.0.1:8080", show_default=True, help="where the portal answers")
@click.option("--var", default="var/run", show_default=True, type=click.Path(path_type=Path), help="emptied first")
def run(season: Path, candidates: int, seed: int, bind: str, var: Path) -> None:
    """The portal, paused one hour before the lists of students are due, for people who play by hand; until Ctrl-C."""
    end_on_signal()
    if _is_taken(bind):  # before anything is emptied: it may be of the rehearsal that runs there
        raise click.ClickException(f"{bind} is in use: end the program that answers there, or choose another --bind")
    script = read_script(season, candidates=candidates, seed=seed)
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    world = Embedded(var.resolve(), f"http://{bind}")
    world.command("registration", "migrate")
    link = world.command("registration", "staff", "invite", "--role", "officer", "--email", FIRST_OFFICER)
    opened = Run(world, script, terminal())
    try:
        with serving(world) as server:
            opened.open(link.strip())
            with opened.playing():
                opened.tell()
                opened.wait(server)
    except ServicesEnded as ended:
        raise click.ClickException(str(ended)) from ended


@main.command()
@click.argument("email")
@click.option("--var", default="var/run", show_default=True, type=click.Path(path_type=Path), help="of the running one")
def code(email: str, var: Path) -> None:
    """A staff member's present code, of the rehearsal that `run` has opened in this folder."""
    try:
        found = next((each for each in read_credentials(var) if each.email == email), None)
    except FileNotFoundError as missing:
        raise click.ClickException(f"no rehearsal was opened in {var}") from missing
    if found is None:
        raise click.ClickException(f"nobody signs in as {email}")
    click.echo(found.code())
    click.echo(f"{seconds_left()}秒后更换", err=True)


@main.command("stack")
@_options
@click.option("--var", default="var/stack", show_default=True, type=click.Path(path_type=Path), help="emptied first")
def play_stack(season: Path, candidates: int, seed: int, var: Path) -> None:
    """Ten processes on PostgreSQL and RabbitMQ of their own; workers and the broker are killed on the way."""
    script = read_script(season, candidates=candidates, seed=seed, stops=STACK_STOPS)
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    console = Console()
    with stack(var.resolve()) as world:
        link = world.command("registration", "staff", "invite", "--role", "officer", "--email", FIRST_OFFICER)
        with Progress(console=console) as progress:
            played = Demo(world, script, progress, between=world.between).play(link.strip())
    _write(summary(played, faults=world.faults), played, var)
    for fault in world.faults:
        console.print(f"killed: {fault['what']} (pid {fault['pid']}) at {fault['moment']}")
    if not show(played, console):
        raise SystemExit(1)


@main.command("compose")
@_options
@click.option("--var", default="var/compose", show_default=True, type=click.Path(path_type=Path), help="emptied first")
def play_compose(season: Path, candidates: int, seed: int, var: Path) -> None:
    """The system of docker-compose.yml behind its gateway, brought up for this play and taken down with its data."""
    script = read_script(season, candidates=candidates, seed=seed, stops=STACK_STOPS)
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    console = Console()
    try:
        with composed(var.resolve()) as world:
            link = world.command("registration", "staff", "invite", "--role", "officer", "--email", FIRST_OFFICER)
            with Progress(console=console) as progress:
                played = Demo(world, script, progress).play(link.strip())
    except NoEngine as missing:
        raise click.ClickException(str(missing)) from missing
    _write(summary(played), played, var)
    if not show(played, console):
        raise SystemExit(1)


def _write(content: dict[str, Any], played: Played, var: Path) -> None:
    write_summary(content, var)
    write_page(content, played.facts, played.findings, var)


def _is_taken(bind: str) -> bool:
    host, _, port = bind.rpartition(":")
    try:
        socket.create_server((host, int(port))).close()
    except OSError as error:
        return error.errno == errno.EADDRINUSE
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main(prog_name="python -m rehearsal")

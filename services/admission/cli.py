"""Commands of admission beside those that every service has: the signed season as a file, and the key that signs."""

from collections.abc import Sequence

import click

from services.admission.adapters.season_key import read_season_key
from services.admission.config import AdmissionConfig
from services.admission.usecases import season as seasons
from shared import cli, codec


@click.command("export")
@click.argument("code")
@click.pass_obj
def export_season(opened: cli.Opened, code: str) -> None:
    """Write the signed season CODE to standard output: for `season apply` at a service that the broker cannot reach."""
    with opened.looking() as service, service.db.read() as conn:
        click.echo(codec.encode(seasons.in_force(conn, code)))


@click.command("key")
@click.option("--create", is_flag=True, help="make the key first, unless there is one")
@click.pass_obj
def show_key(opened: cli.Opened, *, create: bool) -> None:
    """Print the public half of the season key: every service's SEASON_KEY."""
    assert isinstance(opened.config, AdmissionConfig)
    click.echo(read_season_key(opened.config, create=create).public)


season = click.Group(
    "season", help="Seasons: this service's copies, and what it has signed.",
    commands={**cli.season.commands, "export": export_season, "key": show_key},
)

COMMANDS: Sequence[click.Command] = (season,)

"""Commands of admission beside those that every service has: the signed season as a file, the key that signs, and the
colleges' link."""

import secrets
from collections.abc import Sequence

import click

from services.admission.adapters.season_key import read_season_key
from services.admission.config import AdmissionConfig
from services.admission.usecases import mailbox
from services.admission.usecases import season as seasons
from shared import cli, codec
from shared.bus import colleges


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

@click.group("college-link")
def college_link() -> None:
    """Colleges that work by RabbitMQ: their users, queues and rights."""


@college_link.command("provision")
@click.option("--college", required=True, help="the college's code in the plan")
@click.pass_obj
def provision(opened: cli.Opened, college: str) -> None:
    """Give a college its queue, its user and a new password, which is printed this once, and serve it by the link."""
    bus_url, admin_url = _broker(opened)
    password = secrets.token_urlsafe(24)
    address = colleges.provision(bus_url, admin_url, college, password=password)
    with opened.writing() as service, service.db.begin(actor="command") as tx:
        mailbox.open_door(tx, college, linked=True)
    click.echo(f"address  {address}")
    click.echo(f"user     {colleges.user_of_college(college)}")
    click.echo(f"password {password}")


@college_link.command("withdraw")
@click.option("--college", required=True, help="the college's code in the plan")
@click.pass_obj
def withdraw(opened: cli.Opened, college: str) -> None:
    """Take a college's user away; from now on it is served over HTTPS. Its letters stay in its mailbox."""
    bus_url, admin_url = _broker(opened)
    colleges.withdraw(bus_url, admin_url, college)
    with opened.writing() as service, service.db.begin(actor="command") as tx:
        mailbox.open_door(tx, college, linked=False)
    click.echo(f"{college}: https")


@college_link.command("list")
@click.pass_obj
def list_doors(opened: cli.Opened) -> None:
    """Every college that has a mailbox: code, door, how many letters."""
    with opened.looking() as service, service.db.read() as conn:
        for row in mailbox.doors(conn):
            click.echo(f"{row.college}\t{row.door}\t{row.last_n}")


def _broker(opened: cli.Opened) -> tuple[str, str]:
    config = opened.config
    if config.embedded or not config.bus_admin_url:
        raise click.ClickException("needs a broker, and the administrator's address of it (BUS_ADMIN_URL)")
    return config.bus_url, config.bus_admin_url


COMMANDS: Sequence[click.Command] = (season, college_link)

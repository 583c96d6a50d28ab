"""Commands of registration beside those that every service has."""

from collections.abc import Sequence

import click
from marshmallow import ValidationError, validate

from services.registration.usecases.invitations import invite_first_officer
from services.registration.usecases.keys import withdraw_key
from shared import cli
from shared.kernel import shown


class Address(click.ParamType[str]):
    """An e-mail address: with anything else nobody could sign in."""

    name = "address"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return str(validate.Email()(value.strip()))
        except ValidationError:
            self.fail("not an e-mail address", param, ctx)


@click.group()
def staff() -> None:
    """Staff."""


@staff.command("invite")
@click.option("--role", type=click.Choice(["officer"]), required=True, help="only the first officer comes in this way")
@click.option("--email", required=True, type=Address(), help="theirs; the link is printed and mailed to nobody")
@click.pass_obj
def invite_staff(opened: cli.Opened, *, role: str, email: str) -> None:
    """Print a single-use link (24 hours) for the very first officer; refused once there is one."""
    del role  # said for the reader of a runbook; there is one choice
    with opened.writing() as service, service.db.begin(actor="command") as tx:
        invited = invite_first_officer(tx, email, public_url=opened.config.public_url)
    click.echo(invited.link)
    click.echo(f"{shown(invited.expires_at)}前有效，只能使用一次。", err=True)


@click.group()
def tokens() -> None:
    """The keys that sign tokens."""


@tokens.command("withdraw", context_settings={"ignore_unknown_options": True})  # a key's id may begin with a dash
@click.argument("kid")
@click.pass_obj
def withdraw_token_key(opened: cli.Opened, kid: str) -> None:
    """End a key that was lost to somebody, and every sign-in under it, at once."""
    with opened.writing() as service, service.db.begin(actor="command") as tx:
        found = withdraw_key(tx, kid)
    if not found:
        raise click.ClickException(f"no key {kid}")
    click.echo("withdrawn")


COMMANDS: Sequence[click.Command] = (staff, tokens)

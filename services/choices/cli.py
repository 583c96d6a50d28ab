"""Commands of choices beside those that every service has."""

from collections.abc import Sequence
from typing import Any

import click

from services.choices.usecases.verification import filing_faults


@click.group()
def filings() -> None:
    """Filings and their revisions."""


@filings.command("verify")
@click.option("--season", required=True, help="season code")
@click.pass_obj
def verify_filings(opened: Any, season: str) -> None:
    """Walk every candidate's chain of revisions; exit code 1 if any filing is not what its revisions say."""
    with opened.looking() as service, service.db.read() as conn:
        faults = list(filing_faults(conn, service.box, season))
    for fault in faults:
        click.echo(fault)
    click.echo(f"{len(faults)} faults")
    if faults:
        raise SystemExit(1)


COMMANDS: Sequence[click.Command] = (filings,)

"""Commands of notify beside those that every service has."""

from collections.abc import Sequence

import click

COMMANDS: Sequence[click.Command] = ()

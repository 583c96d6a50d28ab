"""``keys``: the rotation of a service's sealing keys, in steps that leave it running throughout.

``prepare`` and restart every process; ``rotate`` and restart again; ``reseal``; ``drop`` the old key.
"""

from typing import Any

import click

from shared.db import CHASSIS
from shared.security.crypt import Box
from shared.security.keyring import KeyRing, KeyRingFault
from shared.security.reseal import reseal, sealed_under


@click.group()
def keys() -> None:
    """The keys that personal data is sealed with: prepare, restart, rotate, restart, reseal, drop."""


@keys.command()
@click.pass_obj
def show(opened: Any) -> None:
    """Every key id, the current one marked, with the number of values that need it."""
    ring = KeyRing.read(opened.config.keyring_file)
    with opened.looking() as service, service.db.read() as conn:
        for key_id in ring.keys:
            needed = sum(sealed_under(conn, metadata, key_id) for metadata in (CHASSIS, service.house.metadata))
            click.echo(f"{key_id}\t{'current' if key_id == ring.current else '-'}\t{needed}")


@keys.command()
@click.pass_obj
def prepare(opened: Any) -> None:
    """Add a key that every process reads at its next start, and none uses yet."""
    ring = KeyRing.read(opened.config.keyring_file).prepared()
    ring.write(opened.config.keyring_file)
    click.echo(f"key {max(ring.keys)} is ready; restart web and worker, then rotate")


@keys.command()
@click.pass_obj
def rotate(opened: Any) -> None:
    """Make the prepared key the current one."""
    ring = KeyRing.read(opened.config.keyring_file)
    if max(ring.keys) == ring.current:
        raise click.ClickException("no key is prepared; run `keys prepare` and restart web and worker first")
    ring.rotated().write(opened.config.keyring_file)
    click.echo(f"key {max(ring.keys)} is the current one; restart web and worker, then reseal")


@keys.command("reseal")
@click.pass_obj
def reseal_all(opened: Any) -> None:
    """Seal everything again under the current key. May be broken off and begun again."""
    changed = 0
    with opened.looking() as service:
        box = Box(KeyRing.read(opened.config.keyring_file), service.name)
        for metadata in (CHASSIS, service.house.metadata):
            for batch in reseal(service.db, metadata, box):
                changed += batch.changed
        with service.db.begin(actor="command") as tx:
            tx.audit("keys.reseal", "keyring", changed=changed)
    click.echo(f"{changed} values sealed again")


@keys.command()
@click.argument("key_id", type=int)
@click.pass_obj
def drop(opened: Any, key_id: int) -> None:
    """Take a key out of the ring, once nothing needs it. Backups taken before still do: keep it with them."""
    ring = KeyRing.read(opened.config.keyring_file)
    with opened.looking() as service, service.db.read() as conn:
        needed = sum(sealed_under(conn, metadata, key_id) for metadata in (CHASSIS, service.house.metadata))
    if needed:
        raise click.ClickException(f"{needed} values are still sealed under key {key_id}; run `keys reseal` first")
    try:
        ring.without(key_id).write(opened.config.keyring_file)
    except KeyRingFault as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"key {key_id} is gone")

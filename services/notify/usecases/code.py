"""Codes and invitations: what opens something, told to an address that may belong to no account yet."""

from collections.abc import Sequence

from services.notify.domain.notice import Channel, minutes_left
from services.notify.domain.texts import CODE_TEMPLATES, ROLE_NAMES
from services.notify.usecases.notice import Wanted, write_notices
from shared.contracts.registration import CodeRequested, InvitationIssued
from shared.db import Tx
from shared.inbox import understood
from shared.kernel import shown


def send_codes(tx: Tx, asked: Sequence[CodeRequested]) -> None:
    """A code to the phone that it was asked for, once."""
    write_notices(tx, [
        Wanted(
            source=f"registration/code/{each.code_id}", channel=Channel.SMS,
            template=understood(CODE_TEMPLATES, each.purpose, of="purpose"),
            params={"code": each.code, "minutes": minutes_left(each.expires_at, tx.wall)}, intake=each.intake,
            address=each.phone, expires_at=each.expires_at,
        )
        for each in asked
    ])


def send_invitations(tx: Tx, issued: Sequence[InvitationIssued]) -> None:
    """A link to the address that was invited, once."""
    write_notices(tx, [
        Wanted(
            source=f"registration/invitation/{each.invitation}", channel=Channel.EMAIL, template="invitation",
            params={"role": ROLE_NAMES.get(each.role, each.role), "link": each.link, "until": shown(each.expires_at)},
            address=each.email, expires_at=each.expires_at,
        )
        for each in issued
    ])

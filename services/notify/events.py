"""The bus door: what notify hears of people and of the season."""

from collections.abc import Sequence

from services.notify.usecases.announcement import announce
from services.notify.usecases.code import send_codes, send_invitations
from services.notify.usecases.contact import keep_contacts, tell_person
from shared.contracts import Event
from shared.contracts.admission import MilestoneReached
from shared.contracts.registration import (
    AccountOpened,
    CodeRequested,
    ContactChanged,
    InvitationIssued,
    PasswordChanged,
)
from shared.db import Tx
from shared.inbox import Handler, Heard
from shared.kernel import shown


def on_contact_changed(tx: Tx, heard: Sequence[Heard[ContactChanged]]) -> None:
    keep_contacts(tx, [(each.event, each.id, each.occurred_at) for each in heard])


def on_code_requested(tx: Tx, heard: Sequence[Heard[CodeRequested]]) -> None:
    send_codes(tx, [each.event for each in heard])


def on_invitation_issued(tx: Tx, heard: Sequence[Heard[InvitationIssued]]) -> None:
    send_invitations(tx, [each.event for each in heard])


def on_account_opened(tx: Tx, heard: Sequence[Heard[AccountOpened]]) -> None:
    for each in heard:
        opened = each.event
        params = {"candidate_number": opened.candidate_number, "at": shown(opened.opened_at)}
        tell_person(tx, opened.account, "account_opened", params, source=each.key, event_id=each.id,
                    at=opened.opened_at)


def on_password_changed(tx: Tx, heard: Sequence[Heard[PasswordChanged]]) -> None:
    for each in heard:
        changed = each.event
        params = {"at": shown(changed.changed_at)}
        tell_person(tx, changed.account, "password_changed", params, source=each.key, event_id=each.id,
                    at=changed.changed_at)


def on_milestone_reached(tx: Tx, heard: Sequence[Heard[MilestoneReached]]) -> None:
    for each in heard:
        announce(tx, each.event)


SUBSCRIPTIONS: dict[type[Event], Handler] = {
    ContactChanged: on_contact_changed,
    CodeRequested: on_code_requested,
    InvitationIssued: on_invitation_issued,
    AccountOpened: on_account_opened,
    PasswordChanged: on_password_changed,
    MilestoneReached: on_milestone_reached,
}

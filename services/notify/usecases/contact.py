"""Keeping how people are reached, and telling them what happens to their accounts."""

from collections.abc import Sequence
from datetime import datetime

from services.notify.domain.notice import Channel
from services.notify.domain.texts import TEMPLATES
from services.notify.store import contact
from services.notify.store.contact import Contact
from services.notify.usecases.entry import Said, write_entries
from services.notify.usecases.notice import Wanted, write_notices
from shared.contracts.registration import ContactChanged
from shared.db import Tx
from shared.inbox import NotYet
from shared.kernel import shown


def keep_contacts(tx: Tx, changes: Sequence[tuple[ContactChanged, str, datetime]]) -> None:
    """Keep contacts, each with the id of what said so and its instant. The phone left behind is told that it was."""
    known = contact.of_accounts(tx, [changed.account for changed, _, _ in changes])
    contact.put(tx, [
        {"account": c.account, "intake": c.intake, "role": c.role, "name": c.name, "phone": c.phone, "email": c.email}
        for c, _, _ in changes
    ])
    for changed, event_id, at in changes:
        before = known.get(changed.account)
        if before and before.phone and before.phone != changed.phone:
            _tell_old_phone(tx, before, event_id=event_id, at=at)


def _tell_old_phone(tx: Tx, before: Contact, *, event_id: str, at: datetime) -> None:
    source, params = f"registration/contact/{before.account}", {"at": shown(at)}
    write_notices(tx, [Wanted(
        source=source, channel=Channel.SMS, template="phone_changed", params=params, intake=before.intake,
        account=before.account, address=before.phone, dedupe=event_id,
    )])
    write_entries(tx, [Said(
        source=source, template="phone_changed", params=params, at=at, intake=before.intake, account=before.account,
        dedupe=event_id,
    )])


def tell_person(  # noqa: PLR0913  (what, to whom, why and when)
    tx: Tx, account: str, template: str, params: dict[str, str], *, source: str, event_id: str, at: datetime
) -> None:
    """Tell one person on the first channel that both the text and the person have, and on their timeline.

    Raises NotYet while it is not known how they are reached.
    """
    person = contact.of_accounts(tx, [account]).get(account)
    if person is None:
        raise NotYet(f"registration/contact/{account}")
    channel = first_channel(person, template)
    if channel is not None:
        write_notices(tx, [Wanted(
            source=source, channel=channel, template=template, params=params, intake=person.intake, account=account,
            dedupe=event_id,
        )])
    write_entries(tx, [Said(
        source=source, template=template, params=params, at=at, intake=person.intake, account=account, dedupe=event_id,
    )])


def first_channel(person: Contact, template: str) -> Channel | None:
    """SMS before mail, as far as there is a text and an address."""
    text = TEMPLATES[template]
    if text.sms and person.phone:
        return Channel.SMS
    return Channel.EMAIL if text.mail and person.email else None

"""Keeping how people are reached, and telling them what happens to their accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.audience import COLLEGE
from services.notify.domain.notice import Channel
from services.notify.domain.texts import TEMPLATES
from services.notify.store import contact, mark
from services.notify.store.contact import Contact
from services.notify.usecases.entry import Said, write_entries
from services.notify.usecases.notice import Wanted, write_notices
from shared.contracts.registration import AccountOpened, ContactChanged
from shared.db import Tx
from shared.inbox import NotYet
from shared.kernel import shown


def keep_contacts(tx: Tx, changes: Sequence[tuple[ContactChanged, str, datetime]]) -> None:
    """Keep contacts, each with the id of what said so and its instant. The phone left behind is told that it was."""
    known = contact.of_accounts(tx, [changed.account for changed, _, _ in changes])
    contact.put(tx, [
        {"account": c.account, "intake": c.intake, "role": c.role, "name": c.name, "phone": c.phone, "email": c.email,
         "scope": c.scope}
        for c, _, _ in changes
    ])
    for changed, event_id, at in changes:
        before = known.get(changed.account)
        if before and before.phone and before.phone != changed.phone:
            _tell_old_phone(tx, before, event_id=event_id, at=at)


def keep_colleges(tx: Tx, opened: Sequence[AccountOpened]) -> None:
    """Keep whose candidates they are."""
    mark.put(tx, [(each.account, each.intake, COLLEGE, each.source_college) for each in opened])


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


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """Something that happened to one person, told once: ``event_id`` is of the event that said so. ``quiet``: on the
    timeline alone."""

    account: str
    template: str
    params: Mapping[str, str]
    source: str
    event_id: str
    at: datetime
    season: str | None = None
    quiet: bool = False


def tell_people(tx: Tx, news: Sequence[News]) -> None:
    """Tell each on the first channel that both the text and the person have, and on their timeline.

    Raises NotYet while it is not known how one of them is reached.
    """
    known = contact.of_accounts(tx, [each.account for each in news])
    if missing := [each.account for each in news if each.account not in known]:
        raise NotYet(f"registration/contact/{missing[0]}")
    reached = [(each, known[each.account], first_channel(known[each.account], each.template)) for each in news]
    write_notices(tx, [
        Wanted(source=each.source, channel=channel, template=each.template, params=each.params, intake=person.intake,
               season=each.season, account=each.account, dedupe=each.event_id)
        for each, person, channel in reached if channel is not None and not each.quiet
    ])
    write_entries(tx, [
        Said(source=each.source, template=each.template, params=each.params, at=each.at, intake=person.intake,
             season=each.season, account=each.account, dedupe=each.event_id)
        for each, person, _ in reached if TEMPLATES[each.template].entry
    ])


def first_channel(person: Contact, template: str) -> Channel | None:
    """SMS before mail, as far as there is a text and an address."""
    text = TEMPLATES[template]
    if text.sms and person.phone:
        return Channel.SMS
    return Channel.EMAIL if text.mail and person.email else None

"""Reminders that the clock brings: to whom, with which words, in slices that a killed worker does not repeat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notify.domain.audience import CANDIDATE, belongs, role_of
from services.notify.domain.notice import Channel
from services.notify.domain.texts import REMINDERS, SHORTER, TEMPLATES
from services.notify.store import contact, mark
from services.notify.store.contact import Contact
from services.notify.usecases.entry import Said, write_entries
from services.notify.usecases.notice import Wanted, write_notices
from shared.db import Tx
from shared.kernel import in_beijing, shown
from shared.season import Season
from shared.season.model import Reminder
from shared.season.words import Edge


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailing:
    """One reminder at one instant, to everybody of a role who is meant."""

    season: str
    intake: str
    reminder: str
    template: str
    role: str
    channels: tuple[str, ...]
    params: Mapping[str, str]
    instant: datetime
    audience: str = "accounts"
    batch: str | None = None
    closing: bool = False

    @property
    def source(self) -> str:
        """What its notices are about. A reminder moved to another instant is another one."""
        return f"admission/reminder/{self.season}/{self.reminder}/{self.instant:%Y%m%dT%H%MZ}"

    def plain(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {name: getattr(self, name) for name in self.__slots__} | {"instant": self.instant.isoformat()}

    @classmethod
    def from_plain(cls, kept: Mapping[str, Any]) -> "Mailing":
        """The same again."""
        instant = datetime.fromisoformat(kept["instant"])
        return cls(**{**kept, "channels": tuple(kept["channels"]), "instant": instant})


def mailing_of(season: Season, reminder: Reminder, instant: datetime, *, now: datetime) -> Mailing | None:
    """What a reminder comes to. None when nobody is known to be in its audience, when its template does not fit, or
    when what it reminds of is over by now: a service that was away tells nobody to do what can no longer be done."""
    role = role_of(reminder.audience)
    params = _params(season, reminder, instant)
    window = season.window(reminder.window or "")
    if role is None or (window is not None and now >= window.closes_at):
        return None
    template = _fitting(reminder.template, params)
    if template is None:
        return None
    return Mailing(
        season=season.code, intake=season.intake, reminder=reminder.id, template=template, role=role,
        channels=tuple(reminder.channels), params=params, instant=instant, audience=reminder.audience,
        batch=window.batch if window else None, closing=reminder.edge is Edge.CLOSES,
    )


def _fitting(wanted: str, params: Mapping[str, str]) -> str | None:
    """The template that a season names, or the one beside it that has room for these values."""
    if wanted not in REMINDERS:
        return None
    return next((key for key in (wanted, SHORTER.get(wanted)) if key and TEMPLATES[key].fits(params)), None)


def results_due(season: Season, instant: datetime) -> set[str]:
    """The rounds whose results are out at an instant."""
    return {each.no for each in season.rounds if each.result_visible_at <= instant}


def spread(tx: Tx, mailing: Mailing, *, after: str, most: int) -> tuple[int, str]:
    """Write the next notices and entries of a mailing; returns how many people and the last of them."""
    found = contact.audience_after(tx, role=mailing.role, intake=mailing.intake, after=after, most=most)
    people = _meant(tx, mailing, found)
    write_notices(tx, [
        _notice(mailing, person, Channel(channel))
        for person in people for channel in mailing.channels if _reaches(person, channel, mailing.template)
    ])
    write_entries(tx, [_entry(mailing, person) for person in people])
    return len(found), found[-1].account if found else after


def _meant(tx: Tx, mailing: Mailing, people: Sequence[Contact]) -> list[Contact]:
    if mailing.role != CANDIDATE:
        return list(people)
    marks = mark.of_accounts(tx, mailing.intake, [person.account for person in people])
    return [person for person in people
            if belongs(mailing.audience, marks.get(person.account, {}), batch=mailing.batch, closing=mailing.closing)]


def _reaches(person: Contact, channel: str, template: str) -> bool:
    text = TEMPLATES[template].sms if channel == "sms" else TEMPLATES[template].mail
    return bool(text and person.address(channel))


def _notice(mailing: Mailing, person: Contact, channel: Channel) -> Wanted:
    return Wanted(
        source=mailing.source, channel=channel, template=mailing.template, params=mailing.params,
        intake=mailing.intake, season=mailing.season, account=person.account,
        dedupe=f"{mailing.source}/{person.account}",
    )


def _entry(mailing: Mailing, person: Contact) -> Said:
    return Said(
        source=mailing.source, template=mailing.template, params=mailing.params, at=mailing.instant,
        intake=mailing.intake, season=mailing.season, account=person.account,
        dedupe=f"{mailing.source}/{person.account}",
    )


def _params(season: Season, reminder: Reminder, instant: datetime) -> dict[str, str]:
    """Everything that a reminder's words may need; a template takes what it names."""
    params = {"now": f"{in_beijing(instant):%H:%M}", "closes": shown(season.roster.closes_at)}
    window = season.window(reminder.window or "")
    if window is not None:
        params |= {"closes": shown(window.closes_at)}
    ahead = [each for each in season.rounds if each.return_by > instant]
    if ahead:
        due = min(ahead, key=lambda each: each.return_by)
        params |= {"round": due.title, "return_by": shown(due.return_by)}
    return params

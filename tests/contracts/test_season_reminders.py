"""What the seasons ask notify to say, notify can say: every reminder's template is there and can be filled."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.notify.domain.template import SIGNATURE_MOST, SMS_MOST, sms_text
from services.notify.domain.texts import REMINDERS, TEMPLATES
from services.notify.usecases.reminder import mailing_of
from shared.season import Season, read
from shared.season.model import Reminder
from shared.season.moments import reminder_instant
from shared.season.words import Audience

SEASONS = [read(path) for path in sorted((Path(__file__).resolve().parents[2] / "seasons").glob("*.yaml"))]
ASKED = [(season, reminder) for season in SEASONS for reminder in season.reminders]
NAMES = [f"{season.code}:{reminder.id}" for season, reminder in ASKED]


def test_there_are_seasons_with_reminders() -> None:
    assert ASKED


@pytest.mark.parametrize(("season", "reminder"), ASKED, ids=NAMES)
def test_a_reminder_can_be_said_on_each_of_its_channels(season: Season, reminder: Reminder) -> None:
    assert reminder.template in REMINDERS
    template = TEMPLATES[reminder.template]
    for channel in reminder.channels:
        assert (template.sms if channel == "sms" else template.mail), f"no text for {channel}"


@pytest.mark.parametrize(("season", "reminder"), ASKED, ids=NAMES)
def test_a_reminders_words_fit(season: Season, reminder: Reminder) -> None:
    instant = reminder_instant(reminder, season)
    assert instant is not None, "its moment precedes the opening of its window"
    known = {"audience": Audience.ACCOUNTS}
    asked = Reminder(**{name: getattr(reminder, name) for name in Reminder.__slots__} | known)
    mailing = mailing_of(season, asked, instant, now=instant - timedelta(seconds=1))
    assert mailing is not None
    if TEMPLATES[reminder.template].sms:
        text = sms_text(TEMPLATES[reminder.template], mailing.params, signature=season.authority.sms_signature)
        assert len(text) <= SMS_MOST


@pytest.mark.parametrize("season", SEASONS, ids=lambda season: season.code)
def test_the_signature_of_a_season_leaves_room_for_every_text(season: Season) -> None:
    assert len(season.authority.sms_signature) <= SIGNATURE_MOST

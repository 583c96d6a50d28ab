"""What the season's clock makes notify do: remind people."""

from services.notify.domain.audience import waits_for_results
from services.notify.store import release
from services.notify.usecases.reminder import mailing_of, results_due
from shared.db import Tx
from shared.jobs import enqueue
from shared.season import Moment, Season
from shared.season.moments import MomentKind
from shared.season.replica import SeasonReplica
from shared.season.timers import Effect


def remind(tx: Tx, season: Season, moment: Moment) -> None:
    """Begin to spread a reminder; whether it says nothing to anybody is written down too."""
    reminder = next(each for each in season.reminders if each.id == moment.subject)
    now = SeasonReplica(tx.db, public_key="").season_time(season.intake, tx.wall)
    mailing = mailing_of(season, reminder, moment.instant, now=now)
    tx.audit("reminder.spread" if mailing else "reminder.pass_over", f"reminder/{season.code}/{reminder.id}",
             audience=reminder.audience, template=reminder.template, instant=moment.instant.isoformat())
    if mailing is None:
        return
    due = results_due(season, moment.instant)
    if waits_for_results(reminder.audience) and not due <= set(release.rounds(tx.conn, season.code)):
        # who was admitted would else be told to file again
        release.put_by(tx, mailing.source, season.code, mailing.plain())
    else:
        enqueue(tx, "spread", **mailing.plain())


EFFECTS: dict[str, Effect] = {MomentKind.REMINDER: remind}

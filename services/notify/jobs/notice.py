"""The sender: takes notices that are due, brings them out without any transaction, and writes down how it went."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from services.notify.domain.notice import Carrier, CarrierAway, Channel, Letter, Refused, Status, is_expired
from services.notify.domain.template import TextUnfit, filled, sms_text
from services.notify.domain.texts import TEMPLATES
from services.notify.store import notice
from services.notify.store.notice import Notice
from services.notify.usecases.notice import LEASE, PERHAPS_REPEATED, Outcome, settle, take_due
from shared.db import Database
from shared.inbox import back_off
from shared.logs import open_log
from shared.metrics import Metrics
from shared.season.replica import SeasonReplica
from shared.service import Service

BATCH = 50
UNKNOWN = timedelta(seconds=2)
"""How soon to look again at a notice whose intake no season told us of: whether it may leave the house is not known."""
AWAY = 4
"""What is for a carrier that is away rests as long as after this many refusals."""

Carriers = Mapping[Channel, Carrier]
log = open_log("notify")


class Sender:
    """An errand of the worker. ``rehearsed`` bring out what belongs to a rehearsal, ``real`` everything else."""

    def __init__(self, *, rehearsed: Carriers, real: Carriers, tries: int) -> None:
        self._rehearsed = rehearsed
        self._real = real
        self._tries = tries
        self._season: SeasonReplica
        self._metrics: Metrics

    def join(self, service: Service) -> "Sender":
        """Decide by this service's seasons, count in its measures."""
        self._season, self._metrics = service.season, service.metrics
        return self

    def __call__(self, db: Database, wall: datetime) -> bool:
        """Send one batch. True if there was any."""
        with db.read() as conn:
            if not notice.any_due(conn, wall):
                return False
        with db.begin(actor="sender", wall=wall) as tx:
            taken = take_due(tx, most=BATCH)
        outcomes = self._bring_out(taken, wall)
        with db.begin(actor="sender", wall=wall) as tx:
            ended = settle(tx, outcomes)
        for each in ended:
            self._count(each, wall)
        return bool(taken)

    def _bring_out(self, taken: Sequence[Notice], wall: datetime) -> list[Outcome]:
        until = time.monotonic() + LEASE.total_seconds() / 2
        away: set[Channel] = set()
        outcomes = []
        for each in taken:
            if time.monotonic() >= until or each.channel in away:
                again = wall if each.channel not in away else wall + back_off(AWAY)
                outcomes.append(Outcome(notice=each, status=Status.DUE, again_at=again))
                continue
            try:
                outcomes.append(self._bring_one(each, wall))
            except CarrierAway as error:
                log.warning("carrier_away", channel=each.channel, reason=error.reason)
                away.add(Channel(each.channel))
                again = wall + back_off(AWAY)
                outcomes.append(Outcome(notice=each, status=Status.DUE, again_at=again, reason=error.reason))
        for carrier in {*self._rehearsed.values(), *self._real.values()}:
            carrier.rest()
        return outcomes

    def _bring_one(self, each: Notice, wall: datetime) -> Outcome:
        if is_expired(each.expires_at, wall):
            return Outcome(notice=each, status=Status.EXPIRED)
        if each.address is None or each.lapses >= self._tries:
            reason = "its senders die" if each.address else "no address"
            return Outcome(notice=each, status=Status.FAILED, reason=reason)
        carriers = self._carriers(each)
        if carriers is None:
            return Outcome(notice=each, status=Status.DUE, again_at=wall + UNKNOWN)
        try:
            return self._carry(each, each.address, carriers[Channel(each.channel)], wall)
        except Refused as error:
            return self._refused(each, error, wall)

    def _carry(self, each: Notice, address: str, carrier: Carrier, wall: datetime) -> Outcome:
        try:
            provider_id = carrier.carry(self._letter(each, address, wall))
        except (Refused, CarrierAway):
            raise
        except TextUnfit as error:
            raise Refused(str(error)[:60], for_good=True) from error
        except Exception as error:  # one notice's own trouble must not hold up all others
            log.exception("notice_not_brought_out", notice=each.id, template=each.template)
            raise Refused(type(error).__name__, for_good=False) from error
        if each.lapses and not carrier.knows_repeats:
            self._metrics.count("notices_total", channel=each.channel, outcome="repeated")
            return Outcome(notice=each, status=Status.DELIVERED, provider_id=provider_id, reason=PERHAPS_REPEATED)
        return Outcome(notice=each, status=Status.DELIVERED, provider_id=provider_id)

    def _refused(self, each: Notice, error: Refused, wall: datetime) -> Outcome:
        refusals = each.refusals + 1
        if error.for_good or refusals >= self._tries:
            return Outcome(notice=each, status=Status.FAILED, reason=error.reason)
        again = wall + back_off(refusals)
        return Outcome(notice=each, status=Status.DUE, again_at=again, reason=error.reason, refused=True)

    def _carriers(self, each: Notice) -> Carriers | None:
        """Who may bring it out; None while it is not known whether its intake is a rehearsal."""
        if each.intake is None:
            return self._real
        rehearsal = self._season.is_rehearsal(each.intake)
        if rehearsal is None:
            return None
        return self._rehearsed if rehearsal else self._real

    def _letter(self, each: Notice, address: str, wall: datetime) -> Letter:
        template = TEMPLATES[each.template]
        channel = Channel(each.channel)
        text = filled(template, template.mail, each.params) if channel is Channel.EMAIL else self._sms(each)
        return Letter(
            notice=each.id, channel=channel, address=address, subject=template.title, text=text,
            template=each.template, at=wall,
        )

    def _sms(self, each: Notice) -> str:
        if each.intake is None:
            raise TextUnfit("an SMS needs an intake to be signed")
        season = self._season.season(each.season) if each.season else self._season.seasons_of(each.intake)[0]
        return sms_text(TEMPLATES[each.template], each.params, signature=season.authority.sms_signature)

    def _count(self, ended: Outcome, wall: datetime) -> None:
        each = ended.notice
        self._metrics.count("notices_total", channel=each.channel, outcome=ended.status)
        if ended.status is Status.DELIVERED:
            seconds = (wall - each.recorded_at).total_seconds()
            self._metrics.observe("notice_delay_seconds", seconds, channel=each.channel)
        if ended.status is Status.FAILED:
            log.error("notice_failed", notice=each.id, channel=each.channel, template=each.template,
                      reason=ended.reason)

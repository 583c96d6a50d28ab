"""One turn of the sender: what it brings out of the house, and what it has to say of each notice afterwards."""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from services.notify.domain.notice import Carrier, CarrierAway, Channel, Letter, Refused, Status, is_expired
from services.notify.domain.template import TextUnfit, filled, sms_text
from services.notify.domain.texts import TEMPLATES
from services.notify.store.notice import Notice
from services.notify.usecases.notice import LEASE, PERHAPS_REPEATED, Outcome
from shared.inbox import back_off
from shared.logs import open_log
from shared.season.replica import SeasonReplica

UNKNOWN = timedelta(seconds=2)
"""How soon to look again at a notice whose intake no season told us of: whether it may leave the house is not known."""
AWAY = 4
"""What is for a carrier that is away rests as long as after this many refusals."""

Carriers = Mapping[Channel, Carrier]
log = open_log("notify")


class Turn:
    """Seasons are looked up once a turn. ``rehearsed`` bring out what belongs to a rehearsal, ``real`` the rest."""

    def __init__(
        self, season: SeasonReplica, *, rehearsed: Carriers, real: Carriers, tries: int, wall: datetime
    ) -> None:
        self._rehearsed = rehearsed
        self._real = real
        self._tries = tries
        self._wall = wall
        self._season = season
        self._away: set[str] = set()
        self._is_rehearsal = cache(season.is_rehearsal)
        self._signature = cache(self._signature_of)

    def bring_out(self, taken: Sequence[Notice]) -> list[Outcome]:
        """Bring out what half a lease allows; the rest is for another turn."""
        until = time.monotonic() + LEASE.total_seconds() / 2
        outcomes = [self._one(each) if time.monotonic() < until else self._later(each, timedelta(0)) for each in taken]
        unsure = {channel for carriers in (self._rehearsed, self._real) for channel in self._unfinished(carriers)}
        return [self._sure(each) if each.notice.channel in unsure else each for each in outcomes]

    def _unfinished(self, carriers: Carriers) -> Iterator[str]:
        """Channels of which it is not sure that what was carried stays carried."""
        for channel, carrier in carriers.items():
            try:
                carrier.finish()
            except CarrierAway as error:
                log.warning("carrier_away", channel=channel, reason=error.reason)
                yield channel

    def _sure(self, each: Outcome) -> Outcome:
        return self._later(each.notice, back_off(AWAY)) if each.status is Status.DELIVERED else each

    def _one(self, each: Notice) -> Outcome:
        if is_expired(each.expires_at, self._wall):
            return Outcome(notice=each, status=Status.EXPIRED)
        if each.address is None or each.lapses >= self._tries:
            reason = "its senders die" if each.address else "no address"
            return Outcome(notice=each, status=Status.FAILED, reason=reason)
        carriers = self._carriers(each)
        if carriers is None:
            return self._later(each, UNKNOWN)
        if each.channel in self._away:
            return self._later(each, back_off(AWAY))
        try:
            return self._carry(each, each.address, carriers[Channel(each.channel)])
        except Refused as error:
            return self._refused(each, error)

    def _carry(self, each: Notice, address: str, carrier: Carrier) -> Outcome:
        try:
            provider_id = carrier.carry(self._letter(each, address))
        except Refused:
            raise
        except CarrierAway as error:
            log.warning("carrier_away", channel=each.channel, reason=error.reason)
            self._away.add(each.channel)
            return self._later(each, back_off(AWAY), reason=error.reason)
        except TextUnfit as error:
            raise Refused(str(error)[:60], for_good=True) from error
        except Exception as error:  # one notice's own trouble must not hold up all others
            log.exception("notice_not_brought_out", notice=each.id, template=each.template)
            raise Refused(type(error).__name__, for_good=False) from error
        again = PERHAPS_REPEATED if each.lapses and not carrier.knows_repeats else None
        return Outcome(notice=each, status=Status.DELIVERED, provider_id=provider_id, reason=again)

    def _refused(self, each: Notice, error: Refused) -> Outcome:
        refusals = each.refusals + 1
        if error.for_good or refusals >= self._tries:
            return Outcome(notice=each, status=Status.FAILED, reason=error.reason)
        again = self._wall + back_off(refusals)
        return Outcome(notice=each, status=Status.DUE, again_at=again, reason=error.reason, refused=True)

    def _later(self, each: Notice, rest: timedelta, *, reason: str | None = None) -> Outcome:
        return Outcome(notice=each, status=Status.DUE, again_at=self._wall + rest, reason=reason)

    def _carriers(self, each: Notice) -> Carriers | None:
        """Who may bring it out; None while it is not known whether its intake is a rehearsal."""
        if each.intake is None:
            return self._real
        rehearsal = self._is_rehearsal(each.intake)
        if rehearsal is None:
            return None
        return self._rehearsed if rehearsal else self._real

    def _letter(self, each: Notice, address: str) -> Letter:
        template = TEMPLATES[each.template]
        channel = Channel(each.channel)
        if channel is Channel.SMS:
            text = sms_text(template, each.params, signature=self._signature(each.intake, each.season))
        else:
            text = filled(template, template.mail, each.params)
        return Letter(
            notice=each.id, channel=channel, address=address, subject=template.title, text=text,
            template=each.template, at=self._wall,
        )

    def _signature_of(self, intake: str | None, season: str | None) -> str:
        if intake is None:
            raise TextUnfit("an SMS needs an intake to be signed")
        found = self._season.season(season) if season else self._season.seasons_of(intake)[0]
        return found.authority.sms_signature

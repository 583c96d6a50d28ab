"""Choices and admission as simple as they can be thought: what was acknowledged, and where each candidate is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.admission.tests.play import BACK, CLOSES, DOWN, SEASON
from shared.season.words import WindowKind

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
MAIN, S1 = "MAIN", "S1"
OPENS = {each.batch: each.opens_at for each in SEASON.windows if each.kind is WindowKind.FILING and each.batch}
ROUNDS = {each.no: each for each in SEASON.rounds}
INSTANTS = sorted({
    OPENS[MAIN], OPENS[MAIN] + HOUR, CLOSES[MAIN] - SECOND, *(CLOSES[MAIN] + n * HOUR for n in range(4)),
    OPENS[S1], OPENS[S1] + HOUR, CLOSES[S1],
    *(instant for each in SEASON.rounds
      for instant in (DOWN[each.no], BACK[each.no] - MINUTE, BACK[each.no], each.result_visible_at)),
})
"""At which something may begin or end, or has just begun or not yet ended."""

Choice = tuple[str, tuple[str, ...]]
Filing = dict[str, Choice]
Major = tuple[str, str]


@dataclass
class Reopening:
    """One person may file once more, in a batch of their own."""

    account: str
    opens_at: datetime
    closes_at: datetime


@dataclass
class File:
    """A candidate with a college. ``word``: what the college signed, once it has: a major, or None with a reason."""

    no: str
    college: str
    returned: bool = False
    word: str | None = None


@dataclass
class Model:
    """Dictionaries, no database, no messages, no locks."""

    seats: Counter[Major]
    now: datetime = INSTANTS[0]
    closes_at: datetime = CLOSES[MAIN]
    own_close: dict[str, datetime] = field(default_factory=dict)
    reopened: dict[str, Reopening] = field(default_factory=dict)
    standing: dict[str, str] = field(default_factory=dict)
    filings: dict[str, dict[str, Filing]] = field(default_factory=lambda: {MAIN: {}, S1: {}})
    announced: bool = False
    cancelled: bool = False
    vacant: set[Major] = field(default_factory=set)
    files: dict[str, File] = field(default_factory=dict)
    admitted: dict[str, tuple[str, Major]] = field(default_factory=dict)
    signed: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    went: set[tuple[str, str]] = field(default_factory=set)

    # -- filing -------------------------------------------------------------------------------------------------

    def refusal(self, account: str, batch: str, label: str, choice: Choice | None) -> str | None:
        """The code of the first rule that says no; None where it is acknowledged."""
        held = self.filings.get(batch, {}).get(account, {})
        told = account in self.admitted and self.now >= ROUNDS[self.admitted[account][0]].result_visible_at
        rules = (
            (self.standing[account] == "not_eligible", "not_eligible"),
            (self.standing[account] == "revoked", "eligibility_revoked"),
            (batch == S1 and label != "A", "choice_unknown"), (window := self._window(account, batch), window or ""),
            (told, "already_admitted"), (choice is None and label not in held, "nothing_saved"),
        )
        found = next((code for broken, code in rules if broken), None)
        if found or choice is None:
            return found
        if batch == S1 and any((choice[0], major) not in self.vacant for major in choice[1]):
            return "no_seats_for_category"
        twice = any(other != label and had[0] == choice[0] for other, had in held.items())
        return "college_twice" if twice else None

    def _window(self, account: str, batch: str) -> str | None:
        if batch == S1 and self.cancelled:
            return "filing_cancelled"
        opens, closes = OPENS.get(batch), self.close_of(account, batch)
        if batch in self.reopened:
            opens = self.reopened[batch].opens_at
        if opens is None or self.now < opens:
            return "filing_not_open"
        if self.now >= closes:
            return "filing_closed"
        return "filing_unannounced" if batch == S1 and not self.announced else None

    def close_of(self, account: str, batch: str) -> datetime:
        """Until when somebody may change their filing."""
        if batch in self.reopened:
            return self.reopened[batch].closes_at
        if batch == S1:
            return CLOSES[S1]
        return max(self.closes_at, self.own_close.get(account, self.closes_at))

    def keep(self, account: str, batch: str, label: str, choice: Choice | None) -> list[str]:
        """What was acknowledged is there; which labels stand now."""
        held = self.filings.setdefault(batch, {}).setdefault(account, {})
        held.pop(label, None)
        if choice is not None:
            held[label] = choice
        return sorted(held)

    # -- sealing --------------------------------------------------------------------------------------------------

    def closed(self, batch: str) -> bool:
        """Whether nobody may change anything in a batch any more, and it was held."""
        if batch == S1:
            return self.announced and not self.cancelled and self.now >= CLOSES[S1]
        if batch in self.reopened:
            return self.now >= self.reopened[batch].closes_at
        return self.now >= max([self.closes_at, *self.own_close.values()])

    def ready(self, no: str) -> bool:
        """Whether a round may be signed: earlier choices went down, its batch is closed and so is every reopening."""
        batch = ROUNDS[no].batch
        earlier = {each for each in ROUNDS if ROUNDS[each].batch == batch and DOWN[each] < DOWN[no]}
        return earlier <= self.gone and self.closed(batch) and (
            batch != MAIN or all(self.closed(each) for each in self.reopened))

    def sealed_for(self) -> tuple[Any, ...]:
        """What the seals of the main batch stand on: a round that was signed for others does not go."""
        return max([self.closes_at, *self.own_close.values()]), *sorted(self.reopened)

    def sign(self, no: str) -> None:
        """Two officers signed a round as it stands: it goes at its moment, or at once."""
        self.signed[no] = self.sealed_for()
        self.pass_to(self.now)

    def pass_to(self, now: datetime) -> None:
        """Time passes, and what is signed goes."""
        self.now = now
        self.gone |= {no for no, seals in self.signed.items() if now >= DOWN[no] and (
            no == S1 or seals == self.sealed_for())}

    def filed(self, batch: str) -> Mapping[str, Filing]:
        """What a batch is dispatched from: a reopened person's filing stands over the one before."""
        found = dict(self.filings[batch])
        for each in self.reopened if batch == MAIN else ():
            found |= self.filings.get(each, {})
        return found

    # -- recruiting -------------------------------------------------------------------------------------------------

    def choice_in(self, no: str, account: str) -> Choice | None:
        """What somebody has filed for a round."""
        return self.filed(ROUNDS[no].batch).get(account, {}).get(ROUNDS[no].choice)

    def due(self, no: str) -> set[str]:
        """Who must go down in a round that is signed now."""
        return {
            account for account, standing in self.standing.items()
            if standing == "eligible" and self.choice_in(no, account) and (account, no) not in self.went
            and account not in self.files and account not in self.admitted
        }

    def taken(self) -> Counter[Major]:
        """Seats that are taken, by major."""
        return Counter(major for _, major in self.admitted.values())

    def check(self, no: str, held: set[str], *, send_back: str | None) -> None:
        """Officers stamp what was returned and is not held, unless a major would be over its seats."""
        ready = {account: each for account, each in self.files.items()
                 if each.no == no and each.returned and account not in held}
        if send_back is not None and (back := ready.pop(send_back, None)):
            back.returned = False
        taken = self.taken()
        wanted = Counter((each.college, each.word) for each in ready.values())
        for account, each in ready.items():
            if each.word is None:
                del self.files[account]
                continue
            major = each.college, each.word
            if wanted[major] + taken[major] <= self.seats[major]:
                del self.files[account]
                self.admitted[account] = (no, major)

    def take_back(self, account: str) -> None:
        """Whoever is not eligible any more has neither file nor seat; eligible again, they go where they were."""
        file, seat = self.files.pop(account, None), self.admitted.pop(account, None)
        self.went -= {(account, no) for no in (file and file.no, seat and seat[0]) if no}

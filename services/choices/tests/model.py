"""Choices as simple as they can be thought: dictionaries, no database, no locks. The service is held to it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.choices.tests.desk import CLOSES, MAIN, OPENS, S1

HOUR = timedelta(hours=1)
Filing = dict[str, tuple[str, tuple[str, ...]]]
SUPPLEMENTARY_OPENS = datetime.fromisoformat("2030-05-08T10:00:00+08:00")
SUPPLEMENTARY_CLOSES = datetime.fromisoformat("2030-05-08T16:00:00+08:00")

LABELS = {MAIN: ("A", "B", "C"), S1: ("A",)}
SEATS = {("10001", "01"), ("10001", "02"), ("10002", "01"), ("10002", "03"), ("10003", "05")}
"""Majors with seats for a veteran."""
VACANT = {("10002", "03")}


@dataclass
class Sealed:
    """One seal: for which close, and what everybody had filed."""

    closes_at: datetime
    filings: dict[str, Filing]


@dataclass
class Model:
    """Everything that decides, and everything that was acknowledged."""

    now: datetime
    closes_at: datetime = CLOSES
    plan: bool = False
    announced: bool = False
    vacancies: bool = False
    standing: dict[str, str] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    admitted: set[str] = field(default_factory=set)
    own_close: dict[str, datetime] = field(default_factory=dict)
    filings: dict[str, dict[str, Filing]] = field(default_factory=lambda: {MAIN: {}, S1: {}})
    revisions: dict[tuple[str, str], int] = field(default_factory=dict)
    seals: dict[str, list[Sealed]] = field(default_factory=lambda: {MAIN: [], S1: []})

    def refusal(self, account: str, batch: str, label: str, choice: tuple[str, tuple[str, ...]] | None) -> str | None:
        """The code of the first rule that says no; None where the save is acknowledged."""
        standing = self.standing.get(account)
        held = self.filings[batch].get(account, {})
        rules = (
            (standing is None, "review_not_heard"), (standing == "not_eligible", "not_eligible"),
            (standing == "revoked", "eligibility_revoked"), (label not in LABELS[batch], "choice_unknown"),
            (window := self._window(account, batch), window or ""), (account in self.admitted, "already_admitted"),
            (account not in self.accepted, "terms_not_accepted"),
            (choice is None and label not in held, "nothing_saved"),
        )
        found = next((code for broken, code in rules if broken), None)
        return found if found or choice is None else self._content(batch, label, choice, held)

    def _window(self, account: str, batch: str) -> str | None:
        opens, closes = OPENS, max(self.closes_at, self.own_close.get(account, self.closes_at))
        if batch == S1:
            opens, closes = SUPPLEMENTARY_OPENS, SUPPLEMENTARY_CLOSES
        if self.now < opens:
            return "filing_not_open"
        if self.now >= closes:
            return "filing_closed"
        return None if batch == MAIN or (self.announced and self.vacancies) else "filing_unannounced"

    def _content(self, batch: str, label: str, choice: tuple[str, tuple[str, ...]], held: Filing) -> str | None:
        college, majors = choice
        twice = batch == MAIN and any(other != label and had[0] == college for other, had in held.items())
        rules = [
            (not self.plan, "plan_not_heard"), (not majors, "majors_wanted"),
            (len(set(majors)) < len(majors), "major_twice"),
            (college not in {offered for offered, _ in SEATS}, "college_not_in_plan"),
        ]
        for major in majors:
            rules.append(((college, major) not in SEATS, "major_not_of_college"))
            rules.append((batch == S1 and (college, major) not in VACANT, "no_seats_for_category"))
        return next((code for broken, code in [*rules, (twice, "college_twice")] if broken), None)

    def keep(self, account: str, batch: str, label: str, choice: tuple[str, tuple[str, ...]] | None) -> None:
        """What was acknowledged is there."""
        held = self.filings[batch].setdefault(account, {})
        held.pop(label, None)
        if choice is not None:
            held[label] = choice
        self.revisions[account, batch] = self.revisions.get((account, batch), 0) + 1

    def settle(self) -> None:
        """Everything that was to be sealed is."""
        main = max([self.closes_at, *self.own_close.values()])
        for batch, closes in ((MAIN, main), (S1, SUPPLEMENTARY_CLOSES if self.announced else None)):
            made = self.seals[batch]
            if closes is not None and closes <= self.now and (not made or made[-1].closes_at < closes):
                made.append(Sealed(closes, {who: dict(held) for who, held in self.filings[batch].items()}))

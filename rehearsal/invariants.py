"""What must hold after any season: a pure function over the facts of the five services.

Each invariant says how much it examined. One that examined nothing is false: it proved nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Facts = Mapping[str, Sequence[Row]]
"""Each service's facts, by its name."""

HANDLED = frozenset({"done", "superseded"})


@dataclass(frozen=True)
class Finding:
    """How many things were looked at, and what was found wrong with them."""

    checked: int
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.checked > 0 and not self.faults


def check(facts: Facts) -> dict[str, Finding]:
    """Every invariant by name."""
    return {name: rule(facts) for name, rule in INVARIANTS.items()}


def _rows(facts: Facts, service: str, fact: str) -> list[Row]:
    return [row for row in facts[service] if row["fact"] == fact]


def _everywhere(facts: Facts, fact: str) -> list[Row]:
    return [row for service in facts for row in _rows(facts, service, fact)]


def each_person_at_most_one_account(facts: Facts) -> Finding:
    """Over the whole intake, whatever number of seasons it has."""
    accounts = _rows(facts, "registration", "account")
    counted = Counter((row["intake"], row["person"]) for row in accounts)
    return _found(
        len(accounts),
        (f"{count} accounts of one person in {intake}" for (intake, _), count in counted.items() if count > 1),
    )


def each_code_sent_once(facts: Facts) -> Finding:
    """One notice for each code that was to be sent, and one line of it at the provider."""
    codes = {f"registration/code/{row['code']}": row for row in _rows(facts, "registration", "code") if row["sent"]}
    notices = [row for row in _rows(facts, "notify", "notice") if row["source"].startswith("registration/code/")]
    lines = {row["id"]: row["lines"] for row in _rows(facts, "notify", "carried")}
    of_code: dict[str, list[Row]] = defaultdict(list)
    for row in notices:
        of_code[row["source"]].append(row)
    faults = [f"{source}: {len(of_code[source])} notices" for source in codes if len(of_code[source]) != 1]
    faults += [f"{source}: a notice of no code" for source in of_code if source not in codes]
    faults += [
        f"{row['source']}: {lines.get(row['id'], 0)} messages at the provider, {row['outcome']}"
        for row in notices if lines.get(row["id"], 0) != int(row["outcome"] == "delivered")
    ]
    return _found(len(codes), faults)


def each_code_used_at_most_once(facts: Facts) -> Finding:
    """No more accounts than codes that opened one."""
    codes = _rows(facts, "registration", "code")
    accounts = len(_rows(facts, "registration", "account"))
    opened = sum(row["used"] for row in codes if row["purpose"] == "open_account")
    faults = [f"{row['code']}: used {row['used']} times" for row in codes if row["used"] > 1]
    faults += [f"{accounts} accounts were opened by {opened} codes"] if accounts != opened else []
    return _found(len(codes), faults)


def told_is_sent_is_handled(facts: Facts) -> Finding:
    """Per contract: emitted = relayed = handled by each subscriber."""
    told = {row["name"]: row for row in _everywhere(facts, "told")}
    heard: Counter[tuple[str, str]] = Counter()
    for row in _everywhere(facts, "heard"):
        if row["status"] in HANDLED:
            heard[row["service"], row["name"]] += row["count"]
    faults = [
        f"{name}: {row['told']} told, {row['sent']} sent" for name, row in told.items() if row["told"] != row["sent"]
    ]
    for row in _everywhere(facts, "service"):
        for name in row["hears"]:
            wanted = told[name]["told"] if name in told else 0
            if heard[row["service"], name] != wanted:
                faults.append(f"{row['service']} handled {heard[row['service'], name]} of {wanted} {name}")
    return _found(sum(row["told"] for row in told.values()), faults)


def each_moment_once_per_service_in_order(facts: Facts) -> Finding:
    """All five handled the same moments, each once; admission told each."""
    by_service = {service: _rows(facts, service, "moment") for service in facts}
    faults = []
    expected = [(row["season"], row["moment"], row["instant"]) for row in by_service["admission"]]
    for service, rows in by_service.items():
        seen = [(row["season"], row["moment"], row["instant"]) for row in rows]
        if sorted(seen) != sorted(expected):
            faults.append(f"{service} handled {len(seen)} moments, admission {len(expected)}")
        recorded = sorted(rows, key=lambda row: (row["season"], row["recorded_at"]))
        order = [(row["season"], row["instant"]) for row in recorded]
        if order != sorted(order):
            faults.append(f"{service} handled moments out of order")
    told = sum(
        row["told"] for row in _rows(facts, "admission", "told") if row["name"] == "admission.milestone_reached.v1"
    )
    if told != len(expected):
        faults.append(f"admission told {told} of {len(expected)} moments")
    return _found(sum(map(len, by_service.values())), faults)


def every_service_on_the_newest_season(facts: Facts) -> Finding:
    """Each holds the version that admission published last, and admission knows it."""
    newest: dict[str, int] = {}
    for row in _rows(facts, "admission", "season_version"):
        newest[row["season"]] = max(newest.get(row["season"], 0), row["version"])
    faults, checked = [], 0
    for season, version in newest.items():
        for service in facts:
            checked += 1
            held = {row["version"] for row in _rows(facts, service, "season") if row["season"] == season}
            if held != {version}:
                faults.append(f"{service} holds {sorted(held)} of {season}, newest is {version}")
        adopted = {
            row["adopter"] for row in _rows(facts, "admission", "adoption")
            if row["season"] == season and row["version"] == version
        }
        faults += [f"admission has not heard that {name} adopted {season}" for name in facts if name not in adopted]
    return _found(checked, faults)


def nothing_left_behind(facts: Facts) -> Finding:
    """Outboxes empty, nothing dead, failed or waiting anywhere."""
    boxes = _everywhere(facts, "outbox")
    kinds = ("unsent", "dead", "unrouted")
    faults = [f"{row['service']}: {what} {row[what]}" for row in boxes for what in kinds if row[what]]
    faults += [
        f"{row['service']}: {row['count']} {row['name']} {row['status']}"
        for row in _everywhere(facts, "heard") if row["status"] not in HANDLED
    ]
    faults += [
        f"notify: {row['count']} notices {row['outcome']} by {row['channel']}"
        for row in _rows(facts, "notify", "notices") if row["outcome"] in {"due", "failed"}
    ]
    return _found(len(boxes), faults)


INVARIANTS: Mapping[str, Callable[[Facts], Finding]] = {
    "each_person_at_most_one_account": each_person_at_most_one_account,
    "each_code_sent_once": each_code_sent_once,
    "each_code_used_at_most_once": each_code_used_at_most_once,
    "told_is_sent_is_handled": told_is_sent_is_handled,
    "each_moment_once_per_service_in_order": each_moment_once_per_service_in_order,
    "every_service_on_the_newest_season": every_service_on_the_newest_season,
    "nothing_left_behind": nothing_left_behind,
}


def _found(checked: int, faults: Iterable[str]) -> Finding:
    return Finding(checked, tuple(faults))

"""What must hold of accounts, codes, events, moments and season copies, whatever was played."""

from collections import Counter, defaultdict

from rehearsal.invariants.finding import HANDLED, Facts, Finding, Row, Rules, everywhere, found, rows

OPENED_BY = {"account.open": "open_account", "password.reset": "reset_password", "phone.change": "change_phone"}
"""For what purpose a code is sent that lets somebody do this."""
PASSWORD_CHANGED = "registration.password_changed.v1"


def each_person_at_most_one_account(facts: Facts) -> Finding:
    """Over the whole intake, whatever number of seasons it has."""
    accounts = rows(facts, "registration", "account")
    counted = Counter((row["intake"], row["person"]) for row in accounts)
    return found(
        len(accounts),
        (f"{count} accounts of one person in {intake}" for (intake, _), count in counted.items() if count > 1),
    )


def each_code_sent_once(facts: Facts) -> Finding:
    """One notice for each code that was to be sent, and one line of it at the provider."""
    codes = {f"registration/code/{row['code']}": row for row in rows(facts, "registration", "code") if row["sent"]}
    notices = [row for row in rows(facts, "notify", "notice") if row["source"].startswith("registration/code/")]
    lines = {row["id"]: row["lines"] for row in rows(facts, "notify", "carried")}
    of_code: dict[str, list[Row]] = defaultdict(list)
    for row in notices:
        of_code[row["source"]].append(row)
    faults = [f"{source}: {len(of_code[source])} notices" for source in codes if len(of_code[source]) != 1]
    faults += [f"{source}: a notice of no code" for source in of_code if source not in codes]
    faults += [
        f"{row['source']}: {lines.get(row['id'], 0)} messages at the provider, {row['outcome']}"
        for row in notices if lines.get(row["id"], 0) != int(row["outcome"] == "delivered")
    ]
    return found(len(codes), faults)


def each_code_used_at_most_once(facts: Facts) -> Finding:
    """What the audit log says that codes opened against what the codes' table says, each account by a code of its own,
    each reset too."""
    codes = {row["code"]: row for row in rows(facts, "registration", "code")}
    uses = rows(facts, "registration", "code_use")
    counted = Counter(row["code"] for row in uses)
    faults = [f"{code}: used {count} times" for code, count in counted.items() if count > 1]
    faults += [
        f"{code}: {counted[code]} uses written down, the table says {row['used']}"
        for code, row in codes.items() if counted[code] != row["used"]
    ]
    faults += [
        f"{row['action']} by {row['code']}, which is no code for it"
        for row in uses if codes.get(row["code"], {}).get("purpose") != OPENED_BY[row["action"]]
    ]
    accounts = Counter(row["account"] for row in uses if row["action"] == "account.open")
    faults += [
        f"account {row['account']}: opened by {accounts[row['account']]} codes"
        for row in rows(facts, "registration", "account") if accounts[row["account"]] != 1
    ]
    told = sum(row["told"] for row in rows(facts, "registration", "told") if row["name"] == PASSWORD_CHANGED)
    resets = sum(row["action"] == "password.reset" for row in uses)
    changes = len(rows(facts, "registration", "password_change"))
    if told != resets + changes:
        faults.append(f"{told} new passwords were told, {resets} by a code and {changes} by the old one")
    return found(len(codes), faults)


def told_is_sent_is_handled(facts: Facts) -> Finding:
    """Per contract: emitted = relayed = handled by each subscriber."""
    told = {row["name"]: row for row in everywhere(facts, "told")}
    heard: Counter[tuple[str, str]] = Counter()
    for row in everywhere(facts, "heard"):
        if row["status"] in HANDLED:
            heard[row["service"], row["name"]] += row["count"]
    faults = [
        f"{name}: {row['told']} told, {row['sent']} sent" for name, row in told.items() if row["told"] != row["sent"]
    ]
    for row in everywhere(facts, "service"):
        for name in row["hears"]:
            wanted = told[name]["told"] if name in told else 0
            if heard[row["service"], name] != wanted:
                faults.append(f"{row['service']} handled {heard[row['service'], name]} of {wanted} {name}")
    return found(sum(row["told"] for row in told.values()), faults)


def each_moment_once_per_service_in_order(facts: Facts) -> Finding:
    """All five handled the same moments, each once; admission told each."""
    by_service = {service: rows(facts, service, "moment") for service in facts}
    faults = []
    expected = [(row["season"], row["moment"], row["instant"]) for row in by_service["admission"]]
    for service, handled in by_service.items():
        seen = [(row["season"], row["moment"], row["instant"]) for row in handled]
        if sorted(seen) != sorted(expected):
            faults.append(f"{service} handled {len(seen)} moments, admission {len(expected)}")
        recorded = sorted(handled, key=lambda row: (row["season"], row["recorded_at"]))
        order = [(row["season"], row["instant"]) for row in recorded]
        if order != sorted(order):
            faults.append(f"{service} handled moments out of order")
    told = sum(
        row["told"] for row in rows(facts, "admission", "told") if row["name"] == "admission.milestone_reached.v1"
    )
    if told != len(expected):
        faults.append(f"admission told {told} of {len(expected)} moments")
    return found(sum(map(len, by_service.values())), faults)


def every_service_on_the_newest_season(facts: Facts) -> Finding:
    """Each holds the version that admission published last, and admission knows it."""
    newest: dict[str, int] = {}
    for row in rows(facts, "admission", "season_version"):
        newest[row["season"]] = max(newest.get(row["season"], 0), row["version"])
    faults, checked = [], 0
    for season, version in newest.items():
        for service in facts:
            checked += 1
            held = {row["version"] for row in rows(facts, service, "season") if row["season"] == season}
            if held != {version}:
                faults.append(f"{service} holds {sorted(held)} of {season}, newest is {version}")
        adopted = {
            row["adopter"] for row in rows(facts, "admission", "adoption")
            if row["season"] == season and row["version"] == version
        }
        faults += [f"admission has not heard that {name} adopted {season}" for name in facts if name not in adopted]
    return found(checked, faults)


def nothing_left_behind(facts: Facts) -> Finding:
    """Outboxes empty, nothing dead, failed or waiting anywhere."""
    boxes = everywhere(facts, "outbox")
    kinds = ("unsent", "dead", "unrouted")
    faults = [f"{row['service']}: {what} {row[what]}" for row in boxes for what in kinds if row[what]]
    faults += [
        f"{row['service']}: {row['count']} {row['name']} {row['status']}"
        for row in everywhere(facts, "heard") if row["status"] not in HANDLED
    ]
    faults += [
        f"notify: {row['count']} notices {row['outcome']} by {row['channel']}"
        for row in rows(facts, "notify", "notices") if row["outcome"] in {"due", "failed"}
    ]
    return found(len(boxes), faults)


WIRE: Rules = {
    "each_person_at_most_one_account": each_person_at_most_one_account,
    "each_code_sent_once": each_code_sent_once,
    "each_code_used_at_most_once": each_code_used_at_most_once,
    "told_is_sent_is_handled": told_is_sent_is_handled,
    "each_moment_once_per_service_in_order": each_moment_once_per_service_in_order,
    "every_service_on_the_newest_season": every_service_on_the_newest_season,
    "nothing_left_behind": nothing_left_behind,
}

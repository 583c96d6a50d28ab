"""What must hold of a whole season: no candidate lost or doubled, no choice lost or late, no seat given twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from rehearsal.invariants.finding import Facts, Finding, Row, Rules, found, rows

ENDS = frozenset({"admitted", "unplaced", "not_filed", "not_eligible", "withdrawn", "escalated"})
RELEASED_OF_A_ROUND = frozenset({"dispatched", "admitted", "not_admitted", "free"})


def each_applicant_comes_to_one_end(facts: Facts) -> Finding:
    """Everybody who handed in ends exactly one way, and nobody who did not ends at all."""
    applied = {row["account"] for row in rows(facts, "registration", "application") if row["submitted"]}
    outcomes = Counter(row["account"] for row in rows(facts, "admission", "outcome"))
    faults = [f"{account} has {outcomes[account]} outcomes" for account in applied if outcomes[account] != 1]
    faults += [f"{account} never handed in and has an outcome" for account in outcomes if account not in applied]
    faults += [f"{row['account']} ends as {row['outcome']}" for row in rows(facts, "admission", "outcome")
               if row["outcome"] not in ENDS]
    return found(len(applied), faults)


def nobody_admitted_twice(facts: Facts) -> Finding:
    """At most one admitted file for each candidate of the intake, and an outcome that says the same."""
    files = rows(facts, "admission", "file")
    admitted = Counter(row["account"] for row in files if row["status"] == "ADMITTED")
    ends = {row["account"] for row in rows(facts, "admission", "outcome") if row["outcome"] == "admitted"}
    faults = [f"{account} was admitted {count} times" for account, count in admitted.items() if count > 1]
    faults += [f"{account} is admitted by file or by outcome, not by both" for account in ends ^ set(admitted)]
    return found(len(admitted), faults)


def no_major_over_its_seats(facts: Facts) -> Finding:
    """Admitted files counted by college, major and category."""
    category = {row["account"]: row["category"] for row in rows(facts, "registration", "application")}
    taken = Counter(
        (row["college"], row["major"], category.get(row["account"]))
        for row in rows(facts, "admission", "file") if row["status"] == "ADMITTED"
    )
    seats = {(row["college"], row["major"], row["category"]): row for row in rows(facts, "admission", "seats")}
    faults = [f"{place}: {count} admitted, {seats[place]['seats'] if place in seats else 0} seats"
              for place, count in taken.items() if place not in seats or count > seats[place]["seats"]]
    faults += [f"{place}: {row['taken']} counted as taken, {taken[place]} admitted"
               for place, row in seats.items() if row["taken"] != taken[place]]
    return found(len(seats), faults)


def admitted_where_filed_and_dispatched(facts: Facts) -> Finding:
    """Every file is of a choice that the candidate filed, and every admission to a major of that choice."""
    filed = {(row["account"], row["batch"]): row["choices"] for row in rows(facts, "admission", "sealed_filing")}
    faults = []
    files = rows(facts, "admission", "file")
    for row in files:
        choices = filed.get((row["account"], _batch(row["round"])), {})
        choice = choices.get(row["choice"], {"college": None, "majors": []})
        if choice["college"] != row["college"]:
            faults.append(f"{row['account']} was dispatched to {row['college']} in round {row['round']}: not filed")
        elif row["status"] == "ADMITTED" and row["major"] not in choice["majors"]:
            faults.append(f"{row['account']} was admitted to {row['major']}: not filed")
    return found(len(files), faults)


def no_filing_received_after_close(facts: Facts) -> Finding:
    """By time of receipt, against the close that held for this candidate."""
    saves = rows(facts, "choices", "save")
    late = [row for row in saves if row["received_at"] >= row["closes_at"]]
    return found(len(saves), (f"{row['account']} saved {row['label']} at {row['received_at']}" for row in late))


def every_save_is_in_the_seal(facts: Facts) -> Finding:
    """Every acknowledged save is in the last seal, every sealed filing is the last revision, and roots agree."""
    last: dict[tuple[str, str], int] = defaultdict(int)
    saves = rows(facts, "choices", "save")
    for row in saves:
        last[row["account"], row["batch"]] = max(last[row["account"], row["batch"]], row["revision"])
    sealed = {(row["account"], row["batch"]): row["revision"] for row in rows(facts, "admission", "sealed_filing")}
    faults = [f"{account} in {batch}: revision {revision} saved, {sealed.get((account, batch))} sealed"
              for (account, batch), revision in last.items() if sealed.get((account, batch)) != revision]
    faults += [f"{place} was sealed and never saved" for place in sealed if place not in last]
    faults += list(_roots(facts))
    return found(len(saves), faults)


def _roots(facts: Facts) -> Iterator[str]:
    told = {(row["batch"], row["seal"]): row for row in rows(facts, "choices", "seal")}
    checked = {(row["batch"], row["seal"]): row for row in rows(facts, "admission", "seal_checked")}
    for place, row in told.items():
        seen = checked.get(place)
        if seen is None:
            yield f"seal {place} was never checked"
        elif not row["root"] == seen["root"] == seen["recomputed"]:
            yield f"seal {place}: root {row['root'][:12]}, recomputed {str(seen['recomputed'])[:12]}"
        elif not row["count"] == seen["count"] == seen["arrived"]:
            yield f"seal {place}: {row['count']} filings, {seen['arrived']} arrived"


def every_dispatched_file_comes_to_an_end(facts: Facts) -> Finding:
    """Admitted, returned with a reason, taken back, or held by name."""
    files = rows(facts, "admission", "file")
    faults = [f"{row['account']} in round {row['round']}: {row['status']}" for row in files
              if row["ended"] is None and not row["held"]]
    faults += [f"{row['account']} in round {row['round']} was {row['ended']} without a reason" for row in files
               if row["ended"] not in (None, "admitted") and not row["has_reason"]]
    return found(len(files), faults)


def nobody_sent_on_while_held(facts: Facts) -> Finding:
    """One file at a time: the next is dispatched only when the one before came to its end without admission."""
    by_person: dict[str, list[Row]] = defaultdict(list)
    files = rows(facts, "admission", "file")
    for row in files:
        by_person[row["account"]].append(row)
    faults = []
    for account, own in by_person.items():
        *earlier, _ = sorted(own, key=lambda row: (row["round"].startswith("S"), row["round"]))
        faults += [f"{account} was sent on from round {row['round']}: {row['status']}" for row in earlier
                   if row["ended"] in (None, "admitted") or row["held"]]
    return found(len(files), faults)


def each_release_told_once_and_not_before(facts: Facts) -> Finding:
    """One entry for each released status, none earlier than its release, and as many as admission counted."""
    releases = rows(facts, "admission", "release")
    told = Counter(row["source"] for row in rows(facts, "notify", "told_person"))
    at = {row["source"]: row["at"] for row in rows(facts, "notify", "told_person")}
    faults = []
    for row in releases:
        source = _told_as(row)
        if told[source] != 1:
            faults.append(f"{source} was told {told[source]} times")
        elif at[source] < row["released_at"] or row["released_at"] < row["visible_at"]:
            faults.append(f"{source} was told at {at[source]}, visible from {row['visible_at']}")
    known = {_told_as(row) for row in releases}
    faults += [f"{source} was told and never released" for source in told
               if source.startswith("admission/status/") and source not in known]
    counted = Counter(row["round"] for row in releases if row["status"] in RELEASED_OF_A_ROUND)
    faults += [f"round {row['round']}: {row['released']} results counted, {counted[row['round']]} released"
               for row in rows(facts, "notify", "results_heard") if row["released"] != counted[row["round"]]]
    return found(len(releases), faults)


def _told_as(release: Row) -> str:
    """How notify names it: a file that went down again is told of again."""
    told = f"admission/status/{release['account']}/{release['round']}/{release['status']}"
    return f"{told}/{release['again']}" if release["again"] else told


def every_honour_used_was_confirmed(facts: Facts) -> Finding:
    """What admission holds of a candidate's honours, and so what went down with a file, is what review confirmed."""
    confirmed = {row["account"]: set(row["honours"]) for row in rows(facts, "review", "case")}
    held = rows(facts, "admission", "candidate")
    faults = [f"{row['account']} has {row['honours']} at admission, which review did not confirm"
              for row in held if not set(row["honours"]) <= confirmed.get(row["account"], set())]
    return found(sum(bool(row["honours"]) for row in held), faults)


def every_action_inside_its_scope(facts: Facts) -> Finding:
    """Decisions of review and of colleges' desks, by who made them and whose they were to make."""
    desk = [(row["actor_scope"], row["college"]) for row in rows(facts, "admission", "desk_action")]
    review = [(row["actor_scope"], row["owner_scope"]) for row in rows(facts, "review", "review_decision")]
    faults = [f"{scope} decided for {owner}" for scope, owner in desk + review
              if scope != owner and not str(owner).startswith(f"{scope}/")]
    return found(min(len(desk), len(review)), faults)


def only_the_eligible_were_dispatched(facts: Facts) -> Finding:
    """Eligible by review and confirmed by the source college, or the file was taken back."""
    standing = {row["account"]: row["standing"] for row in rows(facts, "review", "case")}
    confirmed = {row["account"] for row in rows(facts, "registration", "application") if row["confirmed"]}
    files = rows(facts, "admission", "file")
    faults = [f"{row['account']} was dispatched as {standing.get(row['account'])}" for row in files
              if row["ended"] != "revoked"
              and (standing.get(row["account"]) != "eligible" or row["account"] not in confirmed)]
    return found(len(files), faults)


def _batch(round_no: str) -> str:
    return round_no if round_no.startswith("S") else "MAIN"


SEASON: Rules = {
    rule.__name__: rule for rule in (
        each_applicant_comes_to_one_end, nobody_admitted_twice, no_major_over_its_seats,
        admitted_where_filed_and_dispatched, no_filing_received_after_close, every_save_is_in_the_seal,
        every_dispatched_file_comes_to_an_end, nobody_sent_on_while_held, each_release_told_once_and_not_before,
        every_honour_used_was_confirmed, every_action_inside_its_scope, only_the_eligible_were_dispatched,
    )
}

"""The demo as a newcomer runs it: what it leaves, what it must not leave, and that its checks can fail."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rehearsal.courses import Course
from rehearsal.invariants import INVARIANTS, PAGES, check
from rehearsal.people import Habit, people
from rehearsal.script import read_script
from rehearsal.worlds import SERVICES, Embedded, Row, environment_of, rows_of
from services.__main__ import main
from shared.testing.leaks import scan

COLLEGES = ("late_college", "extension", "silent_college", "over_full_return")
ENDS = ("empty_major", "supplementary_admission", "unplaced")
BY_PAGES = {"pages_candidate": 12, "pages_source_college": 1, "pages_admission_college": 1, "pages_officer": 1}
"""Who posted the HTML forms, as a browser without scripts does."""
SEASON = "chongqing-2024-exempt"
CANDIDATES, SEED = 50, 7
"""As few as every kind of candidate and college needs."""
HOUSE = Path(__file__).parents[2]


class Played:
    """A demo that was played, and its facts. In its season, a file of one's own, who forgot a password need not wait
    a minute for the next code: so few people have nothing else to do meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.var = folder / "var"
        own = folder / "impatient.yaml"
        source = (HOUSE / "seasons" / f"{SEASON}.yaml").read_text()
        own.write_text(source.replace("resend_after: 60s", "resend_after: 1s"))
        command = [sys.executable, "-m", "rehearsal", "demo", "--season", str(own), "--candidates", str(CANDIDATES),
                   "--seed", str(SEED), "--var", str(self.var)]
        done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        self.summary = json.loads((self.var / "summary.json").read_text())
        self.facts = {service: facts_of(self.var, service) for service in SERVICES}


def facts_of(var: Path, service: str) -> Sequence[Row]:
    return Embedded(var, "http://127.0.0.1:1").facts(service, SEASON)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return Played(tmp_path_factory.mktemp("demo"))


def test_every_invariant_was_checked_and_holds(played: Played) -> None:
    assert set(played.summary["invariants"]) == {*INVARIANTS, PAGES}
    assert all(played.summary["invariants"].values())
    assert all(count > 0 for count in played.summary["checked"].values())


def test_the_summary_says_what_it_must(played: Played) -> None:
    summary: Mapping[str, Any] = played.summary
    assert summary["season"] == SEASON
    assert summary["candidates"] == summary["accounts"] == CANDIDATES
    assert set(summary["kinds"]) == {*map(str, Habit), *map(str, Course), *COLLEGES, *ENDS, *BY_PAGES}
    assert all(count >= 1 for count in summary["kinds"].values()), summary["kinds"]
    assert {kind: summary["kinds"][kind] for kind in BY_PAGES} == BY_PAGES
    assert summary["registered"] == CANDIDATES
    assert CANDIDATES > summary["eligible"] > summary["filed"] >= summary["admitted"] + summary["unplaced"]
    assert [each["round"] for each in summary["rounds"]] == ["1", "2", "3", "S1"]
    assert all(each["dispatched"] == each["admitted"] + each["returned"] for each in summary["rounds"])
    assert all(each["admitted"] >= 1 for each in summary["rounds"])
    assert summary["notices"]["sms"] > 2 * CANDIDATES
    assert summary["notices"]["email"] >= len(SERVICES)
    assert set(summary["where"]) == {"http", "hashing", "settling", "opening", "waiting", "phases"}


def test_the_report_shows_the_season_and_reaches_for_nothing_elsewhere(played: Played) -> None:
    page = (played.var / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == len(("flow", "rounds", "colleges", "days"))
    assert "不成立" not in page
    assert not re.search(r"<script|https?://|url\(", page)


def test_no_number_of_a_person_stands_in_clear_anywhere(played: Played) -> None:
    script = read_script(HOUSE / "seasons" / f"{SEASON}.yaml", candidates=CANDIDATES, seed=SEED)
    everybody = people(CANDIDATES, seed=SEED, colleges=script.source_colleges)
    numbers = [number for person in everybody for number in (person.id_number, person.phone)]
    places = {path.name for path in played.var.iterdir()}
    assert {"server.log", "urls.txt", "notify.metrics", "registration.db"} <= places
    # the phones' own folder is the candidates' pockets, not a place of ours
    found = scan(numbers, texts={}, folders=[played.var], apart=[played.var / "phones"])
    assert found.clean, found.leaks


BREAKAGES: Mapping[str, tuple[str, str]] = {
    "each_person_at_most_one_account": (
        "registration",
        (
            "CREATE TABLE broken AS SELECT * FROM candidates; DROP TABLE candidates;"
            "ALTER TABLE broken RENAME TO candidates;"
            "UPDATE candidates SET person = (SELECT person FROM candidates LIMIT 1)"
        ),
    ),
    "each_code_sent_once": (
        "notify",
        (
            "DELETE FROM deliveries;"
            "DELETE FROM notices WHERE id = (SELECT id FROM notices WHERE source LIKE 'registration/code/%')"
        ),
    ),
    "each_code_used_at_most_once": (
        "registration",
        (
            "UPDATE codes SET used_at = NULL"
            " WHERE id = (SELECT id FROM codes WHERE used_at IS NOT NULL AND purpose = 'open_account')"
        ),
    ),
    "told_is_sent_is_handled": (
        "notify",
        "DELETE FROM inbox WHERE seq = (SELECT max(seq) FROM inbox WHERE name = 'registration.account_opened.v1')",
    ),
    "each_moment_once_per_service_in_order": ("choices", "DELETE FROM moments WHERE moment = 'import.closes'"),
    "every_service_on_the_newest_season": ("review", "UPDATE seasons SET version = version - 1"),
    "nothing_left_behind": ("admission", "UPDATE outbox SET sent_at = NULL WHERE id = 1"),
    "each_applicant_comes_to_one_end": (
        "admission", "DELETE FROM outcomes WHERE account = (SELECT account FROM outcomes LIMIT 1)"),
    "nobody_admitted_twice": (
        "admission",
        (
            "UPDATE files SET status = 'ADMITTED' WHERE id = (SELECT f.id FROM files f JOIN files g"
            " ON f.account = g.account AND g.status = 'ADMITTED' AND f.status = 'FREE' LIMIT 1)"
        ),
    ),
    "no_major_over_its_seats": (
        "admission",
        "PRAGMA ignore_check_constraints = 1; UPDATE seats SET planned = 0 WHERE taken > 0",
    ),
    "admitted_where_filed_and_dispatched": (
        "admission", "UPDATE files SET college = '9999' WHERE id = (SELECT id FROM files LIMIT 1)"),
    "no_filing_received_after_close": (
        "choices",
        (
            "UPDATE filing_revisions SET received_at = closes_at"
            " WHERE rowid = (SELECT rowid FROM filing_revisions LIMIT 1)"
        ),
    ),
    "every_save_is_in_the_seal": (
        "admission", "DELETE FROM sealed_filings WHERE account = (SELECT account FROM sealed_filings LIMIT 1)"),
    "every_dispatched_file_comes_to_an_end": (
        "admission",
        "UPDATE files SET ended = NULL WHERE id = (SELECT id FROM files WHERE ended = 'returned' LIMIT 1)",
    ),
    "nobody_sent_on_while_held": (
        "admission",
        (
            "UPDATE files SET held_why = 'late', ended = NULL WHERE round = '1'"
            " AND account = (SELECT account FROM files WHERE round = '2' LIMIT 1)"
        ),
    ),
    "each_release_told_once_and_not_before": (
        "notify",
        "DELETE FROM entries WHERE id = (SELECT id FROM entries WHERE source LIKE 'admission/status/%' LIMIT 1)",
    ),
    "every_honour_used_was_confirmed": ("review", "UPDATE cases SET honours = '[]'"),
    "every_action_inside_its_scope": ("admission", "UPDATE desk_actions SET actor_scope = '9999'"),
    "only_the_eligible_were_dispatched": ("review", "UPDATE cases SET standing = 'revoked'"),
}


def test_every_invariant_has_a_breakage() -> None:
    assert set(BREAKAGES) == set(INVARIANTS)


def broken_facts(played: Played, folder: Path, service: str, statements: str) -> Sequence[Row]:
    """A service's facts after somebody was at its database."""
    broken = folder / "var"
    shutil.copytree(played.var, broken)
    with sqlite3.connect(broken / f"{service}.db") as conn:
        conn.executescript(statements)
    conn.close()
    settings = {service: {"var_dir": str(broken), "public_url": "http://127.0.0.1:1"}}
    told = CliRunner().invoke(main, [service, "facts", "--season", SEASON], env=environment_of(settings))
    assert told.exit_code == 0, told.stderr
    return rows_of(told.stdout)


@pytest.mark.parametrize("invariant", sorted(BREAKAGES))
def test_a_breakage_in_a_database_is_reported(played: Played, tmp_path: Path, invariant: str) -> None:
    service, statements = BREAKAGES[invariant]
    findings = check({**played.facts, service: broken_facts(played, tmp_path, service, statements)})
    assert not findings[invariant].holds
    assert findings[invariant].faults


USED_TWICE = """
    INSERT INTO audit (id, recorded_at, actor, action, subject, details, traceparent)
    SELECT 'again', recorded_at, actor, action, subject, details, traceparent FROM audit WHERE action = '{action}'
    LIMIT 1
"""


@pytest.mark.parametrize("statements", [
    USED_TWICE.format(action="account.open"), USED_TWICE.format(action="password.reset"),
    "UPDATE codes SET used_at = NULL WHERE used_at IS NOT NULL AND purpose = 'reset_password'",
    "UPDATE codes SET purpose = 'reset_password' WHERE used_at IS NOT NULL",
], ids=["opened twice", "reset twice", "reset by no code", "used for another purpose"])
def test_a_code_that_was_used_otherwise_than_once_is_reported(
    played: Played, tmp_path: Path, statements: str
) -> None:
    findings = check({**played.facts, "registration": broken_facts(played, tmp_path, "registration", statements)})
    assert findings["each_code_used_at_most_once"].faults


def test_what_examined_nothing_does_not_hold() -> None:
    nothing: Mapping[str, Sequence[Row]] = {service: [] for service in SERVICES}
    assert not any(finding.holds for finding in check(nothing).values())

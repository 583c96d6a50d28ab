"""The demo as a newcomer runs it: what it leaves, what it must not leave, and that its checks can fail."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from rehearsal.demo import read_script
from rehearsal.invariants import INVARIANTS, check
from rehearsal.people import Habit, people
from rehearsal.worlds import SERVICES, Embedded, Row
from shared.testing.leaks import scan

SEASON = "chongqing-2024-exempt"
CANDIDATES, SEED = 20, 7
HOUSE = Path(__file__).parents[2]


class Played:
    """A demo that was played, and its facts."""

    def __init__(self, var: Path) -> None:
        self.var = var
        command = [sys.executable, "-m", "rehearsal", "demo", "--season", SEASON, "--candidates", str(CANDIDATES),
                   "--seed", str(SEED), "--var", str(var)]
        done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        self.summary = json.loads((var / "summary.json").read_text())
        self.facts = {service: facts_of(var, service) for service in SERVICES}


def facts_of(var: Path, service: str) -> Sequence[Row]:
    return Embedded(var, "http://127.0.0.1:1").facts(service, SEASON)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return Played(tmp_path_factory.mktemp("demo") / "var")


def test_every_invariant_was_checked_and_holds(played: Played) -> None:
    assert set(played.summary["invariants"]) == set(INVARIANTS)
    assert all(played.summary["invariants"].values())
    assert all(count > 0 for count in played.summary["checked"].values())


def test_the_summary_says_what_it_must(played: Played) -> None:
    summary: Mapping[str, Any] = played.summary
    assert summary["season"] == SEASON
    assert summary["candidates"] == summary["accounts"] == CANDIDATES
    assert set(summary["kinds"]) == {str(habit) for habit in Habit}
    assert all(count >= 1 for count in summary["kinds"].values())
    assert summary["notices"]["sms"] > 2 * CANDIDATES
    assert summary["notices"]["email"] >= len(SERVICES)
    assert set(summary["where"]) == {"http", "hashing", "settling"}


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
}


def test_every_invariant_has_a_breakage() -> None:
    assert set(BREAKAGES) == set(INVARIANTS)


@pytest.mark.parametrize("invariant", sorted(BREAKAGES))
def test_a_breakage_in_a_database_is_reported(played: Played, tmp_path: Path, invariant: str) -> None:
    service, statements = BREAKAGES[invariant]
    broken = tmp_path / "var"
    shutil.copytree(played.var, broken)
    with sqlite3.connect(broken / f"{service}.db") as conn:
        conn.executescript(statements)
    conn.close()
    findings = check({**played.facts, service: facts_of(broken, service)})
    assert not findings[invariant].holds
    assert findings[invariant].faults


def test_what_examined_nothing_does_not_hold() -> None:
    nothing: Mapping[str, Sequence[Row]] = {service: [] for service in SERVICES}
    assert not any(finding.holds for finding in check(nothing).values())

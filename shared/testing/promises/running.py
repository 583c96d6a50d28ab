"""A service says how it is, is ready only when it is, and its database is what its migrations made."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from shared import audit
from shared.bus.local import LocalBus
from shared.config import ConfigFaults, load
from shared.db import open_engine
from shared.testing.house import Home
from shared.testing.promises.asked import Asked
from shared.testing.seasons import CODE, INTAKE, sample


class RunningPromises(Asked):
    """Health, measures, migrations, audit, settings."""

    def test_it_is_alive(self, home: Home) -> None:
        answer = self.get(home, "/healthz")
        assert (answer.status_code, answer.json["service"]) == (200, self.name)

    def test_it_is_ready_and_says_with_what(self, home: Home) -> None:
        home.publish(sample())
        home.advance(INTAKE, sample().roster.closes_at)
        answer = self.get(home, "/readyz")
        assert answer.status_code == 200, answer.json
        found = answer.json["checks"]["seasons"]["found"]
        assert (found["seasons"], found["clocks"]) == ({CODE: 1}, {INTAKE: 1})

    def test_it_is_not_ready_before_its_migrations_ran(self, home: Home, tmp_path: Path) -> None:
        kind, build = self.recipes[self.name]
        config = load(kind, {}, service=self.name, given={
            "database_url": f"sqlite:///{tmp_path / 'empty.db'}", "var_dir": str(home.folder),
        })
        empty = build(config, open_engine(config.database_url), LocalBus())
        answer: Any = empty.wsgi.test_client().get("/readyz")
        empty.close()
        assert answer.status_code == 503
        assert answer.json["checks"]["migrations"]["ok"] is False

    def test_its_measures_have_the_names_of_the_house(self, home: Home) -> None:
        home.publish(sample())
        home.settle()
        measured = self.get(home, "/metrics").text
        assert f'season_version{{season="{CODE}",service="{self.name}"}} 1.0' in measured
        assert f'outbox_unsent{{service="{self.name}"}} ' in measured

    def test_its_api_is_documented(self, home: Home) -> None:
        document = self.get(home, f"/{self.name}/api/openapi.json").json
        assert document["openapi"].startswith("3.1")
        assert f"/{self.name}/api/v1/season/{{code}}" in document["paths"]

    def test_its_migrations_make_the_tables_that_the_code_declares(self, home: Home) -> None:
        assert self.service(home).migrations.drift() == []

    @pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
    def test_its_audit_is_only_added_to(self, home: Home, change: str) -> None:
        home.publish(sample())
        home.settle()
        with pytest.raises(DatabaseError, match="append-only"), self.service(home).db.begin() as tx:
            tx.conn.execute(text(change))

    def test_its_audit_tells_of_the_adoption_and_its_chain_holds(self, home: Home) -> None:
        home.publish(sample())
        home.settle()
        service = self.service(home)
        audit.chain_step(service.db)
        with service.db.read() as conn:
            told = [row.action for row in audit.of_subject(conn, f"season/{CODE}")]
            assert "season.adopt" in told
            assert list(audit.faults(conn)) == []
            assert audit.oldest_unchained(conn) is None

    def test_a_misspelt_setting_is_an_error(self) -> None:
        kind, _ = self.recipes[self.name]
        with pytest.raises(ConfigFaults):
            load(kind, {f"LONGMEN_{self.name.upper()}_DATABSE_URL": "x"}, service=self.name)

    def test_its_facts_are_lines_of_json(self, home: Home) -> None:
        home.publish(sample())
        home.settle()
        rows = [json.loads(json.dumps(row)) for row in self.service(home).facts(CODE)]
        assert {row["service"] for row in rows} == {self.name}
        assert {"fact": "season", "service": self.name, "season": CODE, "intake": INTAKE, "version": 1,
                "rehearsal": True} in rows

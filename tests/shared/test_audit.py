"""An audit log that somebody meddled with, in the database itself: each way is seen."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from shared import audit, audit_heads
from shared.bus import Bus
from shared.bus.local import LocalBus
from shared.cli import service_commands
from shared.config import Config
from shared.db import CHASSIS, open_engine, service_metadata
from shared.kernel import wall_clock
from shared.security.signing import SigningKey
from shared.service import SIGN_EVERY, House, Service, is_time, raise_house

ENTRIES = 5


def build(config: Config, engine: Engine, bus: Bus) -> Service:
    house = House(name="review", root=Path(__file__).parent, metadata=service_metadata())
    return raise_house(house, config, engine, bus)


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Service]:
    """A service with a chain of entries and one signed head at its end."""
    engine = open_engine(f"sqlite:///{tmp_path}/review.db")
    CHASSIS.create_all(engine)
    service = build(Config(service="review", keyring_file=tmp_path / "review.keyring"), engine, LocalBus())
    for number in range(ENTRIES):
        write(service, number)
    service.work()
    yield service
    engine.dispose()


def write(service: Service, number: int) -> None:
    with service.db.begin(actor="officer") as tx:
        tx.audit("case.decide", f"case/{number}", outcome="upheld")


@pytest.fixture
def verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
    monkeypatch.setenv("LONGMEN_REVIEW_VAR_DIR", str(tmp_path))
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    yield lambda *words: CliRunner().invoke(service_commands("review", config=Config, build=build), ["verify", *words])
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def meddle(service: Service, *statements: str) -> None:
    """As one who owns the database: the triggers are in the way of nobody who may drop them."""
    with service.db.begin() as tx:
        for table in audit.CHAINED:
            for verb in ("update", "delete"):
                tx.conn.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        for statement in statements:
            tx.conn.exec_driver_sql(statement)


def head_shown(service: Service) -> str:
    """As a witness fetches it."""
    answer = service.wsgi.test_client().get("/review/api/v1/audit/head")
    assert answer.status_code == 200
    return json.dumps(answer.json)


def test_an_untouched_chain_holds_and_agrees_with_its_head(review: Service, verify: Callable[..., Result]) -> None:
    ran = verify()
    assert (ran.exit_code, ran.stdout) == (0, "the chain holds, and 1 signed heads agree with it\n")


@pytest.mark.parametrize("statement", [
    "UPDATE audit SET actor = 'somebody else' WHERE subject = 'case/2'",
    "UPDATE audit SET details = '{}' WHERE subject = 'case/2'",
    "DELETE FROM audit WHERE subject = 'case/2'",
    "DELETE FROM audit WHERE subject = 'case/4'",
    "UPDATE audit_chain SET hash = 'f' || substr(hash, 2, 62) || 'g' WHERE seq = 3",
])
def test_one_row_changed_or_gone_is_reported(review: Service, verify: Callable[..., Result], statement: str) -> None:
    meddle(review, statement)
    ran = verify()
    assert ran.exit_code == 1
    assert "broken at " in ran.stdout


def test_an_end_that_was_cut_off_is_seen_by_the_head(review: Service, verify: Callable[..., Result]) -> None:
    meddle(review, "DELETE FROM audit WHERE subject = 'case/4'", "DELETE FROM audit_chain WHERE seq = 5")
    ran = verify()
    assert ran.exit_code == 1
    assert "is no longer in the chain" in ran.stdout


def test_a_chain_made_anew_is_seen_by_the_head_that_a_witness_kept(
    review: Service, verify: Callable[..., Result], tmp_path: Path,
) -> None:
    witness = tmp_path / "heads.ndjson"
    witness.write_text(head_shown(review) + "\n", encoding="utf-8")
    assert verify("--heads", str(witness)).exit_code == 0
    meddle(review, "UPDATE audit SET actor = 'somebody else' WHERE subject = 'case/2'", "DELETE FROM audit_chain",
           "DELETE FROM sqlite_sequence WHERE name = 'audit_chain'", "DELETE FROM audit_heads",
           "INSERT INTO audit_unchained SELECT id, recorded_at FROM audit")
    while audit.chain_step(review.db):
        pass
    assert verify().exit_code == 0, "by itself the new chain is without a fault"
    ran = verify("--heads", str(witness))
    assert ran.exit_code == 1
    assert "it was made anew" in ran.stdout


@pytest.mark.parametrize("change", [{"hash": "0" * 64}, {"seq": 4}, {"signature": "A" * 86},
                                    {"public": SigningKey.generate().public}, {"service": "notify"}])
def test_a_forged_head_is_refused(
    review: Service, verify: Callable[..., Result], tmp_path: Path, change: dict[str, object],
) -> None:
    witness = tmp_path / "heads.ndjson"
    witness.write_text(json.dumps(json.loads(head_shown(review)) | change), encoding="utf-8")
    assert verify("--heads", str(witness)).exit_code == 1


def test_a_file_of_something_else_is_said_to_be_so(review: Service, verify: Callable[..., Result], tmp_path: Path,
                                                   ) -> None:
    (tmp_path / "x").write_text("\n{}\n", encoding="utf-8")
    ran = verify("--heads", str(tmp_path / "x"))
    assert ran.exit_code == 1
    assert "line 2: not a head" in ran.output


def test_a_head_is_signed_when_something_was_added_and_not_otherwise(review: Service) -> None:
    key, later = audit_heads.head_key(review.box), wall_clock() + SIGN_EVERY + timedelta(seconds=1)
    assert audit_heads.sign_step(review.db, key, later) is None
    write(review, 9)
    audit.chain_step(review.db)
    signed = audit_heads.sign_step(review.db, key, later)
    assert signed is not None
    assert signed.seq == ENTRIES + 1
    with review.db.read() as conn:
        kept = list(audit_heads.kept(conn, "review"))
        assert [head.seq for head in kept] == [ENTRIES, ENTRIES + 1]
        assert list(audit_heads.faults(conn, kept, service="review", public=key.public)) == []


def test_where_nothing_was_signed_yet_nothing_is_shown(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/empty.db")
    CHASSIS.create_all(engine)
    service = build(Config(service="review", keyring_file=tmp_path / "review.keyring"), engine, LocalBus())
    assert service.wsgi.test_client().get("/review/api/v1/audit/head").status_code == 404
    engine.dispose()


def test_an_entry_that_neither_is_chained_nor_waits_for_it_is_seen(
    review: Service, verify: Callable[..., Result],
) -> None:
    write(review, 9)
    assert verify().exit_code == 0, "it waits for its link"
    meddle(review, "DELETE FROM audit_unchained")
    audit.chain_step(review.db)
    ran = verify()
    assert ran.exit_code == 1
    assert "broken at " in ran.stdout


def test_what_a_worker_of_the_release_before_chained_is_not_chained_again(
    review: Service, verify: Callable[..., Result],
) -> None:
    meddle(review, "INSERT INTO audit_unchained SELECT id, recorded_at FROM audit")
    while audit.chain_step(review.db):
        pass
    with review.db.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM audit_chain").scalar_one() == ENTRIES
        assert audit.oldest_unchained(conn) is None
    assert verify().exit_code == 0


@pytest.mark.parametrize(("seconds", "again"), [(0, False), (9, False), (10, True), (11, True), (-1, True)])
def test_what_is_done_now_and_then_is_held_up_by_no_clock_that_was_put_back(seconds: int, again: bool) -> None:
    last = wall_clock()
    assert is_time(last, timedelta(seconds=10), last + timedelta(seconds=seconds)) is again
    assert is_time(None, timedelta(seconds=10), last)

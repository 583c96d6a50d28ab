"""What is acknowledged is in the seal: saves in real threads against the sealer, on PostgreSQL."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from services.choices.app import build
from services.choices.config import ChoicesConfig
from services.choices.tests.desk import API, CLOSES, INTAKE, LI, MAIN, SEASON, ZHANG, Desk, problem
from services.choices.tests.test_seal import extended, recomputed
from services.choices.tests.told import Told
from shared import codec
from shared.bus import BusAway
from shared.bus.rabbit import RabbitBus
from shared.config import load
from shared.contracts.admission import SeasonPublished
from shared.db import open_engine
from shared.kernel import wall_clock
from shared.season import signed
from shared.service import Service
from shared.testing.house import Caller, house
from shared.testing.nodes import wait_for
from tests.servers import Servers
from tests.stack.sealing import (
    behind_gateway,
    finalised,
    holding,
    lock_filing,
    run_clock,
    seal,
    sealing_for_long,
    service_of,
    wait_for_waiting,
)

BEFORE = CLOSES - timedelta(seconds=1)
CANDIDATES = [f"0193-{place:02d}" for place in range(12)]
_turn = count()


@pytest.fixture
def desk(servers: Servers, tmp_path: Path) -> Iterator[Desk]:
    """Choices on PostgreSQL just before the close; 张伟 has saved A."""
    name = f"choices_{next(_turn)}"
    urls = {"choices": servers.postgres.databases([name])[name]}
    with house({"choices": (ChoicesConfig, build)}, tmp_path, urls=urls) as home:
        home.services["choices"].migrations.upgrade()
        told = Told()
        home.bus.attach("told", told)
        home.publish(SEASON)
        home.settle()
        desk = Desk(home, told)
        desk.ready(ZHANG, LI, *CANDIDATES)
        assert desk.save("A").status_code == 200
        desk.go_to(BEFORE)
        yield desk
    servers.postgres.drop([name])


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(32) as made:
        yield made


def test_a_save_paused_across_the_close_is_waited_for_and_is_in_the_seal(
    desk: Desk, pool: ThreadPoolExecutor
) -> None:
    with holding(desk, lock_filing(ZHANG)):
        saving = pool.submit(desk.save, "B", "10002", ["03"])
        wait_for_waiting(desk, 1)
        run_clock(desk, CLOSES + timedelta(minutes=5))
        sealing = pool.submit(seal, desk)
        wait_for_waiting(desk, 2)
        assert not saving.done()
        assert not sealing.done()
    assert saving.result().status_code == 200
    assert sealing.result()
    desk.home.settle()
    [sealed] = desk.told.events("batch_sealed")
    assert [each.label for each in finalised(desk, 1)[ZHANG].choices] == ["A", "B"]
    assert recomputed(list(finalised(desk, 1).values())) == sealed.root


def test_a_save_received_in_time_that_comes_after_the_seal_is_refused_and_says_so(
    desk: Desk, pool: ThreadPoolExecutor, tmp_path: Path
) -> None:
    received = f"{wall_clock().timestamp():.6f}"
    web = behind_gateway(desk, tmp_path)
    web.wsgi.test_client_class = Caller
    client: Any = web.wsgi.test_client()
    client.token = desk.by(ZHANG).token
    run_clock(desk, CLOSES + timedelta(minutes=5))
    with sealing_for_long(desk, pool) as sealing:
        saving: Future[Any] = pool.submit(
            client.put, f"{API}/filings/{MAIN}/choices/B", json={"college": "10002", "majors": ["03"]},
            headers={"X-Longmen-Received": received})
        wait_for_waiting(desk, 2)
    assert sealing.result()
    refused = saving.result()
    web.close()
    assert problem(refused) == (409, "filing_sealed")
    assert refused.json["detail"] == (
        "首次填报已于4月11日17:00截止并封存，不能再修改。您已保存：A志愿。本次提交的B志愿未能在封存前送达，未保存。")
    assert [each["label"] for each in desk.filed()["choices"]] == ["A"]


def test_who_comes_after_the_close_is_told_so_at_once_however_long_the_sealing_takes(
    desk: Desk, pool: ThreadPoolExecutor
) -> None:
    run_clock(desk, CLOSES + timedelta(minutes=5))
    with sealing_for_long(desk, pool) as sealing:
        late = [pool.submit(desk.save, "B", "10002", ["03"], account=each) for each in (ZHANG, LI)]
        assert [problem(each.result(timeout=20)) for each in late] == [(409, "filing_closed")] * 2
        assert not sealing.done()
    assert sealing.result()


def test_who_comes_in_time_while_the_sealing_takes_long_is_told_to_come_again(
    desk: Desk, pool: ThreadPoolExecutor
) -> None:
    run_clock(desk, CLOSES + timedelta(minutes=5))
    with sealing_for_long(desk, pool) as sealing:
        settle, desk.home.settle = desk.home.settle, lambda: None  # type: ignore[method-assign]
        extended(desk.home, version=2, by=timedelta(hours=1))
        desk.home.settle = settle  # type: ignore[method-assign]
        answer = pool.submit(desk.save, "B", "10002", ["03"]).result(timeout=20)
        assert problem(answer) == (503, "database_away")
        assert not sealing.done()
    assert sealing.result()
    assert desk.save("B", "10002", ["03"]).status_code == 200


def test_of_many_saves_racing_the_sealer_every_acknowledged_one_is_in_the_seal(
    desk: Desk, pool: ThreadPoolExecutor
) -> None:
    everybody_saved = threading.Barrier(len(CANDIDATES) + 1)

    def press(account: str) -> int:
        """Save until it is refused; the last revision that was acknowledged."""
        client, acknowledged = desk.by(account), 0
        for turn in range(1000):
            body = {"college": ("10001", "10003")[turn % 2], "majors": [("01", "05")[turn % 2]]}
            answer: Any = client.put(f"{API}/filings/{MAIN}/choices/{'AB'[turn // 2 % 2]}", json=body)
            if answer.status_code == 409 and problem(answer)[1] in {"filing_closed", "filing_sealed"}:
                return acknowledged
            if answer.status_code == 200:
                acknowledged = answer.json["revision"]
            if turn == 1:
                everybody_saved.wait(timeout=30)
        raise AssertionError("the filing never closed")

    for account in CANDIDATES:
        desk.by(account)
    pressing = {account: pool.submit(press, account) for account in CANDIDATES}
    everybody_saved.wait(timeout=30)
    run_clock(desk, CLOSES)
    assert seal(desk)
    acknowledged = {account: each.result() for account, each in pressing.items()}
    desk.home.settle()
    [sealed] = desk.told.events("batch_sealed")
    revisions = {account: each.revision for account, each in finalised(desk, 1).items()}
    assert min(acknowledged.values()) > 0
    assert {account: revisions[account] for account in CANDIDATES} == acknowledged
    assert sealed.count == len(CANDIDATES) + 1
    assert recomputed(list(finalised(desk, 1).values())) == sealed.root


def test_saves_of_one_candidate_at_once_are_one_chain(desk: Desk, pool: ThreadPoolExecutor) -> None:
    client = desk.by(LI)
    body = {"college": "10001", "majors": ["01"]}
    asks = [pool.submit(client.application.test_client().put, f"{API}/filings/{MAIN}/choices/A", json=body,
                        headers={"Authorization": f"Bearer {client.token}"}) for _ in range(8)]
    made: list[Any] = [ask.result() for ask in asks]
    kept = sorted(each.json["revision"] for each in made if each.status_code == 200)
    assert kept == list(range(1, len(kept) + 1))
    assert kept
    assert {problem(each) for each in made if each.status_code != 200} <= {(409, "filing_changed_meanwhile")}
    rows = [row for row in desk.facts("save") if row["account"] == LI]
    assert [row["revision"] for row in rows] == kept


def test_an_extension_heard_while_the_seal_is_made_leads_to_the_next_seal_over_everything(
    desk: Desk, pool: ThreadPoolExecutor
) -> None:
    run_clock(desk, CLOSES + timedelta(minutes=5))
    with sealing_for_long(desk, pool) as sealing:
        settle, desk.home.settle = desk.home.settle, lambda: None  # type: ignore[method-assign]
        extended(desk.home, version=2, by=timedelta(hours=1))
        desk.home.settle = settle  # type: ignore[method-assign]
        saving = pool.submit(desk.save, "B", "10002", ["03"])
        wait_for_waiting(desk, 2)
    assert sealing.result()
    assert saving.result().status_code == 200
    desk.go_to(CLOSES + timedelta(hours=1))
    assert [(each.seal, each.season_version) for each in desk.told.events("batch_sealed")] == [(1, 1), (2, 2)]
    assert [each.label for each in finalised(desk, 1)[ZHANG].choices] == ["A"]
    assert [each.label for each in finalised(desk, 2)[ZHANG].choices] == ["A", "B"]


def with_dead_broker(desk: Desk, folder: Path) -> dict[str, str]:
    """The settings of a deployed process whose broker is down."""
    held = service_of(desk).config
    given = {"database_url": held.database_url, "bus_url": "amqp://127.0.0.1:1/", "var_dir": str(folder),
             "season_key": held.season_key, "seal_grace": "0", "keyring_file": str(held.keyring_file)}
    return {f"LONGMEN_CHOICES_{name.upper()}": value for name, value in given.items()}


def on_paper(desk: Desk, folder: Path) -> Path:
    """The next version of the season, in which filing closes an hour later, signed and written to a file."""
    windows = tuple(replace(each, closes_at=CLOSES + timedelta(hours=1)) if each.id == "filing" else each
                    for each in SEASON.windows)
    told = signed.signed(SeasonPublished(
        intake=INTAKE, season=SEASON.code, season_version=2, rehearsal=True,
        document=replace(SEASON, windows=windows).document(), officers=["officer-1", "officer-2"],
        signed_at=wall_clock(), signature="",
    ), desk.home.season_key)
    path = folder / "season.json"
    path.write_text(json.dumps(codec.plain(told), ensure_ascii=False))
    return path


def test_an_extension_is_applied_by_file_while_the_broker_is_down(desk: Desk, tmp_path: Path) -> None:
    settings = with_dead_broker(desk, tmp_path)
    config = load(ChoicesConfig, settings, service="choices")
    process = build(config, open_engine(config.database_url), RabbitBus(config.bus_url, service="choices"))
    client = process.wsgi.test_client()
    ask: Callable[[], Any] = lambda: client.put(  # noqa: E731
        f"{API}/filings/{MAIN}/choices/B", json={"college": "10002", "majors": ["03"]},
        headers={"Authorization": f"Bearer {desk.by(ZHANG).token}"})
    run_clock(desk, CLOSES + timedelta(minutes=5))
    with pytest.raises(BusAway):
        process.work()
    assert [row["seal"] for row in process.facts(SEASON.code) if row["fact"] == "seal"] == [1]
    assert problem(ask()) == (409, "filing_closed")
    command = [sys.executable, "-m", "services.choices", "season", "apply", str(on_paper(desk, tmp_path))]
    done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "adopted filing-2030 version 2" in done.stdout
    wait_for(lambda: ask().status_code == 200, seconds=10, what="the web process to have read the new version")
    run_clock(desk, CLOSES + timedelta(hours=1))
    wait_for(lambda: seals_after_work(process) == [1, 2], seconds=10, what="the second seal")
    process.close()


def seals_after_work(process: Service) -> list[int]:
    """One round of the worker, which cannot reach its broker; the seals that there are."""
    with pytest.raises(BusAway):
        process.work()
    return [row["seal"] for row in process.facts(SEASON.code) if row["fact"] == "seal"]

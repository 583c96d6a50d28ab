"""Registration on PostgreSQL, where two transactions run at once: what must be once is once."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from services.registration.app import build
from services.registration.config import RegistrationConfig
from services.registration.tests.front import BEFORE_IMPORT_CLOSES, Front
from services.registration.tests.people import ZHANG, as_csv, lines, renamed
from services.registration.tests.rich import rich
from services.registration.tests.told import Told
from services.registration.usecases.accounts import Applicant, Application, identify, open_account
from services.registration.usecases.attempts import Caller
from shared.bus.local import LocalBus
from shared.config import load
from shared.db import Database, Tx, open_engine
from shared.testing.house import house
from shared.testing.nodes.process import wait_for
from shared.testing.seasons import CODE, INTAKE
from tests.contracts.conftest import Rabbit

NAME = "registration_races"
CALLER = Caller("home", "127.0.0.1")


@pytest.fixture
def opened(rabbit: Rabbit, tmp_path: Path) -> Iterator[Front]:
    """Registration on PostgreSQL, its one college's students imported, and registration open."""
    url = rabbit.postgres.databases([NAME])[NAME]
    given = {"database_url": url, "var_dir": str(tmp_path)}
    config = load(RegistrationConfig, {}, service="registration", given=given)
    made = build(config, open_engine(url), LocalBus())
    made.migrations.upgrade()
    made.close()
    with house({"registration": (RegistrationConfig, build)}, tmp_path, urls={"registration": url}) as home:
        told = Told()
        home.bus.attach("told", told)
        home.settle()
        home.settle()
        home.publish(rich())
        front = Front(home, told)
        front.go_to_import()
        front.import_students()
        front.go_to_registration()
        yield front
    rabbit.postgres.drop([NAME])


def meanwhile(db: Database, first: Callable[[Tx], object], second: Callable[[], Any]) -> Any:
    """What comes of ``second`` where ``first`` is done, but commits only when the second waits for it."""

    def waits() -> bool:
        with db.read() as conn:
            return bool(conn.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())

    with ThreadPoolExecutor(1) as other:
        with db.begin() as tx:
            first(tx)
            later: Future[Any] = other.submit(second)
            wait_for(waits, seconds=10, what="the other transaction to wait")
        return later.result(timeout=20)


def test_a_list_does_not_rename_who_opens_an_account_while_it_is_imported(opened: Front) -> None:
    service = opened.home.services["registration"]
    assert opened.ask_code(ZHANG).status_code == 202
    opened.go_to(BEFORE_IMPORT_CLOSES)
    applicant = Applicant.read(intake=INTAKE, name=ZHANG.name, id_number=ZHANG.id_number, phone=ZHANG.phone)
    with service.db.begin() as tx:
        record = identify(tx, applicant, CALLER)
    application = Application(applicant, record.id, opened.told.codes(ZHANG.phone)[-1], "a hash")
    report = meanwhile(
        service.db, lambda tx: open_account(tx, service.season.season(CODE), application, CALLER),
        lambda: opened.report(as_csv(lines([renamed(ZHANG, "张维")]))),
    )
    assert len(opened.facts("account")) == 1
    assert not report["imported"]
    assert [error["message"] for error in report["errors"]] == ["该考生已开通账号，姓名不能再通过导入更改。"]

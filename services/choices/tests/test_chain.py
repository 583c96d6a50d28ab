"""Nobody changes a filing unseen: what was changed behind our back is named by ``filings verify``."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from services.choices.__main__ import commands
from services.choices.store.content import opened_filing, sealed_filing
from services.choices.store.filing import FILINGS
from services.choices.store.revision import REVISIONS
from services.choices.tests.desk import CODE, LI, MAIN, ZHANG, Desk
from shared.db import OUTBOX, Tx

COLLEGE = re.compile(r"(?<![\w-])1000[1-3](?![\w-])", re.ASCII)
"""A college's code that stands by itself: a digest, an id or a key has the same digits among others at times."""


def written(value: Any) -> str:
    """A column as text, its bytes one character each."""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def verify(desk: Desk) -> Any:
    config = desk.home.services["choices"].config
    settings = {f"LONGMEN_CHOICES_{name.upper()}": str(getattr(config, name))
                for name in ("database_url", "keyring_file", "var_dir")}
    return CliRunner().invoke(commands, ["filings", "verify", "--season", CODE], env=settings)


@pytest.fixture
def filed(desk: Desk) -> Desk:
    desk.save("A", "10001")
    desk.save("B", "10002")
    desk.save("A", "10003", ["05"])
    desk.clear("B")
    desk.save("A", "10002", account=LI)
    return desk


def test_what_was_filed_holds(filed: Desk) -> None:
    done = verify(filed)
    assert (done.exit_code, done.stdout) == (0, "0 faults\n")


def other_college(tx: Tx) -> None:
    """By somebody who has the keys."""
    row = tx.conn.execute(FILINGS.select().where(FILINGS.c.account == ZHANG)).one()
    content = opened_filing(tx.box, row)
    content["A"]["college"] = "10002"
    sealed = sealed_filing(tx.box, content, place=(ZHANG, CODE, MAIN))
    tx.conn.execute(update(FILINGS).where(FILINGS.c.account == ZHANG).values(content=sealed))


def anothers_content(tx: Tx) -> None:
    content = tx.conn.execute(FILINGS.select().where(FILINGS.c.account == LI)).one().content
    tx.conn.execute(update(FILINGS).where(FILINGS.c.account == ZHANG).values(content=content))


def later(tx: Tx) -> None:
    row = tx.conn.execute(REVISIONS.select().where(REVISIONS.c.account == ZHANG, REVISIONS.c.revision == 1)).one()
    tx.conn.execute(update(REVISIONS).where(REVISIONS.c.account == ZHANG, REVISIONS.c.revision == 2).values(
        received_at=row.received_at.replace(year=2031)))


def last_taken_away(tx: Tx) -> None:
    tx.conn.execute(REVISIONS.delete().where(REVISIONS.c.account == ZHANG, REVISIONS.c.revision == 4))


def middle_taken_away(tx: Tx) -> None:
    tx.conn.execute(REVISIONS.delete().where(REVISIONS.c.account == ZHANG, REVISIONS.c.revision == 2))


def all_taken_away(tx: Tx) -> None:
    tx.conn.execute(REVISIONS.delete().where(REVISIONS.c.account == ZHANG))


@pytest.mark.parametrize(("change", "said"), [
    (other_college, "the filing says something else than its revisions"),
    (anothers_content, "damaged, or sealed for another place"),
    (later, "revision 2 says something else than its row"),
    (last_taken_away, "the filing does not stand at its last revision"),
    (middle_taken_away, "revision 3 does not follow from the one before"),
    (all_taken_away, "no revisions"),
])
def test_what_was_changed_is_named(
    filed: Desk, change: Callable[[Tx], None], said: str
) -> None:
    with filed.home.services["choices"].db.begin(actor="test") as tx:
        change(tx)
    done = verify(filed)
    assert done.exit_code == 1
    assert f"{MAIN} {ZHANG}: " in done.stdout
    assert said in done.stdout
    assert done.stdout.endswith("1 faults\n")


def test_choices_are_not_to_be_read_in_the_database(filed: Desk) -> None:
    with filed.home.services["choices"].db.read() as conn:
        rows = [*conn.execute(FILINGS.select()), *conn.execute(REVISIONS.select()), *conn.execute(OUTBOX.select())]
    assert len(rows) > 6
    assert [value for row in rows for value in row if COLLEGE.search(written(value))] == []


@pytest.mark.parametrize("value", [
    b'{"college":"10001"}', '{"college": "10002"}', "10003", "10001,10002", b"\x0010001\x00", "A:10001/05",
])
def test_a_choice_that_can_be_read_would_be_found(value: str | bytes) -> None:
    assert COLLEGE.search(written(value))

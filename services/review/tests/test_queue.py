"""The queue: whole, without a gap or a repeat, whatever its length; each page in the order of an index."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import text

from services.review.store import queue
from services.review.tests.desk import CASES, COLLEGE, EXAM, SEASON, SUBMITTED, Desk, dossier

MANY, FEW = 450, 14


def filled(desk: Desk, count: int) -> Desk:
    """So many veterans, three of whom always handed in at the same instant."""
    for number in range(count):
        desk.hear_dossier(dossier(f"a{number:04}", submitted_at=SUBMITTED + timedelta(minutes=number // 3)))
    desk.home.settle()
    return desk


@pytest.fixture
def full(desk: Desk) -> Desk:
    return filled(desk, MANY)


@pytest.fixture
def few(desk: Desk) -> Desk:
    return filled(desk, FEW)


def walk(by: Any, **query: Any) -> list[dict[str, Any]]:
    """Every page of a list."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = by.get(CASES, query_string={**query, **cursor}).json
        assert len(page["items"]) <= query.get("limit", 50)
        found += page["items"]
        if not page["next"]:
            return found
        cursor = {"cursor": page["next"]}


def test_page_by_page_everybody_is_there_once_oldest_first(full: Desk) -> None:
    expected = [f"a{number:04}" for number in range(MANY)]
    for by, limit in product((full.college(), full.authority()), (7, 200)):
        assert [each["account"] for each in walk(by, limit=limit)] == expected, limit


def test_a_case_decided_meanwhile_moves_nobody(few: Desk) -> None:
    by = few.college()
    first = by.get(CASES, query_string={"limit": 5, "status": "open"}).json
    few.decide(by, "college", "rejected", account="a0003", reason="不符")
    rest = walk(by, status="open", limit=5, cursor=first["next"])
    assert [each["account"] for each in first["items"] + rest] == [f"a{number:04}" for number in range(FEW)]
    assert "a0003" not in {each["account"] for each in walk(by, status="open", limit=5)}


def test_a_list_is_of_one_standing_or_of_one_stage(few: Desk) -> None:
    few.decide(few.college(), "college", account="a0001")
    few.decide(few.college(), "college", "correction", account="a0002", reason="照片不清")
    by = few.authority()
    assert [each["account"] for each in walk(by, stage="authority")] == ["a0001"]
    assert [each["account"] for each in walk(by, status="returned")] == ["a0002"]
    assert walk(by, status="returned", stage="authority") == []
    assert by.get(CASES, query_string={"status": "lost"}).json["code"] == "invalid_input"


def test_a_cursor_is_good_for_who_got_it(few: Desk) -> None:
    page = few.college().get(CASES, query_string={"limit": 5}).json
    answer = few.authority().get(CASES, query_string={"limit": 5, "cursor": page["next"]})
    assert answer.json["code"] == "bad_cursor"


@pytest.mark.parametrize(("filters", "due"), [
    ((), ""), (("after",), ""), (("standing", "after"), ""), (("due", "stage"), "_due"),
    (("due", "stage", "kind", "until", "after"), "_due"),
])
@pytest.mark.parametrize("owner", ["college", "category"])
def test_a_page_is_read_in_the_order_of_an_index(desk: Desk, owner: str, filters: tuple[str, ...], due: str) -> None:
    service, index = desk.home.services["review"], f"ix_cases_{owner}{due}"
    statement = queue._list(owner, filters)
    given = {"of_college": COLLEGE, "of_season": SEASON, "of_category": "VETERAN", "most": 50, "of_standing": "open",
             "of_stage": "college", "of_kind": "VETERAN", "until": SUBMITTED, "after_at": SUBMITTED,
             "after_account": "a0000"}
    compiled = statement.compile(service.engine)
    with service.engine.connect() as conn:
        plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(
            str({**compiled.params, **given}[name]) for name in compiled.positiontup or ())).all()
    said = " ".join(row.detail for row in plan)
    assert f"{index} " in said
    assert "TEMP B-TREE" not in said


def test_the_measure_counts_who_stands_where(few: Desk) -> None:
    few.decide(few.college(), "college", "rejected", account="a0001", reason="不符")
    measured = few.home.anybody().get("/metrics").text
    assert f'standing="open"}} {FEW - 1}.0' in measured
    assert 'standing="not_eligible"} 1.0' in measured
    assert 'standing="eligible"} 0.0' in measured
    assert EXAM not in measured
    with few.home.services["review"].db.read() as conn:
        assert conn.execute(text("SELECT count(*) FROM cases")).scalar_one() == FEW

"""A batch is sealed after its close: everything that was acknowledged, one root, each filing finalised and provable."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from services.choices.tests.desk import API, CLOSES, INTAKE, LI, S1, SEASON, ZHANG, Desk, number_of, problem
from shared import codec
from shared.contracts.choices import FilingFinalised
from shared.security.tree import leaf_of, root_by, root_of
from shared.testing.house import Home

MINUTE = timedelta(minutes=1)


def extended(home: Home, *, version: int, by: timedelta) -> None:
    """The next version of the season, whose filing closes later."""
    windows = tuple(replace(each, closes_at=CLOSES + by) if each.id == "filing" else each for each in SEASON.windows)
    home.publish(replace(SEASON, windows=windows), version=version)
    home.settle()


def recomputed(finalised: list[FilingFinalised]) -> str:
    """The root as admission finds it from what arrived."""
    leaves = []
    for each in sorted(finalised, key=lambda each: each.candidate_number):
        told: Any = codec.plain(each)
        leaf = leaf_of(codec.canonical({name: value for name, value in told.items() if name != "leaf"}))
        assert leaf.hex() == each.leaf
        leaves.append(leaf)
    return root_of(leaves).hex()


def test_a_closed_batch_is_sealed_over_every_filing(desk: Desk) -> None:
    desk.save("A", "10001", ["01"])
    desk.save("B", "10002", ["03", "01"])
    desk.save("A", "10003", ["05"], account=LI)
    desk.go_to(CLOSES)
    [sealed] = desk.told.events("batch_sealed")
    assert (sealed.seal, sealed.count, sealed.closes_at, sealed.season_version) == (1, 2, CLOSES, 1)
    finalised = {each.account: each for each in desk.told.events("filing_finalised")}
    assert [(each.label, each.college, each.majors) for each in finalised[ZHANG].choices] == [
        ("A", "10001", ["01"]), ("B", "10002", ["03", "01"])]
    assert (finalised[ZHANG].revision, finalised[ZHANG].candidate_number) == (2, number_of(ZHANG))
    assert recomputed(list(finalised.values())) == sealed.root


def test_nothing_is_sealed_before_the_close_and_once_after_it(desk: Desk) -> None:
    desk.save("A")
    desk.go_to(CLOSES - MINUTE)
    assert desk.told.events("batch_sealed") == []
    desk.go_to(CLOSES + MINUTE)
    desk.go_to(CLOSES + 2 * MINUTE)
    assert [each.seal for each in desk.told.events("batch_sealed")] == [1]


def test_a_batch_without_filings_is_sealed_with_none(desk: Desk) -> None:
    desk.go_to(CLOSES)
    assert [each.count for each in desk.told.events("batch_sealed")] == [0]


def test_a_cleared_filing_is_sealed_as_empty(desk: Desk) -> None:
    desk.save("A")
    desk.clear("A")
    desk.go_to(CLOSES)
    assert [each.choices for each in desk.told.events("filing_finalised")] == [[]]


def test_a_batch_that_is_not_announced_is_not_sealed(desk: Desk) -> None:
    desk.go_to(CLOSES + timedelta(days=40))
    assert [each.batch for each in desk.told.events("batch_sealed")] == ["MAIN"]
    desk.order("announcement", "filing-supplementary")
    desk.home.settle()
    assert [each.batch for each in desk.told.events("batch_sealed")] == ["MAIN", S1]


def test_an_extension_after_the_seal_opens_again_and_leads_to_the_next_seal_over_everything(desk: Desk) -> None:
    desk.save("A", account=LI)
    desk.save("A")
    desk.go_to(CLOSES + MINUTE)
    assert problem(desk.save("B", "10002")) == (409, "filing_closed")
    assert desk.filed()["sealed_at"] is not None
    extended(desk.home, version=2, by=timedelta(hours=1))
    assert desk.filed()["sealed_at"] is None
    assert desk.save("B", "10002").status_code == 200
    desk.go_to(CLOSES + timedelta(hours=1))
    first, second = desk.told.events("batch_sealed")
    assert (second.seal, second.count, second.season_version, second.closes_at) == (
        2, 2, 2, CLOSES + timedelta(hours=1))
    assert first.root != second.root
    newest = [each for each in desk.told.events("filing_finalised") if each.seal == 2]
    assert {each.account: [one.label for one in each.choices] for each in newest} == {ZHANG: ["A", "B"], LI: ["A"]}
    assert recomputed(newest) == second.root
    shown: Any = desk.home.anybody().get(f"{API}/seals").json
    assert [each["root"] for each in shown["items"]] == [
        second.root, first.root]


def test_an_extension_before_the_seal_is_waited_for(desk: Desk) -> None:
    desk.save("A")
    extended(desk.home, version=2, by=timedelta(hours=1))
    desk.go_to(CLOSES + MINUTE)
    assert desk.told.events("batch_sealed") == []
    assert desk.save("B", "10002").status_code == 200


def test_one_persons_extension_is_waited_for_and_nobody_elses(desk: Desk) -> None:
    desk.save("A")
    desk.order("extension", "filing", candidate=ZHANG, closes_at=CLOSES + timedelta(hours=2))
    desk.go_to(CLOSES + MINUTE)
    assert desk.told.events("batch_sealed") == []
    assert desk.save("B", "10002").status_code == 200
    assert problem(desk.save("A", account=LI)) == (409, "filing_closed")
    desk.go_to(CLOSES + timedelta(hours=2))
    assert [each.closes_at for each in desk.told.events("batch_sealed")] == [CLOSES + timedelta(hours=2)]


def test_a_reopening_for_one_person_is_a_batch_of_its_own(desk: Desk) -> None:
    desk.save("A")
    desk.go_to(CLOSES + MINUTE)
    desk.order("reopening", "filing", candidate=ZHANG, batch="MAIN-R1", opens_at=CLOSES + MINUTE,
               closes_at=CLOSES + timedelta(hours=3))
    desk.home.settle()
    assert desk.save("A", "10003", ["05"], batch="MAIN-R1").status_code == 200
    assert problem(desk.save("A", "10003", ["05"], batch="MAIN-R1", account=LI)) == (404, "not_found")
    assert [each["batch"] for each in desk.get("/filing", LI).json["batches"]] == ["MAIN", S1]
    assert [each["batch"] for each in desk.get("/filing", ZHANG).json["batches"]] == ["MAIN", S1, "MAIN-R1"]
    desk.go_to(CLOSES + timedelta(hours=3))
    assert [(each.batch, each.count) for each in desk.told.events("batch_sealed")] == [("MAIN", 1), ("MAIN-R1", 1)]


def test_a_candidate_proves_that_their_filing_is_in_the_seal(desk: Desk) -> None:
    others = [f"0193-{place:04d}" for place in range(300)]
    for account in others:
        desk.settle(account)
    desk.home.settle()
    for account in (*others, ZHANG):
        desk.accept(account)
        assert desk.save("A", account=account).status_code == 200
    assert problem(desk.get("/filings/MAIN/proof")) == (409, "not_sealed_yet")
    desk.go_to(CLOSES)
    for account in (ZHANG, others[0], others[299], others[150]):
        proof = desk.get("/filings/MAIN/proof", account).json
        leaf = leaf_of(proof["entry"].encode())
        assert leaf.hex() == proof["leaf"]
        path = [bytes.fromhex(node) for node in proof["path"]]
        root = root_by(leaf, position=proof["position"], size=proof["count"], path=path)
        assert root is not None
        assert root.hex() == proof["root"] == desk.told.events("batch_sealed")[0].root


def test_a_proof_is_of_the_revision_that_was_sealed(desk: Desk) -> None:
    desk.save("A")
    desk.go_to(CLOSES)
    extended(desk.home, version=2, by=timedelta(hours=1))
    desk.save("A", "10002", ["03"])
    proof = desk.get("/filings/MAIN/proof").json
    assert leaf_of(proof["entry"].encode()).hex() == proof["leaf"]
    assert "10001" in proof["entry"]
    assert INTAKE in proof["entry"]


def test_facts_have_the_seal_and_each_filings_leaf(desk: Desk) -> None:
    desk.save("A")
    desk.go_to(CLOSES)
    [seal], [filing] = desk.facts("seal"), desk.facts("filing")
    assert (seal["batch"], seal["seal"], seal["count"], seal["closes_at"]) == (
        "MAIN", 1, 1, "2030-04-11T09:00:00+00:00")
    assert filing["leaf"] == desk.told.events("filing_finalised")[0].leaf

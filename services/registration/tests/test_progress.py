"""How far a college's candidates are: in numbers, by name, and never what they choose."""

from dataclasses import replace
from typing import Any

import pytest

from services.registration.tests.applying import Applying
from services.registration.tests.front import Front, problem
from services.registration.tests.people import LI, WANG, ZHANG
from services.registration.tests.reviewing import Others
from services.registration.tests.rich import rich
from services.registration.tests.test_confirmations import submitted
from shared.season import Season
from shared.season.model import Batch
from shared.season.rules import Supplementary


def progress(front: Front, **query: Any) -> Any:
    return front.get("/progress", by=front.college, query_string=query)


@pytest.fixture
def three(opened: Front) -> list[Applying]:
    return submitted(opened, ZHANG, LI, WANG)


def test_the_college_in_numbers(opened: Front) -> None:
    zhang, li = submitted(opened, ZHANG, LI)
    li.withdraw()
    Applying(opened, WANG).write()
    assert zhang.account
    assert progress(opened).json["registration"] == {
        "students": 4, "accounts": 3, "draft": 1, "submitted": 1, "returned": 0, "withdrawn": 1, "confirmed": 0}


def test_who_may_file_and_how_much_of_it_is_saved(three: list[Applying]) -> None:
    zhang, li, wang = three
    for each in (zhang, li):
        Others(each).settle()
    Others(wang).settle("not_eligible")
    Others(li).save("A")
    shown = progress(zhang.front).json
    assert (shown["batch"], shown["may_file"], shown["nothing_saved"], shown["all_saved"]) == ("MAIN", 2, 1, 1)
    assert {row["name"]: (row["saved"], row["of"], row["accepted_terms"]) for row in shown["items"]} == {
        ZHANG.name: (0, 1, False), LI.name: (1, 1, True)}
    assert [row["account"] for row in progress(zhang.front, unfiled=True).json["items"]] == [zhang.account]


def test_a_choice_that_was_cleared_is_saved_no_more(three: list[Applying]) -> None:
    Others(three[0]).settle()
    Others(three[0]).save("A")
    Others(three[0]).save()
    assert progress(three[0].front).json["nothing_saved"] == 1


def test_whose_eligibility_was_revoked_is_not_waited_for(three: list[Applying]) -> None:
    Others(three[0]).settle()
    Others(three[0]).settle("revoked")
    assert progress(three[0].front).json["may_file"] == 0


def test_page_by_page(three: list[Applying]) -> None:
    for each in three:
        Others(each).settle()
    first = progress(three[0].front, limit=2).json
    rest = progress(three[0].front, limit=2, cursor=first["next"]).json
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]
    assert first["may_file"] == rest["may_file"] == 3


def test_another_colleges_candidates_are_not_there(three: list[Applying]) -> None:
    Others(three[0]).settle(college="90002")
    assert progress(three[0].front).json["items"] == []


def test_a_college_of_no_season(opened: Front) -> None:
    stranger = opened.home.as_role("source_college", subject="college-2", scope="90002")
    assert problem(opened.get("/progress", by=stranger)) == (422, "not_a_source_college")


def test_a_batch_that_there_is_not(opened: Front) -> None:
    assert problem(progress(opened, batch="S9")) == (404, "not_found")


class TestSupplementary:
    @pytest.fixture
    def season(self) -> Season:
        """With a supplementary batch."""
        base = rich()
        return replace(
            base, batches=(*base.batches, Batch(code="S1", title="征集志愿")),
            filings=(*base.filings, replace(base.filings[0], batch="S1")),
            supplementary=Supplementary(batch="S1", round="1", cancelled_without_vacancy=True,
                                        earlier_choices_count=False, sample=True),
        )

    def test_who_has_not_filed_then_would_tell_who_was_not_admitted(self, opened: Front) -> None:
        refused = progress(opened, batch="S1")
        assert problem(refused) == (403, "progress_not_shown")
        assert "征集志愿" in refused.json["detail"]
        assert progress(opened).status_code == 200

    def test_a_season_may_show_it(self, opened: Front, season: Season) -> None:
        opened.home.publish(replace(season, progress=replace(season.progress, supplementary=True)), version=2)
        opened.home.settle()
        assert progress(opened, batch="S1").status_code == 200

"""In a rehearsal an officer lets the others act and is told what they did; in a real intake nobody acts for another."""

import re
from typing import Any

import pytest

from services.admission.tests.desk import API, NO_OFFICERS, Desk
from shared.testing.seasons import INTAKE

PLAYS = f"{API}/intakes/{INTAKE}/plays"
PAGE = f"/admission/rehearsals/{INTAKE}"


def ask(desk: Desk, path: str = PLAYS) -> Any:
    return desk.first.post(path)


def acknowledge(desk: Desk, play: str, summary: str = "考生开通账号12个。") -> Any:
    return desk.second.post(f"{PLAYS}/{play}/completion", json={"summary": summary})


def plays(desk: Desk, intake: str = INTAKE) -> Any:
    return desk.get(f"/intakes/{intake}/plays").json["items"]


def audited(desk: Desk, action: str) -> int:
    with desk.home.services["admission"].db.read() as conn:
        asked = "SELECT count(*) FROM audit WHERE action = ?"
        return int(conn.exec_driver_sql(asked, (action,)).scalar_one())


def test_a_play_is_asked_for_done_and_told(desk: Desk) -> None:
    desk.publish()
    desk.set_clock(step_to="next")
    asked = ask(desk)
    assert (asked.status_code, asked.json["done"], asked.json["summary"]) == (201, False, None)
    assert asked.json["requested_at"] == desk.clock()["now"]
    done = acknowledge(desk, asked.json["id"])
    assert (done.status_code, done.json["done"], done.json["summary"]) == (201, True, "考生开通账号12个。")
    assert [each["id"] for each in plays(desk)] == [asked.json["id"]]
    assert (audited(desk, "play.request"), audited(desk, "play.complete")) == (1, 1)


def test_while_one_is_under_way_it_is_that_one(desk: Desk) -> None:
    first = ask(desk).json["id"]
    assert ask(desk).json["id"] == first
    acknowledge(desk, first)
    second = ask(desk).json["id"]
    assert second != first
    assert [each["id"] for each in plays(desk)] == [second, first]
    assert audited(desk, "play.request") == 2


def test_what_came_of_it_is_told_once(desk: Desk) -> None:
    play = ask(desk).json["id"]
    acknowledge(desk, play)
    again = acknowledge(desk, play, "别的结果。")
    assert (again.status_code, again.json["code"]) == (409, "play_done")
    assert plays(desk)[0]["summary"] == "考生开通账号12个。"


def test_the_clock_stands_still(desk: Desk) -> None:
    desk.publish()
    before = desk.clock()
    acknowledge(desk, ask(desk).json["id"])
    assert desk.clock() == before


def test_in_a_real_intake_nobody_acts_for_another(deployed: Desk) -> None:
    deployed.open_intake("real-2030", rehearsal=False)
    refused = ask(deployed, f"{API}/intakes/real-2030/plays")
    assert (refused.status_code, refused.json["code"]) == (409, "real_play")
    assert plays(deployed, "real-2030") == []
    assert deployed.first.post("/admission/rehearsals/real-2030/plays").status_code == 409
    assert deployed.first.get("/admission/rehearsals/real-2030").status_code == 404
    assert audited(deployed, "play.request") == 0


@pytest.mark.parametrize("role", NO_OFFICERS)
def test_only_officers_ask(desk: Desk, role: str) -> None:
    other = desk.home.as_role(role, service="admission")
    assert other.post(PLAYS).status_code == 403
    assert other.post(f"{PAGE}/plays").status_code == 403


def test_an_unknown_intake_or_play_is_not_found(desk: Desk) -> None:
    assert ask(desk, f"{API}/intakes/unknown/plays").status_code == 404
    assert desk.first.get(f"{API}/intakes/unknown/plays").status_code == 404
    assert acknowledge(desk, "unknown").status_code == 404
    assert desk.first.get("/admission/rehearsals/unknown").status_code == 404


class TestInTheBrowser:
    def test_it_says_that_the_others_act_and_then_what_they_did(self, desk: Desk) -> None:
        desk.publish()
        assert "其他人正在操作" not in shown(desk)
        answer = desk.first.post(f"{PAGE}/plays")
        assert (answer.status_code, answer.location) == (303, PAGE)
        assert "其他人正在操作…" in shown(desk)
        assert '<meta http-equiv="refresh"' in shown(desk)  # without scripts the page looks again by itself
        acknowledge(desk, plays(desk)[0]["id"])
        assert "其他人正在操作…" not in shown(desk)
        assert "http-equiv" not in shown(desk)
        assert "考生开通账号12个。" in shown(desk)
        assert "其他人已完成操作" in shown(desk)
        desk.set_clock(step_to="next")
        assert "其他人已完成操作" not in shown(desk)  # that was before
        assert "考生开通账号12个。" in shown(desk).split("此前的操作")[1]

    def test_the_next_moment_comes_and_leads_back(self, desk: Desk) -> None:
        desk.publish()
        ahead = desk.clock()["next"]
        assert ahead["title"] in shown(desk)
        answer = desk.first.post(f"{PAGE}/step", data={"next": "/admission/board"})
        assert (answer.status_code, answer.location) == (303, "/admission/board")
        assert desk.clock()["now"] == ahead["instant"]

    def test_the_clock_waits_until_the_others_are_through(self, desk: Desk) -> None:
        desk.publish()
        before, play = desk.clock()["now"], ask(desk).json["id"]
        refused = desk.first.post(f"{PAGE}/step")
        assert (refused.status_code, "完成后才能进入下一时点" in refused.text) == (409, True)
        assert desk.clock()["now"] == before
        acknowledge(desk, play)
        assert desk.first.post(f"{PAGE}/step").status_code == 303

    def test_where_nobody_drives_the_others_it_says_so_and_the_clock_goes_on(self, desk: Desk) -> None:
        desk.publish()
        ask(desk)
        with desk.home.services["admission"].db.begin(actor="sample") as tx:
            tx.conn.exec_driver_sql("UPDATE plays SET recorded_at = '2020-01-01 00:00:00.000000'")
        assert "其他人没有回应" in shown(desk)
        assert desk.first.post(f"{PAGE}/step").status_code == 303
        assert ask(desk).json["id"] != plays(desk)[1]["id"]

    def test_after_the_last_moment_it_says_so(self, desk: Desk) -> None:
        desk.publish()
        while desk.clock()["next"]:
            desk.set_clock(step_to="next")
        answer = desk.first.post(f"{PAGE}/step")
        assert (answer.status_code, "没有更晚的节点" in answer.text) == (409, True)

    def test_the_header_has_both_on_every_page_of_this_service(self, desk: Desk) -> None:
        desk.publish()
        header = shown(desk).partition("</header>")[0]
        assert re.findall(r'action="([^"]*rehearsals[^"]*)"', header) == [f"{PAGE}/step", f"{PAGE}/plays"]


def shown(desk: Desk) -> str:
    answer = desk.first.get(PAGE, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    text: str = answer.text
    return text

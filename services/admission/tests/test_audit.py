"""Everything an officer does is written down, under the officer's name."""

from services.admission.tests.desk import Desk, changed
from shared import audit
from shared.testing.seasons import CODE, INTAKE, sample_text


def written(desk: Desk, subject: str) -> list[tuple[str, str]]:
    with desk.home.services["admission"].db.read() as conn:
        return [(row.action, row.actor) for row in audit.of_subject(conn, subject)]


def test_an_intake_and_its_clock(desk: Desk) -> None:
    desk.set_clock(step_to="2030-01-01T00:00:00+08:00")
    assert written(desk, f"intake/{INTAKE}") == [
        ("intake.open", "officer:officer-1"), ("clock.set", "officer:officer-1"),
    ]


def test_a_draft_from_its_file_to_its_signatures(desk: Desk) -> None:
    draft = desk.hand_in(changed("title: 网上报名", "title: 报名")).json
    replaced = desk.replace_text(draft, sample_text(), headers={"If-Match": "*"}).json
    desk.sign(replaced)
    desk.sign(replaced, by=desk.second)
    assert written(desk, f"draft/{draft['id']}") == [
        ("draft.hand_in", "officer:officer-1"), ("draft.replace", "officer:officer-1"),
        ("draft.sign", "officer:officer-1"), ("draft.sign", "officer:officer-2"),
    ]
    assert written(desk, f"season/{CODE}") == [("season.publish", "officer:officer-2")]


def test_a_draft_withdrawn(desk: Desk) -> None:
    made = desk.hand_in()
    desk.first.delete(made.headers["Location"], headers={"If-Match": "*"})
    assert written(desk, f"draft/{made.json['id']}")[-1] == ("draft.withdraw", "officer:officer-1")


def test_what_was_refused_leaves_no_entry(desk: Desk) -> None:
    draft = desk.hand_in().json
    desk.sign(draft, digest="0" * 64)
    assert [action for action, _ in written(desk, f"draft/{draft['id']}")] == ["draft.hand_in"]

"""A batch in which the names of events take turns is one transaction, and one that fails in it spoils nothing."""

from typing import Any

from sqlalchemy import event

from shared.testing.scene import Scene


def told_in_turn(scene: Scene, people: int) -> list[str]:
    """A contact and an account of each, as opening an account tells them; the effects that they are to have."""
    wanted = []
    for number in range(people):
        scene.tell_contact(f"a{number}", "1380000")
        scene.tell_opened(f"a{number}", f"n{number}")
        wanted += [f"a{number}=1380000", f"n{number}"]
    return wanted


def test_names_that_take_turns_cost_one_commit(scene: Scene) -> None:
    wanted = told_in_turn(scene, 10)
    batch = scene.unsent()
    commits: list[str] = []

    def committed(_conn: Any) -> None:
        commits.append("commit")

    event.listen(scene.hearer.engine, "commit", committed)
    scene.inbox.take(batch)
    assert scene.effects() == wanted
    assert len(commits) == 1


def test_one_that_fails_among_them_leaves_the_others_done_once(scene: Scene) -> None:
    wanted = told_in_turn(scene, 5)
    scene.listener.failing["n2"] = 2  # with the batch, and alone
    failed = scene.unsent()
    scene.inbox.take(failed)
    scene.inbox.take(failed)  # a second delivery is no second effect
    assert sorted(scene.effects()) == sorted(set(wanted) - {"n2"})
    scene.retry_everything()
    assert sorted(scene.effects()) == sorted(wanted)

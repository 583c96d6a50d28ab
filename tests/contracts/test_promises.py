"""What the chassis promises, in both worlds: nothing lost, no effect twice, order per key. The table is promises.md."""

from dataclasses import replace
from itertools import permutations

import pytest

from shared.testing.scene import Scene


def test_an_event_takes_effect_once_though_it_arrives_twice(scene: Scene) -> None:
    told = scene.tell_opened("a", "1")
    scene.settle()
    scene.send_again(told)
    scene.settle()
    scene.send_again(told)
    scene.tell_opened("b", "2")
    scene.settle()
    assert scene.effects() == ["1", "2"]


def test_what_is_rolled_back_is_never_told(scene: Scene) -> None:
    with pytest.raises(RuntimeError, match="second thoughts"), scene.telling() as tell:
        tell("a", "0")
        raise RuntimeError("second thoughts")
    scene.tell_opened("a", "1")
    scene.settle()
    assert scene.effects() == ["1"]


def test_order_is_kept_for_each_key(scene: Scene) -> None:
    for number in range(40):
        scene.tell_opened(f"a{number % 4}", str(number))
    scene.settle()
    for account in range(4):
        assert [n for n in map(int, scene.effects()) if n % 4 == account] == list(range(account, 40, 4))


def test_a_failed_handler_leaves_nothing_and_later_succeeds(scene: Scene) -> None:
    scene.listener.failing["1"] = 1
    told = scene.tell_opened("a", "1")
    scene.settle()
    assert scene.effects() == []
    assert scene.status(told) == "failed"
    scene.retry_everything()
    assert scene.effects() == ["1"]
    assert scene.status(told) == "done"


def test_one_failing_among_many_does_not_hold_up_the_others(scene: Scene) -> None:
    scene.listener.failing["3"] = 99
    told = [scene.tell_opened(f"a{number}", str(number)) for number in range(6)]
    scene.settle()
    assert scene.effects() == ["0", "1", "2", "4", "5"]
    scene.retry_everything()
    scene.retry_everything()
    assert scene.status(told[3]) == "dead"
    scene.listener.failing.clear()
    assert scene.inbox.retry(told[3]) == "done"
    assert scene.effects()[-1] == "3"


def test_a_fact_waits_behind_a_failed_one_of_its_key(scene: Scene) -> None:
    scene.listener.failing["1"] = 2
    scene.tell_opened("a", "1")
    second = scene.tell_opened("a", "2")
    scene.tell_opened("b", "3")
    scene.settle()
    assert scene.effects() == ["3"]
    assert scene.status(second) == "waiting"
    scene.retry_everything()
    assert scene.effects() == ["3", "1", "2"]


def test_a_discarded_message_sets_those_behind_it_free(scene: Scene) -> None:
    scene.listener.failing["1"] = 99
    first = scene.tell_opened("a", "1")
    scene.tell_opened("a", "2")
    scene.settle()
    scene.inbox.discard(first, order_number="渝考〔2024〕1号", actor="officer")
    assert scene.effects() == ["2"]
    assert scene.status(first) == "discarded"


def test_a_newer_state_supersedes_an_older_one(scene: Scene) -> None:
    scene.tell_contact("a", "1")
    newest = scene.tell_contact("a", "2")
    scene.settle()
    old = scene.tell_contact("a", "3")
    scene.settle()
    scene.send_again(newest, old)
    scene.settle()
    assert scene.effects()[-1] == "a=3"
    assert scene.effects().count("a=3") == 1


def test_what_is_not_yet_heard_is_waited_for(scene: Scene) -> None:
    scene.listener.needs["1"] = "a=7"
    told = scene.tell_opened("a", "1")
    scene.settle()
    assert scene.effects() == []
    assert scene.status(told) == "waiting"
    scene.tell_contact("a", "7")
    scene.settle()
    assert scene.effects() == ["a=7", "1"]


def test_what_a_newer_release_tells_waits_for_it_and_is_neither_lost_nor_given_up(scene: Scene) -> None:
    scene.tell_opened("a", "1")
    scene.tell_opened("b", "2")
    unknown, after = scene.unsent()
    newer = replace(unknown, id="newer", name="registration.account_merged.v1")
    scene.inbox.take([newer, replace(unknown, id="later"), after])
    assert (scene.status("newer"), scene.status("later"), scene.effects()) == ("waiting", "waiting", ["2"])
    for _ in range(5):
        scene.retry_everything()
    assert (scene.status("newer"), scene.effects()) == ("waiting", ["2"])
    scene.inbox.discard("newer", order_number="渝考〔2024〕1号", actor="officer")
    scene.retry_everything()
    assert scene.effects() == ["2", "1"]


def test_every_order_of_a_candidates_events_ends_in_the_same_state(scene: Scene) -> None:
    ends = set()
    for turn, order in enumerate(permutations(range(4))):
        account = f"p{turn}"
        scene.listener.needs[f"{account}.1"] = f"{account}=new"
        told = [
            scene.tell_opened(account, f"{account}.1"), scene.tell_contact(account, "old"),
            scene.tell_contact(account, "new"), scene.tell_opened(account, f"{account}.2"),
        ]
        messages = {message.id: message for message in scene.unsent()}
        for place in order:
            scene.inbox.take([messages[told[place]]])
        done = [what.replace(account, "p") for what in scene.effects() if what.startswith(account)]
        ends.add((tuple(sorted(set(done) - {"p=old"})), done[-1] if done[-1].startswith("p=") else ""))
        assert sorted(what for what in done if "=" not in what) == ["p.1", "p.2"]
    assert {end[0] for end in ends} == {("p.1", "p.2", "p=new")}

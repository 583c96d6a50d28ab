"""A message whose sender or key is forged is not believed, and holds nothing up, whichever way it reaches the inbox."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from shared import codec
from shared.bus import Message
from shared.contracts.registration import AccountOpened
from shared.inbox import Inbox
from shared.kernel import new_id
from shared.testing.scene import NOON, Scene, local_scene

KEY = "registration/account/a"
GENUINE = Message(
    id=new_id(), name=AccountOpened.NAME, publisher="registration", key=KEY, version=(1, 1), occurred_at=NOON,
    body=codec.encode(AccountOpened(account="a", intake="i", candidate_number="0", source_college="c", opened_at=NOON)),
)
WAYS: dict[str, Callable[[Inbox, Message], None]] = {
    "among others": lambda inbox, message: inbox.take([message]),
    "delivered before": lambda inbox, message: inbox.take_alone(message),
    "dead-lettered": lambda inbox, message: inbox.bury(message, "dead-lettered: rejected"),
}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with local_scene(tmp_path) as made:
        yield made


@pytest.mark.parametrize("way", list(WAYS))
def test_a_forged_sender(scene: Scene, way: str) -> None:
    forged = replace(GENUINE, id=new_id(), publisher="review")
    WAYS[way](scene.inbox, forged)
    scene.tell_opened("a", "1")
    scene.settle()
    assert scene.effects() == ["1"]
    assert scene.status(forged.id) == "dead"


@pytest.mark.parametrize("way", list(WAYS))
def test_a_key_of_another_publisher(scene: Scene, way: str) -> None:
    forged = replace(GENUINE, id=new_id(), key="review/case/a")
    WAYS[way](scene.inbox, forged)
    assert scene.effects() == []
    assert scene.status(forged.id) == "dead"
    assert scene.inbox.retry(forged.id) == "dead"

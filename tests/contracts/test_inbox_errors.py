"""Why a message took no effect is kept beside it in clear, and so without anybody's name or number."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import insert, select

from shared.contracts.registration import ContactChanged
from shared.db import Tx
from shared.inbox import INBOX, Heard, Inbox
from shared.testing.scene import EFFECTS, Scene

PHONE, NAME = "13800138000", "张三"


def writes_half_a_row(tx: Tx, heard: Sequence[Heard[Any]]) -> None:
    """PostgreSQL quotes the whole row that it refuses."""
    for each in heard:
        tx.conn.execute(insert(EFFECTS), {"event_id": None, "what": f"{each.event.name} {each.event.phone}"})


def says_the_number(tx: Tx, heard: Sequence[Heard[Any]]) -> None:
    raise RuntimeError(f"no template for {PHONE}")


@pytest.mark.parametrize(("handler", "says"), [
    (writes_half_a_row, "IntegrityError: "), (says_the_number, "RuntimeError: no template for "),
])
def test_what_is_kept_of_a_failure_names_nobody(scene: Scene, handler: Any, says: str) -> None:
    scene.tell_contact("a0", PHONE)
    Inbox(scene.hearer, {ContactChanged: handler}).take(scene.unsent())
    with scene.hearer.read() as conn:
        kept = conn.execute(select(INBOX.c.error)).scalar_one()
    assert kept.startswith(says)
    assert "event_id" in kept or "template" in kept, "it still says what was wrong"
    assert PHONE not in kept
    assert NAME not in kept

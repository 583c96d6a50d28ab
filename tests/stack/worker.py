"""A worker of the pair as a process of its own: ``relay`` sends, ``ear`` hears, until killed.

``python -m tests.stack.worker ROLE TELLER HEARER TELLER_BUS HEARER_BUS [FATAL]``; it prints a line when it is
ready and one for each step that moved something. Hearing a number FATAL, it dies on the spot.
"""

import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from threading import Event as Pause

from shared.bus import BusAway
from shared.contracts.registration import AccountOpened
from shared.db import DatabaseAway, Tx
from shared.inbox import Heard, Inbox
from shared.testing.scene import Listener
from tests.stack.wire import make_scene


class Mortal(Listener):
    """Dies when it hears a certain number."""

    fatal = ""

    def on_opened(self, tx: Tx, heard: Sequence[Heard[AccountOpened]]) -> None:
        if any(each.event.candidate_number == self.fatal for each in heard):
            os.kill(os.getpid(), signal.SIGKILL)
        super().on_opened(tx, heard)


def main(role: str, addresses: Sequence[str], *, fatal: str) -> None:
    listener = Mortal()
    listener.fatal = fatal
    scene = make_scene(*addresses)
    ear = scene.ears.attach("notify", Inbox(scene.hearer, listener.handlers, attempts=3))
    step = scene.relay.step if role == "relay" else partial(ear.step, 0.05)
    rest = Pause()
    _say("ready")
    while True:
        try:
            moved = step()
        except (BusAway, DatabaseAway):
            rest.wait(0.1)
            continue
        if moved:
            _say("moved")
        else:
            rest.wait(0.01)


def _say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:6], fatal=sys.argv[6] if len(sys.argv) > 6 else "")

"""A choice that was saved, though its answer was lost, is not saved a second time: that would be told twice."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rehearsal.doors import Account, Doors, Refused, Stopwatch
from rehearsal.pressing import Api

BATCH, CHOICE = "MAIN", {"college": "10001", "majors": ["01"]}


class Choices(ThreadingHTTPServer):
    """One candidate's choices. ``next``: what befalls the next presses in place of being answered."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.held: dict[str, object] = {}
        self.presses: list[str] = []
        self.next: list[str] = []


class Answering(BaseHTTPRequestHandler):
    """What a web process does, and what it does when it is killed."""

    server: Choices

    def do_GET(self) -> None:
        kept = [{"label": label, "college": "10001", "majors": [{"code": "01"}]} for label in self.server.held]
        self._answer(*((200, {"choices": kept}) if kept else (404, {"code": "not_found"})))  # before the first save

    def do_PUT(self) -> None:
        self._press("saved")

    def do_DELETE(self) -> None:
        self._press("cleared")

    def _press(self, what: str) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        label, befalls = self.path.rpartition("/")[2], self.server.next.pop(0) if self.server.next else ""
        if befalls == "killed before":
            self.close_connection = True
            return
        if befalls in ("away", "refused"):
            self._answer(503 if befalls == "away" else 409, {"code": befalls})
            return
        self.server.presses.append(what)
        if what == "saved":
            self.server.held[label] = CHOICE
        else:
            self.server.held.pop(label, None)
        if befalls == "killed after":
            self.close_connection = True
            return
        self._answer(200, {})

    def _answer(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_line: object) -> None:
        """Nothing."""


@contextmanager
def serving(server: Choices) -> Iterator[Api]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    doors = Doors({"choices": f"http://127.0.0.1:{server.server_port}"}, Stopwatch())
    tokens = {"access_token": "access", "refresh_token": "refresh"}
    try:
        yield Api(Account.of(doors, tokens), phone=1)
    finally:
        doors.close()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def choices() -> Choices:
    return Choices()


@pytest.fixture
def api(choices: Choices) -> Iterator[Api]:
    with serving(choices) as found:
        yield found


@pytest.mark.parametrize(
    "befalls", [[], ["killed before"], ["killed after"], ["away"], ["away", "killed after"]], ids=str)
def test_a_choice_is_saved_and_cleared_once_whatever_befalls_the_answer(
    api: Api, choices: Choices, befalls: list[str]
) -> None:
    choices.next = list(befalls)
    api.save(BATCH, "A", "10001", ["01"])
    choices.next = list(befalls)
    api.clear(BATCH, "A")
    assert choices.presses == ["saved", "cleared"]
    assert choices.held == {}


def test_what_is_refused_is_not_pressed_again(api: Api, choices: Choices) -> None:
    choices.next = ["refused"]
    with pytest.raises(Refused, match="409"):
        api.save(BATCH, "A", "10001", ["01"])
    assert choices.presses == []

"""Who of a play uses the portal's pages, and what their windows do when a sign-in ends and an answer is lost."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import httpx
import pytest

from rehearsal.browsing.people import COURSES, Browsing, chosen, registrar
from rehearsal.browsing.window import FormRefused, Window, Windows
from rehearsal.cast import Cast
from rehearsal.courses import Candidate, candidates
from rehearsal.doors import Doors, Stopwatch
from rehearsal.invariants import enough_by_pages
from rehearsal.people import people
from rehearsal.phones import Post
from rehearsal.script import Script, read_script
from shared.testing.pages import NotPossible

HOUSE = Path(__file__).parents[2]
BASES = {"registration": "http://127.0.0.1:81", "choices": "http://127.0.0.1:82"}
MENU = '<nav class="menu"><a href="/choices/filing">志愿填报</a></nav>'
WELCOME = '<main><a href="/sign-in">登录</a></main>'
SIGN_IN = '<main><form method="post" action="/sign-in"><input name="login"><button>登录</button></form></main>'
SEEN = '<input type="hidden" name="seen" value="1">'
FILING = f'{MENU}<main><form method="post">{SEEN}<button>保存</button></form></main>'
REFUSED = '<main><div class="errors"><ul><li>请选择院校。</li></ul></div></main>'


class Portal:
    """A tiny one: a form for who is signed in. ``next``: what happens to the next form instead of its being taken."""

    def __init__(self) -> None:
        self.signed_in = 0
        self.saved = 0
        self.renewed = 0
        self.next: list[Callable[[httpx.Request], httpx.Response]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        assert request.url.port == (82 if path.startswith("/choices") else 81), request.url
        if path == "/sign-in":
            return self._sign_in(request)
        is_known = request.headers.get("cookie") == f"longmen={self.signed_in}" and self.signed_in
        if path == "/renew":
            self.renewed += 1
            return httpx.Response(200, content=b"pixel")
        if path == "/":
            return httpx.Response(200, text=MENU if is_known else WELCOME)
        if request.method == "POST":
            return self._post(request) if is_known else httpx.Response(401, text=REFUSED)
        return httpx.Response(200, text=FILING) if is_known else _to("/sign-in?next=/choices/filing")

    def _sign_in(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, text=SIGN_IN)
        assert request.read() == b"login=zhang"
        self.signed_in += 1
        return _to("/choices/filing", cookie=f"longmen={self.signed_in}; Path=/")

    def _post(self, request: httpx.Request) -> httpx.Response:
        assert request.read() == b"seen=1"
        if self.next:
            return self.next.pop(0)(request)
        self.saved += 1
        return _to("/choices/filing")

    def end_sign_in(self) -> None:
        self.signed_in += 1

    def lose_the_answer(self, request: httpx.Request) -> httpx.Response:
        self.saved += 1
        raise httpx.ReadError("killed", request=request)


def _to(address: str, *, cookie: str = "") -> httpx.Response:
    return httpx.Response(303, headers={"Location": address} | ({"Set-Cookie": cookie} if cookie else {}))


@pytest.fixture
def portal() -> Portal:
    return Portal()


@pytest.fixture
def windows(portal: Portal) -> Iterator[Windows]:
    doors = Doors(BASES, Stopwatch())
    found = Windows(doors, httpx.MockTransport(portal))
    yield found
    found.close()
    doors.close()


@pytest.fixture
def window(windows: Windows) -> Window:
    return windows.open("candidate", "1", lambda each: each.send(each.page.form("login"), login="zhang"))


def save(window: Window) -> None:
    """As people here do: by the menu to the form, and send it unless it is saved."""
    window.menu("志愿填报")
    window.send(window.page.form("seen"))


def test_who_is_asked_to_sign_in_does_and_comes_where_the_link_led(window: Window, portal: Portal) -> None:
    window.menu("志愿填报")
    assert window.page.address == "/choices/filing"
    portal.end_sign_in()
    window.menu("志愿填报")
    assert window.page.has_form("seen")
    with pytest.raises(NotPossible, match="录取结果"):
        window.menu("录取结果")


def test_a_form_that_came_after_the_sign_in_had_ended_is_filled_in_again(window: Window, portal: Portal) -> None:
    window.menu("志愿填报")
    ended = iter([portal.end_sign_in])

    def act() -> None:
        window.menu("志愿填报")
        for end in ended:
            end()
        window.send(window.page.form("seen"))

    window.patiently(act)
    assert portal.saved == 1


def test_the_image_that_keeps_one_signed_in_is_loaded_when_half_of_that_time_is_over(
    window: Window, portal: Portal
) -> None:
    window.menu("志愿填报")
    assert portal.renewed == 0
    window.renew_at = 0.0
    window.menu("志愿填报")
    window.menu("志愿填报")
    assert portal.renewed == 1


@pytest.mark.parametrize("status", [503, None], ids=["away for a moment", "killed before it was read"])
def test_who_gets_no_answer_does_it_again(window: Window, portal: Portal, status: int | None) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        if status is None:
            raise httpx.ConnectError("killed", request=request)
        return httpx.Response(status, text=REFUSED)

    portal.next = [fail]
    window.patiently(lambda: save(window))
    assert portal.saved == 1


def test_what_was_done_though_the_answer_was_lost_is_seen_on_the_page(window: Window, portal: Portal) -> None:
    portal.next = [portal.lose_the_answer]
    window.patiently(lambda: None if portal.saved else save(window))
    assert portal.saved == 1


def test_a_form_that_is_refused_says_so_in_the_pages_words_and_is_not_sent_again(
    window: Window, windows: Windows, portal: Portal
) -> None:
    portal.next = [lambda request: httpx.Response(422, text=REFUSED)]
    with pytest.raises(FormRefused, match=r"请选择院校。") as refused:
        window.patiently(lambda: save(window))
    assert (refused.value.status, portal.saved) == (422, 0)
    assert not windows.used()


def test_those_whose_forms_were_taken_are_counted_and_a_college_once(windows: Windows) -> None:
    enter = windows.open("candidate", "1", lambda each: each.send(each.page.form("login"), login="zhang")).enter
    for role, whose in (("candidate", "1"), ("candidate", "2"), ("admission_college", "5001"),
                        ("admission_college", "5001")):
        save(windows.open(role, whose, enter))
    windows.open("officer", "2", enter).menu("志愿填报")  # signing in alone is no work
    assert windows.used() == {"candidate": 2, "admission_college": 1}


@pytest.mark.parametrize(("used", "count", "holds"), [
    ({"candidate": 10, "source_college": 1, "admission_college": 1, "officer": 1}, 50, True),
    ({"candidate": 9, "source_college": 1, "admission_college": 1, "officer": 1}, 50, False),
    ({"candidate": 2, "source_college": 1, "admission_college": 1, "officer": 1}, 49, True),
    ({"candidate": 1, "source_college": 1, "admission_college": 1, "officer": 1}, 20, False),
    ({"candidate": 10, "admission_college": 1, "officer": 1}, 50, False),
    ({"candidate": 10, "source_college": 1, "officer": 1}, 50, False),
    ({"candidate": 10, "source_college": 1, "admission_college": 1}, 50, False),
    ({}, 20, False),
])
def test_a_play_in_which_a_role_left_the_pages_aside_does_not_hold(
    used: dict[str, int], count: int, holds: bool
) -> None:
    assert enough_by_pages(Counter(used), count).holds is holds


@cache
def everybody(count: int, seed: int) -> tuple[Script, list[Candidate]]:
    script = read_script(HOUSE / "seasons" / "chongqing-2024-exempt.yaml", candidates=count, seed=seed)
    return script, candidates(people(count, seed=seed, colleges=script.source_colleges), script.plan, seed=seed)


@pytest.mark.parametrize(("count", "least"), [(20, 4), (49, 9), (50, 12), (500, 12)])
@pytest.mark.parametrize("seed", [1, 7, 2024])
def test_the_seed_says_who_uses_the_pages(tmp_path: Path, count: int, least: int, seed: int) -> None:
    script, known = everybody(count, seed)
    doors = Doors({}, Stopwatch())
    cast = Cast(doors, Post(tmp_path))
    using = [Browsing.of(Windows(doors), cast, script, known) for _ in range(2)]
    assert using[0].candidates == using[1].candidates
    assert len(using[0].candidates) == least
    assert using[0].registrar != script.source_colleges[0]


def test_of_every_course_that_leads_over_the_pages_somebody_goes_there() -> None:
    script, known = everybody(50, 7)
    using = chosen(known, 12)
    assert {each.course for each in known if each.person.index in using} == set(COURSES)
    returned = {each.person.college for each in known if each.course == "corrected"}
    assert registrar(known, script.source_colleges) in returned

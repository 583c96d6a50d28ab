"""On a phone the menu is one line, and everything in it one press away, without scripts."""

from playwright.sync_api import Browser, Page

from shared.security.access import Role
from shared.web.navigation import MENUS
from tests.browser.conftest import Window
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.stage import DESKTOP, PHONE, window

STATE = "filing"
ROW, FOLD = ".menu a", ".fold nav a"
FEW = 3


def shown(page: Page, which: str) -> list[str]:
    """The labels that a person sees."""
    return [each.inner_text() for each in page.locator(which).all() if each.is_visible()]


def test_each_role_reaches_every_entry_on_a_phone(play: Play, chrome: Browser) -> None:
    for who, account in play.people().items():
        with window(chrome, play.portal.base, who=account, device=PHONE, scripts=False) as page:
            page.goto("/")
            page.wait_for_load_state()
            role = Role(account.ask("GET", "registration", "/me").json()["role"])
            labels = [entry.label for entry in MENUS[role]]
            if len(labels) > FEW:
                assert shown(page, ROW) == [], who
                page.locator(".fold summary").click()
                assert shown(page, FOLD) == labels, who
                assert all(each.bounding_box()["x"] >= 0 and each.bounding_box()["width"] >= 44  # type: ignore[index]
                           for each in page.locator(FOLD).all()), who
            else:
                assert shown(page, ROW) == labels, who
            assert shape(page) == [], who


def test_at_a_desk_the_row_stands_open(window: Window, play: Play) -> None:
    steady = play.people()["candidate-steady"]
    with window(who=steady, device=DESKTOP, scripts=False) as page:
        page.goto("/notify/")
        assert shown(page, ROW) == [entry.label for entry in MENUS[Role.CANDIDATE]]
        assert shown(page, ".fold summary") == []

"""On a phone the menu is one line, and everything in it one press away, without scripts."""

from playwright.sync_api import Browser, Page

from shared.security.access import Role
from shared.web.navigation import MENUS
from tests.browser.conftest import Window
from tests.browser.looks import shape
from tests.browser.season import Play
from tests.browser.stage import DESKTOP, PHONE, sign_in, window

STATE = "filing"
ROW, FOLD = ".menu a", ".fold nav a"
BOXES = "every => every.map(each => each.getBoundingClientRect().toJSON())"
FEW = 3


def shown(page: Page, which: str) -> list[str]:
    """The labels that a person sees."""
    return page.locator(which).filter(visible=True).all_inner_texts()


def test_each_role_reaches_every_entry_on_a_phone(play: Play, chrome: Browser) -> None:
    with window(chrome, play.portal.base, device=PHONE, scripts=False) as page:
        for who, account in play.people().items():
            sign_in(page.context, play.portal.base, account)
            page.goto("/")
            role = Role(account.ask("GET", "registration", "/me").json()["role"])
            labels = [entry.label for entry in MENUS[role]]
            if len(labels) > FEW:
                assert shown(page, ROW) == [], who
                page.locator(".fold summary").click()
                assert shown(page, FOLD) == labels, who
                boxes = page.locator(FOLD).evaluate_all(BOXES)
                assert all(each["x"] >= 0 and each["width"] >= 44 for each in boxes), who
            else:
                assert shown(page, ROW) == labels, who
            assert shape(page) == [], who


def test_at_a_desk_the_row_stands_open(window: Window, play: Play) -> None:
    steady = play.people()["candidate-steady"]
    with window(who=steady, device=DESKTOP, scripts=False) as page:
        page.goto("/notify/")
        assert shown(page, ROW) == [entry.label for entry in MENUS[Role.CANDIDATE]]
        assert shown(page, ".fold summary") == []

"""Review has one name, the season's: on its pages and in the menu that leads to them, in both languages."""

import pytest

from services.review.tests.browser import Browser
from services.review.tests.desk import COLLEGE, EXAM, INTAKE, Desk, dossier
from shared.security.access import Role
from shared.testing.pages import Page


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_page_is_called_what_the_menu_calls_it(desk: Desk, language: str) -> None:
    desk.hear_dossier(dossier("a1"))
    desk.home.settle()
    college = Browser(desk, Role.SOURCE_COLLEGE, subject="staff-1", scope=COLLEGE)
    authority = Browser(desk, Role.REVIEWER, subject="reviewer-1", scope=EXAM)
    candidate = Browser(desk, Role.CANDIDATE, subject="a1", intake=INTAKE)
    for by, address in ((college, "/review/queue"), (authority, "/review/queue"), (candidate, "/review/mine")):
        by.client.set_cookie("lang", language)
        by.open(address)
        page = Page(by.page.text)
        assert page.menu[page.heading] == address

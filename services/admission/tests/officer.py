"""An officer's browser without scripts: it keeps its cookie, and sends the forms that a page holds as they stand."""

import re
from html import unescape
from typing import Any

from shared.kernel import new_id, wall_clock
from shared.security.access import Principal, Role
from shared.security.tokens import issue
from shared.testing.house import Home
from shared.testing.pages import Page

HEADERS = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
MARK = re.compile(r"<[^>]+>")


class Officer:
    """One window of an officer, or of whoever else is named; ``page`` is what it shows."""

    def __init__(self, home: Home, subject: str = "officer-1", *, role: Role = Role.OFFICER) -> None:
        home.as_role(role, service="admission")  # admission takes this house's key
        self.home = home
        self.client = home.anybody("admission")
        self.page: Any = None
        self.path = ""
        wall = wall_clock()
        who = Principal(subject=subject, role=role, session=new_id(), expires_at=wall.replace(year=wall.year + 1))
        self.client.set_cookie("longmen", issue(who, home.token_key, now=wall).text)

    def open(self, path: str, status: int = 200) -> str:
        """Go to an address; what is read there."""
        self.page, self.path = self.client.get(path, headers=HEADERS), path
        assert self.page.status_code == status, self.page.text
        return self.text

    def fields(self, action: str) -> dict[str, Any]:
        """What a form of this page holds before anybody types."""
        return Page(self.page.text).standing(action)

    def offers(self, action: str) -> bool:
        return any(each.attrs.get("action") == action for each in Page(self.page.text).whole.every("form"))

    def send(self, action: str, **typed: Any) -> str:
        """Type into a form, send it, and go where it leads; what is read there."""
        return self.post(action, **{**self.fields(action), **typed})

    def post(self, action: str, **fields: Any) -> str:
        self.page = self.client.post(action, data=fields, headers=HEADERS)
        self.home.settle()
        if self.page.status_code == 303:
            return self.open(self.page.location)
        return self.text

    @property
    def status(self) -> int:
        return int(self.page.status_code)

    @property
    def text(self) -> str:
        """What is read on the screen, without its marks."""
        body = self.page.text.partition("<main")[2] or self.page.text
        return " ".join(unescape(MARK.sub("", body)).split())

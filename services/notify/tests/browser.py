"""A browser without scripts: it keeps the cookie, and sends the forms that a page holds."""

from datetime import timedelta
from typing import Any

from services.notify.tests.told import INTAKE
from shared.kernel import new_id, wall_clock
from shared.security.access import Principal, Role
from shared.security.tokens import issue
from shared.testing.house import Home
from shared.testing.pages import Page

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
HOUR = timedelta(hours=1)
Fields = dict[str, Any]


class Browser:
    """One window; ``page`` is what it shows."""

    def __init__(self, home: Home, role: Role | None = Role.CANDIDATE, subject: str = "a1") -> None:
        self.home = home
        self.client = home.anybody("notify")
        self.page: Any = None
        self.path = ""
        if role is not None:
            home.as_role("candidate")  # notify takes this house's key
            wall = wall_clock()
            who = Principal(subject=subject, role=role, session=new_id(), expires_at=wall + HOUR,
                            intake=INTAKE if role is Role.CANDIDATE else None)
            self.client.set_cookie("longmen", issue(who, home.token_key, now=wall).text)

    @property
    def text(self) -> str:
        """What is read on the screen, without its marks."""
        return " ".join(" ".join(Page(self.page.text).whole.pieces).split())

    def open(self, path: str) -> Any:
        """Type an address, and go where it leads."""
        self.page, self.path = self.client.get(path, headers={"Accept": "text/html"}), path
        return self._followed()

    def fields(self, action: str) -> Fields:
        """What the form of this address holds before anybody types."""
        return Page(self.page.text).standing(action)

    def send(self, action: str, **typed: str) -> Any:
        """Type into a form of this page, send it, and go where it leads."""
        return self.post(action, self.fields(action) | typed)

    def post(self, path: str, fields: Fields) -> Any:
        """Send a form as a page held it."""
        self.page, self.path = self.client.post(path, data=fields, headers=SAME_SITE), path
        self.home.settle()
        return self._followed()

    def _followed(self) -> Any:
        while self.page.status_code == 303:
            self.path = self.page.headers["Location"]
            self.page = self.client.get(self.path, headers={"Accept": "text/html"})
        return self.page

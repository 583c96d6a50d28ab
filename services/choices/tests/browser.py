"""A candidate's browser without scripts: it keeps the cookie, and sends the forms that a page holds."""

from datetime import timedelta
from typing import Any

from services.choices.tests.desk import INTAKE, ZHANG, Desk
from shared.kernel import new_id, wall_clock
from shared.security.access import Principal, Role
from shared.security.tokens import issue
from shared.testing.pages import Page

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
HOUR = timedelta(hours=1)
Fields = dict[str, Any]


class Browser:
    """One window; ``page`` is what it shows."""

    def __init__(self, desk: Desk, account: str | None = ZHANG) -> None:
        self.desk = desk
        self.client = desk.home.anybody("choices")
        self.page: Any = None
        self.path = ""
        if account is not None:
            self.sign_in(account)

    def sign_in(self, account: str = ZHANG, *, ended: timedelta | None = None) -> None:
        """A sign-in of its own, in the cookie; ``ended``: so long ago."""
        self.desk.home.as_role("candidate")  # choices takes this house's key
        self.session = new_id()
        self._hold(account, ended)

    def grow_old(self, account: str = ZHANG, *, ended: timedelta) -> None:
        """The same sign-in, which ended so long ago."""
        self._hold(account, ended)

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

    def post(self, path: str, fields: Fields, *, follow: bool = True, settle: bool = True) -> Any:
        """Send a form as a page held it."""
        self.page, self.path = self.client.post(path, data=fields, headers=SAME_SITE), path
        if settle:
            self.desk.home.settle()
        return self._followed() if follow else self.page

    @property
    def text(self) -> str:
        """What is read on the screen, without its marks."""
        return " ".join(" ".join(Page(self.page.text).whole.pieces).split())

    def _followed(self) -> Any:
        while self.page.status_code == 303:
            self.path = self.page.headers["Location"]
            self.page = self.client.get(self.path, headers={"Accept": "text/html"})
        return self.page

    def _hold(self, account: str, ended: timedelta | None) -> None:
        wall = wall_clock()
        until = wall - ended if ended is not None else wall + HOUR
        who = Principal(subject=account, role=Role.CANDIDATE, session=self.session, expires_at=until, intake=INTAKE)
        self.client.set_cookie("longmen", issue(who, self.desk.home.token_key, now=until - HOUR).text)

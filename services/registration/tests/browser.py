"""A browser without scripts: it keeps cookies, follows nothing by itself, and sends the forms that a page holds."""

from typing import Any

from services.registration.tests.front import Front
from shared.kernel import wall_clock
from shared.security.access import Principal, Role
from shared.security.tokens import issue
from shared.testing.pages import Page

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


class Browser:
    """One window; ``page`` is what it shows."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.client = front.home.anybody()
        self.page: Any = None

    def open(self, path: str, **options: Any) -> Any:
        self.page = self.client.get(path, headers={"Accept": "text/html"}, **options)
        self.path = path
        return self.page

    def fields(self, action: str) -> dict[str, Any]:
        """What the form of this address holds before anybody types."""
        return Page(self.page.text, self.path).standing(action)

    def send(self, action: str, **typed: Any) -> Any:
        """Type into a form of this page and send it."""
        return self.post(action, self.fields(action) | typed)

    def post(self, path: str, fields: dict[str, Any], **headers: str) -> Any:
        self.page = self.client.post(path, data=fields, headers=SAME_SITE | headers)
        self.path = path
        self.front.home.settle()
        return self.page

    def cookie(self, name: str = "longmen") -> str | None:
        found = self.client.get_cookie(name)
        return found.value if found else None

    def sign_in(self, login: str, password: str, **typed: str) -> Any:
        self.open("/sign-in")
        return self.send("/sign-in", login=login, password=password, **typed)

    def hold_token(self, account: str, session: str, *, age: Any) -> None:
        """Put a token of this sign-in into the cookie that was issued a while ago."""
        self.front.home.as_role("candidate")  # registration takes this house's key
        issued = wall_clock() - age
        who = Principal(subject=account, role=Role.CANDIDATE, session=session, expires_at=issued + 20 * age)
        self.client.set_cookie("longmen", issue(who, self.front.home.token_key, now=issued).text)

"""A browser without scripts: it keeps the cookie of one sign-in, and sends the forms that a page holds."""

import io
import re
from html import unescape
from typing import Any

from services.review.tests.desk import Desk
from shared.kernel import new_id, wall_clock
from shared.security.access import Principal, Role
from shared.security.tokens import issue
from shared.testing.pages import Page

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
TAG = re.compile(r"<[^>]+>")
Fields = dict[str, Any]


class Browser:
    """One window; ``page`` is what it shows after every redirect, ``path`` where it is."""

    def __init__(self, desk: Desk, role: Role, *, subject: str, name: str | None = None, **who: Any) -> None:
        self.desk = desk
        desk.home.as_role(role)  # review takes this house's key
        wall = wall_clock()
        person = Principal(subject=subject, role=role, session=new_id(), expires_at=wall, name=name, **who)
        self.client = desk.home.anybody("review")
        self.client.set_cookie("longmen", issue(person, desk.home.token_key, now=wall).text)
        self.page: Any = None
        self.path = ""

    @property
    def text(self) -> str:
        """What a person reads, blanks gathered."""
        return " ".join(unescape(TAG.sub(" ", self.page.text)).split())

    def open(self, path: str) -> Any:
        """Type an address, and go where it leads."""
        return self._shown(self.client.get(path, headers={"Accept": "text/html"}), path)

    def fields(self, action: str) -> Fields:
        """What the form of this address holds."""
        return Page(self.page.text).standing(action)

    def send(self, action: str, **typed: Any) -> Any:
        """Type into a form of this page, send it, and go where it leads."""
        return self.post(action, self.fields(action) | typed)

    def post(self, path: str, fields: Fields) -> Any:
        answer = self.client.post(path, data=fields, headers=SAME_SITE)
        self.desk.home.settle()
        return self._shown(answer, path)

    def upload(self, content: bytes, name: str = "名单.xlsx") -> Any:
        """Send the form of the page on spreadsheets."""
        self.open("/review/batches/new")
        return self.send("/review/batches", file=(io.BytesIO(content), name))

    def _shown(self, answer: Any, path: str) -> Any:
        while answer.status_code == 303:
            path = answer.headers["Location"]
            answer = self.client.get(path, headers={"Accept": "text/html"})
        self.page, self.path = answer, path
        return answer

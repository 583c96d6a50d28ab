"""A browser without scripts: it keeps cookies, follows nothing by itself, and sends the forms that a page holds."""

import re
from html import unescape
from typing import Any

from services.registration.tests.front import Front
from shared.kernel import wall_clock
from shared.security.access import Principal, Role
from shared.security.tokens import issue

FORM = re.compile(r"<form([^>]*)>(.*?)</form>", re.DOTALL)
INPUT = re.compile(r"<input[^>]*>")
ATTRIBUTE = re.compile(r"([a-z\-]+)=\"([^\"]*)\"")
SELECTED = re.compile(r"<select id=\"([a-z_]+)\".*?<option value=\"([^\"]*)\"", re.DOTALL)
SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


def is_sent(element: str) -> bool:
    """A box or a button of a choice that is not ticked says nothing, nor does a file that was not picked."""
    given = dict(ATTRIBUTE.findall(element))
    return given.get("type") != "file" and (given.get("type") not in ("checkbox", "radio") or " checked" in element)


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

    def fields(self, action: str) -> dict[str, str]:
        """What the form of this address holds before anybody types."""
        for form, inside in FORM.findall(self.page.text):
            if dict(ATTRIBUTE.findall(form)).get("action", self.path) == action:
                inputs = [dict(ATTRIBUTE.findall(each)) for each in INPUT.findall(inside) if is_sent(each)]
                held = {each["name"]: unescape(each.get("value", "")) for each in inputs if "name" in each}
                return held | {name: unescape(value) for name, value in SELECTED.findall(inside)}
        raise AssertionError(f"no form for {action} in {self.page.text}")

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

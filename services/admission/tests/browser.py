"""A browser without scripts at admission's pages: it keeps the cookie, and sends the forms that a page holds."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from shared.kernel import new_id, wall_clock
from shared.security.access import Principal, Role
from shared.security.tokens import issue
from shared.testing.house import Home

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
HOUR = timedelta(hours=1)
Fields = dict[str, str]


class Forms(HTMLParser):
    """Every form of a page by its action, with what stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Fields] = {}
        self._form: Fields | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name = has.get("name") or ""
        if tag == "form":
            self._form = self.found.setdefault(has.get("action") or "", {})
        elif self._form is None:
            return
        elif tag == "input" and name and (has.get("type") not in ("checkbox", "radio", "file") or "checked" in has):
            self._form[name] = has.get("value") or ""
        elif tag == "textarea":
            self._area = name
            self._form[name] = ""
        elif tag == "select":
            self._select = name
            self._form[name] = ""
        elif tag == "option" and "selected" in has:
            self._form[self._select] = has.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""


class Words(HTMLParser):
    """The texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


class Browser:
    """One window of one person, or of nobody; ``page`` is what it shows."""

    def __init__(self, home: Home, role: str | None = None, **who: Any) -> None:
        self.home = home
        self.client = home.anybody("admission")
        self.page: Any = None
        self.path = ""
        if role is not None:
            self.sign_in(role, **who)

    def sign_in(self, role: str, **who: Any) -> None:
        """A sign-in of its own, in the cookie."""
        self.home.as_role("officer")  # every service takes this house's key
        until = wall_clock() + HOUR
        given = {"subject": "somebody", "role": Role(role), "session": new_id(), "expires_at": until, **who}
        person = Principal(**given)
        self.client.set_cookie("longmen", issue(person, self.home.token_key, now=until - HOUR).text)

    def open(self, path: str) -> Any:
        """Type an address, and go where it leads."""
        self.page, self.path = self.client.get(path, headers={"Accept": "text/html"}), path
        return self._followed()

    def fields(self, action: str) -> Fields:
        """What the form of this address holds before anybody types."""
        forms = Forms()
        forms.feed(self.page.text)
        assert action in forms.found, (action, list(forms.found))
        return forms.found[action]

    def send(self, action: str, **typed: Any) -> Any:
        """Type into a form of this page, send it, and go where it leads."""
        return self.post(action, {**self.fields(action), **typed})

    def post(self, path: str, fields: Any) -> Any:
        """Send a form as a page held it."""
        self.page, self.path = self.client.post(path, data=fields, headers=SAME_SITE), path
        self.home.settle()
        return self._followed()

    @property
    def text(self) -> str:
        """What is read on the screen, without its marks."""
        words = Words()
        words.feed(self.page.text)
        return " ".join(" ".join(words.found).split())

    def _followed(self) -> Any:
        while self.page.status_code == 303:
            self.path = self.page.headers["Location"]
            self.page = self.client.get(self.path, headers={"Accept": "text/html"})
        return self.page

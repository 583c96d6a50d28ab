"""A page that was opened, and how a person finds their way on it: by words, not by addresses."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from shared.testing.pages.elements import Element, read
from shared.testing.pages.forms import Form, NotPossible

SHOWN = 300
"""Characters of a page that an error quotes."""


class Page:
    """What a browser shows. ``main`` is the page's own part, without the menu around it."""

    def __init__(self, text: str, address: str = "") -> None:
        self.address = address
        self.whole = read(text)
        self.main = next(self.whole.every("main"), self.whole)

    @cached_property
    def text(self) -> str:
        """What is read in the page's own part."""
        return self.main.text

    @property
    def heading(self) -> str:
        return next((each.text for each in self.main.every("h1")), "")

    @property
    def refusals(self) -> Sequence[str]:
        """What the summary of errors says."""
        return [line.text for each in self.main.classed("errors") for line in each.every("li")]

    @cached_property
    def menu(self) -> Mapping[str, str]:
        """Where its entries lead."""
        links = (each for place in self.whole.classed("menu") for each in place.every("a"))
        return {each.text: each.attrs["href"] for each in links}

    @cached_property
    def forms(self) -> Sequence[Form]:
        return [Form(each) for each in self.main.every("form")]

    def form(self, field: str = "", *, button: str = "") -> Form:
        """The form that has this field and a button of these words. Raises NotPossible for none and for several."""
        found = self._forms(field, button)
        if len(found) != 1:
            raise NotPossible(f"{len(found)} forms with {field or button} on {self}")
        return found[0]

    def standing(self, action: str) -> dict[str, Any]:
        """What the forms for this address send as they stand, by name; a list where a name stands several times. Raises
        NotPossible where there is no such form."""
        every = [Form(each) for each in self.whole.every("form")]
        found = [each for each in every if (each.action or self.address) == action]
        if not found:
            raise NotPossible(f"no form for {action} among {[each.action for each in every]}")
        values: dict[str, list[str]] = {}
        for name in (name for each in found for name in each.names):
            values[name] = [value for each in found if name in each.names for value in each.held(name)]
        return {name: held if len(held) > 1 else held[0] for name, held in values.items() if held}

    def has_form(self, field: str = "", *, button: str = "") -> bool:
        return bool(self._forms(field, button))

    def link(self, words: str) -> str:
        """Where the link leads that says this, else one that begins or ends so; the menu comes last. Raises NotPossible
        for none."""
        for place in (self.main, self.whole):
            links = [each for each in place.every("a") if each.attrs.get("href") and words in each.text]
            for fits in (str.__eq__, str.startswith, str.endswith):
                if found := [each for each in links if fits(each.text, words)]:
                    return found[0].attrs["href"]
        raise NotPossible(f"no link {words} on {self}")

    def has_link(self, words: str) -> bool:
        """Whether the page's own part has a link that begins or ends so."""
        return any(each.text.startswith(words) or each.text.endswith(words) for each in self.main.every("a"))

    def links_to(self, address: str) -> Sequence[str]:
        """The links of the page's own part that lead to this address, or to what lies below it."""
        found = (each.attrs.get("href", "") for each in self.main.every("a"))
        return [href for href in found if href == address or href.startswith((f"{address}/", f"{address}?"))]

    def section(self, heading: str) -> Element | None:
        """The section whose heading begins so."""
        for each in self.main.every("section"):
            title = next(each.every("h2"), None)
            if title is not None and title.text.startswith(heading):
                return each
        return None

    def _forms(self, field: str, button: str) -> Sequence[Form]:
        return [each for each in self.forms if (not field or field in each.names)
                and (not button or any(said.text == button for said in each.buttons))]

    def __str__(self) -> str:
        return f"{self.address}: {self.text[:SHOWN]}"

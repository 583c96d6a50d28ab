"""A form as a person fills it in: each field by its name, and nothing that a person could not do.

Whoever types into a field that is not there, picks what is not offered, or leaves out what is asked for, gets
:class:`NotPossible`, as a browser would not let them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shared.testing.pages.elements import Element

PICKED = frozenset({"checkbox", "radio"})
BUTTONS = frozenset({"button", "image", "reset", "submit"})
FILE, HIDDEN = "file", "hidden"

File = tuple[str, bytes, str]
"""Its name, content and media type."""
Typed = str | Sequence[str] | File


class NotPossible(AssertionError):
    """Nobody could do this with the page."""


@dataclass(frozen=True)
class Sent:
    """What a browser sends of a form."""

    fields: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, Typed]]


class Form:
    """A form of a page."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.action = element.attrs.get("action", "")
        """The address that it sends to; empty for the page's own."""
        self.is_post = element.attrs.get("method", "get").lower() == "post"
        self.has_files = element.attrs.get("enctype", "") == "multipart/form-data"

    @cached_property
    def fields(self) -> Sequence[Element]:
        """Whatever has a name and is no button, in its order."""
        return [each for each in self.element.every("input", "select", "textarea")
                if each.attrs.get("name") and "disabled" not in each.attrs and each.attrs.get("type") not in BUTTONS]

    @cached_property
    def names(self) -> Sequence[str]:
        """The fields' names, each once."""
        return list(dict.fromkeys(each.attrs["name"] for each in self.fields))

    @cached_property
    def buttons(self) -> Sequence[Element]:
        return [each for each in self.element.every("button") if each.attrs.get("type", "submit") == "submit"]

    def held(self, name: str) -> list[str]:
        """What stands in a field. Raises NotPossible where there is none."""
        return [value for each in self._named(name) for value in _standing(each)]

    def sent(self, button: str = "", **typed: Typed) -> Sent:
        """What goes out when this is typed and the button of these words is pressed, or the first one."""
        pressed = self._button(button)
        for name in typed:
            if all(each.attrs.get("type") == HIDDEN for each in self._named(name)):
                raise NotPossible(f"nobody types into the hidden field {name}")
        picked = [each.attrs["name"] for each in self.fields if each.attrs.get("type") == FILE]
        files = [(name, typed[name]) for name in picked if name in typed]
        pairs = [pair for each in self.fields for pair in self._pairs(each, typed)]
        if "formnovalidate" not in pressed.attrs:
            self._check_whole({name for name, value in (*pairs, *files) if value})
        if pressed.attrs.get("name"):
            pairs.append((pressed.attrs["name"], pressed.attrs.get("value", "")))
        return Sent(pairs, files)

    def _pairs(self, field: Element, typed: Mapping[str, Typed]) -> list[tuple[str, str]]:
        name, kind = field.attrs["name"], field.attrs.get("type", "")
        if kind == FILE:
            return []
        if name not in typed:
            return [(name, value) for value in _standing(field)]
        given = typed[name]
        wanted = [given] if isinstance(given, str) else [str(each) for each in given]
        offered = self._offered(name)
        if offered is not None and not set(wanted) <= offered:
            raise NotPossible(f"{name} offers {sorted(offered)}, not {wanted}")
        if kind in PICKED:
            value = field.attrs.get("value", "on")
            return [(name, value)] if value in wanted else []
        if len(wanted[0]) > int(field.attrs.get("maxlength", len(wanted[0]))):
            raise NotPossible(f"{name} takes {field.attrs['maxlength']} characters at most")
        return [(name, wanted[0])]

    def _offered(self, name: str) -> set[str] | None:
        """What there is to pick from; None where anything may be typed."""
        found = self._named(name)
        if found[0].tag == "select":
            return {option.attrs.get("value", option.text) for option in found[0].every("option")}
        if found[0].attrs.get("type") in PICKED:
            return {each.attrs.get("value", "on") for each in found}
        return None

    def _check_whole(self, filled: set[str]) -> None:
        missing = {each.attrs["name"] for each in self.fields if "required" in each.attrs} - filled
        if missing:
            raise NotPossible(f"{sorted(missing)} must be filled in first")

    def _named(self, name: str) -> list[Element]:
        found = [each for each in self.fields if each.attrs["name"] == name]
        if not found:
            raise NotPossible(f"no field {name} among {self.names}")
        return found

    def _button(self, words: str) -> Element:
        found = [each for each in self.buttons if not words or each.text == words]
        if not found:
            raise NotPossible(f"no button {words} among {[each.text for each in self.buttons]}")
        return found[0]


def _standing(field: Element) -> list[str]:
    """What a field sends as it stands."""
    kind = field.attrs.get("type")
    if field.tag == "textarea":
        return ["".join(each for each in field.inside if isinstance(each, str)).removeprefix("\n")]
    if field.tag == "select":
        options = list(field.every("option"))
        chosen = [each for each in options if "selected" in each.attrs] or options[:1]
        return [each.attrs.get("value", each.text) for each in chosen]
    if kind == FILE or (kind in PICKED and "checked" not in field.attrs):
        return []
    return [field.attrs.get("value", "on" if kind in PICKED else "")]

"""What is said in whose language: Chinese is written in the source, English stands in ``translations/en.po``.

::

    from shared.web.translation import gettext as _
    _("志愿已保存。")                        in a view
    {{ _("已保存 %(count)s 项", count=n) }}   in a template; {% trans %}…{% endtrans %} works too

The Chinese text is the key. What has no English yet is said in Chinese: better than nothing, and a test lists it.
"""

import re
from calendar import month_name
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel.messages.pofile import read_po
from flask import Flask, current_app, g, has_request_context, request

from shared.kernel import LongmenError, shown_wait

LANGUAGES: Mapping[str, str] = MappingProxyType({"zh-CN": "中文", "en": "English"})
SOURCE, ENGLISH = "zh-CN", "en"
COOKIE = "lang"
INSTANT = re.compile(r"(1[0-2]|[1-9])月([1-9]|[12]\d|3[01])日(\d\d:\d\d(?::\d\d)?)?")
"""As :func:`shared.kernel.shown` writes it."""
SHARED = Path(__file__).parent / "translations"
Texts = Mapping[str, tuple[str, ...]]


def N_(text: str) -> str:  # noqa: N802  (the name that every extractor knows)
    """Marks a text for the catalogue where it is only written down; ``gettext`` says it later."""
    return text


def install(app: Flask, folders: Iterable[Path]) -> None:
    """Give an app its catalogues: those of shared/ and of its service."""
    texts: dict[str, tuple[str, ...]] = {}
    for folder in (SHARED, *folders):
        texts |= read(folder / "en.po")
    app.extensions["longmen.english"] = texts
    env = app.jinja_env
    env.policies["ext.i18n.trimmed"] = True
    env.add_extension("jinja2.ext.i18n")
    # Not "newstyle": that one takes every text for safe, also one that came out of a variable.
    env.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]


@cache
def read(path: Path) -> Texts:
    """Every translated text of a catalogue: one form, or two where English has a plural."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=ENGLISH)
    found: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key and all(forms) and not message.fuzzy:
            found[key] = forms
    return found


def language() -> str:
    """The language of this request: what the person chose, or Chinese."""
    if not has_request_context():
        return SOURCE
    known: str | None = g.get("language")  # asked for with each text of a page
    if known is not None:
        return known
    chosen = request.cookies.get(COOKIE)
    found = chosen if chosen is not None and chosen in LANGUAGES else SOURCE
    g.language = found
    return found


def gettext(text: str, **params: Any) -> str:
    """The text in the language of the request, its ``%(name)s`` filled in."""
    said = _forms(text)[0]
    return said % _dated(params) if params else said


def common(text: str) -> str:
    """The same from the catalogue of shared/ alone: a menu says the same in each service, whatever else a service may
    call by that name."""
    return read(SHARED / "en.po").get(text, (text,))[0] if language() == ENGLISH else text


def ngettext(one: str, many: str, number: int, **params: Any) -> str:
    """The same where English counts: ``ngettext("%(num)s 人", "%(num)s 人", number)``."""
    forms = _forms(one) if language() != SOURCE else (one, many)
    return (forms[0] if number == 1 else forms[-1]) % {"num": number, **params}


def text_of(error: LongmenError) -> str:
    """An error's message in the language of the request: translated first, its parameters filled in afterwards."""
    wait = error.params.get("retry_after")
    given = {} if wait is None else {"wait": _wait(int(wait))}
    return error.filled(gettext(error.message), **_dated(error.params) | given)


def errors_of(error: LongmenError) -> list[dict[str, str]]:
    """Every field that hurts, with its message; one without a field hurts the whole form (``main``)."""
    listed = [(field, gettext(message)) for field, message in getattr(error, "errors", ())]
    return [{"field": field or "main", "message": message} for field, message in
            listed or [(error.field or "main", text_of(error))]]


def _dated(params: Mapping[str, Any]) -> dict[str, Any]:
    """Instants that rules have written into a message, as an English page says them."""
    if language() != ENGLISH:
        return dict(params)
    return {name: INSTANT.sub(_in_english, value) if type(value) is str else value  # markup is said already
            for name, value in params.items()}


def _in_english(found: re.Match[str]) -> str:
    month, day, clock = found.groups()
    return f"{day} {month_name[int(month)]}" + (f", {clock}" if clock else "")


def _wait(seconds: int) -> str:
    if language() == SOURCE:
        return shown_wait(seconds)
    if seconds <= 90:
        return f"{seconds} seconds"
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes <= 90 else f"{-(-minutes // 60)} hours"


def _forms(text: str) -> tuple[str, ...]:
    if language() == SOURCE:
        return (text,)
    texts: Texts = current_app.extensions["longmen.english"]
    return texts.get(text, (text,))


__all__ = ["LANGUAGES", "N_", "errors_of", "gettext", "install", "language", "ngettext", "text_of"]

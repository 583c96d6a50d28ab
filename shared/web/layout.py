"""What every page shows around its own content: whose it is, which season, what time it is here, where one may go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import TypeVar

from flask import Flask, g, request
from markupsafe import Markup, escape
from sqlalchemy.exc import SQLAlchemyError

from shared.kernel import LongmenError, in_beijing, shown
from shared.season import Season
from shared.web.access import principal_or_none
from shared.web.assets import asset
from shared.web.forms import FIELD, form_token
from shared.web.fragments import is_fragment
from shared.web.navigation import Entry, menu, present
from shared.web.parts import parts
from shared.web.translation import ENGLISH, LANGUAGES, common, gettext, language

T = TypeVar("T")
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Until:
    """A deadline as a page counts down to it: ``rate`` is how fast the season's clock goes (0: it stands)."""

    at: datetime
    now: datetime
    rate: float = 1.0

    @property
    def is_over(self) -> bool:
        return self.now >= self.at

    @property
    def seconds(self) -> int:
        """Whole seconds that are left, never more than there are."""
        return max(0, int((self.at - self.now).total_seconds()))

    @property
    def left(self) -> str:
        """``08:12``, ``3:08:12``; with days in front where there are any."""
        days, rest = divmod(self.seconds, 86400)
        hours, minutes, seconds = rest // 3600, rest // 60 % 60, rest % 60
        clock = f"{hours}:{minutes:02}:{seconds:02}" if hours or days else f"{minutes:02}:{seconds:02}"
        return f"{gettext('%(days)s天', days=days)} {clock}" if days else clock


class Layout:
    """Looked up when a page asks for it. What cannot be had (a database that is away) is left out: the page that tells
    of it needs a layout too."""

    @cached_property
    def season(self) -> Season | None:
        """The season that the page is about: the person's, the address's, or the only one there is."""
        return _if_reached(self._season)

    @property
    def authority(self) -> str | None:
        return self.season.authority.name if self.season else None

    @cached_property
    def rehearsal(self) -> str:
        """``whole`` where all that the page may show is a rehearsal, ``part`` where only some of it is."""
        kinds = _if_reached(self._kinds) or set()
        return "" if True not in kinds else "whole" if len(kinds) == 1 else "part"

    @cached_property
    def now(self) -> datetime | None:
        """The time that decides: the season's, where there is one."""
        receipt: datetime | None = g.get("receipt")
        season = self.season
        if receipt is None or season is None:
            return receipt
        return _if_reached(lambda: parts().clock.season_time(season.intake, receipt))

    @cached_property
    def menu(self) -> Sequence[Entry]:
        return menu(principal_or_none())

    @property
    def menu_groups(self) -> list[tuple[str, list[Entry]]]:
        """The menu under its headings, in its order; without one under an empty text."""
        return [(heading, list(entries)) for heading, entries in groupby(self.menu, lambda entry: entry.group)]

    @cached_property
    def present(self) -> Entry | None:
        return present(self.menu, request.path)

    @property
    def language(self) -> str:
        return language()

    @property
    def languages(self) -> dict[str, str]:
        """Those to change to. Not on a page that answers a form: what was typed would be gone."""
        others = {code: name for code, name in LANGUAGES.items() if code != language()}
        return others if request.method == "GET" and self.now else {}

    @property
    def here(self) -> str:
        return request.full_path.rstrip("?")

    def _kinds(self) -> set[bool]:
        found = parts().seasons
        shown = [self.season] if self.season else found.seasons()
        return {bool(found.is_rehearsal(each.intake)) for each in shown}

    def _season(self) -> Season | None:
        who = principal_or_none()
        intake = (who.intake if who else None) or (request.view_args or {}).get("intake")
        found = parts().seasons.seasons()
        ours = [season for season in found if intake in (None, season.intake)]
        return ours[-1] if len({season.intake for season in ours}) == 1 else None


def install(app: Flask) -> None:
    """What templates and their macros may use without asking."""
    app.jinja_env.globals.update(asset=asset, until=until, is_fragment=is_fragment, service=parts_service,
                                 common=common)
    app.jinja_env.filters.update(moment=moment, second=second, day=day, aside=aside, begun=begun)
    app.context_processor(lambda: {
        "layout": Layout(), "principal": principal_or_none(), "form_field": FIELD, "form_token": this_form,
    })


def this_form(form: str | None = None) -> str:
    """The token of a form, by default of this view's own (its GET and POST share an endpoint)."""
    return form_token(form or request.endpoint or "")


def parts_service() -> str:
    """The service whose page this is: where its own addresses begin."""
    return parts().service


def until(at: datetime, intake: str | None = None) -> Until:
    """The deadline as seen at the receipt of this request, on the season's clock where an intake is named."""
    receipt: datetime = g.receipt
    if intake is None:
        return Until(at, receipt)
    now = parts().clock.season_time(intake, receipt)
    rate = (parts().clock.season_time(intake, receipt + SECOND) - now) / SECOND
    return Until(at, now, rate)


def moment(instant: datetime | None) -> str:
    """``4月11日17:00``, in English ``11 April, 17:00``, marked up so that programs can read it too."""
    return _time(instant, lambda local: f"{local.day} {local:%B}, {local:%H:%M}", shown)


def second(instant: datetime | None) -> str:
    """``4月11日16:52:07``, by which a receipt is told from another."""
    return _time(instant, lambda local: f"{local.day} {local:%B}, {local:%H:%M:%S}",
                 lambda at: f"{shown(at)}:{in_beijing(at):%S}")


def day(instant: datetime | None) -> str:
    """``4月11日``, in English ``11 April``."""
    return _time(instant, lambda local: f"{local.day} {local:%B}", lambda at: shown(at)[:-5])


def aside(text: str) -> str:
    """In brackets, as the language of the page sets them."""
    return (Markup(" ({})") if language() == ENGLISH else Markup("（{}）")).format(text)


def begun(text: str) -> str:
    """A text that begins a line, with a capital where the language has them."""
    return text[:1].upper() + text[1:]


def _time(instant: datetime | None, english: Callable[[datetime], str], chinese: Callable[[datetime], str]) -> str:
    if instant is None:
        return ""
    local = in_beijing(instant)
    said = english(local) if language() == ENGLISH else chinese(instant)
    return Markup(f'<time datetime="{local.isoformat(timespec="seconds")}">{escape(said)}</time>')  # noqa: S704  (dates)


def _if_reached(look: Callable[[], T]) -> T | None:
    try:
        return look()
    except (LongmenError, SQLAlchemyError):
        return None


__all__ = ["Layout", "Until", "install", "this_form", "until"]

"""Every macro writes what it is given as text, and ties each field to its hint and its error."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import render_template_string

import shared.web
from shared.web.layout import Until
from tests.shared.web.site import Site
from tests.shared.web.test_layout import ZERO

EVIL = '"><script>alert(1)</script>'
CALLS = [
    "{% import 'forms.html' as m %}{{ m.summary([{'field': x, 'message': x}]) }}",
    "{% import 'forms.html' as m %}{{ m.field('n', x, wrong, value=x, hint=x, maxlength=3) }}",
    "{% import 'forms.html' as m %}{{ m.textarea('n', x, wrong, value=x, hint=x) }}",
    "{% import 'forms.html' as m %}{{ m.select('n', x, [(x, x)], x, wrong, hint=x, empty=x) }}",
    "{% import 'forms.html' as m %}{{ m.select('n', x, [{'code': x, 'title': x}]) }}",
    "{% import 'forms.html' as m %}{{ m.radios('n', x, [(x, x, x)], x, wrong, hint=x) }}",
    "{% import 'forms.html' as m %}{{ m.checkboxes('n', x, [(x, x)], [x], wrong, hint=x) }}",
    "{% import 'forms.html' as m %}{{ m.checkbox('n', x, wrong, hint=x, value=x) }}",
    "{% import 'forms.html' as m %}{{ m.file('n', x, wrong, hint=x, accept=x) }}{{ m.date('n', x, wrong, x, x) }}",
    "{% import 'forms.html' as m %}{{ m.token(x, x) }}{{ m.hidden(x, x) }}{{ m.carry({x: x, 'many': [x]}) }}",
    "{% import 'forms.html' as m %}{{ m.confirm(x, x, x, {x: x}, x, x) }}{{ m.button(x, x, x, x) }}",
    "{% import 'tables.html' as m %}{{ m.table(x, [x], [[x]]) }}{{ m.table(x, [x], [], empty=x) }}",
    "{% import 'tables.html' as m %}{{ m.cell(x, x, href=x) }}{{ m.pager(next=x, first=x, said=x) }}",
    "{% import 'tables.html' as m %}{{ m.nothing(x, x, x) }}",
    "{% import 'chips.html' as m %}{{ m.chip(x) }}",
    "{% import 'notices.html' as m %}{{ m.info(x, x) }}{{ m.notice('error', x, x) }}",
    "{% import 'summary.html' as m %}{{ m.rows([(x, x, x)]) }}{{ m.counters([(x, x, x), (x, x)]) }}",
    "{% import 'timeline.html' as m %}{{ m.timeline([dict(state='past', title=x, time=x, text=x, href=x)]) }}",
    "{% import 'steps.html' as m %}{{ m.steps([x], 1) }}{{ m.progress(1, 2, x) }}",
    "{% import 'countdown.html' as m %}{{ m.clock(until, x, x) }}{{ m.status([x], [x]) }}",
    "{{ _(x) }}{{ _('%(days)s天', days=x) }}{% trans y=x %}值{{ y }}{% endtrans %}",
]


class Ids(HTMLParser):
    """The ids of a page and what its fields say describes them."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.named: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        for name in ("aria-describedby", "aria-labelledby", "for"):
            self.named += (given.get(name) or "").split()


@pytest.mark.parametrize("call", CALLS)
def test_what_is_given_stays_text(site: Site, call: str) -> None:
    wrong = [{"field": "n", "message": EVIL}]
    with site.app().test_request_context():
        said = render_template_string(call, x=EVIL, wrong=wrong, until=Until(ZERO, ZERO))
    assert "alert(1)" in said
    assert "<script" not in said


def test_every_macro_is_tried(site: Site) -> None:
    env = site.app().jinja_env
    for name in ("forms", "tables", "chips", "notices", "summary", "timeline", "steps", "countdown"):
        source, _, _ = env.loader.get_source(env, f"{name}.html")  # type: ignore[union-attr]
        macros = re.findall(r"{% macro ([a-z]\w*)", source)
        assert macros
        tried = "".join(call for call in CALLS if f"'{name}.html'" in call)
        assert [macro for macro in macros if f"m.{macro}(" not in tried] in ([], ["success", "warning", "error"])


def test_each_hint_error_and_label_is_tied_to_a_field_that_is_there(site: Site) -> None:
    client = site.app().test_client()
    found = Ids()
    found.feed(client.get("/notify/style").text)
    assert len(found.ids) == len(set(found.ids))
    assert set(found.named) <= set(found.ids)
    assert {"wrong_text-hint", "wrong_text-error", "wrong_choice-error"} <= set(found.named)
    assert {"wrong_text", "wrong_choice", "wrong_file"} <= set(found.ids)


PIECES = ("forms", "tables", "chips", "notices", "countdown", "summary", "timeline", "steps")
INVISIBLE = {"token", "hidden", "carry"}


def test_the_style_page_shows_every_piece() -> None:
    folder = Path(shared.web.__file__).parent / "templates"
    shown = (folder / "pieces.html").read_text(encoding="utf-8")
    for file in PIECES:
        macros = re.findall(r"{% macro ([a-z][a-z_]*)\(", (folder / f"{file}.html").read_text(encoding="utf-8"))
        missing = {name for name in macros if f"{file}.{name}(" not in shown} - INVISIBLE
        if file == "notices":
            missing -= {"notice"}  # what the four kinds are made of
        assert missing == set(), file

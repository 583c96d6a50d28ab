"""What the menu offers stands: each entry leads to a page of one of the five services."""

from collections.abc import Iterator

import pytest
from werkzeug.exceptions import HTTPException

from services.__main__ import SERVICES, embedded_settings, raise_all
from shared.service import Service
from shared.web.navigation import MENUS

ENTRIES = sorted({entry.href for entries in MENUS.values() for entry in entries})


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Service]]:
    raised = raise_all(embedded_settings(tmp_path_factory.mktemp("five"), "http://127.0.0.1"), durable=False)
    yield raised
    for service in raised.values():
        service.close()


@pytest.mark.parametrize("href", ENTRIES)
def test_an_entry_leads_to_a_page(five: dict[str, Service], href: str) -> None:
    assert stands(five, href)


def test_a_page_that_is_not_there_is_seen(five: dict[str, Service]) -> None:
    assert not stands(five, "/review/nowhere")


def stands(five: dict[str, Service], href: str) -> bool:
    service = href.split("/")[1]
    app = five[service if service in SERVICES else "registration"].wsgi
    try:
        app.url_map.bind("localhost").match(href, method="GET")
    except HTTPException:
        return False
    return True


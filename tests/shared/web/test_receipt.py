"""Receipt decides: read first, believed from the gateway alone, held against the database's clock."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.web.access import public
from shared.web.blueprint import JsonBlueprint
from shared.web.door import receipt, season_now, writing
from shared.web.parts import Gateway
from shared.web.schemas import instant_text
from tests.shared.web.site import Site


def clocks() -> JsonBlueprint:
    blueprint = JsonBlueprint("clocks", __name__)

    @blueprint.route("/receipt")
    @public
    def when() -> Any:
        return {"at": receipt().isoformat()}

    @blueprint.route("/season-time/<intake>", methods=["POST"])
    @public
    def season_time(intake: str) -> Any:
        with writing(intake=intake) as tx:
            return {"now": tx.now.isoformat(), "wall": tx.wall.isoformat(), "shown": season_now(intake).isoformat()}

    return blueprint


def received(site: Site, header: str | None, *, gateway: Gateway | None) -> datetime:
    headers = {"X-Longmen-Received": header} if header is not None else {}
    client = site.app(clocks(), gateway=gateway).test_client()
    return datetime.fromisoformat(client.get("/notify/api/v1/receipt", headers=headers).json["at"])  # type: ignore[index]


def test_without_a_gateway_it_is_the_entry_whatever_a_caller_claims(site: Site) -> None:
    earlier = str(site.now.timestamp() - 10)
    assert received(site, None, gateway=None) == site.now
    assert received(site, earlier, gateway=None) == site.now


def test_the_gateways_word_counts(site: Site) -> None:
    told = str(site.now.timestamp() - 3.25)
    assert received(site, told, gateway=Gateway()) == site.now - timedelta(seconds=3.25)


@pytest.mark.parametrize("seconds", [-61, 0.001, 3600])
def test_not_when_it_is_later_than_the_entry_or_older_than_a_request_lives(site: Site, seconds: float) -> None:
    assert received(site, str(site.now.timestamp() + seconds), gateway=Gateway()) == site.now


@pytest.mark.parametrize("header", ["", "soon", "nan", "inf", "1e400", "-1e20"])
def test_nor_when_it_is_no_time_at_all(site: Site, header: str) -> None:
    assert received(site, header, gateway=Gateway()) == site.now


class SlowClock:
    """A season that runs a year ahead."""

    def season_time(self, intake: str, wall: datetime) -> datetime:
        return wall + timedelta(days=365)


def test_a_write_is_given_the_seasons_time_and_the_walls(site: Site) -> None:
    client = site.app(clocks(), clock=SlowClock()).test_client()
    body: Any = client.post("/notify/api/v1/season-time/chongqing-2024").json
    assert body["now"] == body["shown"] == (site.now + timedelta(days=365)).isoformat()
    assert body["wall"] == site.now.isoformat()


def test_instants_are_shown_with_their_offset(site: Site) -> None:
    assert instant_text(site.now) == "2024-03-19T09:00:00+08:00"
    assert instant_text(site.now + timedelta(milliseconds=5)) == "2024-03-19T09:00:00.005+08:00"

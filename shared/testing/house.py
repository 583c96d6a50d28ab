"""Services for tests: any of the five in one process, on real databases and a real bus, driven through their doors.

::

    with house({"notify": (NotifyConfig, build)}, tmp_path) as home:
        home.publish(season)
        home.hear(CodeRequested(...), key="registration/code/1")
        home.settle()
        home.phone("13800000000").last_code()
        home.as_role("candidate", subject="a1", intake="x").get("/notify/api/v1/timeline")
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.datastructures import Headers

from shared import codec
from shared.bus import Bus, BusAway, Message
from shared.bus.local import LocalBus
from shared.config import Config, load
from shared.contracts import Event, publisher_of
from shared.contracts.admission import ClockSet, SeasonPublished
from shared.contracts.parts import ClockSegment, PublicKey
from shared.db import open_engine
from shared.kernel import new_id, wall_clock
from shared.season import Season, season_time, signed
from shared.security.access import Principal, Role
from shared.security.signing import SigningKey
from shared.security.tokens import issue
from shared.service import Service
from shared.testing import kept

Recipe = tuple[type[Config], Callable[[Any, Engine, Bus], Service]]
"""A service's settings class and its ``build``."""

ROUNDS = 500


class Unsettled(AssertionError):
    """The house never came to rest."""


class Phone:
    """The file-backed SMS of one number, as notify's provider wrote it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def messages(self) -> list[dict[str, Any]]:
        """Every message, oldest first."""
        return [json.loads(line) for line in self.path.read_text().splitlines()] if self.path.exists() else []

    def last_code(self) -> str:
        """The six digits of the newest message that has any."""
        for message in reversed(self.messages()):
            if found := re.search(r"(?<!\d)(\d{6})(?!\d)", message["text"]):
                return found[1]
        raise AssertionError(f"no code has come to {self.path.stem}")


class Caller(FlaskClient):
    """A test client that is signed in as somebody by Bearer."""

    token: str | None = None

    def open(self, *args: Any, **kwargs: Any) -> Any:
        headers = Headers(kwargs.pop("headers", None))
        if self.token and "Authorization" not in headers:
            headers["Authorization"] = f"Bearer {self.token}"
        return super().open(*args, headers=headers, **kwargs)


class Home:
    """Services that share a bus; nothing here reaches inside one."""

    def __init__(self, recipes: Mapping[str, Recipe], folder: Path, *, bus: Bus, urls: Mapping[str, str]) -> None:
        self.folder = folder
        self.bus = bus
        self.season_key = SigningKey.generate()
        self.token_key = SigningKey.generate()
        self.services: dict[str, Service] = {}
        self._recipes = recipes
        self._urls = urls
        self._segments: dict[str, list[ClockSegment]] = {}
        self._versions = 0
        for name in recipes:
            self.start(name)

    # -- running ------------------------------------------------------------------------------------------------

    def start(self, name: str) -> Service:
        """Raise a service on its database (again, after :meth:`stop`)."""
        kind, build = self._recipes[name]
        (self.folder / "season.key").write_text(self.season_key.to_text())
        (self.folder / "season.key").chmod(0o600)
        given = {
            "database_url": self._urls[name], "bus_url": "local:", "var_dir": str(self.folder),
            "season_key": self.season_key.public,
        }
        if hasattr(kind, "season_signing_key_file"):
            given["season_signing_key_file"] = str(self.folder / "season.key")
        config = load(kind, {}, service=name, given=given)
        engine = kept.know_statements(open_engine(config.database_url, durable=False))
        self.services[name] = service = build(config, engine, self.bus)
        kept.know_templates(service.wsgi)
        return service

    def stop(self, name: str) -> None:
        """The service is down: what is told to it waits."""
        if isinstance(self.bus, LocalBus):
            self.bus.detach(name)
        self.services.pop(name).close()

    def settle(self) -> None:
        """Tick everybody until nothing moves."""
        for _ in range(ROUNDS):
            if not any([self._tick(service) for service in self.services.values()]):
                return
        raise Unsettled(f"still moving after {ROUNDS} rounds")

    @staticmethod
    def _tick(service: Service) -> bool:
        try:
            return service.tick()
        except BusAway:  # somebody who should hear is stopped: the rest goes on
            return False

    def close(self) -> None:
        for name in list(self.services):
            self.stop(name)
        self.bus.close()

    # -- telling ------------------------------------------------------------------------------------------------

    def hear(  # noqa: PLR0913  (an envelope has this many fields)
        self, event: Event, *, key: str, intake: str | None = None, season: str | None = None,
        version: int | None = None, event_id: str | None = None,
    ) -> Message:
        """Say an event to every service that hears it, as its publisher would have. Returns the message."""
        self._versions += 1
        message = Message(
            id=event_id or new_id(), name=event.NAME, publisher=publisher_of(event.NAME), key=key,
            version=(1, version or 1_000_000 + self._versions), occurred_at=wall_clock(), body=codec.encode(event),
            intake=intake, season=season,
        )
        self.bus.publish([message])
        return message

    def publish(self, season: Season, *, version: int = 1, rehearsal: bool = True,
                officers: Sequence[str] = ("officer-1", "officer-2")) -> SeasonPublished:
        """A season that two officers signed, told to everybody."""
        told = signed.signed(SeasonPublished(
            intake=season.intake, season=season.code, season_version=version, rehearsal=rehearsal,
            document=season.document(), officers=list(officers), signed_at=wall_clock(), signature="",
        ), self.season_key)
        key = f"admission/season/{season.code}"
        self.hear(told, key=key, intake=season.intake, season=season.code, version=version)
        return told

    def advance(self, intake: str, to: datetime) -> None:
        """A rehearsal's clock stands at this instant from now on; then everybody settles."""
        segments = self._segments.setdefault(intake, [])
        segments.append(ClockSegment(wall_at=wall_clock(), season_at=to, speed=0.0))
        self.hear(
            ClockSet(intake=intake, clock_version=len(segments), segments=list(segments)),
            key=f"admission/clock/{intake}", intake=intake, version=len(segments),
        )
        self.settle()

    def now(self, intake: str) -> datetime:
        """The season's time by this house's clock."""
        return season_time(self._segments.get(intake, []), wall_clock())

    # -- asking -------------------------------------------------------------------------------------------------

    def phone(self, number: str) -> Phone:
        """What came to a number by SMS."""
        return Phone(self.folder / "phones" / f"{number}.ndjson")

    def anybody(self, service: str | None = None) -> Caller:
        """A client that is not signed in."""
        app = self.services[service or next(iter(self.services))].wsgi
        app.test_client_class = Caller
        client = app.test_client()
        assert isinstance(client, Caller)
        return client

    def as_role(self, role: str | Role, *, service: str | None = None, subject: str = "somebody",  # noqa: PLR0913
                scope: str | None = None, intake: str | None = None, session: str | None = None) -> Caller:
        """A client signed in by a token that this house issued; every service takes its key."""
        wall = wall_clock()
        day = timedelta(days=1)
        key = PublicKey(kid=self.token_key.kid, public=self.token_key.public, signs_from=wall - day, ends_at=wall + day)
        for each in self.services.values():
            with each.db.begin(actor="test") as tx:
                each.identity.keep_key(tx, key)
        principal = Principal(
            subject=subject, role=Role(role), session=session or new_id(), expires_at=wall + day,
            scope=scope, intake=intake,
        )
        client = self.anybody(service)
        client.token = issue(principal, self.token_key, now=wall).text
        return client


@contextmanager
def house(recipes: Mapping[str, Recipe], folder: Path, *, bus: Bus | None = None,
          urls: Mapping[str, str] | None = None) -> Iterator[Home]:
    """Raise services on migrated databases (SQLite files in ``folder`` unless ``urls`` names others) and a bus."""
    kept.know_rules()
    folder.mkdir(parents=True, exist_ok=True)
    made = dict(urls or {})
    for name, (kind, build) in recipes.items():
        if name not in made:
            for path in _migrated(name, kind, build):  # type: ignore[arg-type]  # a class is hashable
                shutil.copy(path, folder)
            made[name] = f"sqlite:///{folder / name}.db"
    home = Home(recipes, folder, bus=bus or LocalBus(), urls=made)
    try:
        yield home
    finally:
        home.close()


@cache
def _migrated(name: str, kind: type[Config], build: Callable[[Any, Engine, Bus], Service]) -> Sequence[Path]:
    """A migrated, empty database file and its key ring: made once per test process, copied for each house."""
    folder = kept.folder("template")
    given = {"database_url": f"sqlite:///{folder / name}.db", "var_dir": str(folder)}
    key = SigningKey.generate()
    if hasattr(kind, "season_signing_key_file"):
        key.write(folder / "season.key")
        given["season_signing_key_file"] = str(folder / "season.key")
    config = load(kind, {}, service=name, given=given)
    service = build(config, open_engine(config.database_url, durable=False), LocalBus())
    service.migrations.upgrade()
    service.close()  # the last connection to leave puts everything into the one file that is copied
    return folder / f"{name}.db", config.keyring_file

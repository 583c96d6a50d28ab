"""A tiny service with real parts: SQLite, identity and season copies, metrics; only its clock is set by hand."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import Column, Integer, String, Table, insert, select, update

from shared.contracts.parts import PublicKey
from shared.db import CHASSIS, Database, open_engine, service_metadata
from shared.identity import IdentityReplica
from shared.jobs import JobKind
from shared.kernel import new_id
from shared.metrics import Metrics
from shared.season.replica import SeasonReplica
from shared.security.access import Principal, Role
from shared.security.crypt import Box
from shared.security.keyring import KeyRing
from shared.security.signing import SigningKey
from shared.security.tokens import issue
from shared.testing import kept
from shared.web.app import make_app
from shared.web.parts import WebParts

METADATA = service_metadata()
THINGS = Table(
    "things", METADATA,
    Column("id", String(36), primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
)
insert_thing, all_things, update_thing = insert(THINGS), select(THINGS).order_by(THINGS.c.name), update(THINGS)
DAY = timedelta(days=1)


class Site:
    """The service and everything a test holds in its hands."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime(2024, 3, 19, 1, 0, tzinfo=UTC)
        shutil.copy(kept.tables(CHASSIS, METADATA), folder / "notify.db")
        self.engine = kept.know_statements(open_engine(f"sqlite:///{folder / 'notify.db'}", durable=False))
        self.db = Database(self.engine, service="notify", box=Box(KeyRing.generate(), "notify"))
        self.identity = IdentityReplica(self.db, wall=self.wall)
        self.seasons = SeasonReplica(self.db, public_key="", wall=self.wall)
        self.metrics = Metrics("notify")
        self.key = SigningKey.generate()
        self.trust(self.key)

    def wall(self) -> datetime:
        return self.now

    def trust(self, key: SigningKey) -> None:
        public = PublicKey(kid=key.kid, public=key.public, signs_from=self.now - DAY, ends_at=self.now + DAY)
        with self.db.begin() as tx:
            self.identity.keep_key(tx, public)

    def app(self, *blueprints: Blueprint, jobs: Sequence[JobKind] = (), **changed: Any) -> Flask:
        given: dict[str, Any] = {
            "service": "notify", "blueprints": blueprints, "database": self.db, "verify": self.identity.verify,
            "clock": self.seasons, "metrics": self.metrics, "seasons": self.seasons, "jobs": jobs,
            "public_url": "http://localhost", "form_key": b"k" * 32, "is_revoked": self.identity.is_revoked,
            "holds_real_intake": self.seasons.holds_real_intake, "wall": self.wall, **changed,
        }
        kept.know_rules()
        made = make_app(WebParts(**given))
        kept.know_templates(made)
        return made

    def token(self, role: str, *, subject: str = "somebody", key: SigningKey | None = None, **more: Any) -> str:
        principal = Principal(
            subject=subject, role=Role(role), session=more.pop("session", None) or new_id(),
            expires_at=self.now, **more,
        )
        return issue(principal, key or self.key, now=self.now).text

    def bearer(self, role: str, **more: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(role, **more)}"}

    def things(self) -> list[str]:
        with self.db.read() as conn:
            return [row.name for row in conn.execute(all_things)]


def browser(app: Flask, token: str | None = None) -> FlaskClient:
    """A client that behaves as a browser on our own pages, signed in by cookie."""
    client = app.test_client()
    client.environ_base.update({"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ACCEPT": "text/html"})
    if token:
        client.set_cookie("longmen", token)
    return client

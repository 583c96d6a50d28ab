"""A bare Flask handler: two inserts built once and a commit; no token, no audit, no checks."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request
from sqlalchemy import Column, DateTime, LargeBinary, MetaData, String, Table, create_engine, insert

METADATA = MetaData()
ROWS = Table("plain_rows", METADATA, Column("id", String(36), primary_key=True), Column("role", String(30)),
             Column("scope", String(100)), Column("email", String(200)), Column("recorded_at", DateTime(timezone=True)))
EVENTS = Table("plain_events", METADATA, Column("id", String(36), primary_key=True), Column("name", String(100)),
               Column("body", LargeBinary), Column("recorded_at", DateTime(timezone=True)))
INSERT_ROW, INSERT_EVENT = insert(ROWS), insert(EVENTS)


def application(url: str, *, threads: int) -> Flask:
    """The whole application; its tables are made where they are not."""
    engine = create_engine(url, pool_size=threads, connect_args={"prepare_threshold": 2})
    METADATA.create_all(engine)
    app = Flask(__name__)

    @app.post("/invitations")
    def invite() -> Any:
        body = request.get_json()
        made = {"id": str(uuid.uuid4()), "role": body["role"], "scope": body["scope"], "email": body["email"]}
        now = datetime.now(UTC)  # noqa: TID251  (a bare handler reads the clock itself)
        told = {"id": str(uuid.uuid4()), "name": "invited", "body": json.dumps(made).encode(), "recorded_at": now}
        with engine.begin() as conn:
            conn.execute(INSERT_ROW, {**made, "recorded_at": now})
            conn.execute(INSERT_EVENT, told)
        return made, 201

    return app

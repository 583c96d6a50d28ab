"""A bare Flask handler: one choice written over the last, its revision and an event, and a commit; no checks."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request
from sqlalchemy import Column, DateTime, LargeBinary, MetaData, String, Table, create_engine, insert
from sqlalchemy.dialects.postgresql import insert as upsert

METADATA = MetaData()
FILINGS = Table("plain_filings", METADATA, Column("account", String(36), primary_key=True),
                Column("body", LargeBinary), Column("saved_at", DateTime(timezone=True)))
REVISIONS = Table("plain_revisions", METADATA, Column("id", String(36), primary_key=True), Column("body", LargeBinary),
                  Column("account", String(36)), Column("saved_at", DateTime(timezone=True)))
EVENTS = Table("plain_events", METADATA, Column("id", String(36), primary_key=True), Column("body", LargeBinary),
               Column("saved_at", DateTime(timezone=True)))
PUT = upsert(FILINGS).on_conflict_do_update(index_elements=["account"], set_={"body": upsert(FILINGS).excluded.body})
ADD_REVISION, ADD_EVENT = insert(REVISIONS), insert(EVENTS)


def application(url: str, *, threads: int) -> Flask:
    """The whole application; its tables are made where they are not."""
    engine = create_engine(url, pool_size=threads, connect_args={"prepare_threshold": 2})
    METADATA.create_all(engine)
    app = Flask(__name__)

    @app.put("/filings/<account>")
    def save(account: str) -> Any:
        body = json.dumps(request.get_json()).encode()
        now = datetime.now(UTC)  # noqa: TID251  (a bare handler reads the clock itself)
        row = {"account": account, "body": body, "saved_at": now}
        with engine.begin() as conn:
            conn.execute(PUT, row)
            conn.execute(ADD_REVISION, {**row, "id": str(uuid.uuid4())})
            conn.execute(ADD_EVENT, {"id": str(uuid.uuid4()), "body": body, "saved_at": now})
        return {"saved_at": now.isoformat()}

    return app

"""The tables of a service's own copy: seasons as published, clocks of rehearsals, moments that its timers handled."""

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from shared.db import CHASSIS, UtcDateTime

SEASONS = Table(
    "seasons",
    CHASSIS,
    Column("season", String(60), primary_key=True),
    Column("intake", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("rehearsal", Boolean, nullable=False),
    Column("document", Text, nullable=False),
    Column("officers", Text, nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("signature", String(100), nullable=False),
    Column("adopted_at", UtcDateTime, nullable=False),  # wall clock
)
CLOCKS = Table(
    "clocks",
    CHASSIS,
    Column("intake", String(60), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("segments", Text, nullable=False),
)

MOMENTS = Table(
    "moments",  # handled here by the timers
    CHASSIS,
    Column("season", String(60), primary_key=True),
    Column("moment", String(100), primary_key=True),
    Column("instant", UtcDateTime, primary_key=True),
    Column("recorded_at", UtcDateTime, nullable=False),
)

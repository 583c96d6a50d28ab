"""Alembic, run by the service itself, one runner at a time: expand, deploy, contract."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, text
from sqlalchemy.exc import DBAPIError

from shared.db import CHASSIS

_LOCK_KEY = 0x6D696772
ENVIRONMENT = Path(__file__).parent / "migration_env"
_MISSING = frozenset({"42P01", "42703"})  # PostgreSQL's: no such table, no such column


def is_not_migrated(error: DBAPIError) -> bool:
    """Whether a database refused a statement because a table or column is not there (yet)."""
    return getattr(error.orig, "sqlstate", None) in _MISSING or "no such table" in str(error.orig) \
        or "no such column" in str(error.orig)


class Migrations:
    """The migrations of one service: ``folder`` holds ``versions/``, the environment is the chassis's."""

    def __init__(self, engine: Engine, *, folder: Path, metadata: MetaData) -> None:
        self._engine = engine
        self._metadata = metadata
        self._folder = folder

    def revisions(self) -> tuple[str | None, str | None]:
        """(in the database, in the code)."""
        with self._engine.connect() as conn:
            return MigrationContext.configure(conn).get_current_revision(), self._newest

    def upgrade(self, revision: str = "head") -> None:
        """Bring the database to a revision, by default the newest. A second runner waits for the first."""
        self._locked(lambda config: command.upgrade(config, revision))

    def new(self, message: str) -> None:
        """Write a new migration from the difference between the tables declared and the tables there."""
        self._locked(lambda config: command.revision(config, message, autogenerate=True))

    def drift(self) -> list[object]:
        """What the migrations' result and the declared tables differ in: nothing, or the migration is incomplete."""
        with self._engine.connect() as conn:
            context = MigrationContext.configure(conn, opts={"compare_type": False})
            return list(compare_metadata(context, self._combined()))

    def _combined(self) -> MetaData:
        every = MetaData(naming_convention=CHASSIS.naming_convention)
        for metadata in (CHASSIS, self._metadata):
            for table in metadata.tables.values():
                table.to_metadata(every)
        return every

    @cached_property
    def _newest(self) -> str | None:
        """The code's own revision: read once, since a running process keeps its code."""
        return ScriptDirectory.from_config(self._config()).get_current_head()

    def _config(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(ENVIRONMENT))
        config.set_main_option("version_locations", str(self._folder / "versions"))
        config.set_main_option("path_separator", "os")
        return config

    def _locked(self, work: Callable[[Config], object]) -> None:
        with self._engine.begin() as conn:
            if conn.dialect.name == "postgresql":
                conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
                conn.execute(text("SET LOCAL lock_timeout = '10s'"))
            config = self._config()
            config.attributes.update(connection=conn, target=self._combined())
            work(config)

"""Making and dropping databases on a PostgreSQL server, whosever it is."""

from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


class Databases:
    """A server by the address of its maintenance database; names of databases are the caller's to keep apart."""

    admin_url: str
    """As psycopg and psql write it."""

    @property
    def url(self) -> str:
        """The maintenance database, as SQLAlchemy writes it."""
        return _for_sqlalchemy(self.admin_url)

    def url_of(self, database: str) -> str:
        """A database of this server, as SQLAlchemy writes it."""
        return _for_sqlalchemy(urlunsplit(urlsplit(self.admin_url)._replace(path=f"/{database}")))

    def databases(self, names: Iterable[str], *, template: str = "template0") -> dict[str, str]:
        """Create databases (copies of ``template``, which nobody may be using); their addresses by name."""
        made = {}
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            for name in names:
                connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)))
                made[name] = self.url_of(name)
        return made

    def drop(self, names: Iterable[str]) -> None:
        """Remove databases, whoever is still connected."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            for name in names:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _for_sqlalchemy(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://", 1)

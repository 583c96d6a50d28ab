"""A PostgreSQL cluster of our own."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg

from shared.testing.nodes.databases import Databases
from shared.testing.nodes.process import Node, NodeFailed, free_ports

OWNER = "longmen"


def binaries() -> Path | None:
    """The folder of the newest installed server, where one is installed."""
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if known:
        return known[-1].parent
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


class PostgresCluster(Node, Databases):
    """``with PostgresCluster() as cluster``. ``durable=False``: answers before the disk has it, for tests of rules."""

    ORDERLY = signal.SIGINT  # SIGTERM would wait for every client to leave

    def __init__(self, *, durable: bool = True) -> None:
        found = binaries()
        if found is None:
            raise NodeFailed("no PostgreSQL server is installed")
        super().__init__("postgres")
        self._bin = found
        self._durable = durable
        self._data = self.folder / "data"
        self._port = free_ports(1)[0]
        self.admin_url = f"postgresql://{OWNER}@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Make the cluster at the first start, run the server, wait until it takes connections."""
        if not self._data.exists():
            self._make()
        switch = "on" if self._durable else "off"
        settings = {"listen_addresses": "127.0.0.1", "port": str(self._port), "unix_socket_directories": "",
                    "max_connections": "200", "timezone": "UTC", "fsync": switch, "synchronous_commit": switch,
                    "full_page_writes": switch,
                    "dynamic_shared_memory_type": "mmap"}  # in our folder, so that it goes with it
        command = [str(self._bin / "postgres"), "-D", str(self._data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        # A killed server's lock file names a process that may by now be somebody else's.
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        self.launch([*as_server_user(), *command], environment=_environment(), ready=self._answers)

    def _make(self) -> None:
        if os.geteuid() == 0:
            account = pwd.getpwnam(_server_user())
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        command = [str(self._bin / "initdb"), "-D", str(self._data), "-U", OWNER, "-A", "trust", "-E", "UTF8",
                   "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        done = subprocess.run([*as_server_user(), *command], cwd=self.folder, env=_environment(), capture_output=True,
                              text=True, check=False)
        if done.returncode != 0:
            raise NodeFailed(f"initdb: {done.stderr.strip()}")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.admin_url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def as_server_user() -> list[str]:
    """What goes before a command: PostgreSQL refuses root, so root hands it to the server's own user."""
    if os.geteuid() != 0:
        return []
    account = pwd.getpwnam(_server_user())
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--"]


def _server_user() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}

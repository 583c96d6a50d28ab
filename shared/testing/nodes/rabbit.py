"""A RabbitMQ node of our own, with its management plug-in and its own name server."""

import os
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from shared.testing.nodes import guard
from shared.testing.nodes.process import Node, NodeFailed, free_ports, wait_for

CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {admin}
default_user = guest
default_pass = guest
disk_free_limit.absolute = 50MB
raft.wal_max_size_bytes = 67108864
log.file = false
log.console = true
log.console.level = warning
"""


def binary() -> Path | None:
    """The server's start script, past Debian's wrapper, which insists on a user of its own."""
    known = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    if known.exists():
        return known
    found = shutil.which("rabbitmq-server")
    return Path(found) if found else None


class RabbitNode(Node):
    """``with RabbitNode() as broker``. Port, name, name server, cookie and data are its own."""

    def __init__(self) -> None:
        found = binary()
        if found is None or shutil.which("epmd") is None:
            raise NodeFailed("no RabbitMQ server is installed")
        super().__init__("rabbit")
        self._binary = found
        self._amqp, self._admin, self._dist, self._names = free_ports(4)
        self._name_server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where messages go, as the broker's own administrator."""
        return f"amqp://guest:guest@127.0.0.1:{self._amqp}/"

    @property
    def admin_url(self) -> str:
        """The management interface."""
        return f"http://guest:guest@127.0.0.1:{self._admin}"

    def start(self) -> None:
        """Start the name server and the node, and wait until both its doors answer."""
        (self.folder / "rabbitmq.conf").write_text(CONFIGURATION.format(amqp=self._amqp, admin=self._admin))
        (self.folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
        environment = self._environment()
        # In the foreground and in our folder: `erl` would start one as a daemon that outlives everybody.
        self._name_server = subprocess.Popen(
            ["epmd", "-address", "127.0.0.1", "-port", str(self._names)], cwd=self.folder, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        wait_for(self._names_served, what="the name server")
        self.launch([str(self._binary)], environment=environment, ready=self._answers)

    def has_on_disk(self, queue: str) -> bool:
        """Whether a quorum queue (``vhost_name``) would survive :meth:`kill` by now: its name is written late."""
        return any(queue.encode() in names.read_bytes() for names in self.folder.glob("mnesia/*/quorum/*/names.dets"))

    def stop(self) -> None:
        """End the node in good order, then its name server."""
        super().stop()
        self._end_name_server()

    def kill(self) -> None:
        """End the node at once."""
        super().kill()
        self._end_name_server()

    def close(self) -> None:
        """Kill what is left and remove the folder."""
        super().close()
        self._end_name_server()

    def _settled(self) -> bool:
        mine = self._name_server.pid if self._name_server else 0
        return all(pid == mine for pid in guard.inhabitants(self.folder))

    def _end_name_server(self) -> None:
        if self._name_server is not None:
            self._name_server.kill()
            self._name_server.wait()
            self._name_server = None

    def _names_served(self) -> bool:
        return subprocess.run(["epmd", "-port", str(self._names), "-names"], capture_output=True,
                              check=False).returncode == 0

    def _answers(self) -> bool:
        # The health check is answered by the management door about the AMQP door: one question for both.
        address = f"http://127.0.0.1:{self._admin}/api/health/checks/port-listener/{self._amqp}"
        request = urllib.request.Request(address, headers={"Authorization": "Basic Z3Vlc3Q6Z3Vlc3Q="})
        try:
            with urllib.request.urlopen(request, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("RABBITMQ_", "ERL_", "NOTIFY_SOCKET"))}
        home = str(self.folder)
        own = {"NODENAME": f"longmen{self._amqp}@localhost", "MNESIA_BASE": f"{home}/mnesia",
               "LOG_BASE": f"{home}/log", "CONFIG_FILE": f"{home}/rabbitmq", "CONF_ENV_FILE": f"{home}/absent.conf",
               "ADVANCED_CONFIG_FILE": f"{home}/absent.config", "GENERATED_CONFIG_DIR": f"{home}/generated",
               "ENABLED_PLUGINS_FILE": f"{home}/enabled_plugins", "DIST_PORT": str(self._dist),
               "PID_FILE": f"{home}/node.pid",
               "SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}"}
        return {**kept, **{f"RABBITMQ_{name}": value for name, value in own.items()}, "HOME": home,
                "ERL_EPMD_PORT": str(self._names), "ERL_EPMD_ADDRESS": "127.0.0.1"}

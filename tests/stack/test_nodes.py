"""The nodes themselves: nothing is left behind, whatever ends their owner."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shared.testing.nodes import NodeFailed, PostgresCluster, wait_for
from shared.testing.nodes.guard import inhabitants
from tests.servers import Servers

OWNER = """
import sys
from pathlib import Path
from shared.testing.nodes import PostgresCluster, RabbitNode
node = {"postgres": PostgresCluster, "rabbit": RabbitNode}[sys.argv[1]]()
print(node.folder, flush=True)
with node:
    sys.stdin.read()
"""


@pytest.mark.parametrize("kind", ["postgres", "rabbit"])
def test_a_killed_owner_leaves_neither_processes_nor_files(servers: Servers, kind: str) -> None:
    assert servers.our_postgres.folder.exists()
    assert servers.our_rabbit.folder.exists()
    with subprocess.Popen([sys.executable, "-c", OWNER, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        folder = Path(owner.stdout.readline().decode().strip())
        wait_for(lambda: len(inhabitants(folder)) >= 2, what="the server's processes")
        os.kill(owner.pid, signal.SIGKILL)
    wait_for(lambda: not inhabitants(folder) and not folder.exists(), what="the guard to clear up")


class _Stillborn(PostgresCluster):
    """Its data folder holds no database."""

    def start(self) -> None:
        self._data.mkdir(mode=0o700)
        super().start()


def test_a_node_that_cannot_start_says_why_and_leaves_nothing(servers: Servers) -> None:
    assert servers.our_postgres.folder.exists()
    node = _Stillborn()
    with pytest.raises(NodeFailed, match="postgres ended with 2"), node:
        pass
    assert not node.folder.exists()
    assert not inhabitants(node.folder)


def test_an_interrupt_inside_ends_the_node(servers: Servers) -> None:
    assert servers.our_postgres.folder.exists()
    node = PostgresCluster(durable=False)
    with pytest.raises(KeyboardInterrupt), node:
        assert inhabitants(node.folder)
        raise KeyboardInterrupt
    assert not node.folder.exists()
    assert not inhabitants(node.folder)


def test_a_node_has_its_own_name_server(servers: Servers) -> None:
    node = servers.our_rabbit
    commands = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in inhabitants(node.folder)]
    assert sum(command.startswith(b"epmd") for command in commands) == 1

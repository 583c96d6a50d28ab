"""Real infrastructure of our own: a PostgreSQL cluster and a RabbitMQ node, started here and gone without a trace."""

from shared.testing.nodes.found import Absent, GivenPostgres, GivenRabbit, open_postgres, open_rabbit
from shared.testing.nodes.postgres import PostgresCluster
from shared.testing.nodes.process import NodeFailed, wait_for
from shared.testing.nodes.rabbit import RabbitNode

__all__ = ["Absent", "GivenPostgres", "GivenRabbit", "NodeFailed", "PostgresCluster", "RabbitNode", "open_postgres",
           "open_rabbit", "wait_for"]

"""Alembic's environment for every service: the connection is given, the caller holds the lock and the transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["target"],
    render_as_batch=True,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()

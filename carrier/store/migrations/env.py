"""Alembic's entry: runs in the transaction that `Database.migrate` opened."""

from __future__ import annotations

from alembic import context

from carrier.store.tables import Account

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Account.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()

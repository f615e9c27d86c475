"""Alembic runs inside the connection that the bot hands over: one transaction for the whole upgrade."""

from alembic import context

from storage.findable import is_ours
from storage.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_name=is_ours,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
context.run_migrations()

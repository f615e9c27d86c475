"""Single facts of an installation, kept by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Tx
from storage.schema import state


async def get(tx: Tx, key: str) -> Any:
    """The fact of this name, or None."""
    return await tx.value(select(state.c.value).where(state.c.key == key))


async def put(tx: Tx, key: str, value: Any) -> None:
    """Keeps a fact in place of what it was."""
    insert = sqlite.insert if tx.connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(state).values(key=key, value=value)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[state.c.key], set_={"value": statement.excluded.value}
        )
    )

"""Single facts of an installation, kept by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from storage.database import Tx, by_dialect
from storage.schema import state


async def get(tx: Tx, key: str) -> Any:
    """The fact of this name, or None."""
    return await tx.value(select(state.c.value).where(state.c.key == key))


def _put(insert: Any) -> Any:
    statement = insert(state)
    return statement.on_conflict_do_update(
        index_elements=[state.c.key], set_={"value": statement.excluded.value}
    )


_PUT = by_dialect(_put)


async def put(tx: Tx, key: str, value: Any) -> None:
    """Keeps a fact in place of what it was."""
    await tx.upsert(_PUT, {"key": key, "value": value})


async def group_now(tx: Tx, configured: int) -> int:
    """The dispatchers' group as Telegram numbers it now; one chosen anew in the settings wins (fault 29)."""
    moved = await get(tx, "group")
    return int(moved["now"]) if moved is not None and moved["was"] == configured else configured

"""The record on a PostgreSQL server: how it is connected to, and one writer at a time as on SQLite.

Every verb reads before it writes and counts on nobody changing what it read: that is so because writers wait
for each other, in this process and in any other, for the milliseconds that a transaction takes. What only
adds rows that nobody else can add, or claims them by their own locks, waits for nobody.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

PLACE = 0x6F746B  # "otk": the first of the two numbers of our advisory locks
INSTANCE, WRITER = 0x6C696B, 0x6C696C  # the second: who works with the record, who writes just now
DUTIES = {"updates": 0x6C6970, "letters": 0x6C6971, "time": 0x6C6972}  # who has each of them (bot.duties)
LOCK_PATIENCE = 2  # seconds a writer waits for another
_CONNECTING = 5  # seconds
_PREPARED = 1000  # statements that a connection keeps prepared: we have hundreds, and it would keep a hundred
_SESSION = {
    "timezone": "UTC",
    "jit": "off",  # compiling, and calling others in, cost more than our short questions
    "max_parallel_workers_per_gather": "0",
    "lock_timeout": f"{LOCK_PATIENCE}s",
    # A process that hangs, or a machine that is gone, must not keep what it locked.
    "idle_in_transaction_session_timeout": "30s",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "2",
}


# PostgreSQL's classes of refusal at the door; no waiting mends them.
_REFUSALS = {
    "28": "PostgreSQL does not let this user in: look at the user and the password in DATABASE_URL",
    "3D": "PostgreSQL has no database of this name: look at the name in DATABASE_URL, or CREATE DATABASE",
}


def not_let_in(error: BaseException) -> str | None:
    """Why the server lets nobody in under this DATABASE_URL, and what to do; None for any other fault."""
    state = str(getattr(getattr(error, "orig", None) or error, "sqlstate", None) or "")
    return _REFUSALS.get(state[:2])


def engine(url: URL, *, only_reads: bool = False) -> AsyncEngine:
    """Connections for writing, or for questions that see one moment of the record."""
    how: dict[str, Any] = {}
    if only_reads:
        how = {"isolation_level": "REPEATABLE READ", "execution_options": {"postgresql_readonly": True}}
    arguments = {
        "server_settings": _SESSION,
        "timeout": _CONNECTING,
        "prepared_statement_cache_size": _PREPARED,
    }
    # The connection that was used last knows most of the statements already.
    how |= {"pool_pre_ping": True, "pool_use_lifo": True}
    return create_async_engine(url, connect_args=arguments, **how)


_WRITE_ALONE = text(f"SELECT pg_advisory_xact_lock({PLACE}, {WRITER})")
_TOKEN = text("SELECT value #>> '{}' FROM state WHERE key = :key")


async def write_alone(connection: AsyncConnection) -> None:
    """From here to the end of the transaction nobody else writes; they wait at most LOCK_PATIENCE."""
    await connection.execute(_WRITE_ALONE)


def token_of(duty: str) -> str:
    """The fact that says under which token a duty is done."""
    return f"duty:{duty}"


async def token(connection: AsyncConnection, duty: str) -> str | None:
    """The token of whoever has this duty now."""
    found: str | None = await connection.scalar(_TOKEN, {"key": token_of(duty)})
    return found

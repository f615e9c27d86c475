"""Once a minute: is the board in the group still true, and has a working day begun (B6)?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from handlers import board
from handlers.context import Desk
from storage import outbox
from storage.database import Database


class Noticeboard:
    """Keeps the board and says good morning; either can be off. What it shows, the record decides."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        clock: Callable[[], datetime],
        *,
        with_board: bool,
        with_digest: bool,
    ) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._with_board = with_board
        self._with_digest = with_digest
        self._looked_at: datetime | None = None

    async def step(self) -> bool:
        """Looks at most once a minute; whether there was anything to say."""
        now = self._clock()
        if self._looked_at is not None and abs(now - self._looked_at) < board.EVERY:
            return False
        self._looked_at = now
        return await self._digest() | await self._board()

    async def _board(self) -> bool:
        if not self._with_board:
            return False
        async with self._database.reading(self._clock()) as tx:
            letter = await board.wanted(tx, self._desk)
        if letter is not None:
            async with self._database.transaction(self._clock()) as tx:
                await outbox.write(tx, [letter])
        return letter is not None

    async def _digest(self) -> bool:
        if not self._with_digest:
            return False
        async with self._database.reading(self._clock()) as tx:
            due = await board.day_begun(tx, self._desk)
        if due:
            async with self._database.transaction(self._clock()) as tx:
                await outbox.write(tx, await board.morning(tx, self._desk))
        return due

    async def next_moment(self) -> datetime | None:
        """When it looks again."""
        return None if self._looked_at is None else self._looked_at + board.EVERY

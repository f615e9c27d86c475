"""A wire to an IMAP server that a test holds in its hand: it listens, and cuts where it is told to."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

_LETTER = re.compile(rb"\* \d+ FETCH \(UID \d+ BODY\[\] \{(\d+)\}\r\n")
_AFTER = len(b")\r\n")  # what follows the letter itself, before the tagged OK

HALF = "half a letter had come"
NO_OK = "the letter had come, its OK had not"
CAME = "the letter and its OK had come"
TO_MARK = "it was kept, and about to be marked"
MARKED = "it was marked, and the bot not told"


class Wire:
    """Connections at `port` go on to the server; `cut` says where the next one ends."""

    def __init__(self, server: int) -> None:
        self._server = server
        self.port = 0
        self.heard = bytearray()  # from the client
        self.struck = asyncio.Event()
        self.says: Callable[[bytes], bytes] = bytes  # what somebody between makes of the server's words
        self._moment: str | None = None
        self._held = False
        self._left: int | None = None
        self._skip = 0
        self._open: set[asyncio.Task[None]] = set()

    def cut(self, moment: str, letter: int = 1) -> None:
        """From this moment of the so-manieth letter on nothing comes through, and `struck` is set."""
        self._moment, self._skip, self._left, self._held = moment, letter, None, False
        self.struck.clear()

    def mend(self) -> None:
        """Everything comes through again."""
        self._moment, self._left, self._held = None, None, False

    def _strike(self, *, hold: bool = True) -> None:
        self._moment, self._held = None, hold
        self.struck.set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A client comes; until one of both hangs up."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with suppress(OSError):
                await self._both(reader, writer)
        finally:
            writer.close()
            self._open.discard(task)

    async def _both(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._server)
        there = asyncio.create_task(self._pass(reader, to_server, self._from_client))
        back = asyncio.create_task(self._pass(from_server, writer, self._from_server))
        try:
            await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
        finally:
            there.cancel()
            back.cancel()
            await asyncio.gather(there, back, return_exceptions=True)
            to_server.close()

    async def close(self) -> None:
        """Hangs up on everybody."""
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    @staticmethod
    async def _pass(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, through: Callable[[bytes], bytes]
    ) -> None:
        while data := await reader.read(65536):
            writer.write(through(data))
            await writer.drain()

    def _from_client(self, data: bytes) -> bytes:
        self.heard += data
        if b" UID STORE " in data:
            if self._moment == TO_MARK:
                self._strike()
            elif self._moment == MARKED:
                self._left = 0
        return b"" if self._held else data

    def _from_server(self, data: bytes) -> bytes:
        if self._held:
            return b""
        if self._left == 0 and self._moment == MARKED:
            self._strike()
            return b""
        if self._left is None and self._moment in (HALF, NO_OK, CAME):
            found = _LETTER.search(data)
            self._skip -= found is not None
            if found is not None and self._skip <= 0:
                self._left = found.end() + int(found[1]) + _AFTER
        if self._left is None or self._moment is None:
            return self.says(data)
        if self._moment == CAME:
            self._left -= len(data)
            if self._left < 0:
                self._left = None
                self._strike(hold=False)
            return data
        passed = data[: self._left]
        if self._moment == HALF:
            self._strike()
            return passed[:-10]
        self._left -= len(passed)
        if self._left == 0:
            self._strike()
        return passed


@asynccontextmanager
async def wire(server: int) -> AsyncIterator[Wire]:
    """A wire to the server at this port, until the end of the block."""
    found = Wire(server)
    listening = await asyncio.start_server(found.connected, "127.0.0.1", 0)
    found.port = listening.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        listening.close()
        await found.close()
        await listening.wait_closed()

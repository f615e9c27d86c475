"""A program of ours beside the bot: its memory ends with it, and its work holds up nobody here."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

PATIENCE = 120.0  # seconds at the end; the first picture ever looks for the machine's fonts


class Beside:
    """`async with`: it is started, told lines, and gives what it wrote; killed if it is not done by the end.

    Raises OSError where it can't be started or fails, TimeoutError where it does not end.
    """

    def __init__(self, name: str) -> None:
        # Not as a module: the folder of our own must not stand before the libraries' names.
        self._how = (sys.executable, "-P", "-W", "ignore", str(Path(__file__).with_name(name)))

    async def __aenter__(self) -> Beside:
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        self._program = await asyncio.create_subprocess_exec(
            *self._how, stdin=pipe, stdout=pipe, stderr=nothing
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._program.returncode is None:
            self._program.kill()
            await self._program.wait()

    async def told(self, line: bytes) -> None:
        """One more line; waits while it has not read those before."""
        assert self._program.stdin is not None
        self._program.stdin.write(line + b"\n")
        await self._program.stdin.drain()

    async def done(self) -> bytes:
        """Everything is told: what it wrote."""
        assert self._program.stdin is not None
        self._program.stdin.close()  # before 3.12, `communicate` alone leaves it open
        async with asyncio.timeout(PATIENCE):
            found, _ = await self._program.communicate()
        if self._program.returncode:
            raise OSError(f"{Path(self._how[-1]).name} ended with {self._program.returncode}")
        return found

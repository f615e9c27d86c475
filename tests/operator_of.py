"""The operator of a house: its commands by their functions, in this process and at this house's moment."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from unittest import mock

from bot.cli import house as command_line
from tests.house import House


def given(house: House) -> dict[str, str]:
    """What the house's own settings are in an environment."""
    return {
        "BOT_TOKEN": house.world.token,
        "DISPATCHER_CHAT_ID": str(house.group.id),
        "ADMIN_IDS": ",".join(str(one) for one in sorted(house.app.settings.admin_ids)),
        "DATABASE_URL": house.app.settings.database_url.get_secret_value(),
    }


async def told(house: House, command: Callable[[datetime], None]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    out, err, root = io.StringIO(), io.StringIO(), logging.getLogger()
    handlers, hooks = root.handlers[:], (sys.excepthook, sys.unraisablehook)
    try:
        with (
            redirect_stdout(out),
            redirect_stderr(err),
            mock.patch.dict(os.environ, given(house) | {"COLUMNS": "200"}),
        ):
            now = house.clock.now()
            code = await asyncio.to_thread(command_line.said, lambda: command(now))
    finally:
        root.handlers[:] = handlers
        sys.excepthook, sys.unraisablehook = hooks
    return code, out.getvalue(), err.getvalue()

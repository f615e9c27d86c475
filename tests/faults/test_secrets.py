"""No secret in any byte of output, whatever goes wrong, at the most talkative level (fault 57)."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout

import pytest
from pydantic import SecretStr

from bot import logs
from bot.app import App, system_clock
from bot.settings import SettingsError, load
from bot.telegram import TokenRevoked
from tests.house import House
from tests.listening import EAR

PASSWORD = "pl4nted-p4ssword"
TALKATIVE = ("aiogram", "aiohttp", "sqlalchemy", "aiosqlite", "asyncio")


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """Everything that is printed or logged, by whichever library; put back afterwards."""
    said, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    levels = {name: logging.getLogger(name).level for name in (*TALKATIVE, "alembic")}
    with redirect_stdout(said), redirect_stderr(said):
        yield said
    root.handlers[:], root.level = handlers, level
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    logging.captureWarnings(False)
    logging.raiseExceptions = True


async def _without_a_way_out(house: House) -> None:
    """The same bot behind a proxy that is not there: polls, fails, stops."""
    address = SecretStr(f"http://me:{PASSWORD}@127.0.0.1:9")
    given = house.app.settings.model_copy(update={"telegram_proxy": address})
    print(repr(given), given)
    logging.getLogger("otklik").error("with %s", given)
    broken, stop = App(given, system_clock), asyncio.Event()
    await broken.open()
    running = asyncio.create_task(broken.run(stop))
    async with asyncio.timeout(20):
        while broken.receiver.trouble is None:  # noqa: ASYNC110 a moment of ours, nobody rings
            await asyncio.sleep(0)
    stop.set()
    await running
    await broken.close()


async def test_f57_no_secret_is_said_whatever_goes_wrong(house: House, output: io.StringIO) -> None:
    """A story, refusals, cut answers, a proxy that is not there, a revoked token, settings that are wrong."""
    token = house.world.token
    secrets = [*house.app.settings.secrets(), PASSWORD]
    logs.setup("text", secrets, logging.DEBUG, output)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.DEBUG)
    await house.says(house.anna, "Не печатает раскрой")
    for fault in (house.world.faults.server_error, house.world.faults.cut_reply, house.world.faults.garbled):
        fault()
        await house.says(house.anna, "/my")
        await house.wait(seconds=20)
    await _without_a_way_out(house)
    house.world.faults.unauthorized()
    with pytest.raises(TokenRevoked) as revoked:
        await house.app.receiver.poll()
    logging.getLogger("otklik").error("stopped", exc_info=revoked.value)
    for wrong in ({"bot_token": f"{token} x"}, {"database_url": f"mysql://u:{PASSWORD}@h/b"},
                  {"telegram_proxy": f"ftp://u:{PASSWORD}@h"}):  # fmt: skip
        with pytest.raises(SettingsError) as caught:
            load(_env_file=None, **{"bot_token": token, "dispatcher_chat_id": "x", **wrong})
        print(caught.value, repr(caught.value))
        logging.getLogger("otklik").error("settings: %s", caught.value, exc_info=caught.value)
    logging.getLogger("a.library").debug("POST %s", f"https://api.telegram.org/bot{token}/getMe")
    said = output.getvalue()
    assert len(said) > 5_000
    assert "getUpdates" in said
    assert "POST https://api.telegram.org/bot***/getMe" in said
    for secret in (token, token.partition(":")[2], PASSWORD):
        assert secret not in said
    EAR.indiscreet.clear()  # at this level SQLAlchemy quotes what is kept: the bot never lets it


async def test_f57_the_whole_run_is_listened_to(house: House) -> None:
    """`tests/listening.py` hears the lines of every test: with a client's words in one, that test fails."""
    logging.getLogger("bot.anything").debug("handled %s", "Не печатает")
    logging.getLogger("aiogram.event").warning("POST %s", f"https://x/bot{house.world.token}/getMe")
    assert [line.rpartition(": ")[2] for line in EAR.indiscreet] == ["handled Не печатает"]
    EAR.indiscreet.clear()

"""Bad days on order."""

import asyncio
from typing import Any

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)


@pytest.fixture
def anna(scene: Any) -> Any:
    scene.anna.command("/start")
    return scene.anna


async def test_a_flood_strikes_one_chat_so_many_times(scene: Any, anna: Any) -> None:
    scene.world.faults.flood(7, method="sendMessage", chat=anna.id, times=2)
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as brake:
            await scene.bot.send_message(anna.id, "a")
        assert brake.value.retry_after == 7
    await scene.bot.send_message(scene.group.id, "другим можно")
    await scene.bot.send_message(anna.id, "a")


async def test_a_flood_may_not_say_how_long(scene: Any, anna: Any) -> None:
    scene.world.faults.flood(None)
    with pytest.raises(Exception, match="Too Many Requests") as brake:
        await scene.bot.send_message(anna.id, "a")
    assert not isinstance(brake.value, TelegramRetryAfter)


async def test_a_block_on_order(scene: Any, anna: Any) -> None:
    scene.world.faults.blocked(chat=anna.id)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await scene.bot.send_message(anna.id, "a")


async def test_a_page_of_html_instead_of_an_answer(scene: Any, anna: Any) -> None:
    scene.world.faults.server_error(502)
    with pytest.raises(ClientDecodeError):
        await scene.bot.send_message(anna.id, "a")
    anna.sees_not("a b")
    assert len(anna.chat) == 1


async def test_five_hundred_without_a_word(scene: Any, anna: Any) -> None:
    scene.world.faults.no_description()
    with pytest.raises(TypeError):
        await scene.bot.send_message(anna.id, "a")


async def test_a_reply_is_cut_after_telegram_accepted(scene: Any, anna: Any) -> None:
    scene.world.faults.cut_reply(method="sendMessage")
    with pytest.raises(TelegramNetworkError):
        await scene.bot.send_message(anna.id, "дошло")
    anna.sees("дошло")


async def test_a_call_is_accepted_and_its_answer_held_until_released(scene: Any, anna: Any) -> None:
    fault = scene.world.faults.mute(method="sendMessage")
    call = asyncio.create_task(scene.bot.send_message(anna.id, "дошло"))
    await anna.will_see("дошло")
    assert not call.done()
    fault.clear()
    with pytest.raises(TelegramNetworkError):
        await call


async def test_a_connection_drops_before_anything_was_accepted(scene: Any, anna: Any) -> None:
    scene.world.faults.drop(method="sendMessage")
    with pytest.raises(TelegramNetworkError):
        await scene.bot.send_message(anna.id, "не дошло")
    anna.sees_not("не дошло")


async def test_a_result_that_no_library_reads(scene: Any, anna: Any) -> None:
    scene.world.faults.garbled()
    with pytest.raises(ClientDecodeError):
        await scene.bot.send_message(anna.id, "дошло")
    anna.sees("дошло")


async def test_a_call_hangs_until_released(scene: Any, anna: Any) -> None:
    fault = scene.world.faults.hang(method="sendMessage")
    call = asyncio.create_task(scene.bot.send_message(anna.id, "a"))
    await scene.world.until(lambda: fault.hits)
    assert not call.done()
    fault.clear()
    with pytest.raises(TelegramNetworkError):
        await call


async def test_a_revoked_token_refuses_everything(scene: Any) -> None:
    fault = scene.world.faults.unauthorized()
    for _ in range(3):
        with pytest.raises(TelegramUnauthorizedError):
            await scene.bot.get_updates()
    fault.clear()
    await scene.bot.get_me()


async def test_somebody_else_polls(scene: Any) -> None:
    scene.world.faults.conflict()
    with pytest.raises(TelegramConflictError):
        await scene.bot.get_updates()
    assert await scene.bot.get_updates() == []


async def test_the_journal_remembers_calls_and_refusals(scene: Any, anna: Any) -> None:
    scene.world.faults.flood(3)
    with pytest.raises(TelegramRetryAfter):
        await scene.bot.send_message(anna.id, "a")
    await scene.bot.send_message(anna.id, "b")
    refused, done = scene.world.calls
    assert (refused.method, refused.chat_id, refused.error.code) == ("sendMessage", anna.id, 429)
    assert done.params == {"chat_id": anna.id, "text": "b"}
    assert done.result["text"] == "b"

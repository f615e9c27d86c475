"""getUpdates, as Telegram hands out and forgets."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramUnauthorizedError
from aiohttp import web

from bot.sandbox.world import World


async def raw(scene: Any, method: str, **params: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{scene.url}/bot{scene.world.token}/{method}", json=params) as response,
    ):
        return await response.json()


async def test_updates_come_until_they_are_confirmed(scene: Any) -> None:
    scene.anna.writes("раз")
    scene.anna.writes("два")
    first = await scene.bot.get_updates()
    again = await scene.bot.get_updates()
    assert [u.message.text for u in first] == [u.message.text for u in again] == ["раз", "два"]
    [second] = await scene.bot.get_updates(offset=first[0].update_id + 1)
    assert second.message.text == "два"
    assert await scene.bot.get_updates(offset=second.update_id + 1) == []


async def test_a_negative_offset_keeps_the_last_ones_only(scene: Any) -> None:
    for word in ("раз", "два", "три"):
        scene.anna.writes(word)
    assert [u.message.text for u in await scene.bot.get_updates(offset=-2)] == ["два", "три"]
    assert len(scene.world.updates) == 2


async def test_a_limit_is_kept(scene: Any) -> None:
    for n in range(5):
        scene.anna.writes(str(n))
    assert [u.message.text for u in await scene.bot.get_updates(limit=2)] == ["0", "1"]


async def test_a_long_poll_ends_with_the_first_message(scene: Any) -> None:
    poll = asyncio.create_task(scene.bot.get_updates(timeout=30))
    await scene.world.until(lambda: scene.world.updates.is_polled)
    scene.anna.writes("алло")
    [update] = await asyncio.wait_for(poll, 2)
    assert update.message.text == "алло"


async def test_a_second_poller_ends_the_first(scene: Any) -> None:
    first = asyncio.create_task(scene.bot.get_updates(timeout=30))
    await scene.world.until(lambda: scene.world.updates.is_polled)
    assert await scene.bot.get_updates(timeout=0) == []
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first


async def test_polling_beside_a_webhook_is_refused(scene: Any) -> None:
    await scene.bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await scene.bot.get_updates()
    await scene.bot.delete_webhook()
    assert await scene.bot.get_updates() == []


async def test_a_webhook_is_called_with_its_secret_until_it_accepts(scene: Any) -> None:
    arrived: asyncio.Queue[tuple[str | None, dict[str, Any]]] = asyncio.Queue()
    answers = iter([500, 200])

    async def hook(request: web.Request) -> web.Response:
        await arrived.put((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.Response(status=next(answers))

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await scene.bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s-1")
        scene.anna.writes("по почте")
        secret, refused = await asyncio.wait_for(arrived.get(), 5)
        _, taken = await asyncio.wait_for(arrived.get(), 5)
        assert secret == "s-1"
        assert refused == taken
        assert taken["message"]["text"] == "по почте"
        info = await scene.bot.get_webhook_info()
        assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    finally:
        await scene.bot.delete_webhook()
        await runner.cleanup()


async def test_what_is_older_than_a_day_is_forgotten(scene: Any) -> None:
    scene.anna.writes("вчера")
    scene.clock.move(timedelta(hours=24, seconds=1))
    scene.anna.writes("сегодня")
    assert [u.message.text for u in await scene.bot.get_updates()] == ["сегодня"]


async def test_chat_members_are_told_of_only_on_request(scene: Any) -> None:
    scene.petr.leaves()
    assert [list(u)[1] for u in scene.world.updates.waiting()] == ["message"]
    await scene.bot.get_updates(allowed_updates=["message", "chat_member"])
    scene.olga.leaves()
    last = scene.world.updates.waiting()[1:]
    assert [list(u)[1] for u in last] == ["chat_member", "message"]
    assert last[0]["chat_member"]["new_chat_member"]["status"] == "left"
    assert last[1]["message"]["left_chat_member"]["first_name"] == "Ольга"


async def test_kinds_not_asked_for_are_not_kept(scene: Any) -> None:
    await scene.bot.get_updates(allowed_updates=["callback_query"])
    scene.anna.writes("в пустоту")
    assert await scene.bot.get_updates() == []


async def test_a_wrong_token_is_unauthorized(scene: Any) -> None:
    stranger = type(scene.bot)("43:sandbox-token-of-nobody-0123456789ab", session=scene.bot.session)
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()


async def test_an_unknown_method_is_said_loudly(scene: Any, caplog: Any) -> None:
    answer = await raw(scene, "sendTelepathy", chat_id=1)
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    assert "sendTelepathy" in caplog.text


async def test_an_unknown_parameter_is_refused(scene: Any) -> None:
    scene.anna.writes("/start")
    answer = await raw(scene, "sendMessage", chat_id=scene.anna.id, text="a", parsemode="HTML")
    assert answer["error_code"] == 400
    assert 'no parameter "parsemode"' in answer["description"]


async def test_a_misspelt_button_is_refused(scene: Any) -> None:
    scene.anna.writes("/start")
    markup = {"inline_keyboard": [[{"text": "a", "calback_data": "1"}]]}
    answer = await raw(scene, "sendMessage", chat_id=scene.anna.id, text="a", reply_markup=markup)
    assert 'no field "calback_data"' in answer["description"]


async def test_parameters_may_come_in_the_address_or_a_form(scene: Any) -> None:
    scene.anna.writes("/start")
    url = f"{scene.url}/bot{scene.world.token}/sendMessage"
    async with aiohttp.ClientSession() as session:
        async with session.get(url, params={"chat_id": str(scene.anna.id), "text": "из адреса"}) as response:
            assert (await response.json())["ok"]
        async with session.post(url, data={"chat_id": str(scene.anna.id), "text": "12"}) as response:
            assert (await response.json())["result"]["text"] == "12"
    scene.anna.sees("из адреса")


async def test_five_thousand_updates_wait_and_go_in_order(scene: Any) -> None:
    for n in range(5000):
        scene.anna.writes(str(n))
    seen: list[str] = []
    offset = 0
    while updates := (await raw(scene, "getUpdates", offset=offset))["result"]:
        seen += [update["message"]["text"] for update in updates]
        offset = updates[-1]["update_id"] + 1
    assert seen == [str(n) for n in range(5000)]


async def test_a_press_older_than_150_seconds_can_not_be_answered(scene: Any) -> None:
    scene.anna.writes("/start")
    query = scene.anna.presses_raw("x", scene.anna.chat[0])
    scene.clock.move(timedelta(seconds=151))
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
        await scene.bot.answer_callback_query(query)
    with pytest.raises(TelegramBadRequest, match="query ID is invalid"):
        await scene.bot.answer_callback_query("1")


def test_the_token_has_the_form_aiogram_wants() -> None:
    from aiogram.utils.token import validate_token

    assert validate_token(World(now=lambda: None).token)  # type: ignore[arg-type, return-value]

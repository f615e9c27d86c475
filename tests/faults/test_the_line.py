"""The line to Telegram itself: conflicts, revoked tokens, proxies and names that lead nowhere."""

from __future__ import annotations

import asyncio

import pytest

from bot.receiver import NotNowError
from bot.telegram import Accepted, Conflict, Passing, Refused, Telegram, TokenRevoked, Unknown, Wait
from tests.house import House

SECRET = "geheim-4711"


async def _complaint(house: House, caplog: pytest.LogCaptureFixture) -> str:
    """What the receiver says of its trouble while it goes on trying."""
    running = asyncio.create_task(house.app.receiver.run())
    try:
        async with asyncio.timeout(10):
            while house.app.receiver.trouble is None:  # noqa: ASYNC110 a moment of ours, nobody rings
                await asyncio.sleep(0)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return caplog.text


async def test_f06_another_receiver_is_said_plainly(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """409 from elsewhere: back off, and say what to do."""
    house.world.faults.conflict(times=None)
    with pytest.raises(Conflict):
        await house.app.receiver.poll()
    assert "one bot has one receiver" in await _complaint(house, caplog)


async def test_f07_a_webhook_left_set_comes_with_its_remedy(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """The exact remedy, and nothing that waits is dropped by us."""
    house.world.profile.webhook.url = "https://example.org/hook"
    house.anna.writes("Не печатает")
    assert "deleteWebhook" in await _complaint(house, caplog)
    house.world.profile.webhook.url = ""
    await house.settle()
    house.anna.sees("Согласие")


async def test_f08_a_revoked_token_stops_everything(house: House) -> None:
    """401: no endless log, the process ends with a reason of its own."""
    house.world.faults.unauthorized()
    with pytest.raises(TokenRevoked):
        await asyncio.wait_for(house.app.run(asyncio.Event()), 10)


async def test_f14_an_hour_of_429_on_get_updates_is_waited_out_in_sight(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """So long, and the trouble is there to be shown."""
    house.world.faults.flood(3600, method="getUpdates", times=None)
    with pytest.raises(NotNowError) as caught:
        await house.app.receiver.poll()
    assert caught.value.outcome == Wait(3600)
    assert "3600 s" in await _complaint(house, caplog)


@pytest.mark.parametrize("scheme", ["socks5", "http"])
async def test_f21_a_proxy_that_refuses_is_tried_again_and_its_password_is_nowhere(
    house: House, scheme: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Its errors belong to neither family of exceptions."""
    line = Telegram(house.world.token, "https://api.telegram.org", f"{scheme}://user:{SECRET}@127.0.0.1:9")
    outcome = await line.try_call("getMe", {})
    await line.close()
    assert isinstance(outcome, (Passing, Unknown))
    assert SECRET not in str(outcome) + caplog.text


async def test_f21_a_proxy_that_wants_another_password(house: House) -> None:
    """407 and a closed door: later."""

    async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    line = Telegram(house.world.token, "https://api.telegram.org", f"http://u:{SECRET}@127.0.0.1:{port}")
    outcome = await line.try_call("getMe", {})
    await line.close()
    server.close()
    await server.wait_closed()
    assert isinstance(outcome, Passing)
    assert SECRET not in str(outcome)


async def test_f21_a_proxy_that_never_answers_is_given_up(house: House) -> None:
    """It takes the connection and says nothing: the call's own time ends it."""
    taken: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: taken.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for scheme in ("http", "socks5"):
        line = Telegram(house.world.token, house.server.url, f"{scheme}://u:{SECRET}@127.0.0.1:{port}")
        outcome = await line.try_call("getMe", {}, timeout=0.2)
        await line.close()
        assert isinstance(outcome, (Passing, Unknown)), outcome
        assert SECRET not in str(outcome)
    for writer in taken:
        writer.close()
    server.close()
    await server.wait_closed()


async def test_f22_a_name_that_leads_nowhere_and_a_line_that_is_not_tls(house: House) -> None:
    """DNS and TLS: it never got as far as Telegram, so a repeat can't say anything twice."""
    for url in ("https://no-such-host.invalid", house.server.url.replace("http:", "https:")):
        line = Telegram(house.world.token, url)
        outcome = await line.try_call("getMe", {})
        await line.close()
        assert isinstance(outcome, Passing), outcome


async def test_a_method_that_a_server_does_not_know_is_refused_and_all_goes_on(house: House) -> None:
    """404 by name; what is known goes on."""
    assert isinstance(await house.app.telegram.try_call("brewTea", {}), Refused)
    assert isinstance(await house.app.telegram.try_call("getMe", {}), Accepted)

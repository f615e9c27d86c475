"""`/metrics` over HTTP, and the dashboard that asks for what is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.health import Health, served
from bot.metrics import Metrics
from storage.database import Database
from tests.house import House
from tests.ports import a_free_port
from tests.postman import settings_of_mail
from tests.pushed import pushed

TREE = Path(__file__).parents[2]
NAMES = ("Анна", "Пётр", "Окна", "okna", "921", "Не печатает", "86-")


class Page:
    """What Prometheus reads there now."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = [one for family in text_string_to_metric_families(text) for one in family.samples]
        self.values = {(one.name, *sorted(one.labels.items())): one.value for one in found}
        self.names = {one.name for one in found}

    def __call__(self, name: str, **labels: str) -> float:
        return self.values[f"otklik_{name}", *sorted(labels.items())]


async def read(port: int) -> Page:
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{port}/metrics") as answer,
    ):
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        return Page(await answer.text())


async def test_what_happens_is_counted_and_nobody_is_named(house: House) -> None:
    """B7: updates, letters, 429s, tickets by status, breaches and ratings; labels are a closed set."""
    port = a_free_port()
    async with served(house.app.health, house.app.metrics.page, port):
        before = await read(port)
        assert "otklik_poll_age_seconds" not in before.names
        assert (before("ready"), before("works"), before("breaches_total", clock="processing")) == (0, 1, 0)
        # What is asked of a rise is there before the first one, as 0.
        assert (before("ticket_events_total", type="registered"), before("updates_total", result="dead")) == (
            0,
            0,
        )
        await house.says(house.anna, "/help")
        quiet = await read(port)
        assert quiet("telegram_calls_total", method="sendMessage", outcome="too_many_requests") == 0
        house.world.faults.flood(1, method="sendMessage")
        await house.says(house.anna, "/help")
        await house.wait(seconds=2)
        await house.registers(house.anna)
        await house.registers(house.stranger)
        page = await read(port)
        assert (page("ready"), page("poll_age_seconds"), page("updates_behind")) == (1, 0, 0)
        assert page("telegram_calls_total", method="sendMessage", outcome="too_many_requests") == 1
        assert page("tickets", status="registered") == 2
        assert page("ticket_events_total", type="registered") == 2
        await house.wait(hours=1)
        page = await read(port)
        assert (page("breaches_total", clock="processing"), page("tickets_late")) == (2, 2)
        await house.takes(house.petr)
        await house.tells(house.petr, "Решено", "Обновите до 8.6")
        await house.presses(house.stranger, "✅ Решено")
        await house.presses(house.stranger, "5")
        house.group.kicks_bot()
        house.anna.writes("Ещё одно")
        await house.app.receiver.poll()
        page = await read(port)
        assert (page("ratings_total", stars="5"), page("ratings_total", stars="1")) == (1, 0)
        assert page("updates_behind") == 2
        assert page("letters", state="dead") == 0
        assert not [name for name in NAMES if name in page.text]
        assert str(house.anna.id) not in page.text


async def test_without_the_record_it_says_so_and_what_it_knows(house: House) -> None:
    """Fault 52: a dashboard goes on where the record does not."""
    await house.says(house.anna, "/help")
    app, port, away = house.app, a_free_port(), Database("postgresql+asyncpg://otklik@127.0.0.1:9/otklik")
    health = Health(away, app.receiver, app.delivery, app.daily, app.duties, house.clock.now, app.office)
    metrics = Metrics(health, away, app.receiver, app.worker, app.telegram, house.clock.now)
    async with served(health, metrics.page, port):
        page = await read(port)
    await away.close()
    assert page("record_reachable") == 0
    assert not {"otklik_tickets", "otklik_updates_behind"} & page.names
    assert "otklik_telegram_calls_total" in page.names


async def test_the_dashboard_asks_for_nothing_that_there_is_not(house: House) -> None:
    """Every metric and every label value that deploy/grafana.json names is on the page of a desk at work."""
    board = json.loads((TREE / "deploy" / "grafana.json").read_text("utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert len(asked) >= len(board["panels"]) >= 12
    port = a_free_port()
    async with (
        pushed(house, **settings_of_mail(1)) as found,
        served(found.app.health, found.app.metrics.page, port),
    ):
        await read(port)
        await found.app.receiver.look()  # type: ignore[attr-defined] # it is a Webhook
        await found.registers(found.anna)
        page = await read(port)
    named = {name for query in asked for name in re.findall(r"\b(?:otklik|process)_[a-z_]+", query)}
    assert named - page.names == set()
    labels = {label for key in page.values for label, _ in key[1:]} | {"job", "instance"}
    used = {label for query in asked for label in re.findall(r"(\w+)=~?\"", query)}
    used |= {
        label
        for query in asked
        for one in re.findall(r"by \(([\w, ]+)\)", query)
        for label in one.split(", ")
    }
    assert used - labels == set()
    assert named >= {name for name in page.names if name.startswith("otklik_")}, (
        "a metric that nobody looks at"
    )

"""Reports: figures that follow events only, asked for and unasked, as lines, a picture and a table."""

from __future__ import annotations

import asyncio
import io
import random
import re
import resource
import struct
import sys
import time
import zipfile
from datetime import UTC, datetime, timedelta
from html import unescape
from statistics import median_low
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.beside import Beside
from bot.making import Made
from handlers import periods, texts
from sla.clock import met
from sla.hours import Hours
from sla.lifecycle import Status
from sla.regulation import Kind, load
from storage import companies, ending, files, life, overdue, people
from storage.figures import Figures
from storage.names import PRIVATE
from storage.reports import Wish
from storage.schema import events, outbox, tickets
from storage.tickets import by_id
from tests.house import WEDNESDAY, House


def moscow(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=3)


NOVEMBER = moscow(1, 0), moscow(1, 0, month=12)
HOURS = Hours.of(load())


def cells(data: bytes) -> list[str]:
    """Everything in the sheets, cell by cell; a formula would stand there as one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = "".join(archive.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
    assert "<f>" not in sheets
    return [unescape(found) for found in re.findall(r"<(?:t|v)[^>]*>([^<]*)</(?:t|v)>", sheets)]


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without the extra that draws."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)


async def test_an_admin_asks_and_gets_lines_a_picture_and_every_ticket(house: House) -> None:
    """Only an admin; what can't be read is explained; words that look like formulas stay words."""
    await house.says(house.admin, "/help")
    await house.says(house.petr.in_private, "/report")
    house.petr.in_private.sees_not("Отчёт")
    await house.resolved()
    async with house.app.database.transaction(house.clock.now()) as tx:
        await tx.execute(update(tickets).values(contact_name='=HYPERLINK("http://x")'))
    await house.presses(house.anna, "✅ Решено")
    await house.presses(house.anna, "4")
    await house.says(house.admin, "/report <вчерась>")
    house.admin.sees("Не понимаем период «<вчерась>»")
    await house.says(house.admin, "/report октябрь")
    house.admin.sees("Отчёт: октябрь 2026\nЗа это время ничего не происходило.")
    await house.says(house.admin, "/report")
    house.admin.sees("Считаем отчёт: ноябрь 2026")
    told = house.admin.sees("📊 Отчёт: ноябрь 2026").words.replace("\u00a0", " ")
    assert "Поступило: 1 (П2: 1)" in told
    assert "Выполнение в срок: 100,0 %\nполовина за 1 мин" in told
    assert "Оценки: 4,0 ★, всего 1" in told
    picture = house.admin.opens(house.admin.from_bot[-2])
    width, height = struct.unpack(">II", picture[16:24])
    assert picture.startswith(b"\x89PNG")
    assert (width, 900 < height < 2.2 * width) == (1080, True), "read on a phone held upright"
    found = cells(house.admin.opens(house.admin.sees("Все обращения периода")))
    assert {"26-00001", '=HYPERLINK("http://x")', "Не печатает раскрой", "Пётр"} <= set(found)


async def test_a_company_gets_a_protocol_of_its_own_tickets_and_nothing_of_the_desks(
    house: House, plain: None
) -> None:
    """Chosen by its name or by a button; what somebody filed as a private person is not its business."""
    await house.says(house.admin, "/help")
    await house.resolved()
    await house.knows(house.stranger)
    await house.files(house.stranger, "Тайна чужой компании")
    await house.says(house.petr, "Тайна диспетчеров", reply_to="26-00001")
    await house.says(house.admin, "/report ноябрь окна")
    house.admin.sees("Компании «окна» нет")
    async with house.app.database.transaction(house.clock.now()) as tx:
        admin, anna = [await people.by_telegram(tx, one.id) for one in (house.admin, house.anna)]
        assert admin
        assert anna
        for name in ("ООО «Окна»", "ООО «Окна Плюс»"):
            company = await companies.create(tx, admin, name)
        await companies.join(tx, admin, company.id, anna.id)
    await house.says(house.admin, "/report ноябрь окна")
    asked = house.admin.sees("Протокол за ноябрь 2026. Какой компании?")
    await house.presses(house.admin, "ООО «Окна Плюс»", on=asked)
    told = house.admin.sees("📊 Отчёт: ноябрь 2026 · ООО «Окна Плюс»").words
    assert "Поступило: 1" in told
    assert "make reports" in told, "it says what is missing"
    file = house.admin.sees("Протокол для ООО «Окна Плюс»: его можно отправить клиенту")
    assert file.body["document"]["file_name"] == "Протокол ноябрь 2026 · ООО «Окна Плюс».xlsx"
    found = cells(house.admin.opens(file))
    assert {"26-00001", "Не печатает раскрой"} <= set(found)
    assert not [one for one in found if "Тайна" in one or one in ("26-00002", "Пётр", "Ведёт сейчас")]
    async with house.app.database.transaction(house.clock.now()) as tx:
        await tx.execute(update(tickets).values(company=PRIVATE))
    await house.says(house.admin, "/report")
    await house.presses(house.admin, "Протокол для компании", on="📊 Отчёт: ноябрь 2026")
    await house.presses(house.admin, "ООО «Окна Плюс»", on=house.admin.last)
    house.admin.sees("📊 Отчёт: ноябрь 2026 · ООО «Окна Плюс»\nЗа это время ничего не происходило.")


async def test_the_month_is_reported_unasked_on_the_first_working_day_of_the_next(
    house: House, plain: None
) -> None:
    """At the opening of it, once; neither a restart nor what happened meanwhile repeats it."""
    await house.says(house.admin, "/help")
    await house.registers(house.anna)
    await house.until(moscow(1, 8, month=12))
    house.admin.sees_not("📊")
    await house.until(moscow(1, 9, 2, month=12))
    house.admin.sees("📊 Отчёт: ноябрь 2026")
    await house.restart()
    await house.until(moscow(2, 12, month=12))
    # January opens on the eleventh, after the holidays.
    await house.takes(house.petr)
    await house.jump(days=40, hours=-4)
    assert len([one for one in house.admin.from_bot if "📊" in one.words]) == 1
    await house.jump(hours=2)
    house.admin.sees("📊 Отчёт: декабрь 2026")


async def test_a_month_is_reported_once_to_all_admins_each_gets_it(house: House, plain: None) -> None:
    """Made once in each language, sent to every admin; who reads another language gets it in his."""
    house.app.desk.admin_ids |= {house.petr.id, house.olga.id}
    admins = house.admin, house.petr.in_private, house.olga.in_private
    for admin in admins:
        await house.says(admin, "/start")
    await house.says(admins[2], "/lang")
    await house.presses(admins[2], "English")
    await house.registers(house.anna)
    await house.until(moscow(1, 9, 2, month=12))
    for admin, title in zip(
        admins, ("📊 Отчёт: ноябрь", "📊 Отчёт: ноябрь", "📊 Report: November"), strict=True
    ):
        admin.sees(title)
    tables = [cells(admin.opens(admin.last)) for admin in admins]
    assert tables[0] == tables[1] != tables[2]
    sent = select(outbox.c.person_id, outbox.c.file).where(
        outbox.c.kind == "report", outbox.c.file.is_not(None)
    )
    rows = await house.read(lambda tx: tx.all(sent))
    assert (len({row.person_id for row in rows}), len({row.file for row in rows})) == (3, 2)
    assert await house.read(files.bytes_kept) == 0


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("", "2026-11-01", "2026-11-30"),
        ("Ноябрь", "2026-11-01", "2026-11-30"),
        ("2026-11", "2026-11-01", "2026-11-30"),
        ("в октябре", "2026-10-01", "2026-10-31"),
        ("октябрь 2025 г.", "2025-10-01", "2025-10-31"),
        ("декабрь", "2025-12-01", "2025-12-31"),
        ("december 2026", None, None),
        ("прошлый месяц", "2026-10-01", "2026-10-31"),
        ("за прошлую неделю", "2026-11-09", "2026-11-15"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("last", "2026-10-01", "2026-10-31"),
        ("прошлый квартал", "2026-07-01", "2026-09-30"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("вчера", "2026-11-17", "2026-11-17"),
        ("1.10–31.10", "2026-10-01", "2026-10-31"),
        ("с 1 октября по 15 ноября", "2026-10-01", "2026-11-15"),
        ("from 1 Oct to 15 Nov", "2026-10-01", "2026-11-15"),
        ("1-15 ноября", "2026-11-01", "2026-11-15"),
        ("2026-10-01 - 2026-10-05", "2026-10-01", "2026-10-05"),
        ("03.11–05.11.2025", "2025-11-03", "2025-11-05"),
        ("20.12-10.01", "2025-12-20", "2026-01-10"),
        ("5.11-3.11", None, None),
        ("31.02", None, None),
        ("01.01.1990-01.01.2026", None, None),
        ("ноябрьский", None, None),
    ],
)
def test_periods_are_read_as_people_type_them_or_asked_for(
    said: str, first: str | None, last: str | None
) -> None:
    found = periods.understood(said, HOURS, WEDNESDAY)
    days = None if found is None else [HOURS.local(moment).date() for moment in found[0]]
    if days is None or last is None:
        assert days is last
    else:
        assert [days[0].isoformat(), (days[1] - timedelta(days=1)).isoformat()] == [first, last]


def test_what_follows_a_period_is_whom_it_is_about() -> None:
    for said, company in (("ноябрь ООО «Май»", "ООО «Май»"), ("1.10–5.10, 2000 окон", "2000 окон")):
        found = periods.understood(said, HOURS, WEDNESDAY)
        assert found is not None
        assert found[1] == company


async def random_desk(house: House, seed: int, size: int) -> None:
    """Tickets that live at random within two months, by the desk's own verbs."""
    dice, law = random.Random(seed), house.app.law
    begin = moscow(20, 9, month=10)
    async with house.app.database.transaction(begin) as tx:
        client, _ = await people.speaking(tx, 1, name="Анна", username=None, language="ru", private=True)
        petr, _ = await people.speaking(tx, 2, name="Пётр", username=None, language="ru", private=True)

        def later(most: int) -> None:
            tx.now += timedelta(seconds=dice.randrange(1, most))

        async def clock(ticket_id: int) -> None:
            """What fell due by now, as the timekeeper does it."""
            await overdue.look(tx, law, ticket_id)

        for _ in range(size):
            tx.now = begin + timedelta(seconds=dice.randrange(45 * 86400))
            filing = life.Filing(
                company="ООО", fabricator="ООО", contact_name="Анна", phone="+79211234567", email="a@b.ru",
                software="Optima", description="Не печатает", kind=Kind.INCIDENT, priority=dice.randint(1, 4),
            )  # fmt: skip
            ticket = await life.register(tx, law, client, filing)
            later(7200)
            await clock(ticket.id)
            ticket = await life.claim(tx, law, ticket.id, petr, dice.randint(1, 4))
            for _ in range(dice.randrange(3)):
                later(200_000)
                await clock(ticket.id)
                if dice.random() < 0.5:
                    await life.ask(tx, law, ticket.id, petr, "details", "?")
                    later(300_000)
                    await life.reply(tx, law, ticket.id, client, None)
                else:
                    await life.classify(tx, law, ticket.id, petr, priority=ticket.priority % 4 + 1)
                    ticket = await by_id(tx, ticket.id)
            if dice.random() < 0.2:
                continue
            later(200_000)
            await clock(ticket.id)
            await ending.resolve(tx, law, ticket.id, petr, "phone")
            await ending.question_arrived(tx, law, ticket.id, None)
            if dice.random() < 0.3:
                later(300_000)
                await ending.dispute(tx, law, ticket.id, client, "Нет")
                later(100_000)
                await clock(ticket.id)
                await ending.resolve(tx, law, ticket.id, petr, "email")
            later(100_000)
            await ending.confirm(tx, law, ticket.id, client)
            await ending.rate(tx, law, ticket.id, client, dice.randint(1, 5))


async def made_of(house: House, since: datetime, until: datetime) -> tuple[Figures, list[str]]:
    """The figures, and the cells of the table."""
    made = Made(Wish(1, since, until), ("ноябрь", None), HOURS, texts.of("ru"))
    async with house.app.database.reading(house.clock.now()) as tx, Beside("tables.py") as tables:
        async for _ in made.grown(tx, tables):
            pass
        return made.figures, cells(await made.xlsx(tables))


@pytest.mark.long  # every day, the random conversations hold courses against clocks
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
async def test_figures_follow_events_and_agree_with_the_tickets_own_clocks(house: House, seed: int) -> None:
    """Recomputed another way: by counting events, and by the clocks that the verbs kept meanwhile."""
    await random_desk(house, seed, 150)
    since, until = NOVEMBER[0], moscow(31, 0, month=12)
    figures, found = await made_of(house, since, until)
    everything = await house.read(lambda tx: tx.all(select(events).order_by(events.c.id)))
    in_time = [row for row in everything if since <= row.at < until]
    numbers = {row.ticket_id: row.data["number"] for row in everything if row.type == "registered"}
    assert {one for one in found if one.startswith("26-")} == {numbers[row.ticket_id] for row in in_time}

    def of(type_: str) -> list[Any]:
        return [row for row in in_time if row.type == type_]

    assert figures.registered.total() == len(of("registered")) > 10
    breaches = {(row.ticket_id, row.type): row for row in reversed(everything) if "_breach" in row.type}
    assert figures.breached.total() == sum(row in in_time for row in breaches.values()) > 0
    first = [row for row in of("classified") if row.data["first"]]
    missed = [row for row in first if (row.ticket_id, "processing_breach") in breaches]
    assert (figures.processing.ended, figures.processing.missed) == (len(first), len(missed))
    last_rating = {row.ticket_id: row for row in everything if row.type == "rated"}
    rated = [row.data["rating"] for row in last_rating.values() if row in in_time]
    assert (figures.ratings.total(), figures.rating) == (len(rated), sum(rated) / len(rated))
    worked = [
        row
        for row in in_time
        if row.actor_id == 2 and row.type in ("claimed", "classified", "asked", "resolved")
    ]
    assert figures.load.total() == len(worked)

    late, apart, spans, resolved = 0, 0, [], 0
    for row in await house.read(lambda tx: tx.all(select(tickets.c.id))):
        ticket = await house.read(lambda tx, id_=row.id: by_id(tx, id_))
        done = ticket.execution_done_at
        if done is None or not since <= done < until:
            continue
        resolved += 1
        breached = (ticket.id, "execution_breach") in breaches
        if not breached and not met(ticket.execution, done, HOURS):
            apart += 1
            continue
        late += breached
        spans.append(ticket.execution._open_until(HOURS, done))
    assert figures.resolved.total() == resolved
    assert (figures.execution.ended, figures.execution.missed) == (len(spans), late)
    assert figures.late_by_change == apart
    assert sorted(figures.execution.spans) == sorted(spans)
    assert figures.execution.percentile(0.5) == median_low(spans)
    ninety = figures.execution.percentile(0.9) or 0
    assert sum(span <= ninety for span in spans) >= 0.9 * len(spans) > sum(span < ninety for span in spans)


def processor() -> float:
    """Seconds of it that this process and the programs that it started have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@pytest.mark.long
async def test_fifty_thousand_tickets_are_reported_whole(house: House, capsys: Any) -> None:
    """From the wish to the letters; how long it took, and held up others, is printed."""
    await house.says(house.admin, "/help")
    await many(house, 50_000)
    lags: list[float] = []

    async def beats() -> None:
        """How late the loop comes to whoever else waits for it."""
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.01)
            lags.append(time.perf_counter() - begun - 0.01)

    beating = asyncio.create_task(beats())
    started, used = time.perf_counter(), processor()
    await house.says(house.admin, "/report 01.10–30.11")
    took, used = time.perf_counter() - started, processor() - used
    beating.cancel()
    lags.sort()
    assert "Поступило: 50\u00a0000" in house.admin.sees("📊 Отчёт").words
    data = house.admin.opens(house.admin.sees("Все обращения периода"))
    with capsys.disabled():
        print(f"\n50,000 tickets: {took:.1f} s, {used:.1f} s of processor, a table of {len(data):,} bytes")
        late = [1000 * lags[int(len(lags) * share)] for share in (0.5, 0.99)]
        print(f"the loop was late by {late[0]:.0f} ms, 99 % of the time by less than {late[1]:.0f} ms")


async def many(house: House, size: int) -> None:
    """Ordinary tickets of two months: one by the desk's verbs, the rest copied from it at other moments."""
    await random_desk(house, 5, 1)
    async with house.app.database.transaction(house.clock.now()) as tx:
        (model,) = await tx.all(select(tickets))
        told = await tx.all(select(events).order_by(events.c.id))
        dice = random.Random(3)
        for start in range(1, size, 1000):
            rows, happened = [], []
            for number in range(start, min(start + 1000, size)):
                at = moscow(5, 9, month=10) + timedelta(seconds=dice.randrange(30 * 86400))
                shift = at - model.registered_at
                row = dict(model._mapping) | {"id": 100 + number, "number": f"26-{90000 + number}"}
                for name in ("registered_at", "closed_at"):
                    row[name] = None if row[name] is None else row[name] + shift
                rows.append(row | {"status": Status.CLOSED, "next_look_at": None})
                happened += [
                    {"ticket_id": 100 + number, "at": one.at + shift, "actor_id": one.actor_id,
                     "type": one.type, "data": one.data | {"number": row["number"]}}
                    for one in told
                ]  # fmt: skip
            await tx.execute(insert(tickets), rows)
            await tx.execute(insert(events), happened)

"""A hundred thousand tickets with a million messages, and how long the desk's questions take there.

It is made in bulk: one ticket is registered as the bot does it, and SQL copies it with other words.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot import migrations
from sla.hours import Hours
from sla.regulation import Kind, load
from storage import board, conversation, life, mine, people, pieces, search, tickets
from storage.database import Database, Tx
from storage.life import Filing
from storage.tickets import Law

TICKETS, MESSAGES_EACH, CLIENTS, DISPATCHERS = 100_000, 10, 5_000, 8
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
RUNS = 15
# Of a thousand tickets so many are …; the others are closed.
_LIVE = {"registered": 5, "in_progress": 10, "waiting": 5, "resolved": 10}
_WORDS = [
    "не",
    "печатает",
    "раскрой",
    "принтер",
    "ошибка",
    "программа",
    "окна",
    "двери",
    "профиль",
    "заказ",
    "драйвер",
    "обновление",
    "версия",
    "открывается",
    "сохраняет",
    "файл",
    "отчёт",
    "цена",
    "фурнитура",
    "стеклопакет",
    "лицензия",
    "ключ",
    "сервер",
    "база",
    "запуск",
    "зависает",
    "долго",
    "спасибо",
    "проверьте",
    "перезапустите",
    "пришлите",
    "снимок",
    "экрана",
    "размер",
    "клиент",
    "договор",
    "накладная",
    "склад",
    "остатки",
    "монтаж",
    "замер",
]
_RARE = "подстанция"
_ROOTS = [
    "Альфа",
    "Балт",
    "Вест",
    "Витраж",
    "Гранд",
    "Двина",
    "Дом",
    "Евро",
    "Запад",
    "Комфорт",
    "Люкс",
    "Мастер",
    "Норд",
    "Окна",
    "Онега",
    "Пласт",
    "Профиль",
    "Север",
    "Сити",
    "Стекло",
    "Строй",
    "Тех",
    "Торг",
    "Фасад",
    "Центр",
]
_COMPANIES = [f"{a}{b.lower()} {c}" for a in _ROOTS for b in _ROOTS for c in _ROOTS if a != b != c]
# Of the same roots as all the others, and no other is called so: it asked once, about this ticket.
ASKED_ONCE, _COMPANY_ONCE = 502, "Норднорд Витраж"
_OFTEN = 50  # one in so many tickets is of the same company
_MAIL = ("mail.ru", "yandex.ru", "okna-plus.ru", "profil-spb.ru")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its median, in milliseconds."""

    what: str
    ms: float


@dataclass(frozen=True, slots=True)
class About:
    """What a ticket of the record is about, as somebody may look for it."""

    number: str
    company: str
    phone: str
    email: str

    @property
    def phone_end(self) -> str:
        return f"{self.phone[-7:-4]}-{self.phone[-4:-2]}-{self.phone[-2:]}"


def of_ticket(n: int) -> About:
    """Of ticket `n`, the same in every record."""
    company = _COMPANIES[7 if n % _OFTEN == 0 else n * 7919 % len(_COMPANIES)]
    if n == ASKED_ONCE:
        company = _COMPANY_ONCE
    address = f"{('anna', 'office', 'zakaz', 'okna')[n % 4]}{n % 7919}@{_MAIL[n % 3]}"
    return About(f"26-{n:05d}", f"ООО «{company}»", f"+7921{n * 7 % 10_000_000:07d}", address)


def _vocabulary(chance: random.Random) -> list[str]:
    """Common words as often as in speech, and three thousand others."""
    syllables = [a + b for a in "бвгдклмнпрст" for b in "аеиоуя"]
    others = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(3000)]
    return [*(word for word in _WORDS for _ in range(60)), *others]


async def made(
    path: Path, number: int = TICKETS, *, each: int = MESSAGES_EACH, live_among: int | None = None
) -> Database:
    """The record at this path with so many tickets; only of the newest `live_among` some are not closed."""
    database = Database(f"sqlite+aiosqlite:///{path}")
    await migrations.upgrade(database)
    regulation = load()
    law = Law(regulation, Hours.of(regulation))
    async with database.transaction(NOW) as tx:
        client, _ = await people.speaking(tx, 1, name="Анна", username=None, language="ru", private=True)
        filing = Filing(
            company="ООО «Окна»", fabricator="ООО «Окна»", contact_name="Анна", phone="+79211234567",
            email="anna@okna.ru", software="Optima Win Exprof", description="Не печатает раскрой",
            kind=Kind.INCIDENT, priority=2,
        )  # fmt: skip
        await life.register(tx, law, client, filing)
    await database.close()
    _fill(path, number, each, number if live_among is None else live_among)
    return Database(f"sqlite+aiosqlite:///{path}")


def _fill(path: Path, number: int, each: int, live_among: int) -> None:
    chance = random.Random(7)
    words = _vocabulary(chance)
    connection = sqlite3.connect(path)
    # Made for one measurement: nothing is lost if it is lost.
    connection.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000;PRAGMA temp_store=MEMORY;"
    )
    made_of = (
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
    )
    afterwards = connection.execute(made_of).fetchall()
    for type_, name, _ in afterwards:
        connection.execute(f"DROP {type_} {name}")
    moment = (NOW - timedelta(days=30)).strftime("%Y-%m-%d %H:%M:%S.%f")
    connection.executemany(
        "INSERT INTO people (id, telegram_id, name, language, language_chosen, in_group, listed, has_chat, "
        f"created_at) VALUES (?, ?, ?, 'ru', 0, ?, 0, 1, '{moment}')",
        ((n, n, f"Человек {n}", n <= DISPATCHERS + 1) for n in range(2, CLIENTS + 1)),
    )
    _tickets(connection, chance, words, number, live_among)
    connection.execute("UPDATE tickets SET next_look_at = NULL WHERE status = 'closed'")
    _said(connection, chance, words, number, each)
    connection.execute("INSERT INTO findable_index(findable_index) VALUES ('rebuild')")
    connection.execute("INSERT INTO findable_index_pieces(findable_index_pieces) VALUES ('delete-all')")
    connection.execute(
        "INSERT INTO findable_index_pieces(rowid, pieces) SELECT id, pieces FROM findable_index_content"
    )
    for *_, sql in afterwards:
        connection.execute(sql)
    connection.commit()
    connection.close()


def _tickets(
    connection: sqlite3.Connection, chance: random.Random, words: list[str], number: int, live_among: int
) -> None:
    columns = [row[1] for row in connection.execute("PRAGMA table_info(tickets)")]
    own = (
        "id",
        "number",
        "client_id",
        "company",
        "phone",
        "email",
        "description",
        "priority",
        "status",
        "holder_id",
        "due_at",
    )
    live = [status for status, share in _LIVE.items() for _ in range(share)]

    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(2, number + 1):
            is_live = n % 1000 < len(live) and n > number - live_among
            status = live[n % 1000] if is_live else "closed"
            due = NOW + timedelta(minutes=chance.randint(-600, 6000))
            about = of_ticket(n)
            yield (
                n,
                about.number,
                chance.randint(2, CLIENTS),
                about.company,
                about.phone,
                about.email,
                " ".join(chance.choices(words, k=8)),
                1 + n % 4,
                status,
                None if status == "registered" else chance.randint(2, DISPATCHERS + 1),
                due.strftime("%Y-%m-%d %H:%M:%S.%f") if status != "waiting" else "9999-12-31 00:00:00.000000",
            )

    picked = ", ".join("?" if name in own else name for name in columns)
    order = [own.index(name) for name in columns if name in own]
    connection.executemany(
        f"INSERT INTO tickets ({', '.join(columns)}) SELECT {picked} FROM tickets WHERE id = 1",
        (tuple(row[place] for place in order) for row in rows()),
    )


def _said(
    connection: sqlite3.Connection, chance: random.Random, words: list[str], number: int, each: int
) -> None:
    """Messages with their events, and the ticket's words in one form for the index."""
    moment = NOW.strftime("%Y-%m-%d %H:%M:%S.%f")
    saying = (
        f"INSERT INTO messages (ticket_id, at, author_id, side, kind, text, content) "
        f"VALUES (?, '{moment}', 2, ?, 'text', ?, '{{}}')"
    )
    doing = f"INSERT INTO events (ticket_id, at, actor_id, type, data) VALUES (?, '{moment}', 2, ?, '{{}}')"
    finding = "INSERT OR REPLACE INTO findable (id, ticket_id, words, pieces) VALUES (?, ?, ?, ?)"
    about = {
        row[0]: row
        for row in connection.execute("SELECT id, number, company, phone, email, description FROM tickets")
    }
    happened = ("registered", "claimed", "classified", "answered", "resolved", "closed")[: each + 1]
    for start in range(1, number + 1, 5000):
        said, found = [], []
        for n in range(start, min(start + 5000, number + 1)):
            texts = [" ".join(chance.choices(words, k=9)) for _ in range(each)]
            if n % 9973 == 0:
                texts[0] += f" {_RARE}"
            said += [(n, ("client", "desk", "note")[place % 3], text) for place, text in enumerate(texts)]
            kept = search.plain(" ".join((*about[n][1:], *texts)))
            found.append((n * 10_000, n, kept, pieces.of_codes(kept)))
        connection.executemany(saying, said)
        connection.executemany(finding, found)
        connection.executemany(doing, ((n, what) for n in {one[0] for one in said} for what in happened))


def looking_for(query: str) -> Callable[[Tx], Awaitable[Any]]:
    """A search for the newest twenty."""

    async def found(tx: Tx) -> Any:
        return await board.lines(tx, await search.newest(tx, search.terms(query), limit=20))

    return found


def questions(number: int = TICKETS) -> dict[str, Callable[[Tx], Awaitable[Any]]]:
    """Whatever the desk and its clients look at, by name."""
    ends, ticket = NOW + timedelta(hours=6), number // 2

    async def whole(tx: Tx) -> Any:
        found = await tickets.by_number(tx, f"26-{ticket:05d}")
        return found, await tickets.history(tx, ticket), await conversation.thread(tx, ticket)

    return {
        "queue": lambda tx: board.queue(tx, today_ends=ends, limit=11),
        "queue, hundredth page": lambda tx: board.queue(tx, today_ends=ends, skip=1000, limit=11),
        "what a dispatcher holds": lambda tx: board.mine(tx, 3, today_ends=ends, limit=11),
        "board": lambda tx: board.overview(tx, today_ends=ends, shown=5),
        "a ticket with its history": whole,
        "a client's tickets": lambda tx: mine.page(tx, mine.OPEN, 77, 0),
        "a client's closed tickets": lambda tx: mine.page(tx, mine.CLOSED, 77, 0),
        "search: a common word": looking_for("печатает"),
        "search: a rare word": looking_for(_RARE),
        "search: three words": looking_for("принтер раскрой лицензия"),
        "search: a phone": looking_for(of_ticket(420).phone),
        "search: a number": looking_for(of_ticket(420).number),
        "search: nothing, of common threes": looking_for("принтерошибка"),
    }


async def measured(database: Database, number: int = TICKETS) -> list[Asked]:
    """The median of each question over several runs, rows made into objects included."""
    found = []
    for what, question in questions(number).items():
        took = []
        for _ in range(RUNS):
            async with database.reading(NOW) as tx:
                await tx.one(text("SELECT 1"))  # its BEGIN is not the question's
                begun = time.perf_counter()
                await question(tx)
                took.append(1000 * (time.perf_counter() - begun))
        found.append(Asked(what, statistics.median(took)))
    return found

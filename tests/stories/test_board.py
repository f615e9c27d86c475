"""One live board in the group, pinned; a digest in the morning; both know when to be silent (B6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import App
from bot.sandbox.model import Message
from tests.house import House, settings


@pytest.fixture
async def desk(house: House, tmp_path: Path) -> House:
    """The house with the board and the digest on."""
    given = settings(
        house.world, house.server.url, house.group, tmp_path, board=True, digest=True,
        admin_ids=frozenset({house.admin.id}),
    )  # fmt: skip
    await house.app.close()
    house.app = App(given, house.clock.now, house.app.database)
    await house.app.open()
    await house.app.introduce()
    house.admin.command("/start")
    await house.settle()
    return house


def boards(house: House) -> list[Message]:
    return [message for message in house.group.messages if message.words.startswith("📌 Доска")]


def edits(house: House) -> int:
    return sum(
        call.params.get("text", "").startswith("📌")
        for call in house.world.calls
        if call.method.lower() == "editmessagetext"
    )


async def test_the_board_is_pinned_and_true_within_a_minute(desk: House) -> None:
    """B6: one message, edited in place: counts, what burns, who holds what, who has waited longest."""
    assert boards(desk) == []
    await desk.registers(desk.anna, impact="1 ")
    await desk.registers(desk.stranger, "Печатает криво", impact="4 Вопрос")
    await desk.wait(minutes=1)
    (board,) = boards(desk)
    assert desk.group.chat.pinned == [board]
    for words in (
        "Новых 2 · в работе 0 · ждём клиента 0 · решено 0",
        "Горит сегодня: 2",
        "🔥 26-00001 П1 · до 10:30",
    ):
        assert words in board.words.replace("\u00a0", " ")
    inner, card = str(desk.group.id).removeprefix("-100"), (await desk.ticket()).card_message_id
    assert f"https://t.me/c/{inner}/{card}" in [entity.get("url") for entity in board.entities]

    await desk.presses(desk.petr, "Взять, П1 верно")
    assert "в работе 0" in board.words.replace("\u00a0", " ")
    await desk.wait(minutes=1)
    words = board.words.replace("\u00a0", " ")
    assert "Новых 1 · в работе 1" in words
    assert "Ведут: Пётр 1" in words
    assert words.index("26-00001 · с 10:00 · ООО «Окна» · Пётр") > words.index("Дольше всех ждут нас")
    assert "Просрочено" not in words
    await desk.wait(hours=5)
    assert "❗ 26-00001 П1 · до 14:00" in boards(desk)[0].words.replace("\u00a0", " ")
    assert len(boards(desk)) == 1


async def test_a_quiet_desk_has_a_quiet_board(desk: House) -> None:
    """B6: at most an edit a minute, and none where nothing changes."""
    await desk.registers(desk.anna)
    await desk.wait(minutes=1)
    await desk.takes(desk.petr)
    for _ in range(20):
        await desk.wait(seconds=20)
    assert edits(desk) == 1
    petr = await desk.opens_more(desk.petr)
    await desk.presses(petr, "Отпустить")
    await desk.wait(seconds=20)
    await desk.presses(petr, "Взять")
    await desk.wait(seconds=20)
    await desk.presses(petr, "Отпустить")
    await desk.wait(minutes=2)
    assert 2 <= edits(desk) <= 3
    assert "Новых 1" in boards(desk)[0].words.replace("\u00a0", " ")


async def test_a_deleted_board_is_posted_and_pinned_anew(desk: House) -> None:
    """Fault 31."""
    await desk.registers(desk.anna)
    await desk.wait(minutes=1)
    (first,) = boards(desk)
    first.deleted = True
    desk.group.chat.pinned.clear()
    await desk.takes(desk.petr)
    await desk.wait(minutes=1)
    (second,) = boards(desk)
    assert second is not first
    await desk.wait(minutes=1)
    assert desk.group.chat.pinned == [second]
    await desk.restart()
    await desk.wait(minutes=2)
    assert boards(desk) == [second]


async def test_f30_without_the_right_to_pin_the_board_works_and_the_admins_are_told_once(desk: House) -> None:
    """Fault 30: it is pinned by itself when the right is given."""
    desk.group.forbids_bot("can_pin_messages")
    await desk.registers(desk.anna)
    await desk.wait(minutes=1)
    boards(desk)[0].deleted = True
    await desk.takes(desk.petr)
    await desk.wait(minutes=2)
    (board,) = boards(desk)
    assert desk.group.chat.pinned == []
    assert sum("нет права «Закреплять сообщения»" in m.words for m in desk.admin.from_bot) == 1
    desk.group.adds_bot()
    await desk.wait(minutes=1)
    assert desk.group.chat.pinned == [board]


async def test_in_a_rush_the_allowance_is_the_cards(desk: House) -> None:
    """R5, B6: the board goes last and only when the group is quiet; nobody waits for it."""
    await desk.registers(desk.anna, "Первое")
    await desk.wait(minutes=2)
    before = edits(desk)
    for place in range(9):
        desk.olga.writes(f"/t {place}")  # nine answers in the group within one minute
        await desk.wait(seconds=5)
    await desk.presses(desk.petr, "Взять, П2 верно")
    await desk.wait(seconds=15)
    assert "Ведёт: Пётр" in desk.group.messages[2].words
    assert edits(desk) == before
    await desk.wait(minutes=2)
    assert edits(desk) == before + 1


async def test_the_day_begins_with_a_digest(desk: House) -> None:
    """B6: at the opening of a working day, once; nothing on a day off and nothing where there is nothing."""

    def digests() -> list[str]:
        return [m.words.replace("\u00a0", " ") for m in desk.group.messages if "Доброе утро" in m.words]

    async def morning(day: int) -> None:
        local = desk.app.law.hours.local(desk.clock.now())
        await desk.until(
            desk.app.law.hours.from_local(local.replace(tzinfo=None, day=day, hour=9, minute=0, second=0))
        )
        await desk.wait(minutes=1)

    await morning(19)
    assert digests() == []
    await desk.registers(desk.anna, impact="3 ")
    await desk.registers(desk.stranger, "Печатает криво", impact="2 ")
    await desk.presses(desk.petr, "Взять, П2 верно")
    await desk.tells(desk.petr, "Запросить", "Какая версия?")
    await morning(20)
    (told,) = digests()
    assert "Просрочено: 1" in told  # the processing of the one that nobody took
    assert "❗ 26-00001 П3" in told
    assert "Никто не взял: 1, см. выше" in told
    assert "Ждём ответа от клиентов: 1" in told
    await morning(22)  # Sunday
    await desk.restart()
    await desk.wait(minutes=3)
    assert len(digests()) == 1
    await desk.jump(days=3)  # an outage over two mornings
    await desk.wait(minutes=3)
    assert len(digests()) == 2


async def test_an_answer_that_did_not_arrive_is_told_to_the_admins_too(desk: House) -> None:
    """R7: in private, beside the holder; a breach is told so as well."""
    await desk.registers(desk.anna)
    await desk.takes(desk.petr)
    desk.anna.blocks_bot()
    await desk.tells(desk.petr, "Ответить", "Проверьте драйвер")
    desk.admin.sees("26-00001: позвонить. Анна")

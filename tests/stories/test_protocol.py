"""The protocol of one ticket: its whole history as a file, the desk's own and the client's (B1, B5)."""

from __future__ import annotations

from html import unescape

from tests.house import House


async def _a_full_life(house: House) -> None:
    """A question, a note, an answer taken back, an extension, a dispute, a call, a resolution."""
    await house.registers(house.anna, "Не печатает <b>раскрой</b> =1+1")
    await house.takes(house.petr)
    await house.says(house.petr, "Внутри-33: клиент нервный", reply_to=house.petr.sees("Ведёт: Пётр"))
    await house.tells(house.petr, "Запросить", "Какая версия? вопрос-11")
    await house.wait(hours=2)
    await house.says(house.anna, "Версия 8 <script>alert(1)</script>")
    await house.presses(house.petr, "Ответить")
    await house.says(house.petr, "Поспешный ответ-77", reply_to="Ответьте на это сообщение")
    await house.presses(house.petr, "Отменить")
    await house.tells(house.petr, "Решено", "Обновите, ответ-99")
    await house.presses(house.anna, "❌ Не решено")
    await house.says(house.anna, "Всё равно не помогло-22")


async def test_b1_a_dispatcher_takes_the_whole_history_as_a_file(house: House) -> None:
    """Everything with its second, the reckoning line by line, pauses, disputes; words are never markup."""
    await _a_full_life(house)
    petr = await house.opens_more(house.petr)
    await house.presses(petr, "История")
    await house.presses(petr, "📄 Протокол файлом")
    message = petr.sees("Заметки диспетчеров внутри")
    page = petr.opens(message).decode()
    for words in ("Внутри-33", "вопрос-11", "Поспешный ответ-77", "ответ-99", "не помогло-22", "=1+1"):
        assert words in page, words
    assert "<script" not in page
    assert "<b>" not in page
    plain = unescape(page).replace("\u00a0", " ")
    assert "<b>раскрой</b>" in plain
    assert "Зарегистрировано</td><td>18.11.2026 10:00:00" in plain
    assert "18.11.2026 10:00:00</td><td>18.11.2026 12:00:11</td><td>2 ч 11 с" in plain  # R6: the pause
    assert "не согласен: «Всё равно не помогло-22»" in plain
    assert "Приоритет 2" in plain  # a line of the reckoning
    assert "Как доставлен ответ" in plain


async def test_b5_the_clients_protocol_has_only_what_he_was_told(house: House) -> None:
    """No note, nothing taken back, nothing that is still held; a stranger gets nothing at all."""
    await _a_full_life(house)
    await house.presses(house.petr, "Ответить")
    await house.says(house.petr, "Ещё держим-55", reply_to="Ответьте на это сообщение")
    await house.presses(house.anna, "Мои обращения")
    await house.presses(house.anna, "26-00001 ·")
    await house.presses(house.anna, "📄 Протокол файлом")
    page = house.anna.opens(house.anna.sees("26-00001: протокол")).decode()
    for words in ("вопрос-11", "ответ-99", "не помогло-22", "Версия 8 &lt;script&gt;"):
        assert words in page, words
    for words in ("Внутри-33", "Поспешный ответ-77", "Ещё держим-55", "ответ отменён"):
        assert words not in page, words
    await house.wait(seconds=11)
    await house.presses(house.anna, "📄 Протокол файлом")
    assert "Ещё держим-55" in house.anna.opens(house.anna.sees("26-00001: протокол")).decode()

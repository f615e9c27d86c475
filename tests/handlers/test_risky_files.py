"""Files that run something are marked for the desk, whatever they call themselves."""

import pytest

from handlers.risky import is_risky
from tests.house import House


@pytest.mark.parametrize(
    "name",
    ["setup.exe", "ОТЧЁТ.EXE", "фото.jpg.scr", "смета.docm", "a.js", "ярлык.lnk", "страница.html",
     "рисунок.svg", "диск.iso", "ж.bat", "к.cmd", "у.msi", "в.vbs", "п.ps1", "б.jar", "а.apk", "х.hta",
     "tab.exe.", "trick.exe.pdf", "отчёт\u202efdp.exe", "photo\u202egnp.js", "с пробелом.exe "],
)  # fmt: skip
def test_it_is_marked(name: str) -> None:
    assert is_risky(name)


@pytest.mark.parametrize(
    "name", ["log.txt", "смета.docx", "фото.jpg", "архив.zip", "exe", "Выгрузка v8.6.2.xlsx", "", "."]
)
def test_it_is_not(name: str) -> None:
    assert not is_risky(name)


async def test_the_desk_reads_the_warning_on_the_card_and_over_the_file(house: House) -> None:
    """With a name that is safe to read: no turned-around letters, no path."""
    house.anna.sends_document("счёт\u202efdp.exe", "Вот что не запускается")
    await house.settle()
    for step in ("Согласен", "2 ", "Частное лицо", "📱 Мой номер"):
        await house.presses(house.anna, step)
    await house.says(house.anna, "anna@okna.ru")
    await house.presses(house.anna, "✅ Отправить")
    assert "Среди файлов есть опасный тип" in house.petr.sees("Ведёт").words
    assert "опасный тип: счётfdp.exe. Не открывайте" in house.petr.sees("📎 26-00001").words
    house.anna.sends_document("run.bat", reply_to=house.anna.sees("зарегистрировано"))
    await house.settle()
    assert "опасный тип: run.bat" in house.petr.sees("дополнение").words
    house.anna.sends_document("log.txt", reply_to=house.anna.sees("зарегистрировано"))
    await house.settle()
    assert "опасный" not in house.petr.sees("дополнение").words

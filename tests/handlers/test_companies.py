"""Companies as an admin keeps them: names that are alike, people found by what one knows of them."""

import pytest

from storage.names import normalised
from tests.house import House


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ООО «Окна»", "окна"),
        ('  окна,  "ООО" ', "окна"),
        ("OOO Окна", "окна"),
        ("Общество с ограниченной ответственностью «Окна»", "окна"),
        ("ЗАО 'Зелёный  дом'", "зеленый дом"),
        ("Окна-Плюс", "окна плюс"),
        ("ИП Петров", "петров"),
        ("Аоста", "аоста"),
        ("ООО", "ооо"),
        ("Windows & Doors Ltd.", "windows doors"),
    ],
)
def test_names_are_compared_without_signs_case_and_legal_form(typed: str, key: str) -> None:
    """B2: «ООО "Окна"» and «окна, ООО» are one company to an admin who looks for it."""
    assert normalised(typed) == key


async def test_bad_input_has_its_words_and_loses_nothing(house: House) -> None:
    """B2: a name that is taken, nobody found, a person of another company, a second press."""
    admin, anna = house.admin, house.anna
    await house.registers(anna)
    await house.says(admin, "/companies")
    await house.presses(admin, "➕ Новая")
    await house.says(admin, "!!!")
    admin.sees("В сообщении нет ни букв, ни цифр")
    await house.says(admin, "ЗАО «Двери»")
    doors = admin.sees("ЗАО «Двери» · 0 человек")
    await house.presses(admin, "Другой человек", on=doors)
    await house.says(admin, "Борис")
    admin.sees("Никого не нашли")
    for known in ("26-00001", "8 921 123-45-67", "ANNA@okna.ru", "анн"):
        await house.says(admin, known)
        admin.sees("ЗАО «Двери»: кого добавить?\n\n○ Анна · +7 921 123-45-67 · указано: ООО «Окна»")
        await house.presses(admin, "К компании")
        await house.presses(admin, "Другой человек")
    await house.says(admin, "Анна")
    found = admin.last
    data = found.markup["inline_keyboard"][0][0]["callback_data"] if found.markup else ""
    await house.presses(admin, "➕ Анна", on=found)
    assert admin.last_toast == "Анна: теперь в компании ЗАО «Двери»"
    admin.presses_raw(data, found)
    await house.settle()
    assert "так уже и есть" in admin.last_toast

    await house.says(admin, "/companies")
    await house.presses(admin, "➕ Новая")
    await house.says(admin, "двери ооо")
    admin.sees("Похожая уже есть: ЗАО «Двери»")
    await house.says(admin, "ООО «Окна»")
    admin.presses_raw(f"co:a:2:{data.split(':')[3]}", admin.last)
    await house.settle()
    assert admin.last_toast == "Анна уже в компании ЗАО «Двери». Сначала уберите оттуда."
    for forged in ("co", "co:s:99", "co:a:1", "co:n:99", "co:zz", "co:l:999999"):
        admin.presses_raw(forged, admin.last)
    await house.settle()
    await house.says(admin, "/companies дВЕр")
    assert [row[0] for row in admin.last.buttons] == [
        "ЗАО «Двери»",
        "⬅️ Компании",
        "➕ Новая",
        "Из написанного клиентами",
    ]
    for person, told in ((admin, True), (house.petr.in_private, False)):
        await house.says(person, "/help")
        assert ("/companies" in person.last.words) == told
    await house.says(anna, "/companies")
    anna.sees("Такой команды нет. Список команд: /help")

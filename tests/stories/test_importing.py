"""Companies from a file: shown before it is done, done whole or not at all (S)."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from bot.sandbox.people import Person
from handlers.days import day_of
from storage import companies, people
from storage.companies import Company
from storage.database import Tx
from tests.house import House

HEADINGS = ("Компания", "Договор", "Действует до", "Опция", "Контакт", "Телефон", "E-mail", "Примечание")


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, data = Workbook(), io.BytesIO()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    book.save(data)
    return data.getvalue()


async def sends(house: House, name: str, data: bytes, size: int | None = None) -> Person:
    """Админ sends a list of companies."""
    admin = house.admin
    await house.says(admin, "/companies")
    await house.presses(admin, "📥 Из файла")
    admin.sends_document(name, data=data, size=size)
    await house.settle()
    return admin


async def kept(house: House) -> list[Company]:
    async def ask(tx: Tx) -> list[Company]:
        return (await companies.page(tx, 0))[0]

    found: list[Company] = await house.read(ask)
    return found


@pytest.mark.parametrize(
    ("text", "day"),
    [("31.12.2026", date(2026, 12, 31)), ("31/12/26", date(2026, 12, 31)), ("2026-12-31", date(2026, 12, 31)),
     ("31 декабря 2026 г.", date(2026, 12, 31)), ("1 мая 2027", date(2027, 5, 1)), ("31.02.2026", None),
     ("12/31/2026", None), ("скоро", None), ("2026-12-31 00:00:00", date(2026, 12, 31))],
)  # fmt: skip
def test_a_day_is_read_as_people_and_spreadsheets_write_it(text: str, day: date | None) -> None:
    assert day_of(text) == day


async def test_a_list_is_shown_with_its_faults_and_carried_out_by_one_press(house: House) -> None:
    """S: field by field; faults by their line; nothing before the press; nothing by the same file again."""
    await house.says(house.admin, "/companies")
    await house.presses(house.admin, "➕ Новая")
    await house.says(house.admin, "ООО «Окна»")
    data = workbook(
        ("ООО Окна", "12/26", date(2026, 12, 31), "8*5*4", "Вера", "8 921 000-00-01", "vera@okna.ru", ""),
        ("Окна", None, None, None, "Пётр Ильич", 79210000002, None, None),
        ("ЗАО <Двери>", 7, "31 октября 2026 г.", None, None, None, None, "Звонить до обеда"),
        ("", "9/26", None, None, None, None, None, None),
        ("Свет", "=A1", None, None, None, None, None, None),
        ("Свет", "8/26", "скоро", None, None, None, None, None),
        ("Свет", "8/26", None, "8*5*9", None, None, None, None),
        ("Свет", None, None, None, "Ия", "12345", None, None),
        ("двери", "8/26", None, None, None, None, None, None),
        ("Свет", None, "31.12.2026", None, None, None, None, None),
    )
    admin = await sends(house, "Клиенты.XLSX", data)
    told = admin.sees("Новых: 1 · изменятся: 1 · без изменений: 0 · с ошибками: 7").words
    for line in (
        "строка 5: нет названия компании",
        "строка 6: в ячейке формула, нужно значение",
        "строка 7: «скоро» не дата",
        "строка 8: нет такой опции: «8*5*9»",
        "строка 9: «12345» не телефон",
        "строка 10: та же компания, что в строке 4, но с другими данными",
        "строка 11: срок есть, а номера договора нет",
        "ООО «Окна», договор: пусто → «12/26»",
        "ООО «Окна», действует до: пусто → 31.12.2026",
        "ООО «Окна», контакт: пусто → «Пётр Ильич»",
        "ЗАО <Двери>",
    ):
        assert line in told.replace("\u00a0", " "), line
    assert [one.contract for one in await kept(house)] == [None]
    await house.presses(admin, "✅ Применить")
    admin.sees("✅ Готово. Добавлено: 1 компания, изменено: 1. Строк с ошибками осталось: 7.")
    doors, windows = await kept(house)
    assert (doors.contract, doors.until, doors.note) == ("7", date(2026, 10, 31), "Звонить до обеда")
    assert (windows.contract, windows.until, windows.option) == ("12/26", date(2026, 12, 31), "8*5*4")
    await house.says(admin, "/companies окна")
    await house.presses(admin, "ООО «Окна»")
    admin.sees("• Вера · +7 921 000-00-01 · vera@okna.ru\n• Пётр Ильич · +7 921 000-00-02")
    await house.presses(admin, "История")
    admin.sees("изменена по файлу")
    await sends(house, "again.xlsx", data)
    admin.sees("без изменений: 2 · с ошибками: 7")
    admin.sees("Менять нечего.")
    assert "✅ Применить" not in admin.buttons


async def test_what_changed_meanwhile_is_shown_again_before_it_is_done(house: House) -> None:
    """S: the press carries out what was shown, or nothing."""
    text = 'company,contract,valid until\r\n"Окна, ООО",12/26,2026-12-31\r\n'
    admin = await sends(house, "list.csv", text.encode())
    admin.sees("Новых: 1")
    preview = admin.last
    await house.says(house.stranger, "/start")
    async with house.app.database.transaction(house.clock.now()) as tx:
        by = await people.by_telegram(tx, house.stranger.id)
        assert by is not None
        await companies.create(tx, by, "Окна")
    await house.presses(admin, "✅ Применить", on=preview)
    admin.sees("Пока вы смотрели, записи изменились")
    admin.sees("Окна, договор: пусто → «12/26»")
    assert (await kept(house))[0].contract is None
    await house.presses(admin, "✅ Применить")
    assert (await kept(house))[0].contract == "12/26"


async def test_encodings_and_separators_of_csv_and_files_that_are_none(house: House) -> None:
    """S: cp1251 with semicolons as Excel writes it, UTF-8 with its mark; all else is refused politely."""
    text = "Компания;Договор;Действует до\r\nООО «Ёлка»;5/26;01.02.2027\r\n"
    for encoding in ("cp1251", "utf-8-sig"):
        admin = await sends(house, "Список.csv", text.encode(encoding))
        admin.sees("Новых: 1 · изменятся: 0")
        admin.sees("ООО «Ёлка»")
        await house.presses(admin, "Отмена")
    for name, data, size, line in (
        ("a.txt", b"x", None, "Такой файл не прочту"),
        ("a.xlsx", b"PK no archive", None, "Файл не читается"),
        ("a.csv", b"\x00\x01", None, "Файл не читается"),
        ("a.csv", b"\r\n", None, "В файле ничего нет"),
        ("a.csv", b"x;y\r\n1;2\r\n", None, "Не нашёл столбец «Компания»"),
        ("a.csv", b"x", 3_000_000, "Файл великоват"),
    ):
        await sends(house, name, data, size)
        assert line in admin.last.words
    await house.says(admin, "вот")
    admin.sees("Нужен файл")
    await house.presses(admin, "Образец")
    assert admin.sees("Образец. Заполните").body["document"]["file_name"] == "Компании.csv"
    await house.says(house.stranger, "/start")
    house.stranger.presses_raw("ci:ask", house.stranger.last)
    await house.settle()
    assert "администратор" in house.stranger.last_toast.lower()


@pytest.mark.long
async def test_five_thousand_lines_with_fifty_bad_ones_take_seconds(house: House) -> None:
    """S: read in a thread; everything but the bad lines is there after one press."""
    rows = [(f"ООО Завод {n}", f"{n}/26", "31.12.2026" if n % 100 else "когда-нибудь", None, f"Иван {n}",
             f"+7921{n:07d}", None, None) for n in range(1, 5001)]  # fmt: skip
    admin = await sends(house, "big.xlsx", workbook(*rows))
    admin.sees("Новых: 4950 · изменятся: 0 · без изменений: 0 · с ошибками: 50")
    await house.presses(admin, "✅ Применить")
    admin.sees("Добавлено: 4950 компаний")

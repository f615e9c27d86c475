"""Files of our own making: uploaded whole, kept until they have arrived, no longer."""

from __future__ import annotations

import pytest

from handlers import letters
from storage import files, outbox, people
from storage.files import File, safe_name
from tests.house import House

DATA = "Отчёт\n".encode() * 1000


async def _sends(house: House, *to: int, method: str = "sendDocument") -> None:
    async with house.app.database.transaction(house.clock.now()) as tx:
        number = await files.keep(tx, File("Отчёт за ноябрь.txt", "text/plain", DATA))
        for telegram_id in to:
            person = await people.by_telegram(tx, telegram_id)
            assert person is not None
            letter = letters.with_file(person.id, "report", number, "<b>Отчёт</b>", method=method)
            await outbox.write(tx, [letter])


async def test_a_file_arrives_whole_under_its_name_and_is_forgotten(house: House) -> None:
    """It survives a server that fails and a restart; with two readers it stays until both have it."""
    for person in (house.anna, house.admin):
        await house.says(person, "/help")
    house.world.faults.server_error(method="sendDocument")
    await _sends(house, house.anna.id, house.admin.id)
    await house.settle()
    assert await house.read(files.bytes_kept) == len(DATA)
    await house.restart()
    await house.wait(seconds=5)
    for person in (house.anna, house.admin):
        message = person.sees("Отчёт")
        assert message.body["document"]["file_name"] == "Отчёт за ноябрь.txt"
        assert person.opens(message) == DATA
        assert sum(one.media == "document" for one in person.chat) == 1
    assert await house.read(files.bytes_kept) == 0


async def test_a_picture_goes_as_one_and_what_nobody_waits_for_goes_after_a_day(house: House) -> None:
    await house.says(house.anna, "/help")
    await _sends(house, house.anna.id, method="sendPhoto")
    await _sends(house)  # of no letter
    await house.settle()
    assert house.anna.sees("Отчёт").media == "photo"
    assert await house.read(files.bytes_kept) == len(DATA)
    await house.wait(hours=25)
    assert await house.read(files.bytes_kept) == 0


async def test_a_file_that_is_gone_is_a_dead_letter_with_an_alarm(house: House) -> None:
    for person in (house.anna, house.admin):
        await house.says(person, "/help")
    async with house.app.database.transaction(house.clock.now()) as tx:
        person = await people.by_telegram(tx, house.anna.id)
        assert person is not None
        await outbox.write(tx, [letters.with_file(person.id, "report", 404)])
    await house.settle()
    assert (await house.read(outbox.counts)) == {"dead": 1}
    house.admin.sees("не удалось доставить")


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("Отчёт.xlsx", "Отчёт.xlsx"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("gpj\u202eexe.scr", "gpjexe.scr"),
        ('a"b\r\nc.txt', "a_bc.txt"),
        ("я" * 300 + ".zip", "я" * 96 + ".zip"),
        ("\u200b \u0000", "file"),
        ("...", "file"),
    ],
)
def test_names_are_safe_and_bounded(given: str, safe: str) -> None:
    assert safe_name(given) == safe

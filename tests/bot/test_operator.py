"""The operator's commands beside a bot that works: `otklik inbox`, `outbox`, `backup`."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import export, importing, letters, record
from bot.process import Exit
from bot.sandbox.errors import ApiError
from storage import companies, inbox
from tests.bot.test_cli import otklik, said
from tests.house import House
from tests.operator_of import given, told
from tests.stories.test_reports import cells

SECRET = "тайна [bold]4711"


async def buried(house: House, text: str) -> None:
    """Words of Анна that are kept and set aside before anybody has handled them."""
    house.anna.writes(text)
    await house.app.receiver.poll()
    async with house.app.database.transaction(house.clock.now()) as tx:
        for kept in await inbox.waiting(tx, 10):
            if kept.chat_id == house.anna.id:
                await inbox.bury(tx, kept.id, "KeyError at client.py:7")


async def test_updates_set_aside_are_listed_without_words_shown_on_request_and_replayed(
    house: House, tmp_path: Path
) -> None:
    await buried(house, SECRET)
    code, out, err = await told(house, lambda now: letters.list_updates(now, 1, False))
    assert (code, err) == (Exit.CLEAN, "")
    assert "KeyError at client.py:7" in out
    assert "1 set aside, 2 waiting; page 1" in out
    assert "тайна" not in out
    number = out.split("KeyError")[0].split("\n")[-1].split()[0]

    code, out, _ = await told(house, lambda now: letters.show_update(now, int(number)))
    assert (code, SECRET in out) == (Exit.CLEAN, True)

    code, out, err = await told(house, lambda now: letters.replay(now, [int(number), 999], False))
    assert (code, out) == (Exit.FAILED, "")
    assert err == "not set aside: № 999. Nothing was changed; `otklik inbox list`\n"
    assert (await house.read(inbox.counts))["dead"] == 1

    stop = asyncio.Event()
    running = asyncio.create_task(house.app.run(stop))
    try:
        async with otklik("inbox", "replay", "--all", folder=tmp_path, **given(house)) as process:
            out, err = await said(process)
        assert (process.returncode, out[:16]) == (Exit.CLEAN, "1 in line again."), err
        await house.anna.will_see("Согласие", 6)
    finally:
        stop.set()
        await running


async def test_letters_set_aside_are_tried_again_or_dropped(house: House) -> None:
    house.world.faults.refuse(ApiError(400, "Bad Request: strange"), chat=house.anna.id, times=2)
    await house.says(house.anna, SECRET)
    await house.says(house.anna, "/help")
    code, out, _ = await told(house, lambda now: letters.list_letters(now, 1, held=False, waiting=False))
    assert code == Exit.CLEAN
    assert "2 set aside, 0 held, 0 waiting, 0 unreached; page 1" in out
    first, second = (int(line.split()[0]) for line in out.splitlines() if "strange" in line)

    code, _, err = await told(house, lambda now: letters.drop(now, None, held=False))
    assert code == Exit.SETTINGS
    assert "say which" in err
    assert (await told(house, lambda now: letters.drop(now, [second], held=False)))[0] == Exit.CLEAN
    assert (await told(house, lambda now: letters.retry(now, [first], False)))[0] == Exit.CLEAN
    assert not house.anna.from_bot
    await house.wait(seconds=5)  # as often a running bot looks by itself
    assert len(house.anna.from_bot) == 1
    code, _, err = await told(house, lambda now: letters.retry(now, [second], False))
    assert (code, err.partition(":")[0]) == (Exit.FAILED, "not set aside")
    code, out, _ = await told(house, lambda now: letters.show_letter(now, second))
    assert (code, "dropped" in out) == (Exit.CLEAN, True)


async def test_a_backup_of_a_record_in_use_is_whole_and_private(house: House, tmp_path: Path) -> None:
    await house.registers(house.anna)
    copy = tmp_path / "copy.db"
    code, out, _ = await told(house, lambda now: record.backup(copy, now))
    assert (code, out.partition(":")[0]) == (Exit.CLEAN, str(copy))
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT number FROM tickets").fetchall() == [("26-00001",)]
    assert sorted(path.name for path in os.scandir(tmp_path) if path.name.startswith("copy")) == ["copy.db"]
    code, _, err = await told(house, lambda now: record.backup(copy, now))
    assert (code, err) == (Exit.FAILED, f"{copy} exists already: choose another name\n")
    code, _, err = await told(house, lambda now: record.backup(tmp_path / "safe" / "copy.db", now))
    assert (code, err) == (Exit.FAILED, f"there is no folder {tmp_path / 'safe'}\n")


@pytest.mark.long
async def test_every_ticket_of_a_period_is_exported_beside_the_bot(house: House, tmp_path: Path) -> None:
    """Whole, for its owner's eyes alone, or not at all; how far it is stands apart from what came of it."""
    await house.registers(house.anna)
    table, said = tmp_path / "table.xlsx", "november"
    code, out, err = await told(house, lambda now: export.export(table, said, "", now))
    assert (code, out.partition(". ")[0]) == (Exit.CLEAN, f"{table}: 1 tickets")
    assert "100%" in err
    assert "26-00001" in cells(table.read_bytes())
    assert table.stat().st_mode & 0o777 == 0o600
    code, _, err = await told(house, lambda now: export.export(table, said, "", now))
    assert (code, err) == (Exit.FAILED, f"{table} exists already: choose another name\n")
    other = tmp_path / "other.xlsx"
    code, out, err = await told(house, lambda now: export.export(other, "doomsday", "", now))
    assert (code, out, "no period: doomsday" in err) == (Exit.FAILED, "", True)
    code, out, err = await told(house, lambda now: export.export(other, "", "Окна", now))
    assert (code, out, "which company is Окна?" in err) == (Exit.FAILED, "", True)
    code, _, err = await told(house, lambda now: export.export(tmp_path / "no" / "x.xlsx", "", "", now))
    assert (code, "can't be written" in err) == (Exit.FAILED, True)
    assert [path.name for path in os.scandir(tmp_path) if "xlsx" in path.name] == ["table.xlsx"]


async def test_a_list_of_companies_is_shown_and_with_yes_carried_out(house: House, tmp_path: Path) -> None:
    """S: the preview and the refusals of the chat; whose hand it was is kept."""
    await house.registers(house.anna)
    await house.says(house.admin, "/start")
    file = tmp_path / "companies.csv"
    file.write_text("Компания;Договор;Телефон\nООО «Окна»;12/26;\nООО «Двери»;;нет\n", "utf-8")

    async def brought(source: Path, admin: int | None = None, *, yes: bool = False) -> tuple[int, str, str]:
        return await told(house, lambda now: importing.bring(source, admin, now, yes=yes))

    code, out, _ = await brought(file)
    assert code == Exit.CLEAN
    assert "Новых: 1 · изменятся: 0" in out
    assert "с ошибками: 1" in out
    assert "<b>" not in out
    assert "--yes" in out
    assert (await house.read(lambda tx: companies.page(tx, 0)))[0] == []
    code, out, _ = await brought(file, yes=True)
    assert (code, "Добавлено: 1\u00a0компания" in out) == (Exit.CLEAN, True)
    ((one,), _) = await house.read(lambda tx: companies.page(tx, 0))
    assert one.name == "ООО «Окна»"
    (entry,) = await house.read(lambda tx: companies.history(tx, one.id))
    assert entry.actor == house.admin.name
    code, out, _ = await brought(file, yes=True)
    assert (code, "Менять нечего" in out) == (Exit.CLEAN, True)

    (tmp_path / "a.txt").write_text("?")
    (tmp_path / "b.csv").write_text("Имя;Город\nОкна;Тула\n", "utf-8")
    for source, admin, why in (
        (tmp_path / "a.txt", None, "XLSX или CSV"),
        (tmp_path / "b.csv", None, "столбец «Компания»"),
        (tmp_path / "none.csv", None, "No such file"),
        (file, 77, f"--admin {house.admin.id}"),
    ):
        code, out, err = await brought(source, admin, yes=True)
        assert (code, out, why in err) == (Exit.FAILED, "", True), err

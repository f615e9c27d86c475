"""A story whose beginning is copied goes on as one whose beginning was lived through."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage import facts, schema
from storage.database import Database, Tx
from storage.tickets import Law
from tests.beginnings import Beginnings
from tests.fixtures import at_home
from tests.house import House

# What Telegram numbers at random is another number in each house.
AT_RANDOM = {"inbox": {"update_id", "body"}, "events": {"update_id"}}


async def everything(house: House) -> dict[str, Any]:
    """All screens and all rows, as people and the next start find them."""

    async def rows(tx: Tx) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for table in schema.metadata.sorted_tables:
            columns = [one for one in table.c if one.name not in AT_RANDOM.get(table.name, ())]
            found[table.name] = sorted(map(repr, await tx.all(select(*columns))))
        return found

    world = house.world
    seen = {chat.id: [message.json() for message in chat.messages.values()] for chat in world.chats.values()}
    toasts = {user.id: [(toast.text, toast.alert) for toast in user.toasts] for user in world.users.values()}
    said = [(call.method, call.chat_id, call.at) for call in world.calls if call.method != "getUpdates"]
    return {"screens": seen, "toasts": toasts, "calls": said, "now": house.clock.now()} | await house.read(
        rows
    )


async def test_a_copied_beginning_is_the_one_that_was_lived_through(
    tmp_path: Path, empty_record: Path, in_file: Database, law: Law
) -> None:
    """Screens, journal of calls and record are the same at its end, and after the rest of the story."""
    shelf, told = Beginnings(tmp_path), []
    for name in ("live", "lived", "copied"):
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(empty_record, folder / "otklik.db")
        async with at_home(folder, f"sqlite+aiosqlite:///{folder}/otklik.db", in_file, law) as house:
            if name != "live":
                shelf.opened(house)
            first, anna = house.app, house.anna
            await house.resolved()
            assert (house.app is first) == (name != "copied")
            then = await everything(house)
            await house.says(house.olga, "/queue")
            await house.wait(days=20)
            assert house.anna is anna
            told.append((then, await everything(house)))
    live, lived, copied = told
    for part in live[0]:
        assert [one[part] for one in live] == [one[part] for one in lived], part
        assert [one[part] for one in live] == [one[part] for one in copied], part


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_nothing_is_copied_into_a_house_where_something_has_happened(
    house: House, beginnings: Beginnings
) -> None:
    """A misfortune, a setting, a limit, somebody who listens, a row: the story is lived through."""
    assert beginnings.is_untouched(house)
    fault = house.world.faults.flood(5)
    assert not beginnings.is_untouched(house)
    house.world.faults.all.remove(fault)
    assert beginnings.is_untouched(house)
    house.app.desk.tickets_a_day = 3
    assert not beginnings.is_untouched(house)
    house.app.desk.tickets_a_day = 30
    house.world.limits.group_per_minute = None
    assert not beginnings.is_untouched(house)
    house.world.limits.group_per_minute = 20
    assert beginnings.is_untouched(house)
    house.world.watchers.append(print)
    assert not beginnings.is_untouched(house)
    house.world.watchers.remove(print)
    assert beginnings.is_untouched(house)
    async with house.app.database.transaction(house.clock.now()) as tx:
        await facts.put(tx, "told", True)
    assert not beginnings.is_untouched(house)

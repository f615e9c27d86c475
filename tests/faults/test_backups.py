"""The copy that the bot makes itself every night, and what happens when it can't."""

from __future__ import annotations

from pathlib import Path

from bot.daily import Daily
from storage import copies
from tests.house import House


def _told(house: House) -> list[str]:
    return [one.words for one in house.admin.from_bot if "езервн" in one.words]


async def test_f53_a_copy_every_night_and_one_alarm_while_none_is_made(house: House, tmp_path: Path) -> None:
    """Ten minutes after a start, then at 04:00; a folder that takes nothing is told of once, tried hourly."""
    await house.says(house.admin, "/help")
    folder = tmp_path / "copies"
    daily = Daily(house.app.database, house.app.desk, house.clock.now, folder, 2)

    async def later(**amount: float) -> bool:
        await house.wait(**amount)
        made = await daily.step()
        await house.settle()
        return made and daily.trouble is None

    assert not await later(minutes=9)
    assert await later(minutes=1)
    assert not await later(hours=17, minutes=49)
    assert await later(minutes=1)  # 04:00 in Moscow
    (_, newest) = sorted(folder.iterdir())
    assert copies.look(newest).state == "ours"
    for old in folder.iterdir():
        old.unlink()
    folder.rmdir()
    folder.write_text("not a folder any more")
    assert not await later(days=1)
    assert len(_told(house)) == 1
    assert daily.trouble is not None
    assert not await later(hours=1)
    assert len(_told(house)) == 1
    folder.unlink()
    assert await later(hours=1)
    assert len(list(folder.iterdir())) == 1

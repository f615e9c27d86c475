"""How stories begin: somebody has filed, somebody has taken it. Lived through once a run, copied after that.

The first story that begins so lives it, word by word. Where another begins alike, and nothing else has
happened in its house yet, the world and the record that the first one left are put in place, and the bot is
started on them as after any restart. `tests/stories/test_beginnings.py` holds the two against each other.
"""

from __future__ import annotations

import functools
import io
import pickle
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Hashable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.app import App
from bot.sandbox.people import Person
from handlers.context import Desk

if TYPE_CHECKING:
    from tests.house import House

Live = Callable[..., Awaitable[None]]
_WIRING = frozenset({"now", "_now", "_stir", "watchers"})  # who listens, and to which clock: the house's own


def beginning(live: Live) -> Live:
    """What `live(house, …)` comes to, lived through or, in a house where nothing has happened, copied."""

    @functools.wraps(live)
    async def begun(house: House, *args: Any, **how: Any) -> None:
        shelf = house.beginnings
        if shelf is None or not shelf.is_untouched(house):
            await live(house, *args, **how)
            return
        key = (live.__module__, live.__qualname__, *map(_named, args), *sorted(how.items()))
        if not await shelf.take(house, key):
            await live(house, *args, **how)
            shelf.keep(house, key)

    return begun


def _named(one: Any) -> Hashable:
    return (one.id, one.seat.id) if isinstance(one, Person) else one


class Kept(NamedTuple):
    """A world as it was left, the moment it shows, and where the record of it lies."""

    world: bytes
    moment: datetime
    record: Path


class _Former(Desk):
    """What a test took out of the house before its story began, to change it afterwards in vain."""

    __slots__ = ()

    def __setattr__(self, name: str, value: Any) -> None:
        raise AssertionError("the bot was started anew at the beginning: this is house.app.desk no more")


class Beginnings:
    """All that were lived through so far; their records lie in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Hashable, Kept] = {}
        self._cast: tuple[str, ...] = ()

    def opened(self, house: House) -> None:
        """From here on it counts what happens in this house."""
        house.beginnings, self._cast = self, tuple(house.people)
        house.untouched = _look(house)

    def is_untouched(self, house: House) -> bool:
        """Whether nobody has said, written, set or started anything there since it was opened."""
        return house.untouched is not None and house.untouched == _look(house)

    def keep(self, house: House, key: Hashable) -> None:
        """As it stands, for those who begin alike."""
        assert house.app.database.file is not None
        assert not len(house.world.updates)
        assert tuple(house.people) == self._cast, "whoever a beginning adds to the house is not in the next"
        house.untouched = None
        record = self._folder / f"{len(self._known)}.db"
        with (
            closing(sqlite3.connect(house.app.database.file)) as lived,
            closing(sqlite3.connect(record)) as kept,
        ):
            lived.backup(kept)
        self._known[key] = Kept(_written(house), house.clock.now(), record)

    async def take(self, house: House, key: Hashable) -> bool:
        """The bot starts where the one who lived this left off; False where nobody has."""
        kept = self._known.get(key)
        if kept is None:
            return False
        house.untouched = None
        app = house.app
        assert app.database.file is not None
        await app.close()
        app.desk.__class__ = _Former
        shutil.copy(kept.record, app.database.file)
        house.clock.move_to(kept.moment)
        house.app = App(app.settings, house.clock.now, app.database, app.law)
        await house.app.open()
        await house.app.introduce()
        _read(house, kept.world)
        return True


def _look(house: House) -> tuple[Any, ...] | None:
    """All that may differ between two houses before their stories begin; None where it can't be told."""
    record = house.app.database.file
    if record is None:
        return None
    files = [(path.name, path.stat().st_mtime_ns) for path in sorted(record.parent.iterdir())]
    world = house.world
    try:
        seen = _written(house)
    except (pickle.PicklingError, TypeError, AttributeError):
        return None  # a test's own function listens there, or a call hangs
    wiring = (world.now, world.updates._stir, len(world.watchers), len(world.updates.watchers))
    return (house.app, replace(house.app.desk), house.app.settings, tuple(house.people), files, wiring, seen)


def _lasting(house: House) -> dict[str, Any]:
    """Whom and what a story may hold in its hands from the first: the same objects whatever is read."""
    world = house.world
    found: dict[str, Any] = {"world": world, "clock": house.clock, "group": house.group}
    for name in ("updates", "files", "faults", "limits", "profile"):
        found[name] = getattr(world, name)
    found |= {f"person {name}": person for name, person in house.people.items()}
    found |= {f"known {place}": person for place, person in enumerate(world.people[: len(house.people)])}
    first = {person.user.id for person in house.people.values()} | {world.bot.id, house.group.id}
    found |= {f"user {number}": user for number, user in world.users.items() if number in first}
    found |= {f"chat {number}": chat for number, chat in world.chats.items() if number in first}
    return found


def _written(house: House) -> bytes:
    lasting = _lasting(house)
    names = {id(one): name for name, one in lasting.items()}

    class Writer(pickle.Pickler):
        def persistent_id(self, one: Any) -> str | None:
            return names.get(id(one))

    states = {
        name: {key: value for key, value in vars(one).items() if key not in _WIRING}
        for name, one in lasting.items()
        if name != "clock"
    }
    written = io.BytesIO()
    Writer(written).dump(states)
    return written.getvalue()


def _read(house: House, written: bytes) -> None:
    lasting = _lasting(house)

    class Reader(pickle.Unpickler):
        def persistent_load(self, name: str) -> Any:
            return lasting[name]

    for name, state in Reader(io.BytesIO(written)).load().items():
        vars(lasting[name]).update(state)

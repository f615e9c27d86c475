"""Stub for a moment."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from .clock import Clock
from .people import Group, Person
from .world import World


@dataclass
class PageHooks:
    """What the page shows and moves; `moved` is called after the clock was."""

    clock: Clock
    group: Group
    clients: list[Person] = field(default_factory=list)
    dispatchers: list[Person] = field(default_factory=list)
    next_event: Callable[[], Awaitable[datetime | None]] | None = None
    moved: Callable[[], None] | None = None


def add_page(app: web.Application, world: World, hooks: PageHooks) -> None:
    raise NotImplementedError

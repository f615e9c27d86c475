"""The page's door: what a person in the browser sees and does. Everything goes through `people`."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from .clock import Clock
from .groups import Group
from .model import JSON, Message
from .page_view import PageView
from .people import Person
from .world import World

PAGE = Path(__file__).parent / "page"
HEARTBEAT = 15.0  # seconds: also how a page notices that the server is gone
SAFE = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Ahead:
    """What happens next by the clock: when, what (a word of the page's `n_…`), and to which ticket."""

    at: datetime
    what: str = ""
    about: str = ""


@dataclass
class PageHooks:
    """What the page shows and moves; `moved` is called after the clock was."""

    clock: Clock
    clients: list[Person]
    dispatchers: list[Person]
    group: Group
    next_event: Callable[[], Awaitable[Ahead | None]] | None = None
    moved: Callable[[], None] | None = None


class Page:
    def __init__(self, world: World, hooks: PageHooks) -> None:
        self.world = world
        self.hooks = hooks
        self.closing = False
        self.moves = 0  # of the clock, so that every open page hears of them
        self.life = secrets.token_hex(4)  # a page that finds another life behind its address starts anew
        people = {p.id: p.in_private for p in (*hooks.clients, *hooks.dispatchers)}
        self.people = people
        self.view = PageView(world, hooks.group, list(people.values()))

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/", self.index)
        app.router.add_get("/ui/page/{name}", self.part)
        app.router.add_get("/ui/state", self.state)
        app.router.add_get("/ui/events", self.events)
        app.router.add_get("/ui/file/{file_id}", self.file)
        app.router.add_get("/ui/next", self.next)
        app.router.add_post("/ui/act", self.act)
        app.router.add_post("/ui/language", self.language)
        app.router.add_post("/ui/clock", self.clock)
        app.router.add_post("/ui/fault", self.fault)
        app.on_shutdown.append(self.shutdown)

    async def shutdown(self, _: web.Application) -> None:
        self.closing = True
        self.world.stir()

    # --- reading

    async def index(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html", headers=SAFE)

    async def part(self, request: web.Request) -> web.StreamResponse:
        path = PAGE / Path(request.match_info["name"]).name
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=SAFE)

    async def file(self, request: web.Request) -> web.StreamResponse:
        data = self.world.files.get(request.match_info["file_id"]).data
        if data.startswith(b"\x89PNG"):
            return web.Response(body=data, content_type="image/png", headers=SAFE)
        if data.startswith(b"\xff\xd8"):
            return web.Response(body=data, content_type="image/jpeg", headers=SAFE)
        return web.Response(body=data, content_type="application/octet-stream", headers=SAFE)

    async def state(self, _: web.Request) -> web.StreamResponse:
        hooks = self.hooks
        about = {
            "bot": {"name": self.world.bot.first_name, "username": self.world.bot.username},
            "group": {"title": hooks.group.title},
            "clients": [{"id": p.id, "name": p.user.full_name} for p in hooks.clients],
            "dispatchers": [{"id": p.id, "name": p.user.full_name} for p in hooks.dispatchers],
            "has_next_event": hooks.next_event is not None,
            "ticking": hooks.clock.ticking,
        }
        return web.json_response(about)

    async def next(self, _: web.Request) -> web.StreamResponse:
        """What the clock's button would lead to."""
        ahead = await self.hooks.next_event() if self.hooks.next_event else None
        if ahead is None:
            return web.json_response({"at": None})
        return web.json_response({"at": ahead.at.isoformat(), "what": ahead.what, "about": ahead.about})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: everything at first, then what changed."""
        response = web.StreamResponse(headers=SAFE | {"Content-Type": "text/event-stream"})
        await response.prepare(request)
        stirred = asyncio.Event()
        self.world.watchers.append(stirred.set)
        seen, toasts_seen = 0, self.view.count_toasts()
        last = ""
        try:
            while not self.closing:
                stirred.clear()
                news: JSON = self.view.frame() | {"messages": self.view.since(seen)}
                news |= {"moves": self.moves, "life": self.life}
                news["toasts"] = self.view.toasts_since(toasts_seen)
                seen, toasts_seen = len(self.world.log), self.view.count_toasts()
                wire = json.dumps(news, ensure_ascii=False)
                if wire != last:
                    now = self.hooks.clock.now().isoformat()
                    await response.write(f'data: {{"now":"{now}",{wire[1:]}\n\n'.encode())
                    last = wire if not news["messages"] else ""
                try:
                    async with asyncio.timeout(HEARTBEAT):
                        await stirred.wait()
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except ConnectionError:
            pass  # the page was closed
        finally:
            self.world.watchers.remove(stirred.set)
        return response

    # --- doing

    async def act(self, request: web.Request) -> web.StreamResponse:
        wish = await _wish(request)
        person = self.people.get(wish.get("who", 0))
        if person is None:
            raise web.HTTPBadRequest(text="nobody like that here")
        actor = person.in_(self.hooks.group) if wish.get("where") == "group" else person
        try:
            self._do(actor, wish)
        except AssertionError as impossible:
            raise web.HTTPConflict(text=str(impossible)) from None
        return web.json_response({"ok": True})

    def _message(self, wish: JSON, key: str = "on") -> Message | None:
        place = wish.get(key)
        if not place:
            return None
        chat = self.world.chats.get(place["chat"])
        message = chat.messages.get(place["id"]) if chat else None
        if message is None or message.deleted:
            raise AssertionError("this message is gone")
        return message

    def _do(self, actor: Person, wish: JSON) -> None:
        reply = self._message(wish, "reply_to")
        match wish.get("do"):
            case "text" if str(wish.get("text", "")).strip():
                actor.writes(str(wish["text"]).strip(), reply_to=reply)
            case "press":
                message = self._message(wish)
                row, column = int(wish["row"]), int(wish["column"])
                if message is None:
                    raise AssertionError("no message to press on")
                actor.presses_at(message, row, column)
            case "key":
                actor.presses_key(str(wish["text"]))
            case "edit":
                if message := self._message(wish):
                    actor.edits(message, str(wish["text"]).strip())
            case "photo":
                actor.sends_photo(wish.get("text") or None, reply_to=reply)
            case "document":
                actor.sends_document("ошибка.log", wish.get("text") or None, reply_to=reply)
            case "voice":
                actor.sends_voice()
            case "album":
                actor.sends_album(3, caption=wish.get("text") or None)
            case "contact":
                actor.shares_phone(reply_to=reply)
            case "block":
                actor.blocks_bot() if not actor.seat.blocked else actor.unblocks_bot()
            case other:
                raise AssertionError(f"nobody can do {other!r}")

    async def clock(self, request: web.Request) -> web.StreamResponse:
        wish = await _wish(request)
        hooks, clock = self.hooks, self.hooks.clock
        found: JSON = {"moved": True}
        if wish.get("to") == "next":
            ahead = await hooks.next_event() if hooks.next_event else None
            if ahead is None:
                return web.json_response({"moved": False, "now": clock.now().isoformat()})
            clock.move_to(ahead.at)
            found |= {"what": ahead.what, "about": ahead.about}
        else:
            clock.move(timedelta(hours=min(float(wish.get("hours", 0)), 24 * 400)))
        self.moves += 1
        if hooks.moved:
            hooks.moved()
        self.world.stir()
        return web.json_response(found | {"now": clock.now().isoformat()})

    async def language(self, request: web.Request) -> web.StreamResponse:
        """The language of everybody's Telegram: a bot hears it with each update."""
        code = (await _wish(request)).get("code")
        if code not in ("ru", "en"):
            raise web.HTTPBadRequest(text="no such language")
        for person in self.people.values():
            person.user.language_code = code
        self.world.stir()
        return web.json_response({"ok": True})

    async def fault(self, request: web.Request) -> web.StreamResponse:
        wish = await _wish(request)
        faults, group = self.world.faults, self.hooks.group
        match wish.get("name"):
            case "clear":
                faults.clear()
            case "flood":
                faults.flood(30, chat=group.id, times=1)
            case "server_error":
                faults.server_error(502, times=3)
            case "no_description":
                faults.no_description()
            case "cut_reply":
                faults.cut_reply(method="sendMessage")
            case "migrate":
                group.migrates()
            case "block" if (person := self.people.get(wish.get("who", 0))) is not None:
                person.blocks_bot() if not person.seat.blocked else person.unblocks_bot()
            case _:
                raise web.HTTPBadRequest(text="no such fault")
        self.world.stir()
        return web.json_response({"ok": True})


async def _wish(request: web.Request) -> dict[str, Any]:
    """JSON only: no other site can send that here without asking first (CORS)."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    wish = await request.json()
    if not isinstance(wish, dict):
        raise web.HTTPBadRequest
    return wish


def add_page(app: web.Application, world: World, hooks: PageHooks) -> None:
    Page(world, hooks).routes(app)

"""The sandbox over HTTP, on this machine only: the Bot API's door and, if asked for, the page for people."""

import json
import socket
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiohttp import BodyPartReader, web

from .door import Door
from .errors import ApiError, bad_request
from .methods import Upload
from .page_api import Ahead, PageHooks, add_page
from .webhook import WebhookSender
from .world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
__all__ = ["Ahead", "PageHooks", "Server", "serve"]

UPLOAD_LIMIT = 50 * 1024 * 1024  # https://core.telegram.org/bots/api#sending-files


class Server:
    """`async with serve(world) as server:` … `server.url`; or `await server.start()` and `close()`."""

    def __init__(
        self, world: World, port: int, page: "PageHooks | None", bound: socket.socket | None
    ) -> None:
        self.world = world
        self.door = Door(world)
        self.page = page
        self.url = ""
        self._port, self._bound = port, bound
        self._runner: web.AppRunner | None = None
        self._webhook = WebhookSender(world, self.door)

    async def start(self) -> Self:
        app = web.Application(client_max_size=UPLOAD_LIMIT)
        app.router.add_route("*", "/bot{token}/{method}", self._bot_api)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        if self.page is not None:
            add_page(app, self.world, self.page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        if self._bound is None:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        else:
            await web.SockSite(self._runner, self._bound).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._webhook.start()
        return self

    async def close(self) -> None:
        self.world.faults.clear()
        self.world.updates.disturb()
        await self._webhook.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _bot_api(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.world.token:
            return _refused(ApiError(401, "Unauthorized"))
        try:
            params, uploads = await _read(request)
        except ApiError as error:
            return _refused(error)
        except (ValueError, UnicodeDecodeError):
            return _refused(bad_request("can't parse request body"))
        answer = await self.door.call(request.match_info["method"], params, uploads)
        if answer.fate == "dropped":
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return web.Response(status=answer.status, text=answer.body, content_type=answer.content_type)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.world.token:
            return _refused(ApiError(401, "Unauthorized"))
        file = self.world.files.at_path(request.match_info["path"])
        if file is None:
            return _refused(ApiError(404, "Not Found"))
        return web.Response(body=file.data, content_type="application/octet-stream")


def serve(
    world: World,
    *,
    port: int = 0,
    page: "PageHooks | None" = None,
    bound: socket.socket | None = None,
) -> Server:
    """A server on 127.0.0.1, or where this socket is `bound`; port 0 finds a free one."""
    return Server(world, port, page, bound)


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters come in the address, as JSON, as a form or as multipart, and may be mixed."""
    params: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        if not isinstance(body, dict):
            raise ValueError("an object is wanted")
        params |= body
    elif request.content_type == "multipart/form-data":
        left = UPLOAD_LIMIT
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                raise ValueError("a strange part")
            if part.filename is None:
                params[part.name] = await part.text()
            else:
                mime = part.headers.get("Content-Type", "application/octet-stream")
                data = bytearray()
                while chunk := await part.read_chunk(2**16):
                    data += chunk
                    left -= len(chunk)
                    if left < 0:
                        raise ApiError(413, "Request Entity Too Large")
                uploads[part.name] = Upload(part.filename, mime, bytes(data))
    elif request.can_read_body:
        form = await request.post()
        params |= {key: value for key, value in form.items() if isinstance(value, str)}
    return params, uploads


def _refused(error: ApiError) -> web.Response:
    return web.json_response(error.json(), status=error.code)

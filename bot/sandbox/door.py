"""The Bot API's door: a named method with raw parameters goes in, an answer comes out. Knows no HTTP."""

import inspect
import json
import logging
from dataclasses import dataclass
from typing import Any, Literal

from .errors import ApiError
from .faults import AFTER, BAD_GATEWAY, Fault
from .journal import ApiCall
from .methods import METHODS, Call, Upload
from .parsing import KNOWN, read_request
from .world import World

log = logging.getLogger(__name__)
GARBLED = '{"ok":true,"result":{"message_id":"\\u0000not a number","chat":[]}}'


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire; or the connection is dropped instead."""

    status: int
    body: str
    content_type: str = "application/json"
    fate: Literal["sent", "dropped"] = "sent"


class Door:
    def __init__(self, world: World) -> None:
        self.world = world

    async def call(self, name: str, raw: dict[str, Any], uploads: dict[str, Upload] | None = None) -> Answer:
        chat_id = _chat_id(raw)
        fault = self.world.faults(name, chat_id)
        if fault is not None and fault.kind not in AFTER:
            return await self._befalls(fault, name, chat_id, raw)
        try:
            result = await self._do(name, dict(raw), uploads or {})
        except ApiError as error:
            self._note(name, chat_id, raw, error=error)
            return _refused(error)
        if fault is not None:
            if fault.kind == "mute":
                await fault.released.wait()
            return Answer(200, GARBLED) if fault.kind == "garbled" else Answer(200, "", fate="dropped")
        if name.lower() == "getupdates":
            return Answer(200, f'{{"ok":true,"result":[{",".join(result)}]}}')
        return Answer(200, json.dumps({"ok": True, "result": result}, ensure_ascii=False))

    async def _do(self, name: str, raw: dict[str, Any], uploads: dict[str, Upload]) -> Any:
        handler = METHODS.get(name.lower())
        if handler is None or name.lower() not in KNOWN:
            log.warning("the sandbox has no method %r", name)
            raise ApiError(404, "Not Found: method not found")
        params = read_request(name, raw, set(uploads))
        call = Call(self.world, name, params, uploads)
        result = handler(call)
        if inspect.isawaitable(result):
            result = await result
        chat_id = params.get("chat_id")
        self._note(name, chat_id if isinstance(chat_id, int) else None, params, result=result)
        return result

    async def _befalls(self, fault: Fault, name: str, chat_id: int | None, raw: dict[str, Any]) -> Answer:
        error = fault.error or ApiError(fault.status, fault.kind)
        self._note(name, chat_id, raw, error=error)
        match fault.kind:
            case "refuse":
                return _refused(error)
            case "page":
                return Answer(fault.status, BAD_GATEWAY, "text/html")
            case "silent":
                return Answer(500, '{"ok":false,"error_code":500}')
            case "hang":
                await fault.released.wait()
        return Answer(200, "", fate="dropped")

    def _note(
        self,
        name: str,
        chat_id: int | None,
        params: dict[str, Any],
        result: Any = None,
        error: ApiError | None = None,
    ) -> None:
        if name.lower() == "getupdates" and result is not None:
            result = len(result)
        self.world.note(ApiCall(name, chat_id, params, self.world.now(), result, error))


def _chat_id(raw: dict[str, Any]) -> int | None:
    written = str(raw.get("chat_id"))
    return int(written) if written.lstrip("-").isdigit() else None


def _refused(error: ApiError) -> Answer:
    return Answer(error.code, json.dumps(error.json(), ensure_ascii=False))

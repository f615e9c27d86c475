"""A letter as it goes over the wire: chat and reply filled in, screens rendered, at the last moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiogram.types import BufferedInputFile

from handlers import aftermath, projections, set_aside
from handlers.context import Desk
from handlers.mail import post
from storage import conversation, files, outbox
from storage.database import Tx
from storage.outbox import Claimed

_CARRIES = {"sendDocument": "document", "sendPhoto": "photo"}  # where a method has its file


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter with everything that its call needs."""

    letter: Claimed
    chat_id: int
    method: str
    params: dict[str, Any]


async def prepare(tx: Tx, desk: Desk, letter: Claimed) -> Ready | None:
    """The call that a claimed letter becomes; None, with the reason kept, when it need not go at all."""
    if post.by_mail(desk, letter) and await post.take(tx, desk, letter):
        return None
    chat_id = desk.group_id if letter.person_id is None else letter.telegram_id
    chat_id = letter.payload.get("chat_id", chat_id)  # to somebody who is nobody any more
    if chat_id is None:
        await outbox.finish(tx, letter.id, "unreached", "no Telegram side")
        await aftermath.lost(tx, desk, letter, "нет Telegram")
        return None
    method, payload = letter.method, letter.payload
    if letter.projection is not None:
        screen = await projections.render(tx, desk, letter, chat_id)
        if screen is None:
            await outbox.finish(tx, letter.id, "dropped", "nothing to show any more")
            return None
        method, payload = screen
    where = {} if "scope" in payload else {"chat_id": chat_id}  # a menu names its chat there
    # What a reply will mean is ours, not Telegram's.
    params = {**where, **{key: value for key, value in payload.items() if key != "meaning"}}
    if letter.file is not None:
        file = await files.load(tx, letter.file)
        if file is None:
            await outbox.finish(tx, letter.id, "dead", "its file is kept no longer")
            await set_aside.announce(tx, desk)
            return None
        params[_CARRIES[method]] = BufferedInputFile(file.data, file.name)
    reply = await _reply(tx, letter, chat_id)
    if reply is not None and not method.startswith("edit"):
        # The message answered may be deleted meanwhile (fault 31).
        params["reply_parameters"] = {"message_id": reply, "allow_sending_without_reply": True}
    return Ready(letter, chat_id, method, params)


async def _reply(tx: Tx, letter: Claimed, chat_id: int) -> int | None:
    wanted = letter.reply_to or {}
    found: int | None = wanted.get("id")
    if found is None and "message" in wanted:
        found = await conversation.twin(tx, wanted["message"], chat_id)
    if found is None and wanted.get("card") and letter.card_chat_id == chat_id:
        found = letter.card_message_id
    return found


def about(letter: Claimed) -> dict[str, Any]:
    """What a line in the log is about, beside its words."""
    return {"letter": letter.id, "ticket": letter.number}

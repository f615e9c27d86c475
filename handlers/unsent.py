"""An edit of what stands in an unsent draft: what will be sent is what the person sees in his chat (B4)."""

from __future__ import annotations

from typing import Any

from aiogram.types import Message

from handlers import dialogue, fields, reading
from handlers.asides import WITHDRAW
from handlers.fields import Complaint
from handlers.steps import BY_NAME
from storage import drafts
from storage.conversation import Said
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person


async def changed(message: Message, said: Said, tx: Tx, person: Person, draft: Draft) -> bool:
    """The new words are in the draft, or in the one put aside; a screen that shows them follows.

    False where neither has that message.
    """
    try:
        found = _taken(draft.data, message, said)
        kept = draft.data.get("kept")
        below = kept is not None and _taken(kept["data"], message, said)
    except Complaint as complaint:
        await dialogue.show(tx, draft, note=complaint.args[0])
        return True
    if found and (draft.step == "review" or draft.flow == WITHDRAW):
        kind, at = await drafts.last_seen(tx, person.id) or (None, None)
        await dialogue.show(tx, draft, edit=at if kind == "screen" else None)
    elif found or below:
        await drafts.amend(tx, draft)
    return found or below


def drafted(draft: Draft, said: Said) -> Said | None:
    """This message as the draft has it, or the one put aside; None where neither has it."""
    below = draft.data.get("kept")
    for data in (draft.data, *([below["data"]] if below is not None else [])):
        for one in data.get("saids", []):
            if (one["chat_id"], one["message_id"]) == (said.chat_id, said.message_id):
                return Said(**one)
    return None


def _taken(data: dict[str, Any], message: Message, said: Said) -> bool:
    """Whether these data have that message: among the words and files, or as a field. Raises Complaint."""
    saids = data.get("saids", [])
    here = (said.chat_id, said.message_id)
    place = next((n for n, one in enumerate(saids) if (one["chat_id"], one["message_id"]) == here), None)
    if place is None:
        typed = [name for name, number in data.get("typed", {}).items() if number == said.message_id]
        for name in typed:
            read = BY_NAME[name].read
            assert read is not None
            data |= read(message, data)
        return bool(typed)
    before, after = reading.tidy(saids[place]["text"]), reading.tidy(said.text)
    told = list(data["words"])
    at = told.index(before) if before in told else len(told)
    told[at : at + 1] = [after] if reading.visible(after) else []
    if sum(map(len, told)) > fields.DESCRIPTION_LIMIT:
        raise Complaint("too_long_description")
    one = saids[place] | {"kind": said.kind, "text": said.text, "content": said.content}
    new = {"words": told, "saids": [*saids[:place], one, *saids[place + 1 :]]}
    if fields.is_told(data) and not fields.is_told(new):
        raise Complaint("empty_field")
    if "raw" in data:
        numbered = {raw["message_id"]: raw for raw in data["raw"]} | {here[1]: reading.raw(message)}
        new["raw"] = list(numbered.values())
    data |= new
    return True

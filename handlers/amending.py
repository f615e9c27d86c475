"""A message that changes after it was said: the letter that waits or the copy that stands follows (B4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers import carriage, letters
from handlers.carriage import ALBUM_SETTLES, Call
from handlers.context import Desk
from storage import conversation, outbox, tickets, twins
from storage.conversation import Kept
from storage.database import Tx
from storage.outbox import Claimed, Letter
from storage.tickets import Ticket

GONE = "✂️"  # in place of a part that a shorter message does not need any more
_IN_ALBUM = "media"  # the part's own picture, apart from the caption under the whole album


async def joined(tx: Tx, desk: Desk, ticket: Ticket, parts: Sequence[Kept], part: Kept) -> Kept:
    """One more part of an album that a ticket holds: into the letter that waits, or after the one that went.

    Where neither is, the album was taken back, and the part stays with it. Gives the part as it is kept.
    """
    leads = [one for one in parts if one.id == one.lead]
    gone = bool(await _standing(tx, desk, ticket, parts))
    for lead in reversed(leads):
        waits = (await twins.on_their_way(tx, lead)).get(0)
        gone = gone or waits is not None
        if waits is not None and not waits.flying:
            part = replace(part, content=part.content | {"lead": lead.id})
            await conversation.rewrite(tx, part)
            await follow(tx, desk, ticket, lead.id, not_before=tx.now + ALBUM_SETTLES)
            return part
    if not gone or leads[0].content.keys() & {"recalled", "recalling"}:
        return part
    # What came before has gone: this follows as a reply to it, and what comes after this joins it.
    content = {key: value for key, value in part.content.items() if key != "lead"} | {"re": leads[0].id}
    part = replace(part, content=content)
    await conversation.rewrite(tx, part)
    going = tx.now + ALBUM_SETTLES
    await outbox.write(tx, carriage.carried(ticket, desk, [part], not_before=going))
    return part


async def follow(
    tx: Tx, desk: Desk, ticket: Ticket, message: int, *, not_before: datetime | None = None,
    swapped: Kept | None = None,
) -> None:  # fmt: skip
    """The other side gets the message as it stands now.

    What has not gone yet says so from the start, not before `not_before`; what stands there already is
    edited, in one call however often it changes meanwhile. `swapped`: the part with another file than before.
    """
    together = await conversation.parts(tx, message)
    lead = next(one for one in together if one.id == one.lead)
    if "recalled" in lead.content:
        return  # what was withdrawn stays away, whatever becomes of its words here
    new = carriage.carried(ticket, desk, together)
    stood = await _standing(tx, desk, ticket, together)
    pending = await twins.on_their_way(tx, lead)
    if not stood and not pending:
        return  # taken back: it has no other side
    held = max((one.held_until for one in pending.values() if not one.flying), default=None)
    told = {copy.part for copy in stood} | {part for part, one in pending.items() if one.flying}
    found: list[Letter] = []
    for part in sorted({*range(len(new)), *pending, *told}):
        waits = pending.get(part)
        if part in told:
            found.append(_amended(ticket, lead, part))
        elif waits is None:
            found.append(replace(new[part], not_before=held))
        elif part < len(new):
            until = max(filter(None, (waits.held_until, not_before)))
            await twins.rewrite(tx, waits, new[part].method, new[part].payload, until)
        else:
            await twins.drop(tx, waits, "edited")
    if swapped is not None and swapped.id != together[0].id and 0 in told:
        found.append(_amended(ticket, swapped, _IN_ALBUM))
    if lead.side == "desk" and any(one.kind != "amended" for one in found):
        behind = await twins.lift_closure(tx, ticket.id)
        if behind is not None:  # «Решено?» stays behind the whole of the answer
            found.append(letters.closure(ticket, "closure_question", not_before=behind))
    await outbox.write(tx, found)


async def went(tx: Tx, desk: Desk, ticket: Ticket, together: Sequence[Kept]) -> bool:
    """Whether the other side has read it, or may be reading it at this moment."""
    lead = next(one for one in together if one.id == one.lead)
    flying = [one for one in (await twins.on_their_way(tx, lead)).values() if one.flying]
    return bool(flying or await _standing(tx, desk, ticket, together))


async def _standing(tx: Tx, desk: Desk, ticket: Ticket, together: Sequence[Kept]) -> list[twins.Copy]:
    chat_id = desk.group_id if together[0].side == "client" else ticket.client_telegram_id
    return [] if chat_id is None else await twins.standing(tx, together, chat_id)


def _amended(ticket: Ticket, one: Kept, part: int | str) -> Letter:
    """An edit of the copy, made from the record when its turn comes."""
    return Letter(
        kind="amended",
        projection=f"amended:{one.id}:{part}",
        payload={"part": part},
        person_id=None if one.side == "client" else ticket.client_id,
        ticket_id=ticket.id,
        message=one.id,
        rank=letters.rank(ticket),
    )


async def render(tx: Tx, desk: Desk, letter: Claimed, chat_id: int) -> Call | None:
    """The edit that brings a copy to what the message is now; None where there is nothing to edit."""
    assert letter.message is not None
    assert letter.ticket_id is not None
    ticket, part = await tickets.by_id(tx, letter.ticket_id), letter.payload["part"]
    together = await conversation.parts(tx, letter.message)
    stood = await twins.standing(tx, together, chat_id)
    if part == _IN_ALBUM:
        found = [copy for copy in stood if copy.message == letter.message and copy.part == 0]
        one = next(one for one in together if one.id == letter.message)
        media = {"media": {"type": one.kind, "media": one.content["file_id"]}}
        return ("editMessageMedia", {"message_id": found[-1].message_id, **media}) if found else None
    found = [copy for copy in stood if copy.part == part and copy.at == 0]
    if not found:
        return None
    new = carriage.carried(ticket, desk, together)
    if part >= len(new):
        return "editMessageText", {"message_id": found[-1].message_id, "text": GONE}
    edit = edit_of(new[part], together[0])
    return None if edit is None else (edit[0], {"message_id": found[-1].message_id, **edit[1]})


def edit_of(new: Letter, one: Kept) -> Call | None:
    """The method that turns a copy into what would be sent now; None for what has nothing to edit."""
    payload = new.payload
    if new.method == "sendMessage":
        return "editMessageText", payload
    captioned = payload["media"][0] if new.method == "sendMediaGroup" else payload
    if "caption" not in captioned:
        return None
    caption = {"caption": captioned["caption"], "parse_mode": "HTML"}
    keys = {"reply_markup": payload["reply_markup"]} if "reply_markup" in payload else {}
    if one.content.get("swapped"):
        media = {"type": one.kind, "media": one.content["file_id"], **caption}
        return "editMessageMedia", {"media": media, **keys}
    return "editMessageCaption", {**caption, **keys}


async def afresh(tx: Tx, desk: Desk, letter: Claimed) -> None:
    """The copy can't be edited, it was deleted: what was said stands anew, with its mark (fault 31)."""
    assert letter.message is not None
    assert letter.ticket_id is not None
    if letter.payload["part"] == 0:
        ticket = await tickets.by_id(tx, letter.ticket_id)
        together = await conversation.parts(tx, letter.message)
        if "recalled" not in together[0].content:
            await outbox.write(tx, carriage.carried(ticket, desk, together))

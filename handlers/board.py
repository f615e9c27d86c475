"""The one board in the dispatchers' group, pinned and edited in place, and the morning digest (B6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from handlers import letters, notices, texts
from handlers.cards import card_link
from handlers.context import Desk, Words
from handlers.lists import ends_today, work_line
from handlers.steps import party
from sla.lifecycle import Status
from storage import board, facts, outbox
from storage.board import Line, Overview
from storage.database import Tx
from storage.outbox import BULK, Claimed, Letter

EVERY = timedelta(minutes=1)  # the board is edited at most so often
SHOWN = 5  # tickets of each sort
_KEY, _TOLD, _DIGEST = "board", "board_not_pinned", "digest"


def _many(found: list[Line], desk: Desk, words: Words, now: datetime) -> list[str]:
    return [work_line(line, desk, words, now, linked=True) for line in found]


def _waiting_line(line: Line, desk: Desk, words: Words, now: datetime) -> str:
    local = desk.law.hours.local
    return str(
        words.longest_line(
            number=line.number,
            link=card_link(line, desk),
            since=local(line.registered_at),
            company=party(line.company, words),
            holder=line.holder,
            now=local(now),
        )
    )


async def _text(tx: Tx, desk: Desk) -> str | None:
    """The board without its hour; None while there is nothing to put on it."""
    words = texts.of(desk.language)
    seen = await board.overview(tx, today_ends=ends_today(desk, tx.now), shown=SHOWN)
    if not seen.counts:
        return None
    return str(
        words.board(
            counts=[(status, seen.counts.get(status, 0)) for status in Status if status != Status.CLOSED],
            **_sorts(seen, desk, words, tx.now),
            holders=seen.holders[:10],
            longest=[_waiting_line(line, desk, words, tx.now) for line in seen.longest[:3]],
        )
    )


def _sorts(seen: Overview, desk: Desk, words: Words, now: datetime) -> dict[str, Any]:
    shown = {line.id for line in (*seen.late, *seen.burning)}
    free = [line for line in seen.free if line.id not in shown]
    return {
        "late": _many(seen.late, desk, words, now),
        "late_number": seen.late_number,
        "burning": _many(seen.burning, desk, words, now),
        "burning_number": seen.burning_number,
        "free": _many(free, desk, words, now),
        "free_number": seen.free_number,
    }


def _face(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


async def wanted(tx: Tx, desk: Desk) -> Letter | None:
    """The board as a letter, if what stands in the group is not true any more.

    Lowest in rank: in a rush the group's allowance is the cards'. What only the clock would change (how long
    somebody has waited) is not said, so that a quiet desk stays quiet.
    """
    kept = await facts.get(tx, _KEY) or {}
    text = await _text(tx, desk)
    if text is None and not kept:
        return None
    if kept.get("face") == _face(text or "") and kept.get("chat") == desk.group_id:
        return None
    # The clock may have gone back since.
    at = min(datetime.fromisoformat(kept["at"]), tx.now) + EVERY if kept else None
    return Letter(kind="board", projection="board", rank=BULK, not_before=at)


async def wire(tx: Tx, desk: Desk, letter: Claimed, chat_id: int) -> tuple[str, dict[str, Any]]:
    """Method and payload of the board as the record is now: an edit where it stands, else a new message."""
    words, kept = texts.of(desk.language), await facts.get(tx, _KEY) or {}
    text = await _text(tx, desk)
    letter.payload["face"] = _face(text or "")
    payload = letters.text_payload(words.board_at(text, desk.law.hours.local(tx.now)))
    if kept.get("message") is not None and kept["chat"] == chat_id:
        return "editMessageText", {"message_id": kept["message"], **payload}
    return "sendMessage", payload


async def forgotten(tx: Tx) -> None:
    """Somebody deleted the board: it is posted anew."""
    kept = await facts.get(tx, _KEY) or {}
    await facts.put(tx, _KEY, kept | {"message": None})


async def arrived(tx: Tx, letter: Claimed, chat_id: int, message_id: int | None) -> None:
    """The board stands; a new one is pinned, without a sound."""
    kept = await facts.get(tx, _KEY) or {}
    stands = message_id or kept.get("message")
    new = stands != kept.get("message") or chat_id != kept.get("chat")
    face = {"face": letter.payload.get("face"), "at": tx.now.isoformat()}
    await facts.put(tx, _KEY, kept | face | {"chat": chat_id, "message": stands})
    if new and stands is not None:
        await outbox.write(tx, [_pin(stands)])


def _pin(message_id: int) -> Letter:
    payload = {"message_id": message_id, "disable_notification": True}
    return Letter(kind="pin", method="pinChatMessage", payload=payload, rank=BULK)


async def not_pinned(tx: Tx, desk: Desk, reason: str) -> None:
    """No right to pin: the board works unpinned, and the admins are told once (fault 30)."""
    if "right" not in reason.lower() and "admin" not in reason.lower():
        return
    if not await facts.get(tx, _TOLD):
        await facts.put(tx, _TOLD, True)
        await outbox.write(tx, await notices.to_admins(tx, desk, None, "alarm", "board_not_pinned"))


async def may_pin(tx: Tx) -> None:
    """The bot was given the right: a board that could not be pinned is pinned now."""
    kept = await facts.get(tx, _KEY) or {}
    if await facts.get(tx, _TOLD) and kept.get("message") is not None:
        await facts.put(tx, _TOLD, False)
        await outbox.write(tx, [_pin(kept["message"])])


async def day_begun(tx: Tx, desk: Desk) -> bool:
    """Whether a working day is on, of which nothing has been said yet."""
    hours = desk.law.hours
    today = hours.local(tx.now).date()
    opening, closing = hours.opening_of(today), hours.closing_of(today)
    if opening is None or closing is None or not opening <= tx.now < closing:
        return False
    return bool(await facts.get(tx, _DIGEST) != today.isoformat())


async def morning(tx: Tx, desk: Desk) -> list[Letter]:
    """The digest of the day that has begun, marked as told; nothing where there is nothing to say.

    After an outage the missed days are not told.
    """
    await facts.put(tx, _DIGEST, desk.law.hours.local(tx.now).date().isoformat())
    words = texts.of(desk.language)
    seen = await board.overview(tx, today_ends=ends_today(desk, tx.now), shown=2 * SHOWN)
    waiting = seen.counts.get(Status.WAITING, 0)
    if not (seen.late_number or seen.burning_number or seen.free_number or waiting):
        return []
    longest = [_waiting_line(line, desk, words, tx.now) for line in seen.longest[:3]]
    text = words.digest(**_sorts(seen, desk, words, tx.now), longest=longest, waiting=waiting)
    return [letters.to_group("digest", text)]

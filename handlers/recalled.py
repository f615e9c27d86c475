"""What becomes of words that are being deleted at the client's, and who is told of it (R7)."""

from __future__ import annotations

from datetime import datetime

from handlers import closure, letters, notices, offers, texts
from handlers.context import Desk
from sla.lifecycle import Status
from storage import outbox, recall
from storage.database import Tx
from storage.outbox import Claimed, Letter
from storage.recall import CARRYING, KIND, Recalled
from storage.tickets import Ticket, by_id

_GONE = "message to delete not found"  # deleted before: by us and repeated after a kill, or by the client


def deletion(ticket: Ticket, message: int, number: int) -> Letter:
    """The call that deletes one message of ours at the client's."""
    return Letter(
        kind=KIND,
        method="deleteMessage",
        payload={"message_id": number},
        person_id=ticket.client_id,
        ticket_id=ticket.id,
        message=message,
        rank=letters.rank(ticket),
    )


async def arrived(tx: Tx, desk: Desk, letter: Claimed, chat_id: int, numbers: list[int]) -> None:
    """A deletion is done; or words have arrived that are being withdrawn, and are deleted, too."""
    if letter.message is None or letter.ticket_id is None:
        return
    if letter.kind == KIND:
        await recall.deleted(tx, chat_id, letter.payload["message_id"])
        await settle(tx, desk, letter.message)
    elif letter.kind in CARRYING and await recall.withdrawing(tx, letter.message):
        ticket = await by_id(tx, letter.ticket_id)
        await outbox.write(tx, [deletion(ticket, letter.message, number) for number in numbers])


async def refused(tx: Tx, desk: Desk, letter: Claimed, chat_id: int, reason: str) -> None:
    """Telegram refused to delete: what is gone already is as good as deleted, the rest stays, and is said."""
    await outbox.finish(tx, letter.id, "dropped", reason)
    if letter.message is not None:
        if _GONE in reason.lower():
            await recall.deleted(tx, chat_id, letter.payload["message_id"])
        await settle(tx, desk, letter.message)


async def lost(tx: Tx, desk: Desk, letter: Claimed) -> bool:
    """Whether a letter that can't arrive was a deletion, or brought words that are being withdrawn."""
    if letter.message is None or letter.kind not in (KIND, *CARRYING):
        return False
    withdrawn = letter.kind == KIND or await recall.withdrawing(tx, letter.message)
    if withdrawn:
        await settle(tx, desk, letter.message)
    return withdrawn


async def settle(tx: Tx, desk: Desk, message: int) -> Recalled | None:
    """Tells what came of a withdrawal, once nothing of it is under way: who asked for it, and the client."""
    done = await recall.finish(tx, desk.law, message)
    if done is None:
        return None
    ticket, before = done.ticket, done.before
    found = _outcome(done, desk)
    if done.goes_on or ticket.call_id != before.call_id:
        found.append(letters.card(ticket))
    if ticket.call_id != before.call_id:
        found += await offers.closed(tx, desk, ticket, "recalled", None)
    asked = before.status == Status.RESOLVED and before.question_arrived_at is not None and done.goes_on
    if asked:
        found += await closure.no_question(tx, ticket)
    if asked or (done.arrived and not done.left):
        found.append(_told(done, desk, tx.now))
    await outbox.write(tx, found)
    return done


def _outcome(done: Recalled, desk: Desk) -> list[Letter]:
    """The line about the answer says what became of it, in place of the one that was pressed on."""
    private, at = done.place["private"], done.place["at"]
    if at is None and not done.left:
        return []  # one of many, told of together
    words = texts.of(done.by.language if private else desk.language)
    client, text, kind = done.ticket.contact_name, done.lead.text, done.lead.kind
    if done.left:
        line = words.recall_refused(done.ticket.number, client, text, kind, away=done.away)
    else:
        line = words.recall_done(done.ticket.number, client, text, kind)
    person_id = done.by.id if private else None
    if at is None:
        return [letters.to_person(done.by.id, "recall_refused", line, ticket=done.ticket)]
    return [letters.edit(person_id, at, line)]


def _told(done: Recalled, desk: Desk, now: datetime) -> Letter:
    """One line in place of what is gone: nobody should go on by words that are withdrawn, or wonder."""
    local = desk.law.hours.local
    line = texts.of(done.ticket.client_language).recall_told(
        done.ticket.number, done.what, local(done.arrived or done.lead.at), local(now), goes_on=done.goes_on
    )
    return notices.to_client(done.ticket, "recalled", line)

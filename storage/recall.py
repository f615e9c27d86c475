"""An answer or a question withdrawn after it has gone: deleted at the client's, and as if never said (R7).

Telegram is asked first; only when nothing of it stands in the client's chat any more is it called recalled.
The words stay in the ticket, where only the desk reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update

from sla import extension
from sla.clock import Clock
from sla.lifecycle import Command, Status
from storage import calls, conversation, people, twins
from storage.change import followed, put, record, resumed
from storage.conversation import Kept
from storage.database import Tx
from storage.ending import REOPENED
from storage.people import Person
from storage.refusals import NoSuchTicket, NotToRecall
from storage.schema import events, outbox, posts
from storage.tickets import Law, Ticket, by_id

KIND = "recall"  # a letter that deletes one message of the bot
CARRYING = ("answer", "question")  # letters that bring the desk's words to the client
WITHIN = timedelta(hours=48)  # Telegram lets a bot delete what it wrote in private up to then
_SAID = ("answer", "ask", "resolve")  # what words of the desk are to a ticket


@dataclass(frozen=True, slots=True)
class Asked:
    """What Telegram has to delete: `copies` are its numbers of the messages, none if nothing has arrived."""

    ticket: Ticket
    message: int
    copies: list[int]


@dataclass(frozen=True, slots=True)
class Recalled:
    """What came of a withdrawal. `left`: messages that the client still has; then nothing has changed.

    `place` is where it is to be told; `arrived`: since when the client could read it; `away`: he blocked us.
    """

    ticket: Ticket
    before: Ticket
    lead: Kept
    what: str
    by: Person
    place: dict[str, Any]
    arrived: datetime | None
    left: int
    away: bool

    @property
    def goes_on(self) -> bool:
        """Whether the ticket waits, or is resolved, no more."""
        return self.ticket.status != self.before.status


async def ask(tx: Tx, message: int, by: Person, *, admin: bool, place: dict[str, Any]) -> Asked:
    """Begins to withdraw a whole message, an album with all its parts; what has not gone will not go.

    `place`: where its outcome is to be told. Only for its author, the ticket's holder and admins; up to
    48 hours after sending, and not once the ticket is closed. Raises NotToRecall, NotNow, NoSuchTicket.
    """
    whole = await _whole(tx, message)
    if not whole:
        raise NoSuchTicket
    lead, ticket = whole[0], await by_id(tx, whole[0].ticket_id)
    if not admin and by.id not in (lead.author_id, ticket.holder_id):
        raise NotToRecall(ticket.number, "others")
    for state in ("recalled", "recalling"):
        if state in lead.content:
            raise NotToRecall(ticket.number, state)
    followed(ticket, Command.RECALL)
    carried = await _carried(tx, whole)
    gone = [row.sent_at for row in carried if row.status == "sent"]
    if any(row.status == "posted" for row in carried):
        raise NotToRecall(ticket.number, "mailed")
    if not carried or (gone and tx.now - min(gone) >= WITHIN):
        raise NotToRecall(ticket.number, "old")
    unsent = (*_carriers(whole), outbox.c.status.in_(("waiting", "unreached", "held", "dead")))
    await tx.execute(update(outbox).where(*unsent).values(status="dropped", error="recalled"))
    copies = [copy.message_id for copy in await _standing(tx, ticket, whole)]
    await _mark(tx, whole, recalling=place | {"by": by.id})
    return Asked(ticket, lead.id, copies)


async def _whole(tx: Tx, message: int) -> list[Kept]:
    """Words of the desk with everything that was told with them, the first part kept first."""
    one = await conversation.kept(tx, message)
    if one is None or one.side != "desk" or one.content.get("as") not in _SAID:
        return []
    if "group" not in one.content:
        return [one]
    found = await conversation.album(tx, one.chat_id, one.message_id, one.content["group"])
    mine = [part for part in found if (part.side, part.ticket_id) == (one.side, one.ticket_id)]
    return sorted(mine, key=lambda part: part.id)


def _carriers(whole: Sequence[Kept]) -> tuple[Any, ...]:
    return (
        outbox.c.ticket_id == whole[0].ticket_id,
        outbox.c.message.in_([one.id for one in whole]),
        outbox.c.kind.in_(CARRYING),
    )


async def _carried(tx: Tx, whole: Sequence[Kept]) -> list[Any]:
    """The letters that carry it, but for those that nobody needs."""
    columns = (outbox.c.status, outbox.c.sent_at, outbox.c.sent_message_id)
    return await tx.all(select(*columns).where(*_carriers(whole), outbox.c.status != "dropped"))


async def _standing(tx: Tx, ticket: Ticket, whole: Sequence[Kept]) -> list[twins.Copy]:
    chat_id = ticket.client_telegram_id
    return [] if chat_id is None else await twins.standing(tx, whole, chat_id)


async def _mark(tx: Tx, whole: Sequence[Kept], **marks: Any) -> None:
    for one in whole:
        content = {key: value for key, value in one.content.items() if key != "recalling"} | marks
        await conversation.rewrite(tx, replace(one, content=content))


async def withdrawing(tx: Tx, message: int) -> bool:
    """Whether these words are being withdrawn just now."""
    whole = await _whole(tx, message)
    return bool(whole) and "recalling" in whole[0].content


async def deleted(tx: Tx, chat_id: int, message_id: int) -> None:
    """This message of ours is in the chat no more: what is said from now on does not reply to it.

    A reply that is on its way to us still finds its ticket.
    """
    there = (posts.c.chat_id == chat_id, posts.c.message_id == message_id)
    await tx.execute(update(posts).where(*there).values(purpose="recalled", message=None))


async def finish(tx: Tx, law: Law, message: int) -> Recalled | None:
    """What came of a withdrawal, when nothing of it is on its way any more; None until then.

    A question that the ticket waited for: it waits no more. The pause so far stays: R6 stops the clock
    while the ticket waits, and wait it did, with the question before the client and his promised moment
    moved; taking that back in time would make a breach of which nobody was warned.

    The only answer of a resolved ticket: the ticket goes on, its clock as if never resolved. The execution
    ends when the answer is delivered (T4), and an answer withdrawn was none: the time since counts.
    """
    whole = await _whole(tx, message)
    place = whole[0].content.get("recalling") if whole else None
    if place is None or await _under_way(tx, whole):
        return None
    lead, before = whole[0], await by_id(tx, whole[0].ticket_id)
    what = "question" if lead.content["as"] == "ask" else "answer"
    by, carried = await people.by_id(tx, place["by"]), await _carried(tx, whole)
    sent = [row for row in carried if row.status == "sent"]
    # Accepted, and Telegram's answer unreadable: it stands there under a number that nobody knows.
    left = len(await _standing(tx, before, whole)) + sum(row.sent_message_id is None for row in sent)
    away = not (await people.by_id(tx, before.client_id)).has_chat
    rows = [one.id for one in whole]
    data: dict[str, Any] = {"message": lead.id, "messages": rows, "what": what}
    if left:
        ticket = before
        await _mark(tx, whole)
        await record(tx, before.id, by, "recall_refused", data | {"left": left, "away": away})
    else:
        await _mark(tx, whole, recalled=tx.now.isoformat())
        ticket = await _gone_on(tx, law, before, lead.id, what)
        goes_on, words = ticket.status != before.status, "\n".join(one.text for one in whole if one.text)
        await record(tx, before.id, by, "recalled", data | {"text": words, "goes_on": goes_on})
        ticket = await calls.spare(tx, law, ticket, by, rows, closing=goes_on)
    arrived = min((row.sent_at for row in sent), default=None)
    return Recalled(ticket, before, lead, what, by, place, arrived, left, away)


async def _under_way(tx: Tx, whole: Sequence[Kept]) -> bool:
    """Whether something of it may still arrive or be deleted."""
    deletions = (outbox.c.kind == KIND) & outbox.c.status.in_(("waiting", "sending"))
    flying = outbox.c.kind.in_(CARRYING) & outbox.c.status.in_(("waiting", "sending"))
    _, about, _ = _carriers(whole)
    found = select(outbox.c.id).where(outbox.c.ticket_id == whole[0].ticket_id, about)
    return await tx.value(found.where(or_(deletions, flying)).limit(1)) is not None


async def _gone_on(tx: Tx, law: Law, ticket: Ticket, message: int, what: str) -> Ticket:
    """The ticket as it stands without these words."""
    if what == "question":
        others = await conversation.standing(tx, ticket, "asked", ("replied", "resolved"))
        if ticket.status != Status.WAITING or message not in others or others - {message}:
            return ticket
        values: dict[str, Any] = {"waiting_since": None, "waiting_reminders": 0}
        values |= {"execution": ticket.execution.resume(tx.now)}
    else:
        others = await conversation.standing(tx, ticket, "answered", ("disputed",)) - {message}
        if others:
            return ticket
        if ticket.status != Status.RESOLVED or ticket.means != "telegram":
            return await put(tx, law, ticket, {"answered_at": None})
        values = {**REOPENED, "means": None, "execution": await _never_resolved(tx, ticket)}
        values |= {"proposal": extension.overtaken(ticket.proposal)}
    return await put(tx, law, ticket, values | {"status": resumed(ticket, Command.RECALL)})


async def _never_resolved(tx: Tx, ticket: Ticket) -> Clock:
    resolved = select(events.c.at, events.c.data).where(
        events.c.ticket_id == ticket.id, events.c.type == "resolved"
    )
    at, data = await tx.one(resolved.order_by(events.c.id.desc()).limit(1))
    clock = Clock.from_json(data["before"]["execution"])
    # What it waited for until then was asked all the same.
    return clock.resume(at) if data["before"]["status"] == Status.WAITING else clock


async def possible(tx: Tx, ticket: Ticket, by: Person, limit: int, *, admin: bool) -> list[Kept]:
    """What of the desk's words in this ticket this person can withdraw now, the newest first."""
    sent = func.min(outbox.c.sent_at, type_=outbox.c.sent_at.type)
    carried = (
        select(outbox.c.message)
        .where(
            outbox.c.ticket_id == ticket.id,
            outbox.c.message.is_not(None),
            outbox.c.kind.in_(CARRYING),
            outbox.c.status.in_(("sent", "sending", "waiting", "unreached")),
        )
        .group_by(outbox.c.message)
        .having(or_(sent.is_(None), sent > tx.now - WITHIN))
        .order_by(outbox.c.message.desc())
    )
    found: list[Kept] = []
    for (message,) in await tx.all(carried):
        whole = await _whole(tx, message)
        lead = whole[0] if whole and whole[0].id == message else None
        allowed = lead is not None and (admin or by.id in (lead.author_id, ticket.holder_id))
        if lead is not None and allowed and not lead.content.keys() & {"recalled", "recalling"}:
            found.append(lead)
    return found[:limit]


async def of_all(tx: Tx, first: int) -> list[int]:
    """The words of an answer to a whole mass incident in each of its tickets, `first` in the parent."""
    parent = await conversation.ticket_of(tx, first)
    told = select(events.c.data).where(events.c.ticket_id == parent, events.c.type == "answered_all")
    found: list[int] = next(
        (data["messages"] for (data,) in await tx.all(told) if data["messages"][0] == first), []
    )
    return found

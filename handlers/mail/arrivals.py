"""What follows when a letter by mail was taken by the server, or can't arrive: the ladder of delivery (R7).

The client's means first, then the other one, then a call; the fourteen days start with the first to arrive.
"""

from __future__ import annotations

from datetime import datetime

from handlers import letters, notices, offers
from handlers.context import Desk
from handlers.mail import address
from sla.lifecycle import Status
from storage import change, ending, outbox, people, postbag, proving, tickets
from storage.database import Tx
from storage.postbag import Posted
from storage.tickets import Ticket


async def arrived(tx: Tx, desk: Desk, post: Posted) -> None:
    """The server took it (250): that is delivery (R7)."""
    await postbag.sent(tx, post)
    if post.ticket_id is None:
        return
    ticket = await tickets.by_id(tx, post.ticket_id)
    law = desk.law
    match post.kind:
        case "answer" if post.message is not None:
            await ending.answer_arrived(tx, law, ticket.id, post.message, means="email")
        case "closure_question":
            if ticket.means == "telegram" and ticket.question_arrived_at is None:
                await change.put(tx, law, ticket, {"means": "email"})
            await ending.question_arrived(tx, law, ticket.id, _closing(post))
        case "closure_reminder":
            await ending.reminder_arrived(tx, law, ticket.id, _closing(post), means="email")
        case _ if post.kind in offers.MATTERS:
            await change.record(tx, ticket.id, None, "mailed", {"what": post.kind})
    if post.kind == "closure_question" or not post.data.get("first", True):
        # On the ordinary way the card need not change: the group has few calls to spend (B6).
        await outbox.write(tx, [letters.card(await tickets.by_id(tx, ticket.id))])


def _closing(post: Posted) -> datetime | None:
    text = post.data.get("closing")
    return datetime.fromisoformat(text) if text else None


async def refused(tx: Tx, desk: Desk, post: Posted, reason: str) -> None:
    """It will not arrive (550, a bounce): on the card, in the history; then the next step of the ladder."""
    await postbag.give_up(tx, post.id, reason)
    if post.kind == proving.KIND:
        await address.not_reached(tx, post)
    if post.ticket_id is None:
        return
    ticket = await tickets.by_id(tx, post.ticket_id)
    await change.record(tx, ticket.id, None, "mail_refused", {"what": post.kind, "reason": reason[:200]})
    client = await people.by_id(tx, ticket.client_id)
    if post.letter is not None and post.data.get("first") and client.has_chat:
        await postbag.reroute(tx, post.letter, "telegram")
        await outbox.write(tx, [letters.card(ticket)])
    else:
        await _call(tx, desk, ticket, post)


async def came_back(tx: Tx, desk: Desk, post: Posted, reason: str) -> None:
    """A letter that a server had taken came back from another one: the same, and nothing counts as delivered.

    Where a ticket waits for the client's word since this very letter, it is asked for by phone.
    """
    ticket = None if post.ticket_id is None else await tickets.by_id(tx, post.ticket_id)
    if ticket is not None and post.kind == "closure_question" and ticket.status == Status.RESOLVED:
        await ending.question_came_back(tx, desk.law, ticket.id)
    await refused(tx, desk, post, reason)


async def _call(tx: Tx, desk: Desk, ticket: Ticket, post: Posted) -> None:
    if post.letter is not None:
        await outbox.finish(tx, post.letter, "unreached", "refused by mail")
    if offers.needed(ticket, post.kind):
        await offers.lost(tx, desk, ticket, post.kind, post.message)
    else:
        await outbox.write(tx, [letters.card(ticket)])


async def locked_out(tx: Tx, desk: Desk, what: str, host: str) -> None:
    """The server knows our password no more: tried no further, and every admin reads so, once."""
    await outbox.write(tx, await notices.to_admins(tx, desk, None, "alarm", "mail_locked_out", what, host))

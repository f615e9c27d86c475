"""What a colleague does with a ticket, where an admin allowed it: adds, answers, confirms (B2, R9.1).

He speaks for the company as its representative. Withdrawal, dispute, rating and an agreed term stay the
author's; what a colleague does, the author is told, and the desk reads whose words they are.
"""

from __future__ import annotations

from handlers import letters, notices, texts
from handlers.context import Desk, Toast
from sla.lifecycle import Status
from storage import conversation, ending, life, outbox
from storage.conversation import Said
from storage.database import Tx
from storage.people import Person
from storage.tickets import Ticket


async def says(tx: Tx, desk: Desk, person: Person, ticket: Ticket, said: Said) -> None:
    """Words or a file to a colleague's ticket; where it waits for an answer, they are the answer (R6)."""
    (row,) = await conversation.keep(tx, ticket.id, person.id, "client", [said])
    if ticket.status == Status.WAITING:
        ticket, what = await life.reply(tx, desk.law, ticket.id, person, row), "reply"
    else:
        ticket, what = await life.add(tx, ticket.id, person, row), "addition"
    heading = texts.of(ticket.client_language).colleague_added(ticket.number, name_of(person))
    # Who filed by phone or by mail reads none.
    copies = (
        []
        if ticket.client_telegram_id is None
        else letters.relayed(
            said,
            heading,
            person_id=ticket.client_id,
            ticket=ticket,
            kind="colleague",
            reply_to=None,
            message=None,
        )
    )
    told = notices.from_client(ticket, desk, said, row, what=what, name=name_of(person))
    await outbox.write(tx, [*told, *copies])


async def confirm(tx: Tx, desk: Desk, person: Person, ticket: Ticket) -> Toast:
    """The company's representative says that it is solved: closed, and its author is told by whom (R9.1)."""
    closed = await ending.confirm(tx, desk.law, ticket.id, person)
    line = texts.of(closed.client_language).colleague_confirmed(closed.number, name_of(person))
    await outbox.write(tx, [letters.card(closed), notices.asking_to_rate(closed, line)])
    return Toast(texts.of(person.language).closed_toast(closed.number))


def name_of(person: Person) -> str:
    """What he is called by: the name of the contact person he gave, or Telegram's."""
    return person.contact_name or person.name

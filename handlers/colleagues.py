"""What a colleague does with a ticket, where an admin allowed it: adds, answers, confirms (B2, R9.1).

He speaks for the company as its representative. Withdrawal, dispute, rating and an agreed term stay the
author's; what a colleague does, the author is told, and the desk reads whose words they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers import amending, caps, carriage, gathering, letters, notices, texts
from handlers.context import Desk, Toast
from storage import conversation, ending, holding, life, outbox, twins
from storage.conversation import Kept, Said
from storage.database import Tx
from storage.people import Person
from storage.tickets import Ticket

COPY = "colleague"  # what the author of the ticket reads of it


async def says(tx: Tx, desk: Desk, person: Person, ticket: Ticket, said: Said) -> None:
    """Words or a file to a colleague's ticket; where it waits for an answer, they are the answer (R6)."""
    await caps.room(tx, desk, ticket, [said])
    waited = await holding.awaited(tx, ticket)
    kept = await conversation.bundle(
        tx, ticket.id, person, "client", [said], "reply" if waited else "addition", speaker=name_of(person)
    )
    if waited:
        ticket = await life.reply(tx, desk.law, ticket.id, person, kept[0].id)
    else:
        ticket = await life.add(tx, ticket.id, person, kept[0].id)
    if waited:
        await outbox.write(tx, notices.from_client(ticket, desk, kept, tx.now, moved=True))
    else:
        await outbox.write(tx, await gathering.to_desk(tx, desk, ticket, kept))
    await tell_author(tx, person, ticket, kept)


async def tell_author(tx: Tx, person: Person, ticket: Ticket, kept: Sequence[Kept]) -> None:
    """The ticket's author reads what his colleague has said in it; who filed by phone or by mail, nothing."""
    if ticket.client_telegram_id is None:
        return
    heading = texts.of(ticket.client_language).colleague_added(ticket.number, name_of(person))
    await outbox.write(tx, carriage.told(ticket, kept, heading, COPY))


async def follow(tx: Tx, desk: Desk, person: Person, ticket: Ticket, message: int) -> None:
    """The author's copy of a colleague's words is as they are now (B4)."""
    if ticket.client_telegram_id is None:
        return
    words, together = texts.of(ticket.client_language), await conversation.parts(tx, message)
    heading = words.colleague_added(ticket.number, name_of(person)) + carriage.mark(together, desk, words)
    waits = await twins.on_their_way(tx, together[0], (COPY,))
    stands = {
        copy.part: copy.message_id
        for copy in await twins.standing(tx, together, ticket.client_telegram_id, (COPY,))
        if copy.at == 0
    }
    for part, new in enumerate(carriage.told(ticket, together, heading, COPY)):
        if part in waits:
            await twins.rewrite(tx, waits[part], new.method, new.payload, waits[part].held_until)
        elif part not in stands:
            await outbox.write(tx, [new])
        elif (edit := amending.edit_of(new, together[0])) is not None:
            payload = {"message_id": stands[part], **edit[1]}
            await outbox.write(tx, [replace(new, kind="edit", method=edit[0], payload=payload, message=None)])


async def confirm(tx: Tx, desk: Desk, person: Person, ticket: Ticket) -> Toast:
    """The company's representative says that it is solved: closed, and its author is told by whom (R9.1)."""
    closed = await ending.confirm(tx, desk.law, ticket.id, person)
    line = texts.of(closed.client_language).colleague_confirmed(closed.number, name_of(person))
    await outbox.write(tx, [letters.card(closed), notices.asking_to_rate(closed, line)])
    return Toast(texts.of(person.language).closed_toast(closed.number))


def name_of(person: Person) -> str:
    """What he is called by: the name of the contact person he gave, or Telegram's."""
    return person.contact_name or person.name

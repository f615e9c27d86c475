"""A mass incident: one answer and one resolution for every ticket of the same cause (R3, R7, R8)."""

from __future__ import annotations

from sqlalchemy import select

from storage import conversation, ending, handover, holding, life, recall, relations
from storage.change import must_hold, record
from storage.conversation import Kept, Said
from storage.database import Tx
from storage.people import Person
from storage.refusals import NotThis
from storage.schema import outbox as letters
from storage.tickets import Law, Ticket, by_id

Answered = list[tuple[Ticket, int]]  # each ticket as it is afterwards, with the row of what was said in it


async def answerable(tx: Tx, parent_id: int, by: Person) -> tuple[Ticket, list[Ticket]]:
    """The parent and its open children, if `by` may answer for all of them now: only the parent's holder."""
    parent = await life.answer(tx, parent_id, by)
    found = [child for child in await relations.children(tx, parent_id) if child.is_open]
    if not found:
        raise NotThis(parent.number, "alone")
    return parent, found


async def readers(tx: Tx, parent_id: int) -> int:
    """How many tickets an answer to all goes to, the parent included."""
    return 1 + sum(child.is_open for child in await relations.children(tx, parent_id))


async def answer(
    tx: Tx, law: Law, parent_id: int, by: Person, text: str, *, resolves: bool, at: tuple[int, int] = (0, 0)
) -> Answered:
    """Said in the parent and in each open child, which with `resolves` are resolved by it.

    `at`: chat and number of the message in which `by` wrote it; the parent's row has it.

    Who answers for all holds them all from now on: children that nobody holds are claimed, others are handed
    over to him. Each client is asked for himself whether it is solved; each ticket's own clocks go on.
    """
    parent, found = await answerable(tx, parent_id, by)
    answered: Answered = []
    for ticket in (parent, *found):
        if ticket.holder_id is None:
            await life.claim(tx, law, ticket.id, by)
        elif ticket.holder_id != by.id:
            await handover.hand_over(tx, law, ticket.id, by, by, admin=True)
        place = at if ticket.id == parent.id else (0, 0)
        said = Said("text", text, {"as": "resolve" if resolves else "answer"}, *place)
        (row,) = await conversation.keep(tx, ticket.id, by.id, "desk", [said])
        await record(tx, ticket.id, by, "answered", {"message": row})
        if resolves:
            ticket = await ending.resolve(tx, law, ticket.id, by, "telegram", answering=row)
        else:
            ticket = await life.answer(tx, ticket.id, by)
        answered.append((ticket, row))
    await record(tx, parent_id, by, "answered_all", {"messages": [row for _, row in answered]})
    return answered


async def everywhere(tx: Tx, first: Kept) -> list[Kept]:
    """What was said to all with these words of the parent's; they alone where it was nothing of the kind."""
    said = await recall.of_all(tx, first.id) or [first.id]
    return [one for row in said if (one := await conversation.kept(tx, row)) is not None]


async def take_back(tx: Tx, law: Law, parent_id: int, by: Person, first: int) -> list[Ticket] | None:
    """Takes back an answer to all while it is held, `first` its row in the parent; the tickets concerned.

    None, with nothing changed, when one of the letters has gone, or there was no such answer.
    """
    must_hold(await by_id(tx, parent_id), by)
    said = await recall.of_all(tx, first)
    if await conversation.ticket_of(tx, first) != parent_id:
        said = []
    gone = select(letters.c.id).where(
        letters.c.message.in_(said), letters.c.kind == "answer", letters.c.status != "waiting"
    )
    if not said or await tx.value(gone.limit(1)) is not None:
        return None
    found = []
    for row in said:
        ticket_id = await conversation.ticket_of(tx, row)
        assert ticket_id is not None
        await holding.take_back(tx, row, ticket_id)
        found.append(await life.take_back(tx, law, ticket_id, by, row))
    return found

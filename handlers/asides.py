"""Dialogues about one ticket: it is written to until he is done, or withdrawn with a word about why (B2).

While one of them stands, everything that its client writes goes there; it stands for half an hour, so that
tomorrow's trouble is not taken for yesterday's. Whatever he was filling in waits underneath.
"""

from __future__ import annotations

from datetime import timedelta

from handlers.buttons import DRAFT, Row, button
from handlers.context import Words
from storage import mine
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.tickets import Ticket

WRITING, WITHDRAW = "writing", "withdraw"
COMMENT = "comment"  # on a low rating (S2): a question that need not be answered
FLOWS = (WRITING, WITHDRAW)
STANDS = timedelta(minutes=30)


def stale(tx: Tx, draft: Draft) -> bool:
    """Whether it was begun too long ago to take what he writes now."""
    return draft.updated_at is None or tx.now - draft.updated_at > STANDS


async def ticket_of(tx: Tx, person: Person, draft: Draft | None) -> Ticket | None:
    """The ticket that what he writes now goes to; None where nothing of the kind stands any more."""
    if draft is None or draft.flow not in FLOWS or stale(tx, draft):
        return None
    ticket = await mine.known(tx, draft.data["ticket"], person.id)
    return ticket if ticket is not None and ticket.status != "closed" else None


async def current(tx: Tx, person: Person, draft: Draft | None, words: Words) -> str | None:
    """Number and first words of the ticket that he writes to."""
    ticket = await ticket_of(tx, person, draft)
    if ticket is None or draft is None or draft.flow != WRITING:
        return None
    return str(words.ticket_button(ticket.number, ticket.description))


async def rendered(tx: Tx, person: Person, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """The screen of such a dialogue: which ticket it is about, and the way out."""
    ticket = await mine.known(tx, draft.data["ticket"], person.id)
    if ticket is None:
        return str(words.WRITING_DONE), []
    if draft.flow == WRITING:
        name = words.ticket_button(ticket.number, ticket.description)
        author = None if ticket.client_id == person.id else ticket.contact_name
        return words.writing(name, author), [[button(words.DONE_WRITING, DRAFT, draft.revision, "cancel")]]
    said = "\n".join(draft.data["words"]) if draft.data.get("saids") else None
    return words.ask_withdraw(ticket.number, said), [
        [button(words.YES_WITHDRAW, DRAFT, draft.revision, "yes")],
        [button(words.NO, DRAFT, draft.revision, "cancel")],
    ]

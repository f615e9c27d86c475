"""A letter that came: what wrote it, about which ticket, and whose word it is (R1.2).

1. Ours, a robot's or a returned one opens nothing and is answered by nobody.
2. It belongs to a ticket if it answers a letter of ours (its Message-ID is signed), or if the ticket's number
   is in its subject and the sender is the ticket's own.
3. Anything else that a person wrote is a new ticket, linked to the one whose number he names.

No address makes a dispatcher of anybody: what comes by mail acts for a client, or not at all.
"""

from __future__ import annotations

from handlers.context import Desk
from handlers.mail import address, arrivals, filing, nature, quotes, replies
from handlers.mail.letter import MailLetter, read
from handlers.mail.nature import Nature
from storage import mailbox, people, postbag, proving, tickets
from storage.database import Tx
from storage.mailbox import Came
from storage.people import Person
from storage.postbag import Posted
from storage.tickets import Ticket

_ENOUGH = 20  # Latin letters without a Cyrillic one: an English letter, not a name


async def take(tx: Tx, desk: Desk, came: Came, letter: MailLetter) -> Nature:
    """Everything that follows from a letter, in the transaction that says it is handled."""
    kind = nature.of(letter, desk.mail_addresses)
    answered = await postbag.known(tx, letter.references)
    if kind is Nature.BOUNCE:
        await _came_back(tx, desk, came, letter, answered)
    elif kind is Nature.AUTOMATIC and answered is not None and answered.ticket_id is not None:
        ticket = await tickets.by_id(tx, answered.ticket_id)
        await replies.note(tx, desk, ticket, came, letter)
        await mailbox.handled(tx, came.id, ticket_id=ticket.id, person_id=ticket.client_id)
    elif kind is Nature.HUMAN and answered is not None and answered.kind == proving.KIND:
        await address.by_letter(tx, desk, came, letter, answered)
    elif kind is Nature.HUMAN and await _again(tx, came, letter):
        pass
    elif kind is Nature.HUMAN and "@" in letter.sender:
        await _from_person(tx, desk, came, letter, answered)
    else:
        await mailbox.handled(tx, came.id)
    await mailbox.known_as(tx, came.id, kind)
    return kind


async def _again(tx: Tx, came: Came, letter: MailLetter) -> bool:
    """Whether it is an earlier letter under another Message-ID, as programs send them: kept beside it."""
    for earlier, ticket_id, person_id in await mailbox.just_before(tx, came):
        other = read(await mailbox.raw(tx, earlier))
        same = (other.subject, other.text, other.files) == (letter.subject, letter.text, letter.files)
        if same and other.references == letter.references and person_id is not None:
            await mailbox.handled(tx, came.id, ticket_id=ticket_id, person_id=person_id)
            return True
    return False


async def _came_back(tx: Tx, desk: Desk, came: Came, letter: MailLetter, answered: Posted | None) -> None:
    lost = answered or await postbag.known(tx, nature.ids_inside(letter))
    await mailbox.handled(tx, came.id, ticket_id=lost and lost.ticket_id, person_id=lost and lost.person_id)
    if lost is not None and nature.failed_for_good(letter):
        await arrivals.came_back(tx, desk, lost, "bounced")


async def _from_person(tx: Tx, desk: Desk, came: Came, letter: MailLetter, answered: Posted | None) -> None:
    first = came.id
    if answered is not None and answered.kind == "missing" and answered.re is not None:
        first = await mailbox.first_of(tx, answered.re)
    ticket = await _ticket_of(tx, answered, first)
    sure = ticket is not None
    named = ticket or await replies.of_number(tx, letter.subject)
    client = None if named is None else await people.by_id(tx, named.client_id)
    mine = named is not None and client is not None and _is_his(letter.sender, named, client, answered)
    if named is not None and client is not None and (sure or mine):
        banned = client.banned_at is not None
        about = answered if sure else None
        if banned or await replies.take(tx, desk, named, came, letter, by_client=mine, answered=about):
            await mailbox.handled(tx, came.id, ticket_id=named.id, person_id=named.client_id)
            return
    if client is not None and mine and sure:
        person = client  # of a closed ticket, writing on
    else:
        person = await mailbox.writer(tx, letter.sender, letter.sender_name, _language(letter, desk))
    if person.banned_at is not None:
        await mailbox.handled(tx, came.id, person_id=person.id)
        return
    await filing.file(tx, desk, person, came, letter, first=came.id if sure else first, about=named)


async def _ticket_of(tx: Tx, answered: Posted | None, first: int) -> Ticket | None:
    """The ticket that a letter of ours was about, or that became of the letter in which something lacked."""
    if answered is None:
        return None
    ticket_id = answered.ticket_id or await mailbox.ticket_of(tx, first)
    return None if ticket_id is None else await tickets.by_id(tx, ticket_id)


def _language(letter: MailLetter, desk: Desk) -> str:
    """In which language somebody new is answered: the one that he writes in, where that can be told."""
    said = f"{letter.subject} {quotes.fresh(letter.text)}".casefold()
    if any("а" <= c <= "я" or c == "ё" for c in said):
        return "ru"
    return "en" if sum("a" <= c <= "z" for c in said) >= _ENOUGH else desk.language


def _is_his(sender: str, ticket: Ticket, client: Person, answered: Posted | None) -> bool:
    """Whether this address is the client's: his own, the ticket's, or the one that our letter went to."""
    addressed = answered.address.casefold() if answered is not None else None
    return sender in (client.mail, ticket.email.casefold(), addressed)

"""How a dialogue ends: the ticket is filed, the person leaves, or an old screen is pressed (R2, R4)."""

from __future__ import annotations

from datetime import timedelta

from handlers import belonging, contracts, dialogue, fields, letters, notices, texts
from handlers.additions import bundled
from handlers.asides import COMMENT, WITHDRAW, WRITING
from handlers.context import Desk, Toast, Words
from handlers.dialogue import DISPUTE, INTAKE, WHERE
from sla.regulation import Kind
from storage import conversation, drafts, life, outbox, people, tickets
from storage.conversation import Kept, Post, Said
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person
from storage.refusals import TooManyTickets
from storage.tickets import Ticket

_SPEECH = "🎤"  # in place of words that are only heard


async def send(
    tx: Tx, desk: Desk, person: Person, draft: Draft, message_id: int | None, words: Words
) -> Toast:
    """[✅ Отправить]: the ticket gets its number, what was entered is remembered for the next one (R4).

    Raises TooManyTickets; the draft stays.
    """
    if await life.filed_since(tx, person.id, tx.now - timedelta(days=1)) >= desk.tickets_a_day:
        raise TooManyTickets(desk.tickets_a_day)
    data = draft.data
    ticket, described = await register(tx, desk, person, data)
    await drafts.drop(tx, person.id)
    changed = {name: data[name] for name in dialogue.REMEMBERED if getattr(person, name) != data[name]}
    if changed:
        await people.remember(tx, person, changed)
    if "company" in changed:
        await contracts.claimed(tx, desk, person, data["company"])
    found = notices.registered(ticket, desk, described)
    if message_id is not None:
        sent = dialogue.review(desk, data, words, sent=ticket.number)
        found.insert(0, letters.edit(person.id, message_id, sent))
        if person.telegram_id is not None:
            # A reply to the card finds its ticket, and a second press is told the number.
            post = Post(person.telegram_id, message_id, ticket.id, "filed", None, {})
            await conversation.posted(tx, [post])
    await outbox.write(tx, found)
    return Toast(words.registered_toast(ticket.number))


async def register(
    tx: Tx,
    desk: Desk,
    client: Person,
    data: fields.Data,
    *,
    by: Person | None = None,
    source: str = "telegram",
) -> tuple[Ticket, list[Kept]]:
    """A ticket of what the dialogue has gathered, and the messages of its description (R2, R4).

    `by`: the dispatcher who wrote them for the client.
    """
    impact = next(one for one in desk.law.regulation.impacts if one.code == data["impact"])
    saids = [Said(**one) for one in data["saids"]]
    filing = life.Filing(
        description="\n".join(data["words"]) or _SPEECH,
        kind=Kind(impact.kind),
        priority=impact.priority,
        attachments=fields.files_of(data["saids"]),
        source=source,
        linked_to=data.get("linked_to"),
        **{name: data[name] for name in dialogue.REMEMBERED},
    )
    sought = map(conversation.sought, saids)
    ticket = await life.register(tx, desk.law, client, filing, by=by, said=sought)
    described = [
        one
        for said in bundled(saids)
        for one in await conversation.bundle(
            tx, ticket.id, by or client, "client", said, conversation.DESCRIPTION, found=True
        )
    ]
    return ticket, described


async def leave(tx: Tx, person: Person, draft: Draft, message_id: int | None = None) -> None:
    """Out of the dialogue with a word about it; back into the one put aside for it, if there is one."""
    words = texts.of(person.language)
    if draft.flow == INTAKE and draft.data.get("consent") and person.consent_version is not None:
        await _keep_entered(tx, person, draft)
    if await belonging.unsaid(tx, draft, message_id):
        return
    line = words.CANCELLED if draft.flow in (INTAKE, WHERE) else words.NOTHING_RECORDED
    line = {
        DISPUTE: words.DISPUTE_CANCELLED,
        WRITING: words.WRITING_DONE,
        WITHDRAW: words.STAYS_OPEN,
        COMMENT: words.RATING_STANDS,
    }.get(draft.flow, line)
    if message_id is not None:
        await outbox.write(tx, [letters.edit(person.id, message_id, line)])
        return
    # The phone's keyboard may be there: it goes away only with a message of its own.
    found = []
    seen = await drafts.last_seen(tx, person.id)
    if (
        seen is not None
        and seen[0] == "screen"
        and seen[1] is not None
        and draft.data.get("shown") != "phone"
    ):
        found.append(letters.bare(person.id, seen[1]))
    payload = letters.text_payload(line, {"remove_keyboard": True})
    await outbox.write(tx, [*found, outbox.Letter(kind="cancelled", payload=payload, person_id=person.id)])


async def _keep_entered(tx: Tx, person: Person, draft: Draft) -> None:
    """Whom and how to reach was told with consent: the next ticket does not ask it again."""
    data = draft.data
    entered = {name: data[name] for name in ("company", "phone", "email") if data.get(name)}
    if "company" in entered:
        entered["fabricator"] = data.get("fabricator")  # of that company, or still to be asked
    name = data.get("contact_name")
    if name and (data.get("named") or name != person.name):
        entered["contact_name"] = name
    changed = {name: value for name, value in entered.items() if getattr(person, name) != value}
    if changed:
        await people.remember(tx, person, changed)


async def refuse_consent(tx: Tx, desk: Desk, person: Person, message_id: int | None, words: Words) -> None:
    """[Отказаться]: nothing that he wrote is kept; he is told the other ways in (B7, R1)."""
    await drafts.drop(tx, person.id)
    contacts = desk.law.regulation.contacts
    line = words.consent_refused(contacts.phone, contacts.email)
    if message_id is None:
        await outbox.write(tx, [letters.to_person(person.id, "cancelled", line)])
    else:
        await outbox.write(tx, [letters.edit(person.id, message_id, line)])


async def old_press(
    tx: Tx, person: Person, draft: Draft | None, choice: str, message_id: int | None, words: Words
) -> Toast | None:
    """A press on a screen that is not the current one: the current one is brought back, nothing is done."""
    if draft is None:
        if choice == "send" and message_id is not None and person.telegram_id is not None:
            post = await conversation.post(tx, person.telegram_id, message_id)
            if post is not None and post.purpose == "filed" and post.ticket_id is not None:
                ticket = await tickets.by_id(tx, post.ticket_id)
                return Toast(words.already_sent(ticket.number))
        if message_id is not None:
            await outbox.write(tx, [letters.bare(person.id, message_id)])
        return Toast(words.OLD_BUTTON)
    if message_id is not None and message_id == draft.data.get("on"):
        # A double click: the first of the two has already changed this very message.
        if not dialogue.asks_phone(draft):
            await outbox.write(tx, [letters.screen(person.id, message_id)])
        return None
    found = [] if message_id is None else [letters.bare(person.id, message_id)]
    await outbox.write(tx, [*found, letters.screen(person.id)])
    return Toast(words.OLD_SCREEN)

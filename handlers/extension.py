"""A later deadline by agreement: the dispatcher proposes in private, the client answers by a button (T4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers import additions, dialogue, errors, fields, letters, notices, reading
from handlers.buttons import DRAFT, Press, Row, button, inline, message_of, number, word
from handlers.closure import own
from handlers.context import Desk, Toast, Words
from handlers.person import is_staff
from handlers.when import understood
from sla.extension import later, present_deadline
from storage import drafts, extension, outbox, tickets
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import NoSuchTicket, NotLater, Refusal, StaffOnly, TooFar
from storage.tickets import Ticket

FLOW, HEAD = "extend", "x"
HELD_FOR = timedelta(seconds=10)  # as every word to a client is
REASON_LIMIT = 500
_OFFERED: dict[str, dict[str, int]] = {"hours": {"seconds": 4 * 3600}, "day": {"days": 1}}


async def begin(tx: Tx, person: Person, draft: Draft | None, ticket_id: int) -> None:
    """[Срок]: a later deadline is to be proposed to the client, if this dispatcher may do so now."""
    ticket = await extension.proposer(tx, ticket_id, person)
    await dialogue.show(tx, dialogue.over(draft, person, FLOW, "moment", {"ticket": ticket.id}))


async def ask(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """First until when, then why; above it, what was wrong with the last thing typed."""

    def key(text: str, *data: str) -> dict[str, Any]:
        return button(text, DRAFT, draft.revision, *data)

    ticket = await tickets.by_id(tx, draft.data["ticket"])
    hours = desk.law.hours
    now = hours.local(tx.now)
    if draft.step == "reason":
        moment = hours.local(datetime.fromisoformat(draft.data["moment"]))
        text = words.ask_extension_reason(ticket.number, moment, now, moved=draft.data["moved"])
        return dialogue.under(draft, text), [[key(words.BACK, "back")]]
    due = hours.local(present_deadline(ticket.execution, hours, tx.now))
    offered = {code: hours.local(_offer(desk, ticket, code, tx.now)) for code in _OFFERED}
    rows = [[key(words.extension_button(code, at, now), "by", code)] for code, at in offered.items()]
    return dialogue.under(draft, words.ask_extension(ticket.number, due, offered["day"], now)), rows


def _offer(desk: Desk, ticket: Ticket, code: str, now: datetime) -> datetime:
    return later(ticket.execution, desk.law.hours, now, **_OFFERED[code])


async def heard(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The new moment as it was typed; then the reason, and the proposal is on its way."""
    text = reading.tidy(message.text or "")
    ticket = await _proposer(tx, draft, person)
    if draft.step == "moment":
        wanted = understood(text, desk.law.hours, tx.now)
        if wanted is None:
            draft.data["problem"] = words.extension_unclear()
        else:
            _wanted(tx, desk, draft, ticket, wanted, words)
    elif not fields.has_letters(text):
        draft.data["problem"] = words.extension_reason_needed()
    elif len(text) > REASON_LIMIT:
        draft.data["problem"] = words.extension_reason_long(REASON_LIMIT)
    else:
        await _propose(tx, desk, person, draft, text, words)
        return
    await dialogue.show(tx, draft)


async def _proposer(tx: Tx, draft: Draft, person: Person) -> Ticket:
    """The ticket; where he may not propose any more, the dialogue is over with the refusal."""
    try:
        return await extension.proposer(tx, draft.data["ticket"], person)
    except Refusal:
        await drafts.drop(tx, person.id)
        raise


def _wanted(tx: Tx, desk: Desk, draft: Draft, ticket: Ticket, wanted: datetime, words: Words) -> None:
    """On to the reason with the moment that can be proposed, or what is wrong with this one."""
    try:
        moment = extension.movable(desk.law, ticket, wanted, tx.now)
    except (NotLater, TooFar) as refusal:
        draft.step = "moment"
        line = errors.words_for(refusal, words, desk, unsent=False)
        draft.data["problem"] = escape(line, quote=False)
        return
    draft.step = "reason"
    draft.data |= {"moment": moment.isoformat(), "moved": moment != wanted, "problem": None}


async def chosen(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast | None:
    """A moment by a button; back from the reason to the moment."""
    code = word(args, 2)
    if draft.step == "moment" and word(args, 1) == "by" and code in _OFFERED:
        ticket = await _proposer(tx, draft, person)
        _wanted(tx, desk, draft, ticket, _offer(desk, ticket, code, tx.now), words)
    elif draft.step == "reason" and word(args, 1) == "back":
        draft.step, draft.data["problem"] = "moment", None
    else:
        return Toast(words.OLD_BUTTON)
    await dialogue.show(tx, draft, edit=at)
    return None


async def _propose(tx: Tx, desk: Desk, person: Person, draft: Draft, reason: str, words: Words) -> None:
    """To the client in ten seconds; until then it can be taken back."""
    wanted = datetime.fromisoformat(draft.data["moment"])
    try:
        ticket = await extension.propose(tx, desk.law, draft.data["ticket"], person, wanted, reason)
    except NotLater:  # the deadline was moved while he was writing
        ticket = await tickets.by_id(tx, draft.data["ticket"])
        _wanted(tx, desk, draft, ticket, wanted, words)
        await dialogue.show(tx, draft)
        return
    assert ticket.proposal is not None
    local, going = desk.law.hours.local, tx.now + HELD_FOR
    moment = local(ticket.proposal.moment)
    line = words.extension_held(
        ticket.number, ticket.contact_name, moment, local(tx.now), reason=reason, going=local(going)
    )
    undo = inline([button(words.TAKE_BACK, HEAD, ticket.id, "undo", ticket.proposal.number)])
    told = letters.to_person(person.id, "proposed", line, undo, ticket=ticket)
    await outbox.write(tx, [to_client(ticket, going), letters.card(ticket), told])
    await dialogue.finish(tx, draft)


def to_client(ticket: Ticket, going: datetime) -> Letter:
    """The proposal on its way at `going`, worded only then; a newer one takes its place."""
    return Letter(
        kind="proposal",
        person_id=ticket.client_id,
        ticket_id=ticket.id,
        projection=f"proposal:{ticket.id}",
        not_before=going,
        rank=letters.rank(ticket),
    )


def proposal(ticket: Ticket, desk: Desk, words: Words, now: datetime) -> dict[str, Any] | None:
    """The proposal as the client reads it, in Telegram's form; None where it stands no more."""
    found, hours = ticket.proposal, desk.law.hours
    if found is None or not found.stands or not ticket.is_open:
        return None
    until = found.expires_at(ticket.execution_due)
    text = words.extension_proposed(
        ticket.number, hours.local(found.moment), hours.local(now), reason=found.reason,
        answer_by=hours.local(until), preliminary=hours.is_preliminary(found.moment, since=now),
    )  # fmt: skip
    keys = [
        button(words.AGREE_TO_EXTENSION, HEAD, ticket.id, "yes", found.number),
        button(words.DECLINE_EXTENSION, HEAD, ticket.id, "no", found.number),
    ]
    return letters.text_payload(text, inline(keys))


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """The client's word under a proposal; «Отменить» under the dispatcher's own line."""
    at, which = message_of(query), number(args, 2)
    if which is None:
        return Toast(words.OLD_BUTTON)
    match word(args, 1):
        case "yes" | "no" as said:
            ticket = await own(tx, person, args)
            await answered(tx, desk, person, ticket, which, words, at, agrees=said == "yes")
            return None
        case "undo":
            return await _undo(tx, desk, person, role, number(args, 0), which, words, at)
    return Toast(words.OLD_BUTTON)


async def answered(
    tx: Tx,
    desk: Desk,
    person: Person,
    ticket: Ticket,
    which: int,
    words: Words,
    at: int | None,
    *,
    agrees: bool,
    by_mail: bool = False,
) -> None:
    """The client's word on a proposal; both sides are told (T4)."""
    verb = extension.agree if agrees else extension.decline
    ticket = await verb(tx, desk.law, ticket.id, person, which)
    assert ticket.proposal is not None
    hours, now = desk.law.hours, desk.law.hours.local(tx.now)
    due = None if ticket.execution_due is None else hours.local(ticket.execution_due)
    if agrees:
        moment = hours.local(ticket.proposal.moment)
        line = words.extension_agreed(ticket.number, moment, now)
        told = await notices.to_holder(
            tx, desk, ticket, "extension", "extension_agreed_notice", until=moment, now=now
        )
    else:
        line = words.extension_declined(ticket.number, due, now)
        told = await notices.to_holder(
            tx, desk, ticket, "extension", "extension_declined_notice", due=due, now=now
        )
    await additions.tell(tx, ticket, line, at, kind="proposal_answered" if by_mail else "noted")
    await outbox.write(tx, [letters.card(ticket), *told])


async def _undo(
    tx: Tx,
    desk: Desk,
    person: Person,
    role: str,
    ticket_id: int | None,
    which: int,
    words: Words,
    at: int | None,
) -> Toast:
    if not is_staff(role):
        raise StaffOnly
    if ticket_id is None:
        raise NoSuchTicket
    ticket = await extension.withdraw(tx, desk.law, ticket_id, person, which)
    if ticket is None:
        return Toast(words.EXTENSION_GONE_OUT, alert=True)
    found = [letters.card(ticket)]
    if at is not None:
        found.append(letters.edit(person.id, at, words.taken_back(ticket.number)))
    await outbox.write(tx, found)
    return Toast(words.TAKEN_BACK)


def register(router: Router) -> None:
    """Presses under a proposal."""
    router.callback_query.register(pressed, Press(HEAD))

"""A change of a ticket → who is told what. Decides only; the letters are written by the caller's verb."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from handlers import carriage, letters, offers, texts
from handlers.buttons import CLIENT, MINE, button, inline
from handlers.carriage import ALBUM_SETTLES
from handlers.context import Desk
from sla.agenda import Due, release_notice
from storage import outbox, people, tickets
from storage.conversation import Kept
from storage.database import Tx
from storage.outbox import Letter
from storage.people import Person
from storage.tickets import Ticket

SHOWN_WHOLE = 2000  # characters of a description on the card


def to_client(
    ticket: Ticket, kind: str, text: str, markup: dict[str, Any] | None = None, **more: Any
) -> Letter:
    """A message to the ticket's client; every one of them carries the number."""
    return letters.to_person(ticket.client_id, kind, text, markup, ticket=ticket, **more)


def registered(
    ticket: Ticket, desk: Desk, described: Sequence[Kept], *, split_from: str | None = None
) -> list[Letter]:
    """The number and both moments to the client, the card and the attachments to the group (R4, B1, T1).

    `split_from`: the ticket that its words came to, so that he reads both numbers (R3).
    """
    words = texts.of(ticket.client_language)
    text = moments(ticket, desk, words)
    if split_from is not None:
        text = f"{words.split_told(split_from, ticket.description)}\n\n{text}"
    markup = inline(
        [button(words.WHY, CLIENT, ticket.id, "why")],
        [button(words.MY_TICKETS, MINE, "n")],
    )
    return [
        to_client(ticket, "registered", text, markup),
        letters.card(ticket),
        *(carriage.whole_description(ticket, desk) if len(ticket.description) > SHOWN_WHOLE else []),
        *carriage.files(ticket, desk, described),
    ]


def moments(ticket: Ticket, desk: Desk, words: Any) -> str:
    """The number and both moments, as they are told when a ticket is registered (R4, B1, T1)."""
    hours, starts = desk.law.hours, ticket.processing.start
    assert ticket.processing_due is not None
    assert ticket.execution_due is not None
    return str(
        words.registered(
            ticket.number,
            ticket.presumed_priority,
            hours.local(ticket.processing_due),
            hours.local(ticket.execution_due),
            hours.local(ticket.registered_at),
            starts=hours.local(starts) if starts > ticket.registered_at else None,
            preliminary=hours.is_preliminary(ticket.execution_due, since=ticket.registered_at),
            contract=None
            if ticket.lacks is None
            else words.contract_wanted(ticket.lacks, desk.law.regulation.contacts.sales_phone),
        )
    )


def taken(ticket: Ticket, desk: Desk, now: datetime, *, classified: bool) -> list[Letter]:
    """Who handles it and, when that was told for the first time or anew, the classification (T3)."""
    words = texts.of(ticket.client_language)
    if not classified:
        return [letters.card(ticket)]
    return [letters.card(ticket), to_client(ticket, "classified", classification(ticket, desk, words, now))]


async def claimed(tx: Tx, desk: Desk, before: Ticket, ticket: Ticket) -> list[Letter]:
    """A claim: the classification where it is new, or that somebody else handles the ticket from now on."""
    if ticket.classified and not before.classified:
        return taken(ticket, desk, tx.now, classified=True)
    holders = [
        event.data.get("to_id", event.actor_id)
        for event in await tickets.history(tx, ticket.id)
        if event.type in ("claimed", "handed_over")
    ]
    if not ticket.classified or len(holders) < 2 or holders[-2] == ticket.holder_id:
        return [letters.card(ticket)]
    line = texts.of(ticket.client_language).now_handled(ticket.number, ticket.holder_name)
    return [letters.card(ticket), to_client(ticket, "handled", line)]


def reclassified(before: Ticket, ticket: Ticket, desk: Desk, now: datetime) -> list[Letter]:
    """A later classification: only what changed, the reason where it is the priority."""
    words, hours = texts.of(ticket.client_language), desk.law.hours
    line = words.reclassified(
        ticket.number,
        ticket.kind if ticket.kind != before.kind else None,
        ticket.priority if ticket.priority != before.priority else None,
        before.priority,
        reason=desk.law.regulation.priorities[ticket.priority].definition[words.LANG],
        due=None if ticket.execution_due is None else hours.local(ticket.execution_due),
        late="late_by_change" in ticket.given,
        now=hours.local(now),
    )
    return [letters.card(ticket), to_client(ticket, "classified", line)]


def classification(ticket: Ticket, desk: Desk, words: Any, now: datetime) -> str:
    """The classification in the client's words, with the reason where it differs from the presumed one."""
    hours = desk.law.hours
    differs = ticket.priority != ticket.presumed_priority
    reason = desk.law.regulation.priorities[ticket.priority].definition[words.LANG]
    return str(
        words.classified(
            ticket.number,
            ticket.holder_name,
            ticket.kind,
            ticket.priority,
            presumed=ticket.presumed_priority if differs else None,
            reason=reason if differs else None,
            due=None if ticket.execution_due is None else hours.local(ticket.execution_due),
            late="late_by_change" in ticket.given,
            now=hours.local(now),
        )
    )


def asked(
    ticket: Ticket, desk: Desk, asking: Sequence[Kept], *, first: bool, now: datetime, at: datetime
) -> list[Letter]:
    """The question to the client, held like any answer; the classification, if untold, at once (R6)."""
    words = texts.of(ticket.client_language)
    told = [to_client(ticket, "classified", classification(ticket, desk, words, now))] if first else []
    return [letters.card(ticket), *told, *carriage.carried(ticket, desk, asking, not_before=at)]


def from_client(
    ticket: Ticket, desk: Desk, said: Sequence[Kept], now: datetime, *, moved: bool = False
) -> list[Letter]:
    """One message of the client to the group, under the card; a reply to it is an answer (B5).

    `moved`: the ticket's status changed with it, so that the card does, too. A part of an album waits a
    moment for the others.
    """
    going = now + ALBUM_SETTLES if "group" in said[0].content else None
    found = carriage.carried(ticket, desk, said, not_before=going)
    return [letters.card(ticket), *found] if moved else found


async def to_holder(tx: Tx, desk: Desk, ticket: Ticket, kind: str, say: str, **args: Any) -> list[Letter]:
    """A line to the holder in private, or to the group where there is no holder or no way to him."""
    if ticket.holder_id is not None and ticket.holder_has_chat:
        text = getattr(texts.of(ticket.holder_language or desk.language), say)(ticket.number, **args)
        return [letters.to_person(ticket.holder_id, kind, text, ticket=ticket)]
    text = getattr(texts.of(desk.language), say)(ticket.number, **args)
    return [letters.to_group(kind, text, ticket=ticket, reply_to={"card": True})]


async def to_admins(
    tx: Tx, desk: Desk, ticket: Ticket | None, kind: str, say: str, *args: Any, **kw: Any
) -> list[Letter]:
    """A line to every admin in private."""
    return [
        letters.to_person(admin.id, kind, getattr(texts.of(admin.language), say)(*args, **kw), ticket=ticket)
        for admin in await people.admins(tx, desk.admin_ids)
    ]


async def fell_due(tx: Tx, desk: Desk, ticket: Ticket, due: tuple[Due, ...]) -> None:
    """Warnings, breaches, reminders and the closing by silence, worded (T, R6, R9.2)."""
    found: list[Letter] = []
    hours = desk.law.hours
    now, silence = hours.local(tx.now), desk.law.regulation.closure.silence_days
    for item in due:
        match item:
            case Due.PROCESSING_WARNING | Due.EXECUTION_WARNING:
                what = "processing" if item is Due.PROCESSING_WARNING else "execution"
                moment = ticket.processing_due if what == "processing" else ticket.execution_due
                found += await to_holder(
                    tx, desk, ticket, "warning", "warning", what=what, due=_local(desk, moment), now=now
                )
            case Due.PROCESSING_BREACH | Due.EXECUTION_BREACH:
                found += await _breach(tx, desk, ticket, item)
            case Due.PROPOSAL_EXPIRED:
                found += await _proposal_expired(tx, desk, ticket)
            case Due.WAITING_REMINDER:
                words = texts.of(ticket.client_language)
                markup = inline([button(words.NOT_NOW, CLIENT, ticket.id, "later")])
                line = words.waiting_reminder(ticket.number, await _asked(tx, ticket))
                found.append(to_client(ticket, "waiting_reminder", line, markup))
                if ticket.waiting_reminders >= len(desk.law.regulation.waiting_reminders):
                    found += await to_holder(tx, desk, ticket, "warning", "no_answer_left")
            case Due.CLOSURE_REMINDER:
                found.append(letters.closure(ticket, "closure_reminder"))
            case Due.RELEASE_WARNING:
                at = hours.after(tx.now, release_notice(desk.law.release_after or 0))
                found += await to_holder(
                    tx, desk, ticket, "warning", "release_near", at=hours.local(at), now=now
                )
            case Due.CALL:
                found += [letters.card(ticket), *await offers.offered(tx, desk, ticket)]
            case Due.RELEASE:
                found += [letters.card(ticket), *await _fell_free(tx, ticket)]
            case Due.CLOSE:
                words = texts.of(ticket.client_language)
                found += [
                    to_client(ticket, "closed", words.closed_by_silence(ticket.number, now, silence)),
                    letters.card(ticket),
                ]
    await outbox.write(tx, found)


async def _asked(tx: Tx, ticket: Ticket) -> str:
    """The question that is waited for; empty where it has no words."""
    asked = [event for event in await tickets.history(tx, ticket.id) if event.type == "asked"]
    return str(asked[-1].data.get("text") or "") if asked else ""


async def _fell_free(tx: Tx, ticket: Ticket) -> list[Letter]:
    """Who held it too long without a word is told that he does not any more."""
    released = [event for event in await tickets.history(tx, ticket.id) if event.type == "released"][-1]
    was = await people.by_id(tx, released.data["was_id"])
    if not was.has_chat:
        return []
    line = texts.of(was.language).went_back(ticket.number)
    return [letters.to_person(was.id, "released", line, ticket=ticket)]


async def _proposal_expired(tx: Tx, desk: Desk, ticket: Ticket) -> list[Letter]:
    """Both sides are told that the deadline has not moved (T4)."""
    kind, due, now = "proposal_expired", _local(desk, ticket.execution_due), _local(desk, tx.now)
    line = texts.of(ticket.client_language).extension_expired(ticket.number, due, now)
    told = await to_holder(tx, desk, ticket, kind, "extension_expired_notice", due=due, now=now)
    return [letters.card(ticket), to_client(ticket, kind, line), *told]


def _local(desk: Desk, moment: Any) -> Any:
    return None if moment is None else desk.law.hours.local(moment)


async def _breach(tx: Tx, desk: Desk, ticket: Ticket, item: Due) -> list[Letter]:
    what = "processing" if item is Due.PROCESSING_BREACH else "execution"
    due = ticket.processing_due if what == "processing" else ticket.execution_due
    args = {"what": what, "due": _local(desk, due), "holder": ticket.holder_name, "now": _local(desk, tx.now)}
    text = texts.of(desk.language).breach(ticket.number, **args)
    admins = await to_admins(tx, desk, ticket, "breach", "breach", ticket.number, **args)
    own: list[Letter] = []
    if ticket.holder_id is not None and ticket.holder_has_chat:
        told = {letter.person_id for letter in admins}
        if ticket.holder_id not in told:
            own = await to_holder(tx, desk, ticket, "breach", "breach", **args)
    group = letters.to_group("breach", text, ticket=ticket, reply_to={"card": True})
    return [letters.card(ticket), group, *own, *admins]


def closed(ticket: Ticket, desk: Desk, by: Person) -> list[Letter]:
    """The card's last face, and thanks with the rating to the client who confirmed (R9.1)."""
    words = texts.of(ticket.client_language)
    found = [letters.card(ticket)]
    if ticket.closing == "confirmed":
        found.append(asking_to_rate(ticket, words.thanks(ticket.number)))
    return found


def asking_to_rate(ticket: Ticket, line: str) -> Letter:
    """That the ticket is closed as solved, in these words, with the stars under them."""
    stars = [button(str(n), CLIENT, ticket.id, "rate", n) for n in range(1, 6)]
    return to_client(ticket, "closed", line, inline(stars))

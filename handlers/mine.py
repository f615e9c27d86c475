"""«Мои обращения»: the list and one ticket, on one message that is edited in place (B2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import asides, closure, colleagues, dialogue, letters, protocol
from handlers.asides import WITHDRAW, WRITING
from handlers.buttons import CLIENT, MAIL, MINE, Press, Row, button, inline, message_of, number, word
from handlers.client import reckoning
from handlers.context import Desk, Toast, Words
from sla.lifecycle import Status
from storage import conversation, mine, outbox
from storage.conversation import Post
from storage.database import Tx
from storage.drafts import Draft
from storage.mine import CLOSED, COMPANY, OPEN, Page
from storage.outbox import Letter
from storage.people import Person
from storage.tickets import Ticket

Screen = tuple[str, dict[str, Any]]


def _line(ticket: Ticket, desk: Desk, person: Person, words: Words, at: datetime) -> str:
    local = desk.law.hours.local
    due = ticket.processing_due if ticket.processing_done_at is None else ticket.execution_due
    return str(
        words.ticket_line(
            number=ticket.number,
            author=ticket.contact_name if ticket.client_id != person.id else None,
            status=ticket.status,
            closing=ticket.closing,
            description=ticket.description,
            registered=local(ticket.registered_at),
            due=None if due is None or not ticket.is_open else local(due),
            processing=ticket.processing_done_at is None,
            closing_at=None if ticket.closing_at is None else local(ticket.closing_at),
            closed_at=None if ticket.closed_at is None else local(ticket.closed_at),
            now=local(at),
        )
    )


async def listed(
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    words: Words,
    view: str = OPEN,
    place: int = 0,
) -> Screen:
    """A page of his tickets with status and dates, one tap to each; above them the one he writes to."""
    if view == COMPANY and not await mine.sees_colleagues(tx, person.id):
        view = OPEN  # allowed no more, or never
    page = await mine.page(tx, view, person.id, place)
    current = await asides.current(tx, person, draft, words)
    text = words.my_tickets(
        [_line(ticket, desk, person, words, tx.now) for ticket in page.tickets],
        view=view,
        current=current,
        page=page.number + 1,
        pages=page.pages,
    )
    rows = [
        [
            button(
                words.listed_button(ticket.number, ticket.description, ticket.status),
                MINE,
                "t",
                ticket.id,
                view,
                page.number,
            )
        ]
        for ticket in page.tickets
    ]
    return text, inline(*rows, _turning(page, words), await _elsewhere(tx, person, view, words))


def _turning(page: Page, words: Words) -> Row:
    found = []
    if page.number > 0:
        found.append(button(words.EARLIER, MINE, "l", page.view, page.number - 1))
    if page.number + 1 < page.pages:
        found.append(button(words.LATER, MINE, "l", page.view, page.number + 1))
    return found


async def _elsewhere(tx: Tx, person: Person, view: str, words: Words) -> Row:
    if view != OPEN:
        return [button(words.OPEN_TICKETS, MINE, "l", OPEN, 0)]
    closed = await mine.count(tx, CLOSED, person.id)
    found = [button(words.closed_tickets(closed), MINE, "l", CLOSED, 0)] if closed else []
    if await mine.sees_colleagues(tx, person.id):
        found.append(button(words.COMPANY_TICKETS, MINE, "l", COMPANY, 0))
    return found


async def _shown(
    tx: Tx, desk: Desk, ticket: Ticket, person: Person, back: list[str | int], words: Words
) -> Screen:
    """One ticket as its client, or a colleague of his, sees it now, with what he can do."""

    def key(text: str, what: str) -> Row:
        return [button(text, MINE, what, ticket.id, *back)]

    rows = []
    own = ticket.client_id == person.id
    if ticket.status == Status.RESOLVED:
        no = [button(words.NOT_SOLVED, CLIENT, ticket.id, "no")] if own else []
        rows.append([*key(words.SOLVED, "d"), *no])
    if ticket.status != Status.CLOSED:
        rows += [key(words.WRITE, "w"), key(words.WHY, "y")]
    if ticket.is_open and own:
        rows.append(key(words.WITHDRAW, "x"))
    if own:
        rows.append(key(words.PROTOCOL, "p"))
    if own and desk.mail_from and not person.by_mail and ticket.status != Status.CLOSED:
        rows.append([button(words.CONTINUE_BY_MAIL, MAIL, "go")])
    rows.append([button(words.TO_LIST, MINE, "l", *back)])
    text = words.one_ticket(
        line=_line(ticket, desk, person, words, tx.now),
        description=ticket.description,
        files=ticket.attachments,
        priority=ticket.priority,
        classified=ticket.classified,
        kind=ticket.kind,
        holder=ticket.holder_name,
    )
    last = await mine.read_last(tx, ticket) if own else None
    if last is not None:
        said = last.text or words.MAIL_FILES.get(last.kind, words.MAIL_FILES["document"])
        text += "\n\n" + words.desk_said(said, asked=ticket.status == Status.WAITING)
    return text, inline(*rows)


async def pressed(
    query: CallbackQuery,
    args: list[str],
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    words: Words,
) -> Toast | None:
    """A press on the list or on a ticket in it; whose the ticket is, the record says each time."""
    at, what = message_of(query), word(args, 0)
    if what == "n":  # under a confirmation: the number told there stays
        await my(tx, desk, person, draft, words)
        return None
    if what == "l":
        view, place = _place(args[1:])
        await _in_place(tx, person, at, None, await listed(tx, desk, person, draft, words, view, place))
        return None
    # Whatever else he presses, withdrawal and the whole of what was said are nobody's but the author's.
    ticket = await (closure.own if what in ("x", "p") else closure.seen)(tx, person, args[1:])
    back: list[str | int] = [*_place(args[2:])]
    match what:
        case "t":
            await _in_place(tx, person, at, ticket, await _shown(tx, desk, ticket, person, back, words))
        case "y":
            text = words.why(ticket.number, reckoning(desk, ticket, words.LANG))
            markup = inline([button(words.BACK_TO_TICKET, MINE, "t", ticket.id, *back)])
            await _in_place(tx, person, at, ticket, (text, markup))
        case "d":
            if ticket.client_id == person.id:
                toast = await closure.confirm(tx, desk, person, ticket, None)
            else:
                toast = await colleagues.confirm(tx, desk, person, ticket)
            ticket = await closure.seen(tx, person, args[1:])
            await _in_place(tx, person, at, ticket, await _shown(tx, desk, ticket, person, back, words))
            return toast
        case "w":
            return await _begin(tx, person, draft, WRITING, ticket, None, words)
        case "p":
            await protocol.send(tx, desk, ticket, person, words, inner=False)
            return Toast(words.PROTOCOL_COMES)
        case "x":
            return await _begin(tx, person, draft, WITHDRAW, ticket, at, words)
        case _:
            return Toast(words.OLD_BUTTON)
    return None


async def _begin(
    tx: Tx, person: Person, draft: Draft | None, flow: str, ticket: Ticket, at: int | None, words: Words
) -> Toast | None:
    """From now on his words go to this ticket, or with its withdrawal; what he was in waits underneath."""
    allowed = ticket.is_open if flow == WITHDRAW else ticket.status != Status.CLOSED
    if not allowed:
        return Toast(words.not_now(ticket.number, ticket.status, flow), alert=True)
    if draft is not None and draft.flow in asides.FLOWS:
        draft = dialogue.beneath(draft)
    await dialogue.show(tx, dialogue.over(draft, person, flow, "words", {"ticket": ticket.id}), edit=at)
    return None


def _place(args: list[str]) -> tuple[str, int]:
    """View and page out of a button's data; a forged one is the first page."""
    view = word(args, 0)
    return view if view in (OPEN, CLOSED, COMPANY) else OPEN, number(args, 1) or 0


async def _in_place(tx: Tx, person: Person, at: int | None, ticket: Ticket | None, screen: Screen) -> None:
    """A screen in place of the one pressed on, or as a new message; a reply to it finds its ticket."""
    text, markup = screen
    if at is None:
        await outbox.write(tx, [_letter(person, ticket, screen)])
        return
    await outbox.write(tx, [letters.edit(person.id, at, text, markup)])
    if person.telegram_id is not None:
        about = None if ticket is None else ticket.id
        await conversation.posted(tx, [Post(person.telegram_id, at, about, "mine", None, {})])


def _letter(person: Person, ticket: Ticket | None, screen: Screen) -> Letter:
    return letters.to_person(person.id, "mine", *screen, ticket=ticket)


async def my(tx: Tx, desk: Desk, person: Person, draft: Draft | None, words: Words) -> None:
    """The list as a message of its own."""
    screen = await listed(tx, desk, person, draft, words)
    await outbox.write(tx, [_letter(person, None, screen)])


def register(router: Router) -> None:
    """Presses on a client's list and on the tickets in it."""
    router.callback_query.register(pressed, Press(MINE))

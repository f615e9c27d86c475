"""Letters in Telegram's wire form: text is HTML that was escaped where it was made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.markup import TEXT_LIMIT
from handlers.texts.moments import units
from storage.database import Tx
from storage.outbox import URGENT, USUAL, Letter
from storage.tickets import Ticket, by_id


def text_payload(text: str, markup: dict[str, Any] | None = None) -> dict[str, Any]:
    """A message of text; links are not previewed."""
    payload: dict[str, Any] = {
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if markup is not None:
        payload["reply_markup"] = markup
    return payload


def rank(ticket: Ticket | None) -> int:
    """How urgent a letter about this ticket is: priority 1 overtakes (R5)."""
    return USUAL if ticket is None else URGENT + ticket.priority


def to_person(
    person_id: int,
    kind: str,
    text: str,
    markup: dict[str, Any] | None = None,
    *,
    ticket: Ticket | None = None,
    reply_to: dict[str, Any] | None = None,
    message: int | None = None,
    not_before: datetime | None = None,
    repeatable: bool = True,
) -> Letter:
    """A message to one person in private."""
    return Letter(
        kind=kind,
        payload=text_payload(text, markup),
        person_id=person_id,
        ticket_id=None if ticket is None else ticket.id,
        reply_to=reply_to,
        message=message,
        not_before=not_before,
        repeatable=repeatable,
        rank=rank(ticket),
    )


def to_group(
    kind: str,
    text: str,
    markup: dict[str, Any] | None = None,
    *,
    ticket: Ticket | None = None,
    reply_to: dict[str, Any] | None = None,
    message: int | None = None,
) -> Letter:
    """A message to the dispatchers' group."""
    return Letter(
        kind=kind,
        payload=text_payload(text, markup),
        ticket_id=None if ticket is None else ticket.id,
        reply_to=reply_to,
        message=message,
        rank=rank(ticket),
    )


def with_file(
    person_id: int | None,
    kind: str,
    file_id: int,
    caption: str = "",
    *,
    method: str = "sendDocument",
    ticket: Ticket | None = None,
    repeatable: bool = True,
) -> Letter:
    """A file of `storage.files` to one person, or to the group, under a caption (HTML, 1024 at most)."""
    return Letter(
        kind=kind,
        method=method,
        payload={"caption": caption, "parse_mode": "HTML"} if caption else {},
        person_id=person_id,
        ticket_id=None if ticket is None else ticket.id,
        file=file_id,
        repeatable=repeatable,
        rank=rank(ticket),
    )


def edit(person_id: int | None, message_id: int, text: str, markup: dict[str, Any] | None = None) -> Letter:
    """New words and buttons on a message that stands already."""
    payload = {"message_id": message_id, **text_payload(text, markup)}
    return Letter(kind="edit", method="editMessageText", payload=payload, person_id=person_id)


def bare(person_id: int | None, message_id: int) -> Letter:
    """The same message without its buttons."""
    return Letter(
        kind="edit",
        method="editMessageReplyMarkup",
        payload={"message_id": message_id, "reply_markup": {"inline_keyboard": []}},
        person_id=person_id,
    )


def card(ticket: Ticket) -> Letter:
    """The ticket's one card in the group, rendered when its turn comes (B6)."""
    return Letter(kind="card", ticket_id=ticket.id, projection=f"card:{ticket.id}", rank=rank(ticket))


async def cause(tx: Tx, left: Ticket) -> list[Letter]:
    """The card of the mass incident that this ticket was part of: it says how many are (R3)."""
    return [] if left.parent_id is None else [card(await by_id(tx, left.parent_id))]


def screen(person_id: int, edit_message: int | None = None, *, at: datetime | None = None) -> Letter:
    """The dialogue's current screen, rendered when its turn comes; in place of `edit_message` if possible."""
    return Letter(
        kind="screen",
        person_id=person_id,
        projection=f"screen:{person_id}",
        payload={"edit": edit_message},
        not_before=at,
    )


def closure(ticket: Ticket, kind: str, *, not_before: datetime | None = None) -> Letter:
    """The closure question or its reminder: the moment in it is reckoned when it goes (R9.2)."""
    return Letter(
        kind=kind,
        person_id=ticket.client_id,
        ticket_id=ticket.id,
        projection=f"closure:{ticket.id}",
        not_before=not_before,
        rank=rank(ticket),
    )


def pages(heading: str, lines: list[str], limit: int = TEXT_LIMIT - 8) -> list[str]:
    """Lines of HTML under a heading, as many messages as they need; no line is cut in two."""
    found, page = [], heading
    for line in lines:
        if units(page) + units(line) + 1 > limit:
            found.append(page)
            page = line
        else:
            page = f"{page}\n{line}"
    return [*found, page]

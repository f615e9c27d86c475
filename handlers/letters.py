"""Letters in Telegram's wire form: text is HTML that was escaped where it was made."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

from storage.conversation import Said
from storage.outbox import URGENT, USUAL, Letter
from storage.tickets import Ticket

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
# How a file is sent again by its id; every other kind of message is copied from where it lies.
_BY_FILE = {
    "photo": "sendPhoto",
    "document": "sendDocument",
    "video": "sendVideo",
    "voice": "sendVoice",
    "audio": "sendAudio",
    "animation": "sendAnimation",
}
_ALBUM_KINDS = {"photo": "visual", "video": "visual", "document": "document", "audio": "audio"}


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


def relayed(
    said: Said,
    heading: str,
    *,
    person_id: int | None,
    ticket: Ticket,
    kind: str,
    reply_to: dict[str, Any] | None,
    message: int | None,
    not_before: datetime | None = None,
) -> list[Letter]:
    """What somebody said, carried to the other side under `heading` (HTML): words, file or anything else."""

    def letter(method: str, payload: dict[str, Any]) -> Letter:
        return Letter(
            kind=kind,
            method=method,
            payload=payload,
            person_id=person_id,
            ticket_id=ticket.id,
            reply_to=reply_to,
            message=message,
            not_before=not_before,
            rank=rank(ticket),
        )

    if said.kind == "text":
        return [letter("sendMessage", text_payload(part)) for part in split(heading, said.text)]
    captions = split(heading, said.text, CAPTION_LIMIT)
    rest = [letter("sendMessage", text_payload(part)) for part in captions[1:]]
    captioned = {"caption": captions[0], "parse_mode": "HTML"}
    method = _BY_FILE.get(said.kind)
    if method is not None:
        return [letter(method, {said.kind: said.content["file_id"], **captioned}), *rest]
    copied = {"from_chat_id": said.chat_id, "message_id": said.message_id}
    return [letter("sendMessage", text_payload(captions[0])), letter("copyMessage", copied), *rest]


def album(saids: list[Said], heading: str, *, ticket: Ticket) -> list[Letter]:
    """Attachments to the group under the ticket's card: pictures together, documents together."""
    together: dict[str, list[Said]] = {}
    letters: list[Letter] = []
    for said in saids:
        family = _ALBUM_KINDS.get(said.kind)
        if family is None:
            letters += relayed(
                said,
                heading,
                person_id=None,
                ticket=ticket,
                kind="relay",
                reply_to={"card": True},
                message=None,
            )
        else:
            together.setdefault(family, []).append(said)
    for family_saids in together.values():
        for start in range(0, len(family_saids), 10):
            letters.append(_group_of(family_saids[start : start + 10], heading, ticket))
    return letters


def _group_of(saids: list[Said], heading: str, ticket: Ticket) -> Letter:
    captioned = {"caption": heading, "parse_mode": "HTML"}
    if len(saids) == 1:
        only = saids[0]
        method, payload = _BY_FILE[only.kind], {only.kind: only.content["file_id"], **captioned}
    else:
        media = [{"type": said.kind, "media": said.content["file_id"]} for said in saids]
        media[0] |= captioned
        method, payload = "sendMediaGroup", {"media": media}
    return Letter(
        kind="relay",
        method=method,
        payload=payload,
        ticket_id=ticket.id,
        reply_to={"card": True},
        rank=rank(ticket),
    )


def split(heading: str, text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """`heading` (HTML) and a person's plain text as messages within Telegram's limit; nothing is lost.

    Telegram counts UTF-16 units after the markup is taken away; a little room is left for the heading's.
    """
    room = limit - _units(heading) - 8
    first, rest = _cut(text, room)
    parts = [f"{heading}\n{escape(first, quote=False)}" if first else heading]
    while rest:
        first, rest = _cut(rest, TEXT_LIMIT - 8)
        parts.append(escape(first, quote=False))
    return parts


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, room: int) -> tuple[str, str]:
    """The longest beginning within `room` UTF-16 units, ended at a line or a word where there is one."""
    if _units(text) <= room:
        return text, ""
    end = len(text.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore"))
    for border in ("\n", " "):
        place = text.rfind(border, end // 2, end)
        if place > 0:
            return text[:place], text[place + 1 :]
    return text[:end], text[end:]


def pages(heading: str, lines: list[str], limit: int = TEXT_LIMIT - 8) -> list[str]:
    """Lines of HTML under a heading, as many messages as they need; no line is cut in two."""
    found, page = [], heading
    for line in lines:
        if _units(page) + _units(line) + 1 > limit:
            found.append(page)
            page = line
        else:
            page = f"{page}\n{line}"
    return [*found, page]

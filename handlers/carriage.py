"""What somebody said, carried to the other side: every kind of content, albums whole, markup kept (B4).

A message becomes one call or several; each is a letter that bears the kept message and its part of it, so
that an edit, a reply or a withdrawal finds its copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers import buttons, letters, markup, risky, texts
from handlers.buttons import CARD, CLIENT, RELATIONS, button, inline
from handlers.context import Desk, Words
from handlers.letters import text_payload
from handlers.texts.moments import quoted
from sla.lifecycle import Status
from storage.conversation import DESCRIPTION, Kept
from storage.outbox import Letter
from storage.tickets import Ticket

Call = tuple[str, dict[str, Any]]
Markup = dict[str, Any] | None

ALBUM_SETTLES = timedelta(seconds=1)  # parts of an album come as separate updates, in any order
WORDS = ("text", "poll", "checklist")  # kinds that are carried as words
# By its id a file is sent again without being touched; a large one is copied from where it lies (fault 41).
_CAPTIONED = {
    "photo": "sendPhoto",
    "document": "sendDocument",
    "video": "sendVideo",
    "voice": "sendVoice",
    "audio": "sendAudio",
    "animation": "sendAnimation",
}
_FAMILIES = {"photo": "visual", "video": "visual", "document": "document", "audio": "audio"}
_LARGE = 20 * 1024 * 1024  # bytes: over this a bot can't download a file
_BARE = {"sticker": "sendSticker", "video_note": "sendVideoNote"}  # files without a caption
_DATA = {
    "contact": ("sendContact", ("phone_number", "first_name", "last_name", "vcard")),
    "location": ("sendLocation", ("latitude", "longitude", "horizontal_accuracy")),
}


def calls(together: Sequence[Kept], heading: str, keys: Markup = None) -> list[Call]:
    """The calls that carry a message under `heading` (HTML), `keys` under the last if it can have them."""
    found = _album(together, heading) if len(together) > 1 else _single(together[0], heading)
    if keys is not None and found[-1][0] != "sendMediaGroup":
        found[-1][1]["reply_markup"] = keys
    return found


def _single(one: Kept, heading: str) -> list[Call]:
    entities = one.content.get("entities", [])
    if one.kind in WORDS:
        return _texts(markup.split(heading, one.text, entities))
    if one.kind not in _CAPTIONED:
        return [*_texts(markup.split(heading, one.text, entities)), _bare(one)]
    caption, *rest = markup.split(heading, one.text, entities, markup.CAPTION_LIMIT)
    captioned = {"caption": caption, "parse_mode": "HTML"}
    if one.content.get("size", 0) > _LARGE:
        copied = {"from_chat_id": one.chat_id, "message_id": one.message_id}
        return [("copyMessage", copied | captioned), *_texts(rest)]
    return [(_CAPTIONED[one.kind], {one.kind: one.content["file_id"], **captioned}), *_texts(rest)]


def _texts(parts: Sequence[str]) -> list[Call]:
    return [("sendMessage", text_payload(part)) for part in parts]


def _bare(one: Kept) -> Call:
    """What takes no caption, as a message of its own under its heading."""
    if one.kind in _BARE:
        return _BARE[one.kind], {one.kind: one.content["file_id"]}
    if one.kind == "venue":
        venue = one.content["venue"]
        place = {name: venue["location"][name] for name in ("latitude", "longitude")}
        return "sendVenue", place | {name: venue[name] for name in ("title", "address")}
    method, names = _DATA[one.kind]
    given = one.content[one.kind]
    return method, {name: given[name] for name in names if name in given}


def _album(together: Sequence[Kept], heading: str) -> list[Call]:
    """One album under one caption: an app shows a caption under an album only where it has a single one."""
    said = [(place, one) for place, one in enumerate(together, 1) if one.text]
    if len(said) == 1:
        ((_, one),) = said
        caption, *rest = markup.split(
            heading, one.text, one.content.get("entities", []), markup.CAPTION_LIMIT
        )
    else:
        lines = "\n".join(f"{place}. {one.text}" for place, one in said)
        caption, *rest = markup.split(heading, lines, (), markup.CAPTION_LIMIT)
    media = [{"type": one.kind, "media": one.content["file_id"]} for one in together]
    media[0] |= {"caption": caption, "parse_mode": "HTML"}
    return [("sendMediaGroup", {"media": media}), *_texts(rest)]


def to_group(ticket: Ticket, desk: Desk, together: Sequence[Kept]) -> list[Call]:
    """The client's words as the desk reads them; a reply to them is an answer (B5)."""
    words, lead = texts.of(desk.language), together[0]
    if lead.content["as"] == DESCRIPTION:
        # Their words stand on the card.
        heading = risky.mark(_clip(ticket), together, words)
        return calls([replace(one, text="") for one in together], heading)
    heading = words.relay_heading(
        ticket.number,
        lead.content.get("speaker") or ticket.contact_name,
        lead.content["as"],
        holder=ticket.holder_name,
        holder_id=ticket.holder_telegram_id,
        free=ticket.is_open and ticket.holder_id is None,
    )
    heading = risky.mark(heading + mark(together, desk, words), together, words)
    return calls(together, heading, relay_keys(ticket, words, lead))


def _clip(ticket: Ticket) -> str:
    return f"📎 {ticket.number} · {quoted(ticket.contact_name, 128)}"


def files(ticket: Ticket, desk: Desk, described: Sequence[Kept]) -> list[Letter]:
    """A new ticket's files under its card: pictures together, documents together, ten in an album (B6)."""
    families: dict[str, list[Kept]] = {}
    found: list[Letter] = []
    for one in described:
        family = _FAMILIES.get(one.kind)
        if family is not None:
            families.setdefault(family, []).append(one)
        elif one.kind not in WORDS:
            found += carried(ticket, desk, [one])
    for family_of in families.values():
        for start in range(0, len(family_of), 10):
            found += carried(ticket, desk, family_of[start : start + 10])
    return found


def whole_description(ticket: Ticket, desk: Desk) -> list[Letter]:
    """A description that the card has to cut, whole and under the card: the desk reads every word."""
    heading = texts.of(desk.language).relay_heading(
        ticket.number, ticket.contact_name, DESCRIPTION, holder=None
    )
    return [
        letters.to_group("relay", part, ticket=ticket, reply_to={"card": True})
        for part in markup.split(heading, ticket.description)
    ]


def relay_keys(ticket: Ticket, words: Words, lead: Kept) -> Markup:
    """Under the client's words in the group: to take a ticket that nobody holds, to split them off (R3)."""
    take: buttons.Row = []
    if ticket.holder_id is None and ticket.is_open:
        label = words.TAKE if ticket.classified else words.take_as(ticket.priority)
        what = () if ticket.classified else (ticket.priority,)
        take = [button(label, CARD, ticket.id, "claim", *what)]
    split = [button(words.SPLIT_OFF, RELATIONS, ticket.id, "split", lead.id)]
    return inline(take, split if lead.content["as"] != "after" else [])


def to_client(ticket: Ticket, desk: Desk, together: Sequence[Kept]) -> list[Call]:
    """An answer or a question as the client reads it, in his language."""
    words, lead = texts.of(ticket.client_language), together[0]
    edited = mark(together, desk, words)
    if lead.content["as"] != "ask":
        return calls(together, words.answer_heading(ticket.number, lead.author or "") + edited)
    asks = ticket.status == Status.WAITING
    keys = inline([button(words.NOT_NOW, CLIENT, ticket.id, "later")]) if asks else None
    return calls(together, words.asked(ticket.number) + edited, keys)


def mark(together: Sequence[Kept], desk: Desk, words: Words) -> str:
    """«Изменено 10:42» under the heading of what was edited."""
    edited = max((one.content["edited"] for one in together if "edited" in one.content), default=None)
    if edited is None:
        return ""
    local = desk.law.hours.local
    return f"\n<i>{words.edited_mark(local(datetime.fromisoformat(edited)), local(together[0].at))}</i>"


def carried(
    ticket: Ticket, desk: Desk, together: Sequence[Kept], *, not_before: datetime | None = None
) -> list[Letter]:
    """The letters that carry a message to the other side, in the order of its parts."""
    lead = together[0]
    if lead.side == "client":
        found, kind, person_id = to_group(ticket, desk, together), "relay", None
        reply_to: dict[str, Any] | None = {"card": True}
    else:
        found, person_id, reply_to = to_client(ticket, desk, together), ticket.client_id, None
        kind = "question" if lead.content["as"] == "ask" else "answer"
    if "re" in lead.content:
        reply_to = {**(reply_to or {}), "message": lead.content["re"]}
    return [
        Letter(
            kind=kind,
            method=method,
            payload=payload | {"meaning": meaning(together, part, method)},
            person_id=person_id,
            ticket_id=ticket.id,
            reply_to=reply_to,
            message=lead.lead,
            not_before=not_before,
            rank=letters.rank(ticket),
        )
        for part, (method, payload) in enumerate(found)
    ]


def told(ticket: Ticket, together: Sequence[Kept], heading: str, kind: str) -> list[Letter]:
    """The same words under another heading to the ticket's client, whoever of his company said them."""
    return [
        Letter(
            kind=kind,
            method=method,
            payload=payload | {"meaning": meaning(together, part, method)},
            person_id=ticket.client_id,
            ticket_id=ticket.id,
            message=together[0].lead,
            rank=letters.rank(ticket),
        )
        for part, (method, payload) in enumerate(calls(together, heading))
    ]


def meaning(together: Sequence[Kept], part: int, method: str) -> dict[str, Any]:
    """What a copy is a copy of: the part of the message, and in an album which of them is which."""
    found: dict[str, Any] = {"part": part}
    if method == "sendMediaGroup":
        found["rows"] = [one.id for one in together]
    if "group" in together[0].content:
        found["settles"] = True  # more of it may come: see leftovers.recover
    return found

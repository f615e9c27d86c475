"""How large and how many the files of a client may be: said in words, and what he wrote is kept (R2.5).

Of one message Telegram itself makes at most ten, as an album; how fast they come is the pace's to hold
(`limits`); a draft takes thirty (`fields`). Files are passed on by their names and never downloaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from aiogram.types import Message

from handlers import letters, reading
from handlers.context import Desk, Words
from storage import leftovers, outbox, sent_files
from storage.conversation import Kept, Said
from storage.database import Tx
from storage.people import Person
from storage.refusals import TooManyFiles
from storage.tickets import Ticket

_DAY = timedelta(days=1)
_MB = 1024 * 1024
_KIND = "file_refused"
_ALBUM = timedelta(seconds=10)  # of an album's parts one is answered


async def admitted(message: Message, tx: Tx, desk: Desk, person: Person, words: Words) -> Message | None:
    """The message, or its words alone where its file is too large or one too many; None where there are none.

    Why the file is not taken is said beside it.
    """
    said = reading.said(message)
    if said is None or said.kind not in sent_files.KINDS:
        return message
    worded = reading.visible(message.caption or "")
    line = await _against(tx, desk, person, said, words, more=0, worded=worded)
    if line is None:
        return message
    if message.media_group_id is None or not await leftovers.said_since(
        tx, person.id, _KIND, tx.now - _ALBUM
    ):
        await outbox.write(
            tx, [letters.to_person(person.id, _KIND, line, reply_to={"id": message.message_id})]
        )
    return _without_file(message) if worded else None


async def _against(
    tx: Tx, desk: Desk, person: Person, said: Said, words: Words, *, more: int, worded: bool
) -> str | None:
    """Why a file is not taken, wherever it would go; `more`: what is not among those of the day yet."""
    if said.content.get("size", 0) > desk.file_mb * _MB:
        return str(words.file_too_large(desk.file_mb, worded=worded))
    today = await sent_files.since(tx, said.chat_id, tx.now - _DAY)
    today += await sent_files.swapped(tx, person.id, said.chat_id, tx.now - _DAY)
    if today + more > desk.files_a_day:
        return str(words.too_many_files_today(desk.files_a_day, worded=worded))
    return None


async def swap_refused(
    tx: Tx, desk: Desk, person: Person, said: Said, before: Said | Kept, ticket: Ticket | None, words: Words
) -> bool:
    """Whether an edit brings a file too large or one too many; what was there stays, and he is told why.

    What it replaces counts as well: a ticket's history keeps it.
    """
    if said.kind not in sent_files.KINDS or said.content.get("unique") == before.content.get("unique"):
        return False
    line = await _against(tx, desk, person, said, words, more=1, worded=False)
    most = desk.files_a_ticket
    if line is None and ticket is not None and await sent_files.in_ticket(tx, ticket.id) >= most:
        line = words.too_many_files_in(ticket.number, most)
    if line is None:
        return False
    line = f"{line} {words.SWAP_IN_VAIN}"
    await outbox.write(
        tx, [letters.to_person(person.id, _KIND, line, ticket=ticket, reply_to={"id": said.message_id})]
    )
    return True


def _without_file(message: Message) -> Message:
    bare = dict.fromkeys(sent_files.KINDS)
    text = {"text": message.caption, "entities": message.caption_entities}
    return message.model_copy(
        update={**bare, **text, "caption": None, "caption_entities": None, "media_group_id": None}
    )


async def room(tx: Tx, desk: Desk, ticket: Ticket, saids: Sequence[Said]) -> None:
    """Raises TooManyFiles where a ticket would hold more files of its client than it may."""
    more = sum(said.kind in sent_files.KINDS for said in saids)
    if more and await sent_files.in_ticket(tx, ticket.id) + more > desk.files_a_ticket:
        raise TooManyFiles(ticket.number, desk.files_a_ticket)

"""A letter becomes a ticket, or is answered once with a list of what is missing in it (R1.2, R2, R4)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta

from handlers import contracts, letters, notices, texts
from handlers.context import Desk, Words
from handlers.fields import ATTACHMENTS_LIMIT
from handlers.mail.filling import Filled, filled
from handlers.mail.letter import Attached, MailLetter, read
from handlers.mail.plain import signed
from handlers.risky import is_risky
from sla.regulation import Kind
from storage import conversation, files, life, mailbox, outbox, people, postbag
from storage.conversation import Said
from storage.database import Tx
from storage.files import File
from storage.mailbox import Came
from storage.outbox import Letter
from storage.people import Person
from storage.postbag import Post
from storage.tickets import Ticket

_APART = 3  # files of one letter that go one by one; more of them go together
_DAY = timedelta(days=1)


class TooManyByMail(Exception):
    """More tickets from this address within a day than the settings allow: a person looks at it."""


async def file(
    tx: Tx,
    desk: Desk,
    person: Person,
    came: Came,
    letter: MailLetter,
    *,
    first: int,
    about: Ticket | None = None,
) -> None:
    """Registers what the letter `first` began and this one completes, or asks for what is missing.

    `about`: an older ticket that the new one is linked to. Raises TooManyByMail.
    """
    earlier = [one for one in await mailbox.chain(tx, first) if one != came.id]
    chain = [*[read(await mailbox.raw(tx, one)) for one in earlier], letter]
    found = filled(chain, person, desk.law.regulation)
    if found.missing or found.wrong:
        await mailbox.handled(tx, first, status="asked", person_id=person.id)
        if first != came.id:
            await mailbox.handled(tx, came.id, person_id=person.id, re=first)
        await _ask(tx, desk, person, came, chain[-1], found)
        return
    ticket = await _registered(tx, desk, person, came, chain, found, about)
    for one in {*await mailbox.chain(tx, first), came.id}:
        re = None if one == first else first
        await mailbox.handled(tx, one, person_id=person.id, ticket_id=ticket.id, re=re)
    for older in await mailbox.incomplete(tx, person.id):
        # What is known of him now may be all that was missing there.
        await _complete(tx, desk, ticket.client_id, older)


async def _complete(tx: Tx, desk: Desk, person_id: int, first: int) -> None:
    person = await people.by_id(tx, person_id)
    ids = await mailbox.chain(tx, first)
    chain = [read(await mailbox.raw(tx, one)) for one in ids]
    found = filled(chain, person, desk.law.regulation)
    if found.missing or found.wrong:
        return
    came = await mailbox.one(tx, first)
    ticket = await _registered(tx, desk, person, came, chain, found, None)
    for one in ids:
        await mailbox.handled(tx, one, person_id=person.id, ticket_id=ticket.id)


async def _registered(
    tx: Tx,
    desk: Desk,
    person: Person,
    came: Came,
    chain: Sequence[MailLetter],
    found: Filled,
    about: Ticket | None,
) -> Ticket:
    if await life.filed_since(tx, person.id, tx.now - _DAY, source="mail") >= desk.tickets_a_day:
        raise TooManyByMail
    data, impact = found.data, found.impact
    data.setdefault("software", desk.law.regulation.software[0])
    remembered = ("company", "fabricator", "phone", "email", "contact_name", "software")
    consent = desk.law.regulation.consent.version
    if person.consent_version != consent:
        # Who writes this of himself, to be answered, agrees by writing it; the answer tells him so (B7).
        person = await people.consent(tx, person, consent, given=True)
    anew = person.company != data["company"]
    person = await people.remember(tx, person, {name: data[name] for name in remembered})
    if anew:
        await contracts.claimed(tx, desk, person, data["company"])
    inside = found.files[:ATTACHMENTS_LIMIT]
    if found.cut:
        whole = "\n\n".join(letter.text for letter in chain)
        inside.append(Attached("letter.txt", "text/plain", whole.encode()))
    ticket = await life.register(
        tx,
        desk.law,
        person,
        life.Filing(
            description=data["description"],
            kind=Kind(impact.kind),
            priority=impact.priority,
            attachments=len(inside),
            source="mail",
            linked_to=None if about is None else about.id,
            **{name: data[name] for name in remembered},
        ),
        said=[one.name for one in inside],
    )
    described = await conversation.bundle(
        tx, ticket.id, person, "client", [said(came, data["description"], inside)],
        conversation.DESCRIPTION, found=True,
    )  # fmt: skip
    await outbox.write(tx, notices.registered(ticket, desk, described))
    await outbox.write(tx, await to_group(tx, desk, ticket, inside))
    return ticket


def said(came: Came, text: str, inside: Sequence[Attached]) -> Said:
    """What a letter says, as a message of a ticket: its words, and the names of its files."""
    names = [one.name for one in inside]
    content: dict[str, object] = {"mail": came.id}
    if names:
        content |= {"files": names, "name": " ".join(names)[:1000]}
    if any(map(is_risky, names)):
        content["risky"] = True
    return Said("text", text, content, 0, came.id)


async def to_group(tx: Tx, desk: Desk, ticket: Ticket, inside: Sequence[Attached]) -> list[Letter]:
    """The files of a letter under the ticket's card; many of them as one archive (B6)."""
    words = texts.of(desk.language)
    found: list[Letter] = []
    for name, data in _packed(ticket, inside):
        fits = 0 < len(data) <= files.LIMIT
        caption = words.mail_file(ticket.number, ticket.contact_name, name, risky=is_risky(name), fits=fits)
        if not fits:
            found.append(letters.to_group("relay", caption, ticket=ticket, reply_to={"card": True}))
            continue
        number = await files.keep(tx, File(name, "application/octet-stream", data))
        found.append(
            Letter(
                kind="relay",
                method="sendDocument",
                payload={"caption": caption, "parse_mode": "HTML"},
                ticket_id=ticket.id,
                file=number,
                reply_to={"card": True},
                rank=letters.rank(ticket),
            )
        )
    return found


def _packed(ticket: Ticket, inside: Sequence[Attached]) -> list[tuple[str, bytes]]:
    small = sum(len(one.data) for one in inside) <= files.LIMIT
    if len(inside) <= _APART or not small:
        return [(one.name, one.data) for one in inside]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, one in enumerate(inside, 1):
            archive.writestr(f"{place:02d} {one.name}", one.data)
    risky = ".exe" if any(is_risky(one.name) for one in inside) else ""
    return [(f"{ticket.number}{risky}.zip", packed.getvalue())]


async def _ask(tx: Tx, desk: Desk, person: Person, came: Came, letter: MailLetter, found: Filled) -> None:
    """One answer with everything that is missing, and what of it is not as it should be."""
    words = texts.of(person.language)
    regulation = desk.law.regulation
    definitions = [
        (level, priority.definition[words.LANG]) for level, priority in sorted(regulation.priorities.items())
    ]
    body = words.mail_missing(
        [name for name in found.missing if name not in found.wrong],
        wrong={name: _why(words, line) for name, line in found.wrong.items()},
        definitions=definitions if {"impact"} & {*found.missing, *found.wrong} else [],
        consent=regulation.consent.version,
    )
    await postbag.write(
        tx,
        Post(
            kind="missing",
            address=came.sender,
            subject=f"Re: {letter.subject}"[:200] if letter.subject else words.MAIL_MISSING_SUBJECT,
            body=signed(body, desk, words),
            person_id=person.id,
            re=came.id,
            automatic=True,
        ),
    )


def _why(words: Words, line: str) -> str:
    said = getattr(words, line)
    return str(said() if callable(said) else said)

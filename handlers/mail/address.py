"""A client in Telegram joins his e-mail address: asked for here, proved by the letter that goes there."""

from __future__ import annotations

import re
from datetime import datetime

from aiogram.types import Message

from handlers import dialogue, errors, fields, joining, letters, texts
from handlers.buttons import DRAFT, MAIL, Row, button, inline
from handlers.context import Desk, Toast, Words
from handlers.fields import Complaint
from handlers.mail import verdicts
from handlers.mail.letter import MailLetter, plain_address
from handlers.mail.plain import signed
from handlers.person import is_staff, role_of
from storage import mailbox, outbox, people, postbag, proving
from storage.database import Tx
from storage.drafts import Draft
from storage.mailbox import Came
from storage.people import Person
from storage.postbag import Post, Posted
from storage.refusals import AddressTaken, CodeGone, TooOften

FLOW = "address"
_CODE = re.compile(r"\d{8}")


def _digits(text: str) -> str:
    return re.sub(r"[\s\u00a0.\u2013-]", "", text)


# ---------------------------------------------------------------- in Telegram


async def begin(
    tx: Tx, person: Person, draft: Draft | None, *, by_mail: bool = False, at: int | None = None
) -> None:
    """Which address? `by_mail`: he is answered there as soon as it is his."""
    step = "code" if await proving.pending(tx, person.id) else "address"
    over = dialogue.over(draft, person, FLOW, step, {"by_mail": by_mail})
    await dialogue.show(tx, over, edit=at)


async def ask(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """First to which address, then the code; above it, what was wrong with the last thing typed."""

    def key(text: str, *data: str) -> Row:
        return [button(text, DRAFT, draft.revision, *data)]

    sent = await proving.pending(tx, draft.person_id) if draft.step == "code" else None
    if sent is not None:
        local = desk.law.hours.local
        until = local(datetime.fromisoformat(sent.data["until"]))
        text = words.ask_code(sent.address, until, local(tx.now))
        return dialogue.under(draft, text), [
            key(words.SEND_AGAIN, "again"),
            key(words.OTHER_ADDRESS, "other"),
        ]
    known = (await people.by_id(tx, draft.person_id)).email
    rows = [key(f"✉️ {known}", "known")] if known else []
    return dialogue.under(draft, words.ask_address()), rows


def elsewhere(message: Message, draft: Draft | None) -> bool:
    """Whether somebody who was asked for his address, or its code, speaks of something else."""
    if draft is None or draft.flow != FLOW:
        return False
    text = (message.text or "").strip()
    return not ("@" in text or _digits(text).isdecimal() or (text and len(text.split()) == 1))


async def heard(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """An address: a letter goes there. A code: the address is his. Anything else is said to be neither."""
    text, digits = message.text or "", _digits(message.text or "")
    if draft.step == "code" and "@" not in text:
        await _coded(tx, desk, person, draft, digits, words)
        return
    try:
        await _send(tx, desk, person, draft, fields.address(text), words)
    except Complaint:
        draft.data["problem"] = words.no_address()
        await dialogue.show(tx, draft)


async def chosen(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast | None:
    """The address of his record, the letter once more, another address."""
    sent = await proving.pending(tx, person.id)
    match args[1:2]:
        case ["known"] if person.email:
            await _send(tx, desk, person, draft, person.email, words, at)
        case ["again"] if sent is not None:
            await _send(tx, desk, person, draft, sent.address, words, at)
            return None if draft.data["problem"] else Toast(words.LETTER_SENT_AGAIN)
        case ["other"]:
            draft.step, draft.data["problem"] = "address", None
            await dialogue.show(tx, draft, edit=at)
        case _:
            return Toast(words.OLD_BUTTON)
    return None


async def _send(
    tx: Tx, desk: Desk, person: Person, draft: Draft, typed: str, words: Words, at: int | None = None
) -> None:
    """A letter with a new code, whosever the address is: nothing is told of that before it is proved."""
    address = plain_address(typed)
    draft.data["problem"] = None
    if address in desk.mail_addresses:
        draft.data["problem"] = words.address_of_ours()
    else:
        try:
            code, kept = await proving.new_code(tx, person, address)
        except TooOften as refusal:
            draft.data["problem"] = errors.words_for(refusal, words, desk, unsent=False)
        else:
            await _write(
                tx, desk, person, address, code, kept | {"by_mail": draft.data.get("by_mail", False)}
            )
            draft.step = "code"
    await dialogue.show(tx, draft, edit=at)


async def _write(
    tx: Tx, desk: Desk, person: Person, address: str, code: str, kept: dict[str, object]
) -> None:
    words, local = texts.of(person.language), desk.law.hours.local
    until = local(tx.now + proving.GOOD_FOR)
    # Nobody's name stands in it: a letter to whoever is named must not carry a stranger's words.
    body = words.mail_prove(code, desk.link(f"m_{code}"), f"@{desk.bot_username}", until, local(tx.now))
    letter = Post(
        kind=proving.KIND,
        address=address,
        subject=words.MAIL_PROVE_SUBJECT,
        body=signed(body, desk, words),
        person_id=person.id,
        data=kept,
    )
    await postbag.write(tx, letter)


async def _coded(tx: Tx, desk: Desk, person: Person, draft: Draft, code: str, words: Words) -> None:
    problem = words.bad_code()
    try:
        sent = await proving.by_code(tx, person, code) if _CODE.fullmatch(code) else None
        if sent is not None:
            await dialogue.finish(tx, draft)
            await _joined(tx, desk, person, sent, words)
            return
        spent = await proving.pending(tx, person.id) is None
    except CodeGone:
        spent = True
    if spent:
        problem, draft.step = words.code_spent(), "address"
    draft.data["problem"] = problem
    await dialogue.show(tx, draft)


async def by_link(tx: Tx, desk: Desk, person: Person, draft: Draft | None, code: str, words: Words) -> None:
    """The link in the letter, opened by whoever asked for it. Raises CodeGone."""
    sent = await proving.by_code(tx, person, code)
    if sent is None:
        raise CodeGone
    if draft is not None and draft.flow == FLOW:
        await dialogue.finish(tx, draft)
    await _joined(tx, desk, person, sent, words)


async def _joined(tx: Tx, desk: Desk, person: Person, sent: Posted, words: Words) -> None:
    """He reads what is his now, and where he is answered; or that the address is another's."""
    try:
        found = await proving.proved(tx, person, sent)
    except AddressTaken as refusal:
        await proving.over(tx, sent)
        line = errors.words_for(refusal, words, desk, unsent=False)
        await outbox.write(tx, [letters.to_person(person.id, "refusal", line)])
        return
    person = await people.by_id(tx, person.id)
    line = words.address_joined(sent.address, [ticket.number for ticket in found], by_mail=person.by_mail)
    await joining.welcome(tx, desk, person, found, line, inline(means_keys(words)))


def means_keys(words: Words) -> Row:
    """[💬 В этом чате] [✉️ По почте]."""
    return [button(words.BY_CHAT, MAIL, "chat"), button(words.BY_MAIL, MAIL, "mail")]


# ---------------------------------------------------------------- by mail


async def by_letter(tx: Tx, desk: Desk, came: Came, letter: MailLetter, sent: Posted) -> None:
    """An answer to the letter: a plain «Да» from that very address proves it, «Нет» ends it.

    A «Да» is wanted because the letter may have come to somebody who asked for nothing and says so.
    """
    said = verdicts.on_proof(letter.text)
    owner = None if sent.person_id is None else await people.by_id(tx, sent.person_id)
    waits = None if owner is None else await proving.pending(tx, owner.id)
    stands = waits is not None and waits.id == sent.id and letter.sender == sent.address
    if owner is not None and stands and said is True and _may(owner, desk):
        person, draft = await people.with_draft(tx, owner.id)
        if draft is not None and draft.flow == FLOW:
            await dialogue.finish(tx, draft)
        await _joined(tx, desk, person, sent, texts.of(person.language))
    elif stands and said is False:
        await proving.over(tx, sent)
    elif owner is None or owner.mail != letter.sender or said is None:
        words = texts.of(desk.language if owner is None else owner.language)
        answer = Post(
            kind="prove_unclear",
            address=came.sender,
            subject=words.MAIL_PROVE_SUBJECT,
            body=signed(words.mail_prove_unclear(), desk, words),
            automatic=True,
        )
        await postbag.write(tx, answer)
    # Whose letter it is, its sender says: who had it asked for may be a stranger to him.
    writer = await mailbox.known_writer(tx, letter.sender)
    await mailbox.handled(tx, came.id, person_id=writer)


def _may(person: Person, desk: Desk) -> bool:
    return person.banned_at is None and not is_staff(role_of(person, desk))


async def not_reached(tx: Tx, sent: Posted) -> None:
    """His address does not take the letter: he reads so in the chat that he asked in."""
    if sent.person_id is None or sent.data.get("over"):
        return
    await proving.over(tx, sent)
    words = texts.of((await people.by_id(tx, sent.person_id)).language)
    line = words.address_not_reached(sent.address)
    await outbox.write(tx, [letters.to_person(sent.person_id, "complaint", line)])

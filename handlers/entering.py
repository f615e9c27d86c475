"""What is written inside the guided dialogue: the step's answer, or more for the description (R2)."""

from __future__ import annotations

from typing import Any

from aiogram.types import Message

from handlers import additions, dialogue, fields, filing, letters, moves, texts
from handlers.context import Words
from handlers.dialogue import BY_PHONE
from handlers.fields import Complaint, described
from handlers.steps import BY_NAME
from storage import companies, drafts, outbox
from storage.database import Tx
from storage.drafts import Draft
from storage.names import PRIVATE, normalised
from storage.outbox import Letter
from storage.people import Person

_OFFERED = 3  # companies called like what was typed
_TELLING = 4  # letters and signs of a name that mean something


async def answered(
    message: Message, tx: Tx, person: Person, draft: Draft, words: Words, seen: int | None
) -> None:
    """A message inside the intake: the step's answer, or more for the description."""
    step = BY_NAME.get(draft.step)
    if dialogue.asks_phone(draft) and await _left_phone(message, tx, person, draft, words):
        return
    part = message.media_group_id is not None and message.media_group_id == draft.data.get("album")
    later: dict[str, Any] = additions.later_in_album(message, tx)
    before: list[Letter] = []
    try:
        if (part and draft.step != "description") or step is None or step.read is None:
            # Only buttons are expected here: what is written is kept with the description.
            draft.data |= described(draft.data, message)
            note = None if draft.step == "review" else "added_to_description"
        elif step.name != "description" and fields.attachable(message):
            draft.data |= described(draft.data, message)
            note = "attached_text_wanted"
        else:
            before = await _fill(message, tx, person, draft, words)
            note = "file_kept" if step.name == draft.step == "description" else None
    except Complaint as complaint:
        await dialogue.show(tx, draft, note=complaint.args[0], seen=seen, **later)
        return
    if part and step is not None and step.name not in ("description", "review"):
        await drafts.amend(tx, draft)  # the screen tells nothing of files: it stands as it is
    elif part:
        await dialogue.show(tx, draft, note=note, edit=seen, **later)
    else:
        draft.data["album"] = message.media_group_id or draft.data.get("album")
        if step is None and draft.step == "review" and seen is not None and not later:
            # Two cards alike would stand under each other: the old one gives way to a line.
            before, seen = [letters.edit(person.id, seen, words.ADDED_BELOW)], None
        await dialogue.show(tx, draft, note=note, seen=seen, before=before, **later)


async def _fill(message: Message, tx: Tx, person: Person, draft: Draft, words: Words) -> list[Letter]:
    """The field of this step is filled from the message, and the next question is due. Raises Complaint.

    Gives what is to be said before that question.
    """
    step, by_key = BY_NAME[draft.step], dialogue.asks_phone(draft)
    assert step.read is not None
    read = fields.read_callers_phone if draft.flow == BY_PHONE and step.name == "phone" else step.read
    draft.data |= read(message, draft.data)
    # An edit of this message is an edit of this field.
    draft.data["typed"] = draft.data.get("typed", {}) | {step.name: message.message_id}
    if step.name in ("company", "which"):
        draft.data["alike"] = await _alike(tx, person, draft.data["company"])
    moves.go_on(draft)
    if not by_key:
        return []
    # The keyboard with the phone button goes away only with a message of its own.
    return [_keyboard_away(person, words.noted_phone(fields.spoken(draft.data["phone"])))]


async def _alike(tx: Tx, person: Person, company: str) -> list[str]:
    """Companies that may be meant by what was typed; nothing of them but their names is told."""
    key = normalised(company)
    if person.company_id is not None or company == PRIVATE or len(key) < _TELLING:
        return []
    return await companies.alike(tx, key, _OFFERED)


def _keyboard_away(person: Person, line: str) -> Letter:
    payload = letters.text_payload(line, {"remove_keyboard": True})
    return Letter(kind="noted", payload=payload, person_id=person.id)


async def _left_phone(message: Message, tx: Tx, person: Person, draft: Draft, words: Words) -> bool:
    """[Назад] and [Отмена] come as words from the phone's keyboard, in the language it was shown in."""
    said = _letters(message.text)
    for module in texts.LANGUAGES.values():
        if said == _letters(module.BACK):
            await outbox.write(tx, [_keyboard_away(person, words.WENT_BACK)])
            moves.back(draft)
            await dialogue.show(tx, draft)
            return True
        if said == _letters(module.CANCEL):
            await filing.leave(tx, person, draft)
            return True
    return False


def _letters(text: str | None) -> str:
    """A button's words without its sign: people type them, too."""
    return "".join(character for character in text or "" if character.isalpha()).casefold()

"""What kinds of content do: each has a rule, none is lost by the way (fault 42)."""

from __future__ import annotations

import pytest

from bot.sandbox.people import Person
from storage import inbox
from tests.house import House

# What a client sends in private with an open ticket: it is taken, or he reads why not.
TAKEN = {
    "voice": Person.sends_voice, "video": Person.sends_video, "video_note": Person.sends_video_note,
    "audio": Person.sends_audio, "animation": Person.sends_animation, "sticker": Person.sends_sticker,
    "photo": Person.sends_photo, "document": Person.sends_document, "location": Person.sends_location,
    "poll": Person.sends_poll, "contact": Person.sends_contact,
}  # fmt: skip
REFUSED = {"dice": Person.sends_dice, "story": Person.sends_story}


@pytest.mark.parametrize("kind", [*TAKEN, *REFUSED])
async def test_f42_every_kind_is_asked_about_or_refused_in_words(house: House, kind: str) -> None:
    """docs/faults.md states the rule of each; nothing is passed over in silence."""
    await house.registers(house.anna)
    before = len(house.anna.from_bot)
    (TAKEN | REFUSED)[kind](house.anna)
    await house.settle()
    assert len(house.anna.from_bot) == before + 1
    if kind in TAKEN:
        house.anna.sees("К открытому обращению или новая проблема?")
        await house.presses(house.anna, "26-00001")
        await house.wait(minutes=1)
        assert any(message.from_bot and "Анна" in message.words for message in house.petr.chat[-3:])
    else:
        house.anna.sees("Такое сообщение")
    assert await house.read(inbox.counts) == {}

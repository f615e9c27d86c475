"""Two clients, two dispatchers and a stranger who do whatever their screens allow, in any order.

Each word said is a word of its own, so that it can be found again wherever it has gone. After every step
the promises are checked on what people see and on what the record holds.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import bindparam, select

from bot.sandbox.model import Message
from bot.sandbox.people import Person
from sla.clock import Clock
from storage import schema
from storage.database import Tx
from storage.figures import Course
from tests.house import House
from tests.stories.mornings import CLIENTS, DESK, IMPACTS, Mornings
from tests.stories.replay import Told

T = TypeVar("T")
ANY = st.integers(0, 10**6)  # which of what there is: taken modulo the number of choices
LOOKED_BACK = 12  # messages of a chat that somebody still scrolls to
ELSEWHERE = "https://t.me/c/"  # a link into the group: looked at, not pressed


class Monkeys(RuleBasedStateMachine):
    """One conversation, in a house of its own on the test's loop."""

    loop: asyncio.AbstractEventLoop
    mornings: Mornings  # given by the test

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="monkeys-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
        self.stack = AsyncExitStack()
        self.house: House
        self.words = 0
        self.said: dict[str, str] = {}  # a client's word → who said it
        self.talk: set[str] = set()  # words of dispatchers that must stay in the group
        self.courses: dict[int, Course] = {}
        self.told: dict[int, Told] = {}  # a ticket's row → where its events have led so far
        self.read_to = 0  # the last event of them
        self.looked_at: tuple[Any, ...] = ()
        self.restarted_at = 0  # so many things had been said: a restart of what stands still proves nothing

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        try:
            self._wait(self.house.wait(days=60))  # everything that the clock has to say comes to its end
            self.told, self.courses, self.read_to = {}, {}, 0  # and the whole history is told once more
            self.what_was_promised_holds()
        finally:
            self._wait(self.stack.aclose())
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- what people do

    def _word(self) -> str:
        self.words += 1
        return f"слово{self.words:04d}"

    def _settle(self) -> None:
        self._wait(self.house.settle())

    @initialize(impacts=st.tuples(*[st.sampled_from(IMPACTS)] * 2))
    def the_morning(self, impacts: tuple[str, str]) -> None:
        """Both clients have a ticket; Пётр has taken the first."""
        self.house = self._wait(self.mornings.come(self.stack, self.folder, impacts))
        self.said = {self._word(): name for name in CLIENTS}

    @rule(name=st.sampled_from((*CLIENTS, "stranger")), reply=st.none() | ANY)
    def a_client_writes(self, name: str, reply: int | None) -> None:
        person, word = self.house.people[name], self._word()
        self.said[word] = name
        person.writes(word, reply_to=_one(person.chat, reply))
        self._settle()

    @rule(name=st.sampled_from(CLIENTS), kind=st.sampled_from(("photo", "album", "voice", "sticker")))
    def a_client_sends_a_file(self, name: str, kind: str) -> None:
        person = self.house.people[name]
        if kind in ("photo", "album"):
            word = self._word()
            self.said[word] = name
            person.sends_photo(word) if kind == "photo" else person.sends_album(3, caption=word)
        else:
            person.sends_voice() if kind == "voice" else person.sends_sticker()
        self._settle()

    @rule(name=st.sampled_from((*CLIENTS, "stranger")), which=ANY)
    def a_client_presses(self, name: str, which: int) -> None:
        self._press(self.house.people[name], which)

    @rule(name=st.sampled_from(DESK), which=ANY)
    def a_dispatcher_presses(self, name: str, which: int) -> None:
        self._press(self.house.people[name], which)

    @rule(name=st.sampled_from(DESK), which=ANY)
    def a_dispatcher_presses_in_private(self, name: str, which: int) -> None:
        self._press(self.house.people[name].in_private, which)

    @rule(name=st.sampled_from(DESK))
    def a_dispatcher_writes_in_private(self, name: str) -> None:
        self.house.people[name].in_private.writes(self._word())
        self._settle()

    @rule(name=st.sampled_from(DESK), reply=st.none() | ANY)
    def a_dispatcher_writes(self, name: str, reply: int | None) -> None:
        person, word = self.house.people[name], self._word()
        to = _one(person.chat, reply)
        if to is None or not to.from_bot or "· П" in (to.text or "").split("\n", 1)[0]:
            self.talk.add(word)  # to nobody, to a colleague, or under a card
        person.writes(word, reply_to=to)
        self._settle()

    def _asked(self) -> list[Message]:
        return [one for one in self.house.petr.chat if "Ответьте на это сообщение" in (one.text or "")]

    @precondition(_asked)
    @rule(name=st.sampled_from(DESK))
    def a_dispatcher_answers_what_he_is_asked(self, name: str) -> None:
        """As people do: the newest question of the bot gets its answer."""
        self.house.people[name].writes(self._word(), reply_to=self._asked()[-1])
        self._settle()

    @rule(name=st.sampled_from((*CLIENTS, *DESK)), which=ANY)
    def somebody_edits_his_words(self, name: str, which: int) -> None:
        person = self.house.people[name]
        own = [one for one in person.chat if one.sender.id == person.id and one.text and not one.is_service]
        message = _one(own, which)
        if message is None or not (message.text or "").startswith("слово"):
            return
        before, word = message.text or "", self._word()
        if before in self.talk:
            self.talk.add(word)
        if before in self.said:
            self.said[word] = name
        person.edits(message, word)
        self._settle()

    @rule(command=st.sampled_from(("/queue", "/mine", "/my", "/new", "/cancel", "/find слово", "/privacy")))
    def everybody_asks(self, command: str) -> None:
        for name in (*CLIENTS, *DESK, "stranger"):
            self.house.people[name].in_private.writes(command)
        self._settle()

    @rule(which=ANY)
    def the_stranger_forges(self, which: int) -> None:
        """Presses a button that somebody else was shown."""
        stranger = self.house.stranger
        shown = [
            button["callback_data"]
            for chat in self.house.world.chats.values()
            for message in chat.visible()
            for row in (message.markup or {}).get("inline_keyboard", [])
            for button in row
            if "callback_data" in button
        ]
        if not stranger.seat.started:
            stranger.writes("/start")
        if shown:
            stranger.presses_raw(shown[which % len(shown)], message_id=1)
        self._settle()

    @rule(seconds=st.sampled_from((11, 1800, 2 * 3600, 86400, 8 * 86400)))
    def time_passes(self, seconds: int) -> None:
        self._wait(self.house.wait(seconds=seconds))

    @precondition(lambda self: len(self.house.world.log) != self.restarted_at)
    @rule()
    def the_bot_restarts(self) -> None:
        self.restarted_at = len(self.house.world.log)
        self._wait(self.house.restart())

    def _press(self, person: Person, which: int) -> None:
        keys = [
            (message, row, column)
            for message in person.chat[-LOOKED_BACK:]
            for row, line in enumerate((message.markup or {}).get("inline_keyboard", []))
            for column, button in enumerate(line)
            if not button.get("url", "").startswith(ELSEWHERE)
        ]
        if keys:
            message, row, column = keys[which % len(keys)]
            person.presses_at(message, row, column)
            self._settle()

    # --- what must hold

    @invariant()
    def what_was_promised_holds(self) -> None:
        """Looked at anew whenever anything has happened: to a chat, to an update, or to the clock."""
        house = self.house
        counts = sorted(house.app.worker.counts.items())
        seen = (len(house.world.log), len(house.world.calls), house.clock.now(), *counts)
        if seen == self.looked_at:
            return
        self.looked_at = seen
        self.no_note_leaves_the_group()
        self.nobody_reads_another_clients_words()
        self._wait(house.read(self.the_record_keeps_its_promises))

    async def the_record_keeps_its_promises(self, tx: Tx) -> None:
        await self.every_word_of_a_client_is_in_one_ticket(tx)
        await self.the_record_agrees_with_its_history(tx)
        await self.nothing_failed(tx)

    def no_note_leaves_the_group(self) -> None:
        """B5: what was said to nobody, to a colleague or under a card is in no client's chat."""
        for name in (*CLIENTS, "stranger"):
            seen = _seen(self.house.people[name])
            assert not [word for word in self.talk if word in seen], f"{name} reads the desk's talk"

    def nobody_reads_another_clients_words(self) -> None:
        for name in (*CLIENTS, "stranger"):
            seen = _seen(self.house.people[name])
            assert not [word for word, who in self.said.items() if who != name and word in seen]

    async def every_word_of_a_client_is_in_one_ticket(self, tx: Tx) -> None:
        """R3: never in two; and in none only while it is kept for one, or he was told."""
        found, kept = await _where_words_are(tx)
        assert not [word for word in self.said if found[word] > 1], "a word is in two tickets"
        for word, name in self.said.items():
            if not found[word] and word not in kept:
                self._was_told(self.house.people[name], word)

    def _was_told(self, person: Person, word: str) -> None:
        places = [place for place, one in enumerate(person.chat) if word in one.words]
        if places:  # else: said before an edit
            after = person.chat[places[0] + 1 :]
            assert any(one.from_bot for one in after) or person.toasts, f"{word} went nowhere, in silence"

    async def the_record_agrees_with_its_history(self, tx: Tx) -> None:
        """Every change is an event: the events alone lead to where the ticket stands, a report's too."""
        for event in await tx.all(_EVENTS, {"after": self.read_to}):
            self.told.setdefault(event.ticket_id, Told()).follow(event)
            course = self.courses.setdefault(event.ticket_id, Course(event.ticket_id))
            course.happens(event.at, event.actor_id, event.type, event.data)
            self.read_to = event.id
        for ticket in await tx.all(_TICKETS):
            assert self.told[ticket.id].of(ticket) == {}, ticket.number
            self._is_reported(ticket, self.courses[ticket.id])

    def _is_reported(self, ticket: Any, course: Course) -> None:
        hours, done = self.house.app.law.hours, ticket.execution_done_at
        told = (course.processed_at, course.done_at, course.closed_at, course.closing, course.rating)
        kept = (ticket.processing_done_at, done, ticket.closed_at, ticket.closing, ticket.rating)
        assert told == kept, ticket.number
        if done is not None:
            spent = Clock.from_json(ticket.execution)._open_until(hours, done)
            assert course.spans(hours).execution == spent, ticket.number

    async def nothing_failed(self, tx: Tx) -> None:
        assert self.house.app.worker.counts["failed"] == 0
        assert await tx.all(_DEAD) == []


_EVENTS = select(schema.events).where(schema.events.c.id > bindparam("after")).order_by(schema.events.c.id)
_TICKETS = select(schema.tickets)
_DEAD = select(schema.outbox.c.kind, schema.outbox.c.error).where(schema.outbox.c.status == "dead")
_PLACES = (
    select(schema.tickets.c.id, schema.tickets.c.description),
    select(schema.messages.c.ticket_id, schema.messages.c.text),
)
_KEPT = (
    select(schema.drafts.c.data),
    select(schema.people.c.company, schema.people.c.fabricator, schema.people.c.contact_name),
    select(schema.events.c.data),
)


def _one(messages: list[Message], which: int | None) -> Message | None:
    return messages[-1 - which % len(messages)] if messages and which is not None else None


def _seen(person: Person) -> str:
    return " ".join(message.words for message in person.in_private.chat)


async def _where_words_are(tx: Tx) -> tuple[Counter[str], str]:
    """In how many tickets each word is, and everything else that keeps words."""
    places: dict[str, set[int]] = {}

    def note(text: str, ticket: int) -> None:
        for word in text.split():
            places.setdefault(word.strip("«».,:"), set()).add(ticket)

    for query in _PLACES:
        for ticket_id, text in await tx.all(query):
            note(text, ticket_id)
    kept = [
        json.dumps(list(row), ensure_ascii=False, default=str)
        for query in _KEPT
        for row in await tx.all(query)
    ]
    return Counter({word: len(found) for word, found in places.items()}), " ".join(kept)

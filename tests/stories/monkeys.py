"""Two clients, two dispatchers and a stranger who do whatever their screens allow, in any order.

Each word said is a word of its own, so that it can be found again wherever it has gone. After every step
the promises are checked on what people see and on what the record holds.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from bot.sandbox.model import Message
from bot.sandbox.people import Person
from storage import schema, tickets
from storage.database import Tx
from tests.house import House
from tests.stories.replay import told

T = TypeVar("T")
ANY = st.integers(0, 10**6)  # which of what there is: taken modulo the number of choices
CLIENTS = ("anna", "vera")
DESK = ("petr", "olga")
LOOKED_BACK = 12  # messages of a chat that somebody still scrolls to
ELSEWHERE = "https://t.me/c/"  # a link into the group: looked at, not pressed


class Monkeys(RuleBasedStateMachine):
    """One conversation; `move_in` is given by the test: it makes a house of its own on the test's loop."""

    loop: asyncio.AbstractEventLoop
    move_in: Callable[[AsyncExitStack, Path], Coroutine[Any, Any, House]]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="monkeys-"))
        self.stack = AsyncExitStack()
        self.house = self._wait(type(self).move_in(self.stack, self.folder))
        self.words = 0
        self.said: dict[str, str] = {}  # a client's word → who said it
        self.talk: set[str] = set()  # words of dispatchers that must stay in the group

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        try:
            for _ in range(3):  # everything that the clock has to say comes to its end
                self._wait(self.house.wait(days=20))
            self.the_record_agrees_with_its_history()
            self.nothing_failed()
        finally:
            self._wait(self.stack.aclose())
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- what people do

    def _word(self) -> str:
        self.words += 1
        return f"слово{self.words:04d}"

    def _settle(self) -> None:
        self._wait(self.house.settle())

    @initialize(impacts=st.lists(st.sampled_from(("1 ", "2 ", "3 ", "4 Вопрос")), min_size=2, max_size=2))
    def the_morning(self, impacts: list[str]) -> None:
        """Both clients have a ticket; Пётр has taken the first."""
        for name, impact in zip(CLIENTS, impacts, strict=True):
            word = self._word()
            self.said[word] = name
            self._wait(self.house.knows(self.house.people[name]))
            self._wait(self.house.files(self.house.people[name], word, impact))
        card = next(message for message in self.house.petr.chat if _labels(message, "Взять"))
        self.house.petr.presses(_labels(card, "Взять")[0], on=card)
        self._settle()

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

    @rule(name=st.sampled_from(DESK))
    def a_dispatcher_answers_what_he_is_asked(self, name: str) -> None:
        """As people do: the newest question of the bot gets its answer."""
        person = self.house.people[name]
        asked = [one for one in person.chat if "Ответьте на это сообщение" in (one.text or "")]
        if asked:
            person.writes(self._word(), reply_to=asked[-1])
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

    @rule()
    def the_bot_restarts(self) -> None:
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
    def no_note_leaves_the_group(self) -> None:
        """B5: what was said to nobody, to a colleague or under a card is in no client's chat."""
        for name in (*CLIENTS, "stranger"):
            seen = _seen(self.house.people[name])
            assert not [word for word in self.talk if word in seen], f"{name} reads the desk's talk"

    @invariant()
    def nobody_reads_another_clients_words(self) -> None:
        for name in (*CLIENTS, "stranger"):
            seen = _seen(self.house.people[name])
            assert not [word for word, who in self.said.items() if who != name and word in seen]

    @invariant()
    def every_word_of_a_client_is_in_one_ticket(self) -> None:
        """R3: never in two; and in none only while it is kept for one, or he was told."""
        found, kept = self._wait(self.house.read(_where_words_are))
        assert not [word for word in self.said if found[word] > 1], "a word is in two tickets"
        for word, name in self.said.items():
            if not found[word] and word not in kept:
                self._was_told(self.house.people[name], word)

    def _was_told(self, person: Person, word: str) -> None:
        places = [place for place, one in enumerate(person.chat) if word in one.words]
        if places:  # else: said before an edit
            after = person.chat[places[0] + 1 :]
            assert any(one.from_bot for one in after) or person.toasts, f"{word} went nowhere, in silence"

    @invariant()
    def the_record_agrees_with_its_history(self) -> None:
        """Every change is an event: the events alone lead to where the ticket stands."""

        async def compare(tx: Tx) -> dict[str, Any]:
            found = {}
            for ticket_id in [row[0] for row in await tx.all(select(schema.tickets.c.id))]:
                ticket = await tickets.by_id(tx, ticket_id)
                differs = told(await tickets.history(tx, ticket_id)).of(ticket)
                if differs:
                    found[ticket.number] = differs
            return found

        assert self._wait(self.house.read(compare)) == {}

    @invariant()
    def nothing_failed(self) -> None:
        assert self.house.app.worker.counts["failed"] == 0
        dead = select(schema.outbox.c.kind, schema.outbox.c.error).where(schema.outbox.c.status == "dead")

        async def ask(tx: Tx) -> list[Any]:
            return await tx.all(dead)

        assert self._wait(self.house.read(ask)) == []


def _labels(message: Message, begins: str) -> list[str]:
    return [label for row in message.buttons for label in row if label.startswith(begins)]


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

    for ticket_id, description in await tx.all(select(schema.tickets.c.id, schema.tickets.c.description)):
        note(description, ticket_id)
    said = select(schema.messages.c.ticket_id, schema.messages.c.text)
    for ticket_id, text in await tx.all(said):
        note(text, ticket_id)
    kept = [
        json.dumps(list(row), ensure_ascii=False, default=str)
        for query in (
            select(schema.drafts.c.data),
            select(schema.people.c.company, schema.people.c.fabricator, schema.people.c.contact_name),
            select(schema.events.c.data),
        )
        for row in await tx.all(query)
    ]
    return Counter({word: len(found) for word, found in places.items()}), " ".join(kept)

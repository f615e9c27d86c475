"""The verbs of a ticket and of everybody around it, and the questions asked of many."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from sla.lifecycle import Status
from sla.regulation import Kind
from storage import (
    answers,
    board,
    calls,
    companies,
    conversation,
    dossier,
    drafts,
    ending,
    erasure,
    extension,
    facts,
    files,
    handover,
    inbox,
    life,
    mine,
    outbox,
    overdue,
    people,
    relations,
    search,
    tickets,
    together,
)
from storage.conversation import Post, Said
from storage.database import Tx
from storage.drafts import Draft
from storage.files import File
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import AlreadyTaken, Done
from storage.schema import metadata
from storage.tickets import Ticket
from tests.storage.record import LAW, Record


async def _everybody(record: Record) -> tuple[Person, Person, Person]:
    """Анна, Пётр and Ольга."""
    anna = await record.person(101, "Анна", phone="+79211234567", email="anna@okna.ru", company="ООО «Окна»")
    petr = await record.person(201, "Пётр", in_group=True)
    return anna, petr, await record.person(202, "Ольга", in_group=True)


async def _taken(record: Record, anna: Person, petr: Person, words: str = "Не печатает раскрой") -> Ticket:
    ticket = await record.files(anna, words)
    return await record.does(lambda tx: life.claim(tx, LAW, ticket.id, petr, 2))


async def test_a_ticket_from_its_filing_to_its_rating(record: Record) -> None:
    """Clocks, holder, marks and history come back as they were written; one winner."""
    anna, petr, olga = await _everybody(record)
    filed = await record.files(anna)
    assert (filed.number, filed.status, filed.kind) == ("26-00001", Status.REGISTERED, Kind.INCIDENT)
    ticket = await record.does(lambda tx: life.claim(tx, LAW, filed.id, petr, 3))
    with pytest.raises(AlreadyTaken):
        await record.does(lambda tx: life.claim(tx, LAW, filed.id, olga))
    assert (ticket.holder_name, ticket.classified, ticket.processing_done_at) == ("Пётр", True, record.now)
    read = await record.asks(lambda tx: tickets.by_number(tx, "26-00001"))
    assert replace(ticket, holder_name=None) == replace(read, holder_name=None)
    await record.does(lambda tx: life.ask(tx, LAW, ticket.id, petr, "details", "Какая версия?"))
    record.passes(hours=1)
    await record.does(lambda tx: life.reply(tx, LAW, ticket.id, anna, None))
    await record.does(lambda tx: ending.resolve(tx, LAW, ticket.id, petr, "phone"))
    asked = await record.does(lambda tx: ending.question_arrived(tx, LAW, ticket.id, None))
    assert asked.question_arrived_at == record.now
    await record.does(lambda tx: ending.dispute(tx, LAW, ticket.id, anna, "Всё равно не печатает"))
    await record.does(lambda tx: ending.resolve(tx, LAW, ticket.id, petr, "phone"))
    await record.does(lambda tx: ending.question_arrived(tx, LAW, ticket.id, None))
    await record.does(lambda tx: ending.confirm(tx, LAW, ticket.id, anna))
    closed = await record.does(lambda tx: ending.rate(tx, LAW, ticket.id, anna, 5))
    assert (closed.status, closed.rating, closed.closed_at) == (Status.CLOSED, 5, record.now)
    history = await record.asks(lambda tx: tickets.history(tx, ticket.id))
    assert [event.type for event in history][:4] == ["registered", "claimed", "classified", "asked"]
    assert {event.actor for event in history} == {"Анна", "Пётр", None}  # nobody: Telegram took the question
    assert history[2].data["to"] == 3


async def test_what_falls_due_is_found_in_order_and_looked_at_once(record: Record) -> None:
    """The timekeeper's questions; a look that is put off is not found."""
    anna, petr, _ = await _everybody(record)
    first, second = await record.files(anna, priority=1), await _taken(record, anna, petr)
    moment = await record.asks(tickets.next_look)
    assert moment == first.next_look_at
    record.passes(hours=30)
    due = await record.asks(lambda tx: tickets.due(tx, 20))
    assert due[0] == first.id
    assert set(due) == {first.id, second.id}
    _, fell = await record.does(lambda tx: overdue.look(tx, LAW, first.id))
    assert fell
    assert first.id not in await record.asks(lambda tx: tickets.due(tx, 20))
    later = record.now + timedelta(hours=1)
    assert await record.does(lambda tx: overdue.put_off(tx, second.id, later)) == second.number
    assert await record.asks(lambda tx: tickets.due(tx, 20)) == []
    await record.does(lambda tx: overdue.reckon_again(tx, LAW, second.id))


async def test_the_board_the_queue_and_what_somebody_holds(record: Record) -> None:
    """R5, B6: in the order of work, what burns today first; a page has as many lines as are asked for."""
    anna, petr, olga = await _everybody(record)
    low, high = await record.files(anna, priority=4), await record.files(anna, priority=1)
    held = await _taken(record, anna, petr)
    ends = record.now + timedelta(hours=9)
    queue = await record.asks(lambda tx: board.queue(tx, today_ends=ends, limit=10))
    assert queue[0].id == high.id
    assert {line.id for line in queue} == {low.id, high.id, held.id}
    page = await record.asks(lambda tx: board.queue(tx, today_ends=ends, skip=1, limit=1))
    assert page == queue[1:2]
    own = await record.asks(lambda tx: board.mine(tx, petr.id, today_ends=ends, limit=5))
    assert [line.id for line in own] == [held.id]
    record.passes(hours=6)
    seen = await record.asks(lambda tx: board.overview(tx, today_ends=ends, shown=5))
    assert (seen.free_number, seen.holders, seen.late_number) == (2, [("Пётр", 1)], len(seen.late))
    assert seen.counts == {Status.REGISTERED: 2, Status.IN_PROGRESS: 1}
    assert seen.late[0].id == high.id
    assert [line.id for line in seen.longest] == [low.id, high.id, held.id]
    assert await record.asks(handover.loads) == {petr.id: ("Пётр", 1)}
    await record.does(lambda tx: handover.hand_over(tx, LAW, held.id, petr, olga, admin=False))
    assert [one.id for one in await record.asks(lambda tx: handover.held(tx, olga.id))] == [held.id]
    assert await record.asks(lambda tx: mine.count(tx, mine.OPEN, anna.id)) == 3


async def test_a_call_is_opened_put_off_and_ended_once(record: Record) -> None:
    """R7: one open task a ticket, in the ticket's own row of every question."""
    anna, petr, _ = await _everybody(record)
    ticket = await _taken(record, anna, petr)
    ticket = await record.does(lambda tx: calls.need(tx, LAW, ticket, "answer", None))
    ticket = await record.does(lambda tx: calls.need(tx, LAW, ticket, "question", None))
    assert ticket.call_matters == [["answer", None], ["question", None]]
    missed = await record.does(lambda tx: calls.missed(tx, LAW, ticket.id, petr))
    assert (missed.call_attempts, missed.call_id) == (1, ticket.call_id)
    assert [one.id for one in await record.asks(lambda tx: tickets.to_call(tx, 5))] == [ticket.id]
    over = await record.does(lambda tx: calls.end(tx, LAW, missed, "reached", petr, "Всё понял"))
    assert over.call_id is None
    assert await record.asks(lambda tx: tickets.to_call(tx, 5)) == []


async def test_only_agreement_moves_the_deadline(record: Record) -> None:
    """T4: the proposal waits in the row, and is gone from it when it is settled."""
    anna, petr, _ = await _everybody(record)
    ticket = await _taken(record, anna, petr)
    wanted = record.now + timedelta(days=14)
    asked = await record.does(lambda tx: extension.propose(tx, LAW, ticket.id, petr, wanted, "Ждём"))
    assert asked.proposal is not None
    assert asked.execution_due == ticket.execution_due
    number = asked.proposal.number
    agreed = await record.does(lambda tx: extension.agree(tx, LAW, ticket.id, anna, number))
    assert agreed.execution_due == asked.proposal.moment
    assert (await record.asks(lambda tx: tickets.by_id(tx, ticket.id))).execution_due == asked.proposal.moment


async def test_tickets_are_split_closed_as_duplicates_and_answered_together(record: Record) -> None:
    """R3."""
    anna, petr, _ = await _everybody(record)
    parent, child = await _taken(record, anna, petr), await _taken(record, anna, petr, "Тоже не печатает")
    record.passes(minutes=1)
    said = Said("text", "И ещё не режет", {"group": "album-1"}, anna.telegram_id or 0, 77)
    (row,) = await record.does(lambda tx: conversation.keep(tx, parent.id, anna.id, "client", [said]))
    split = await record.does(lambda tx: relations.split(tx, LAW, row, petr, str))
    assert split.new.linked_to == parent.id
    await record.does(lambda tx: relations.link(tx, LAW, child.id, petr, parent.number))
    assert [one.id for one in await record.asks(lambda tx: relations.children(tx, parent.id))] == [child.id]
    told = await record.does(lambda tx: together.answer(tx, LAW, parent.id, petr, "Обновите", resolves=True))
    assert len(told) == 2
    assert (await record.asks(lambda tx: tickets.by_id(tx, child.id))).status == Status.RESOLVED
    _, goes_on = await record.does(lambda tx: relations.duplicate(tx, LAW, split.new.id, petr, parent.number))
    assert goes_on.id == parent.id


async def test_what_was_said_is_found_by_three_letters_and_forgotten(record: Record) -> None:
    """By anybody, in any form, in parts of any length; what is in a pattern is itself."""
    anna, petr, _ = await _everybody(record)
    first = await record.files(anna, "Не печатает ПРИНТЕР, 100%_скидка")
    second = await record.files(anna, "Ёлочка")

    async def found(words: str) -> list[int]:
        return await record.asks(lambda tx: search.newest(tx, search.terms(words), limit=20))

    for place in range(6):
        await record.does(
            lambda tx, place=place: search.add(tx, first.id, [f"слово{place} {'длинное ' * 90}"])
        )
    assert await found("принтеры") == [first.id]
    assert await found("елочк") == [second.id]
    assert await found("слово5 окна") == [first.id]
    assert await found("8 (921) 123-45-67") == [second.id, first.id]
    assert await found("100%_с") == [first.id]
    assert await found("100__с") == await found("'; drop") == await found("слово7") == []
    await record.does(lambda tx: erasure.person(tx, anna, petr, now=tx.now))
    assert await found("принтер") == await found("окна") == []


async def test_a_dialogue_is_saved_amended_and_dropped(record: Record) -> None:
    """One row a person, whatever is in it; an old revision is known by its number."""
    anna, *_ = await _everybody(record)
    draft = Draft(anna.id, "intake", "impact", {"words": ["«Ёж» \\ 🙂"], "deep": {"n": None, "x": [1, True]}})
    await record.does(lambda tx: drafts.save(tx, draft))
    draft.step = "review"
    await record.does(lambda tx: drafts.save(tx, draft))
    draft.data["more"] = 1
    await record.does(lambda tx: drafts.amend(tx, draft))
    assert await record.asks(lambda tx: drafts.load(tx, anna.id)) == draft
    record.passes(hours=1)
    unsent = await record.asks(lambda tx: drafts.unsent(tx, "intake", "review", before=record.now))
    assert [one.person_id for one in unsent] == [anna.id]
    await record.does(lambda tx: drafts.drop(tx, anna.id))
    assert await record.asks(lambda tx: drafts.load(tx, anna.id)) is None


async def test_a_person_is_known_with_his_dialogue_and_his_pace(record: Record) -> None:
    """One statement an update; newcomers are counted; a ban and its end are kept for good."""
    anna, petr, _ = await _everybody(record)
    body = {"update_id": 1, "message": {"chat": {"id": 101}}}
    await record.does(lambda tx: inbox.keep(tx, 1, [body, body | {"update_id": 2}]))
    for kept in await record.asks(lambda tx: inbox.waiting(tx, 5)):
        await record.does(lambda tx, kept=kept: inbox.done(tx, kept.id))
    known, draft = await record.does(
        lambda tx: people.speaking(tx, 101, name="Анна К.", username="anna", language="ru", private=True)
    )
    assert (known.id, known.name, known.recent, draft) == (anna.id, "Анна К.", 2, None)
    assert await record.asks(lambda tx: people.newcomers(tx, tx.now - timedelta(minutes=1))) == 3
    known = await record.does(lambda tx: people.consent(tx, known, 3, given=True))
    banned = await record.does(lambda tx: people.ban(tx, known, petr, staff=False))
    assert (banned.banned_at, banned.consent_version) == (record.now, 3)
    assert {one.id for one in await record.asks(people.staff)} == {petr.id, petr.id + 1}
    assert await record.asks(lambda tx: people.admins(tx, frozenset({201}))) == [petr]


async def test_companies_answers_posts_files_and_facts(record: Record) -> None:
    """What admins and dispatchers keep for each other."""
    anna, petr, _ = await _everybody(record)
    firm = await record.does(lambda tx: companies.create(tx, petr, "ООО «Окна»"))
    assert [one.id for one in await record.asks(lambda tx: companies.candidates(tx, firm))] == [anna.id]
    await record.does(lambda tx: companies.join(tx, petr, firm.id, anna.id))
    with pytest.raises(Done):
        await record.does(lambda tx: companies.join(tx, petr, firm.id, anna.id))
    await record.does(lambda tx: companies.allow(tx, petr, firm.id, allowed=True))
    assert await record.asks(lambda tx: mine.sees_colleagues(tx, anna.id))
    sought = await record.asks(lambda tx: companies.seek(tx, "ANNA@okna.ru", 5))
    assert [one.id for one in sought] == [anna.id]
    assert len(await record.asks(lambda tx: companies.history(tx, firm.id))) == 3
    text: list[dict[str, Any]] = [{"type": "bold", "offset": 0, "length": 3}]
    answer = await record.does(lambda tx: answers.add(tx, petr, "Обновление", "Обновите", text))
    assert await record.does(lambda tx: answers.change(tx, answer, petr, title="Новое"))
    assert not await record.does(lambda tx: answers.change(tx, answer + 1, petr, title="Новое"))
    assert [(one.title, one.entities) for one in await record.asks(answers.listed)] == [("Новое", text)]
    ticket = await record.files(anna)
    for purpose in ("card", "prompt"):
        post = Post(-1001, 5, ticket.id, purpose, None, {"n": 1})
        await record.does(lambda tx, post=post: conversation.posted(tx, [post]))
    assert await record.asks(lambda tx: conversation.post(tx, -1001, 5)) == post
    file = File("Отчёт.pdf", "application/pdf", bytes(range(256)))
    kept = await record.does(lambda tx: files.keep(tx, file))
    assert await record.asks(lambda tx: files.load(tx, kept)) == file
    assert await record.asks(files.bytes_kept) == 256
    await record.does(lambda tx: files.let_go(tx, kept))
    assert await record.asks(lambda tx: files.load(tx, kept)) is None
    for value in ({"was": -1001, "now": -1002}, None, False, "слово"):
        await record.does(lambda tx, value=value: facts.put(tx, "fact", value))
        assert await record.asks(lambda tx: facts.get(tx, "fact")) == value


async def test_who_is_forgotten_is_forgotten_in_every_table(record: Record) -> None:
    """B7: numbers, dates and clocks stay; no table has a word of him."""
    anna, petr, _ = await _everybody(record)
    named = {"name": "Тайна-1", "email": "тайна@okna.ru"}
    anna = await record.does(lambda tx: people.remember(tx, anna, named))
    ticket = await _taken(record, anna, petr, "Тайна-2 не печатает")
    said = Said("photo", "Тайна-3", {"file_id": "тайна"}, 101, 7)
    await record.does(lambda tx: conversation.keep(tx, ticket.id, anna.id, "client", [said]))
    await record.does(lambda tx: life.ask(tx, LAW, ticket.id, petr, "details", "Тайна-4?"))
    await record.does(lambda tx: drafts.save(tx, Draft(anna.id, "intake", "review", {"words": ["Тайна-5"]})))
    letters = [
        Letter("answer", person_id=anna.id, ticket_id=ticket.id, payload={"text": "Тайна-6"}),
        Letter("panel", person_id=petr.id, payload={"meaning": {"about": anna.id}, "text": "Тайна-7"}),
    ]
    await record.does(lambda tx: outbox.write(tx, letters))
    update = {"update_id": 1, "message": {"chat": {"id": 101}, "text": f"Тайна-8 {ticket.number}"}}
    await record.does(lambda tx: inbox.keep(tx, 1, [update]))
    for kept in await record.asks(lambda tx: inbox.waiting(tx, 5)):
        await record.does(lambda tx, kept=kept: inbox.done(tx, kept.id))
    assert (await record.asks(lambda tx: dossier.counts(tx, anna)))["files"] == 1
    assert "Тайна-3" in str(await record.asks(lambda tx: dossier.everything(tx, anna)))
    await record.does(lambda tx: ending.renounce(tx, LAW, ticket.id, anna))
    gone = await record.does(lambda tx: erasure.person(tx, anna, petr, now=tx.now))
    assert gone.numbers == [ticket.number]
    assert gone.messages == 1

    async def everything(tx: Tx) -> str:
        rows = [await tx.all(select(table)) for table in metadata.sorted_tables]
        return str(rows).casefold()

    kept_words = await record.asks(everything)
    assert "тайна" not in kept_words
    assert "okna.ru" not in kept_words
    assert ticket.number in kept_words


async def test_old_tickets_are_anonymised_the_oldest_first(record: Record) -> None:
    """B7: a few at a time."""
    anna, petr, _ = await _everybody(record)
    for place in range(3):
        ticket = await _taken(record, anna, petr, f"Тайна-{place}")
        await record.does(lambda tx, ticket=ticket: ending.withdraw(tx, LAW, ticket.id, anna))
        record.passes(days=1)
    before = record.now - timedelta(days=1)
    assert await record.does(lambda tx: erasure.retire(tx, before, 1)) == [1]
    assert await record.does(lambda tx: erasure.retire(tx, before, 5)) == [2]
    assert await record.does(lambda tx: erasure.retire(tx, before, 5)) == []

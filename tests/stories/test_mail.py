"""By mail as in the chat: tickets, answers, the word on a solution, and the ladder of delivery (R1.2, R7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import mailbox
from storage.database import Tx
from storage.refusals import NoSuchTicket
from storage.schema import mail_in, mail_out, messages, people, tickets
from tests.house import House
from tests.postman import FULL, postman, words

ANNA = "anna@okna.ru"


async def test_a_whole_story_by_mail(house: House) -> None:
    """R1.2, R4, R6–R9: from the first letter to the client's word, without Telegram."""
    async with postman(house) as post:
        await post.writes(f"Анна <{ANNA}>", FULL, "Раскрой")
        (told,) = post.to(ANNA)
        assert told["Subject"] == "[26-00001] Раскрой"
        assert "Обращение 26-00001 зарегистрировано" in words(told)
        assert "до 10:30" in words(told)
        assert "https://t.me/" in words(told)
        assert (told["Auto-Submitted"], told["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
        ticket = await house.ticket()
        assert (ticket.source, ticket.company, ticket.fabricator, ticket.email, ticket.phone) == (
            "mail", "ООО «Окна»", "ООО «Окна»", ANNA, "+79211234567",
        )  # fmt: skip
        house.petr.sees("Не печатает раскрой")
        await house.takes(house.petr)
        await house.tells(house.petr, "Запросить", "Какая версия?")
        asked = post.to(ANNA)[-1]
        assert "Какая версия?" in words(asked)
        await post.writes(ANNA, "Версия 8.5", answering=asked)
        assert (await house.ticket()).status == "in_progress"
        house.petr.sees("Версия 8.5")
        await house.tells(house.petr, "Решено", "Обновите до 8.6")
        answer, question = post.to(ANNA)[-2:]
        assert "Обновите до 8.6" in words(answer)
        assert "Решено?" in words(question)
        assert question["In-Reply-To"]
        ticket = await house.ticket()
        assert (ticket.status, ticket.means) == ("resolved", "email")
        assert ticket.closing_at is not None
        await post.writes(ANNA, "Не решено", answering=question)
        assert "что именно не решено" in words(post.to(ANNA)[-1])
        await post.writes(ANNA, "Не решено: теперь не открывается", answering=question)
        assert (await house.ticket()).status == "in_progress"
        await house.wait(minutes=1)
        await house.tells(house.petr, "Решено", "Поставьте 8.7")
        await post.writes(
            ANNA, "Здравствуйте!\nРешено, спасибо!\n\nС уважением, Анна", answering=post.to(ANNA)[-1]
        )
        ticket = await house.ticket()
        assert (ticket.status, ticket.closing) == ("closed", "confirmed")
        await house.wait(hours=2)
        await post.writes(ANNA, "Решено", answering=question)
        assert [one["Subject"] for one in post.to(ANNA) if "26-00001" not in one["Subject"]] == []


@pytest.mark.long
async def test_what_is_missing_is_asked_for_once_and_then_the_sender_is_known(house: House) -> None:
    """R2: one letter lists everything; values without labels are understood; the next ticket needs less."""
    async with postman(house) as post:
        first = "Не печатает раскрой\nТелефон: 123\nКомпания: Окна & <Ко>"
        await post.writes(f"Анна <{ANNA}>", first)
        (asked,) = post.to(ANNA)
        told = words(asked)
        assert "Переработчик: кто делает" in told
        assert "Телефон: Это не похоже на телефон" in told
        assert "4. " in told  # the definitions stand there
        assert "Компания: название" not in told
        assert asked["In-Reply-To"]
        await post.writes(ANNA, "+7 921 123-45-67\nПереработчик: он же\n2\n\nИ ещё отчёт", answering=asked)
        ticket = await house.ticket()
        assert (ticket.fabricator, ticket.phone, ticket.priority) == ("Окна & <Ко>", "+79211234567", 2)
        assert ticket.description == "Проблема\n\nНе печатает раскрой\n\nИ ещё отчёт"
        await post.writes(ANNA, "Вылетает при запуске\nПриоритет: 1", "Другое")
        assert (await house.ticket("26-00002")).company == "Окна & <Ко>"
        # The same question answered once more is an addition, not a third ticket.
        await post.writes(ANNA, "Телефон: +7 921 123-45-68", answering=asked)
        assert [e.type for e in await house.history()][-1] == "added"
        # A letter that nobody completes is told to the desk after a day, once.
        await post.writes("new@okna.ru", "Помогите")
        await house.wait(days=2)
        house.petr.sees("Письмо от new@okna.ru сутки ждёт сведений")
        assert len([m for m in house.petr.chat if "new@okna.ru" in (m.text or "")]) == 1


async def test_whoever_writes_in_english_is_answered_in_english(house: House) -> None:
    """R1.2: the list is read in either language, and so is the answer."""
    async with postman(house) as post:
        await post.writes(
            "John <john@windows.example>", "Company: Windows Ltd\nThe cutting list won't print", "Help"
        )
        (asked,) = post.taken
        assert "a ticket needs a little more" in words(asked)
        rest = "Fabricator: same\nPhone: +7 921 123-45-67\nPriority: 2"
        await post.writes("john@windows.example", rest, answering=asked)
        assert "Ticket 26-00001 is registered" in words(post.taken[-1])
        await house.takes(house.petr)
        await house.tells(house.petr, "Решено", "Update to 8.6")
        await post.writes("john@windows.example", "Solved, thank you!", answering=post.taken[-1])
        assert (await house.ticket()).closing == "confirmed"


@pytest.mark.long
async def test_whose_letter_it_is_and_what_an_address_may(house: House) -> None:
    """R1.2: a signed thread, or number and sender; anybody else is new; nobody is staff; robots stop."""
    async with postman(house) as post:
        await post.writes(ANNA, FULL)
        (told,) = post.to(ANNA)
        await house.takes(house.petr)
        await post.writes(ANNA, "Вот ещё", "Вопрос по 26-00001")
        house.petr.sees("Вот ещё")
        # A stranger who knows the number gets a ticket of his own, linked.
        await post.writes("chuzhoy@example.ru", FULL, "26-00001")
        assert (await house.ticket("26-00002")).linked_number == "26-00001"
        # A colleague in the thread may add words, and decides nothing.
        await house.tells(house.petr, "Решено", "Обновите", on="26-00001 · П2")
        question = post.to(ANNA)[-1]
        await post.writes("boss@okna.ru", "Решено", answering=question)
        assert (await house.ticket()).status == "resolved"
        house.petr.sees("boss@okna.ru")
        # Anna's address with the number alone closes nothing: a number can be guessed. She is asked.
        await post.writes(ANNA, "Решено", "26-00001")
        assert (await house.ticket()).status == "resolved"
        assert "не поняли, решено ли" in words(post.to(ANNA)[-1])
        # A robot's answer is kept and moves nothing; a forged id of ours proves nothing.
        away = "Автоответ: до 25-го в отпуске"
        in_bulk = {"Precedence": "bulk"}
        await post.writes(ANNA, away, answering=question, headers=in_bulk)
        assert [e.type for e in await house.history()][-1] == "mail_automatic"
        before = len(post.taken)
        forged = question["Message-ID"].replace(question["Message-ID"].split(".")[2][:4], "0000", 1)
        question.replace_header("Message-ID", forged)
        question.replace_header("Subject", "чужое")
        known = len(await house.history())
        await post.writes("chuzhoy@example.ru", "Решено", answering=question)
        assert len(await house.history()) == known
        await post.brings(b"From: support@otklik.example\r\nSubject: x\r\n\r\nReshen")
        assert len(post.taken) <= before + 1
        # Two robots: every letter of ours is answered by one that hides what it is.
        await post.writes("crm@okna.ru", "Ваше письмо принято", "Заявка")
        for place in range(12):
            if len(post.to("crm@okna.ru")) <= place:
                break
            await post.writes("crm@okna.ru", f"Принято, {place}", answering=post.to("crm@okna.ru")[place])
        assert len(post.to("crm@okna.ru")) == 3
        # The same letter twice is one, under another Message-ID, too; and «Решено» asks for nothing new.
        for _ in range(2):
            await post.writes(
                "new@okna.ru", FULL.replace("2", "3"), "Дважды", headers={"X-Mailer": "Outlook"}
            )
        assert (await house.ticket("26-00003")).description.startswith("Дважды")
        with pytest.raises(NoSuchTicket):
            await house.ticket("26-00004")
        again = await post.writes(ANNA, "Ещё раз то же", answering=told)
        count = len(await house.history())
        await post.brings(again.as_bytes())
        assert len(await house.history()) == count


async def test_the_ladder_telegram_mail_a_call(house: House) -> None:
    """R7, R9: each step and its result on the card; the days run from the first that arrived."""
    async with postman(house) as post:
        house.petr.in_private.command("/start")
        await house.taken()
        house.anna.blocks_bot()
        await house.tells(house.petr, "Решено", "Обновите до 8.6")
        answer, question = post.to(ANNA)
        assert "Обновите до 8.6" in words(answer)
        ticket = await house.ticket()
        assert (ticket.means, ticket.call_id) == ("email", None)
        assert ticket.question_arrived_at is not None
        assert ticket.closing_at == ticket.question_arrived_at + timedelta(days=14)
        card = house.petr.sees("26-00001 · П2")
        said = next(e.data["message"] for e in await house.history() if e.type == "answered")
        house.petr.presses_raw(f"rc:do:{said}", house.petr.last)
        await house.settle()
        assert "письмо не отозвать" in house.petr.last_toast  # what went by mail is in nobody's hand
        steps = card.words.replace("\u00a0", " ")
        assert "Telegram ✖ ответ 10:00 → почта ✔ ответ 10:00" in steps
        assert "почта ✔ вопрос «Решено?» 10:00" in steps
        # What a server took, another brings back: nobody was asked, and somebody phones.
        report = (
            "From: MAILER-DAEMON@mx.okna.ru\r\nReturn-Path: <>\r\nSubject: Undelivered Mail\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
            "Content-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n"
            f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {question['Message-ID']}\r\n\r\n--b--\r\n"
        )
        await post.brings(report.encode())
        ticket = await house.ticket()
        assert (ticket.question_arrived_at, ticket.closing_at) == (None, None)
        house.petr.in_private.sees("26-00001: позвонить")
        await house.presses(house.petr.in_private, "Дозвонился")
        await house.presses(house.petr.in_private, "✅ Решено")
        assert (await house.ticket()).closing == "confirmed"

        # Whoever likes mail better is written to; where it is refused, the chat is the next step.
        await house.knows(house.stranger)
        await house.says(house.stranger, "/mail")
        await house.presses(house.stranger, "✉️ По почте")
        await house.files(house.stranger, "Не открывается")
        assert "26-00002" in words(post.to("okna@okna.ru")[-1])
        post.refuses["okna@okna.ru"] = "451 4.3.0 later"
        await house.wait(minutes=1)
        await house.presses(house.petr, "Взять, П2 верно")
        assert len(post.to("okna@okna.ru")) == 1
        post.refuses["okna@okna.ru"] = "550 5.1.1 no such user"
        await house.wait(minutes=6)
        house.stranger.sees("26-00002: занимается Пётр")
        refused = [e for e in await house.history("26-00002") if e.type == "mail_refused"]
        assert refused[0].data["what"] == "classified"


async def test_b4_what_is_edited_after_it_went_by_mail_is_sent_as_a_correction(house: House) -> None:
    """Nothing is lost silently: he is told that the letter is as it was; one press sends the new words."""
    async with postman(house) as post:
        await post.writes(f"Анна <{ANNA}>", FULL)
        await house.takes(house.petr)
        await house.presses(house.petr, "Ответить")
        answer = house.petr.writes("Проверьте драйвер", reply_to="Ответьте на это сообщение")
        await house.settle()
        house.petr.edits(
            answer, "Проверьте порт"
        )  # within the ten seconds: the letter says so from the start
        await house.wait(seconds=11)
        assert "Проверьте порт" in words(post.to(ANNA)[-1])
        sent = len(post.to(ANNA))
        house.petr.edits(answer, "Проверьте порт 3")
        await house.settle()
        house.petr.edits(answer, "Проверьте порт 4 & 5")
        await house.settle()
        told = house.petr.sees("в письме осталось прежнее")
        assert len(post.to(ANNA)) == sent
        house.olga.presses("Отправить исправление", on=told)
        await house.settle()
        assert "Пётр" in house.olga.last_toast
        await house.presses(house.petr, "Отправить исправление", on=told)
        await house.wait(seconds=11)
        correction = words(post.to(ANNA)[-1])
        assert "Исправление к письму, отправленному 10:00" in correction
        assert "Проверьте порт 4 & 5" in correction
        row = next(e.data["message"] for e in await house.history() if e.data.get("carried") is False)
        house.petr.presses_raw(f"ec:{row}", told)
        await house.settle()
        assert house.petr.last_toast == "Эти слова уже отправлены."
        assert len(post.to(ANNA)) == sent + 1


@pytest.mark.long
async def test_a_ticket_by_mail_goes_on_in_telegram_and_is_forgotten_whole(house: House) -> None:
    """R1.2, B7: the link in the first letter works once; an erasure leaves neither a byte nor an address."""
    async with postman(house) as post:
        await post.writes(f"Анна <{ANNA}>", FULL + " паспорт-77")
        link = next(word for word in words(post.to(ANNA)[0]).split() if "start=j_" in word)
        await house.says(house.anna, f"/start {link.partition('start=')[2]}")
        house.anna.sees("26-00001")
        assert (await house.ticket()).client_telegram_id == house.anna.id
        await house.says(house.stranger, f"/start {link.partition('start=')[2]}")
        assert (await house.ticket()).client_telegram_id == house.anna.id
        await post.writes(ANNA, "Вылетает\nПриоритет: 3", "Ещё")  # known by her address, here too
        house.anna.sees("26-00002")
        await post.writes(ANNA, "дополнение паспорт-78", answering=post.to(ANNA)[0])
        for step in ("/privacy", "Удалить мои данные", "Да, удалить всё"):
            await (house.says if step.startswith("/") else house.presses)(house.anna, step)
        await house.settle()
        found = await house.read(_everywhere)
        assert [word for word in ("паспорт-7", ANNA) if word in found] == []


async def _everywhere(tx: Tx) -> str:
    found = ""
    for table in (mail_in, mail_out, messages, tickets, people):
        found += repr([tuple(row) for row in await tx.all(select(table))])
    return found + found.encode("utf-8").decode("unicode_escape", "ignore")


async def test_f59_a_trap_is_set_aside_whole_and_a_refused_password_stops_the_sending(house: House) -> None:
    """A letter that can't be read goes to admins with its bytes; neighbours go on; SMTP 535 is told once."""
    await house.says(house.admin, "/start")
    async with postman(house) as post:
        trap = (
            b"From: trap@okna.ru\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + b"--b\r\n\r\nx\r\n" * 400
        )
        await post.brings(trap)
        await post.writes(ANNA, FULL)
        await house.wait(minutes=2)
        house.admin.sees("Письмо от trap@okna.ru")
        assert await house.read(lambda tx: mailbox.raw(tx, 1)) == trap
        assert (await house.ticket()).number == "26-00001"
    async with postman(house, locked=True) as post:
        await post.writes(ANNA, "ещё", "26-00001")
        await post.writes("new@okna.ru", "Помогите")
        await house.wait(hours=1)
        assert post.taken == []
        assert len([m for m in house.admin.from_bot if "не принимает пароль" in (m.text or "")]) == 1

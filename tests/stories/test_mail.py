"""By mail as in the chat: tickets, answers, the word on a solution, and the ladder of delivery (R1.2, R7)."""

from __future__ import annotations

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

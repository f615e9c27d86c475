"""The client's commands and screens, in both languages; and what a stranger does not see."""

from handlers import texts
from tests.house import House


async def test_every_command_answers_in_both_languages(house: House) -> None:
    """S, P, B7: /new /my /rules /services /privacy /lang /help /cancel, and what is no command."""
    for language in ("ru", "en"):
        words = texts.of(language)
        person = house.world.person("Иван", language=language)
        law = house.app.law.regulation
        await house.says(person, "/start junk_payload_26-00001")
        person.sees(words.hello("Иван", "Optima Win Exprof").split("\n")[0])
        for command, line in {
            "/my": words.my_tickets([], view="o", current=None, page=1, pages=1),
            "/rules": words.rules(law)[0][3:-4],
            "/services": words.services(law)[0][3:-4],
            "/privacy": "152-",
            "/lang": words.ASK_LANGUAGE,
            "/help": "/privacy",
            "/cancel": words.NOTHING_TO_CANCEL,
            "/nosuch": words.unknown_command(),
            "/new": words.ask_description().split("\n")[0],
        }.items():
            await house.says(person, command)
            person.sees(line)
        await house.says(person, "/cancel")
        person.sees(words.CANCELLED)


async def test_a_command_in_the_middle_loses_nothing(house: House) -> None:
    """R2: every command answers, and the dialogue goes on where it was; /start and /new show it again."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    await house.presses(anna, "Согласен")
    await house.presses(anna, "2 ")
    for command in ("/my", "/rules", "/services", "/privacy", "/help"):
        await house.says(anna, command)
    for command in ("/new", "/start"):
        await house.says(anna, command)
        assert "Это обращение ещё не отправлено" in anna.last.words
        assert "Название компании?" in anna.last.words
    await house.says(anna, "/lang")
    await house.presses(anna, "English")
    assert "company" in anna.last.words.lower()
    await house.says(anna, "Okna Ltd")
    assert "Same as the company" in anna.buttons


async def test_a_foreign_ticket_is_as_if_it_did_not_exist(house: House) -> None:
    """B2, fault 35: a forged press on somebody's ticket and on none at all say the same, to anybody."""
    await house.registers(house.anna)
    for who in (house.stranger, house.petr.in_private):
        await house.says(who, "/start")
        presses = [f"c:{{}}:{action}" for action in ("why", "yes", "no", "rate:5", "later")]
        presses += [f"m:{action}:{{}}:o:0" for action in ("t", "w", "y", "d", "x")]
        for data in presses:
            said = []
            for ticket_id in (1, 999):
                who.presses_raw(data.format(ticket_id), who.last)
                await house.settle()
                said.append(who.last_toast)
            assert said[0] == said[1] != ""
        who.sees_not("26-00001")
        who.sees_not("раскрой")
    assert (await house.ticket()).status == "registered"
    await house.says(house.stranger, "/start t_26-00001")
    house.stranger.sees_not("ООО «Окна»")


async def test_f42_a_service_message_is_answered_by_nobody(house: House) -> None:
    """Fault 42: a pinned message or a changed timer is not a word of the client's."""
    anna = house.anna
    message = house.world.post(
        anna.seat, anna.user, body={"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}}
    )
    house.world.hear(message)
    await house.settle()
    assert anna.from_bot == []

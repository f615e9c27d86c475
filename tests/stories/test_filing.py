"""Filing a ticket, as a client sees it: how little it asks, and that it waits for whoever walks away."""

from bot.sandbox.people import Person
from tests.house import House
from tests.postgresql import ON_BOTH


def effort(house: House, person: Person) -> tuple[int, int]:
    """Texts and taps of this person, counted from what the world has seen, not from the test's script."""
    own = [message for message in house.world.log if message.sender is person.user and not message.edited]
    texts = sum(message.text is not None for message in own)
    shared = sum("contact" in message.body for message in own)
    presses = sum(query.user is person.user for query in house.world.queries.values())
    return texts, shared + presses


@ON_BOTH
async def test_a_new_client_files_with_three_texts_and_five_taps(house: House) -> None:
    """R2, R4, B7: everything a ticket must hold is asked for, and nothing besides."""
    await house.registers(house.anna)
    assert effort(house, house.anna) == (3, 5)
    ticket = await house.ticket()
    assert (ticket.company, ticket.fabricator) == ("ООО «Окна»", "ООО «Окна»")
    assert (ticket.contact_name, ticket.phone, ticket.email) == ("Анна", "+79211234567", "anna@okna.ru")
    assert (ticket.software, ticket.description) == ("Optima Win Exprof", "Не печатает раскрой")
    assert (ticket.kind, ticket.presumed_priority) == ("incident", 2)
    house.anna.sees("Обращение 26-00001 зарегистрировано")


async def test_a_returning_client_files_with_one_message_and_two_taps(house: House) -> None:
    """R2: what is remembered is not asked again; the review card is its confirmation."""
    await house.resolved()
    await house.presses(house.anna, "✅ Решено")
    before = effort(house, house.anna)
    await house.files(house.anna, "Не открывается заказ", impact="4 Вопрос")
    after = effort(house, house.anna)
    assert (after[0] - before[0], after[1] - before[1]) == (1, 2)
    ticket = await house.ticket("26-00002")
    assert (ticket.company, ticket.phone, ticket.email) == ("ООО «Окна»", "+79211234567", "anna@okna.ru")
    assert (ticket.kind, ticket.presumed_priority) == ("question", 4)


async def test_with_an_open_ticket_it_is_one_message_and_three_taps(house: House) -> None:
    """R2, R3: the third tap says that it is a new problem; that is never guessed."""
    await house.registers(house.anna)
    before = effort(house, house.anna)
    await house.says(house.anna, "Не открывается заказ")
    house.anna.sees("К открытому обращению или новая проблема?")
    await house.presses(house.anna, "Новое обращение")
    await house.presses(house.anna, "3 ")
    await house.presses(house.anna, "✅ Отправить")
    after = effort(house, house.anna)
    assert (after[0] - before[0], after[1] - before[1]) == (1, 3)
    assert (await house.ticket("26-00002")).description == "Не открывается заказ"
    assert (await house.ticket("26-00001")).description == "Не печатает раскрой"


async def test_it_resumes_exactly_where_it_was_after_days_and_after_a_restart(house: House) -> None:
    """R2: the draft is in the record; neither a weekend nor a restart loses a word of it."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    await house.presses(anna, "Согласен")
    await house.jump(days=3)
    await house.presses(anna, "2 ")
    await house.says(anna, "ООО «Окна»")
    await house.restart()
    await house.presses(anna, "Совпадает с компанией")
    await house.jump(days=3)
    await house.restart()
    await house.presses(anna, "📱 Мой номер")
    await house.jump(days=30)
    await house.says(anna, "anna@okna.ru")
    await house.restart()
    await house.presses(anna, "✅ Отправить")
    ticket = await house.ticket()
    assert (ticket.description, ticket.company, ticket.phone) == (
        "Не печатает раскрой",
        "ООО «Окна»",
        "+79211234567",
    )


async def test_a_private_person_answers_both_companies_with_one_button(house: House) -> None:
    """R2.1, R2.2: [Частное лицо] is the company and the fabricator, and no question more."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    for button in ("Согласен", "2 ", "Частное лицо", "📱 Мой номер"):
        await house.presses(anna, button)
    await house.says(anna, "anna@mail.ru")
    anna.sees("Частное лицо (переработчик он же)")
    # A company after all: its fabricator is asked about.
    await house.presses(anna, "✏️ Исправить")
    await house.presses(anna, "Компания")
    await house.says(anna, "ИП Петрова")
    anna.sees("Переработчик профиля Exprof?")
    await house.says(anna, "частное лицо")  # typed words are a name here
    await house.presses(anna, "✅ Отправить")
    ticket = await house.ticket()
    assert (ticket.company, ticket.fabricator) == ("ИП Петрова", "частное лицо")


async def test_the_review_card_says_one_problem_and_after_sending_bears_the_number(house: House) -> None:
    """R3, R4: two problems are two tickets; the sent card has no buttons, a reply to it finds the ticket."""
    await house.registers(house.anna)
    card = house.anna.sees("26-00001, отправлено")
    assert card.buttons == []
    house.anna.sees("+7 921 123-45-67")
    await house.says(house.anna, "Ещё и звук пропал", reply_to=card)
    house.anna.sees("Добавлено к 26-00001")
    house.petr.sees("Ещё и звук пропал")


async def test_a_double_click_on_send_files_one_ticket(house: House) -> None:
    """R4, fault 34: the second press is told the number of the first."""
    anna = house.anna
    await house.registers(anna)
    await house.says(anna, "Не открывается заказ")
    await house.presses(anna, "Новое обращение")
    await house.presses(anna, "1 ")
    card = anna.sees("Проверьте")
    anna.presses("✅ Отправить", on=card)
    anna.presses("✅ Отправить", on=card)
    await house.settle()
    assert anna.last_toast == "Уже отправлено: обращение 26-00002."
    anna.sees_not("26-00003")


async def test_what_was_entered_with_consent_survives_leaving(house: House) -> None:
    """R2, B7: ✖ Отмена on the review sends nothing, and the next ticket asks only what is new."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    for button in ("Согласен", "2 "):
        await house.presses(anna, button)
    await house.says(anna, "ООО «Окна»")
    await house.says(anna, "ООО «Профиль»")
    await house.presses(anna, "📱 Мой номер")
    await house.says(anna, "anna@okna.ru")
    await house.presses(anna, "✖ Отмена")
    anna.sees("Отменено, ничего не отправлено")
    await house.files(anna, "Не открывается заказ")
    ticket = await house.ticket()
    assert (ticket.company, ticket.fabricator) == ("ООО «Окна»", "ООО «Профиль»")
    assert (ticket.phone, ticket.email) == ("+79211234567", "anna@okna.ru")
    assert ticket.description == "Не открывается заказ"


async def test_half_of_it_survives_leaving_by_the_command(house: House) -> None:
    """R2: /cancel at the phone step; what was not answered yet is asked."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    for button in ("Согласен", "2 "):
        await house.presses(anna, button)
    await house.says(anna, "ООО «Окна»")
    await house.says(anna, "/cancel")
    await house.says(anna, "Не открывается заказ")
    await house.presses(anna, "2 ")
    assert "Переработчик" in anna.last.words


async def test_without_consent_nothing_is_kept_of_who_leaves(house: House) -> None:
    """B7: the words of who did not agree are forgotten with his leaving."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    await house.says(anna, "/cancel")
    await house.says(anna, "Не открывается заказ")
    assert "Согласие на обработку" in anna.last.words
    await house.presses(anna, "Согласен")
    await house.presses(anna, "2 ")
    assert "Название компании?" in anna.last.words

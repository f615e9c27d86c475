"""What people really type: every wrong answer gets its own clear line, and nothing entered is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.sandbox.people import Person
from handlers import texts
from storage.database import Tx
from storage.schema import drafts
from tests.house import House

ZERO_WIDTH = "\u200b\u200d \ufeff"
Words = Any
Wrong = tuple[Callable[[Person], object], str]  # what is sent, and the line of texts that answers it


def said(text: str) -> Callable[[Person], object]:
    return lambda person: person.writes(text)


def nameless(person: Person) -> object:
    return person.sends_contact("+79210001122")  # a card of the address book: nobody's account


NAMES: list[Wrong] = [
    (said(ZERO_WIDTH), "empty_field"),
    (said("\u2800"), "empty_field"),
    (said("🙂 !?"), "empty_field"),
    (said("я" * 5000), "too_long_field"),
    (lambda person: person.sends_photo(), "attached_text_wanted"),
    (lambda person: person.sends_sticker(), "text_wanted"),
    (lambda person: person.sends_dice(), "text_wanted"),
    (lambda person: person.sends_location(), "text_wanted"),
]
PHONES: list[Wrong] = [
    (said(ZERO_WIDTH), "bad_phone"),
    (said("позвоните мне"), "bad_phone"),
    (said("8-800-FLOWERS"), "bad_phone"),
    (said("٠١٢٣٤٥٦٧٨٩"), "bad_phone"),
    (said("123"), "bad_phone"),
    (said("+7 921 123-45-67" * 300), "bad_phone"),
    (nameless, "foreign_contact"),
    (lambda person: person.sends_sticker(), "text_wanted"),
    (lambda person: person.sends_voice(), "attached_text_wanted"),
]
EMAILS: list[Wrong] = [
    (said("anna@"), "bad_email"),
    (said("anna@okna"), "bad_email"),
    (said("anna okna.ru"), "bad_email"),
    (said("a" * 300 + "@okna.ru"), "bad_email"),
    (said("<b>anna</b>@okna.ru"), "bad_email"),
    (said(ZERO_WIDTH), "bad_email"),
    (lambda person: person.sends_photo(), "attached_text_wanted"),
]
BUTTONS_ONLY: list[Wrong] = [
    (said("<b>&"), "added_to_description"),
    (lambda person: person.sends_photo(), "added_to_description"),
    (lambda person: person.sends_dice(), "not_content"),
    (said(ZERO_WIDTH), "empty_field"),
]


async def entered(house: House) -> dict[str, Any]:
    """The fields of the only draft there is."""

    async def ask(tx: Tx) -> Any:
        return await tx.value(select(drafts.c.data))

    data: dict[str, Any] = await house.read(ask)
    return {name: data.get(name) for name in ("consent", "impact", "company", "fabricator", "phone", "email")}


async def complains(house: House, person: Person, words: Words, wrongs: list[Wrong], question: str) -> None:
    """Each is answered by its line above the same question; what was entered stays as it was."""
    before = await entered(house)
    for send, name in wrongs:
        send(person)
        await house.wait(seconds=9)  # as fast as people are wrong: not a flood
        assert getattr(words, name)() in person.last.words, (name, person.screen)
        assert question in person.last.words
        assert await entered(house) == before
    await house.says(person, "/nosuch")
    assert words.unknown_command() in person.last.words
    assert question in person.last.words


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_f45_every_wrong_answer_gets_its_own_line_and_loses_nothing(
    house: House, language: str
) -> None:
    """R2, faults 38, 42, 45: at every step, in both languages; the ticket is filed in spite of them all."""
    words = texts.of(language)
    person = house.world.person("Иван", language=language, phone="+79211234567")
    for send, name in [
        (said(ZERO_WIDTH), "empty_field"),
        (lambda one: one.sends_dice(), "not_content"),
        (lambda one: one.sends_story(), "not_content"),
    ]:
        send(person)
        await house.settle()
        assert person.last.words == getattr(words, name)()
    await house.says(person, "Не печатает <b>&")
    consent = house.app.law.regulation.consent
    await complains(house, person, words, BUTTONS_ONLY, words.ask_consent(consent.version, None)[:30])
    await house.presses(person, words.AGREE)
    await complains(house, person, words, BUTTONS_ONLY, words.ask_impact([])[3:20])
    await house.presses(person, "2 ")
    await complains(house, person, words, NAMES, words.ask_company())
    await house.says(person, "ООО «<b>Окна</b> & Ко»")
    await complains(house, person, words, NAMES, words.ask_fabricator())
    await house.presses(person, words.SAME_COMPANY)
    foreign = (lambda one: one.sends_contact(of=house.stranger), "foreign_contact")
    await complains(house, person, words, [*PHONES, foreign], words.ask_phone())
    await house.says(person, "8 (921) 123-45-67")
    await complains(house, person, words, EMAILS, words.ask_email())
    await house.says(person, " Anna@Okna.ru. ")
    await house.presses(person, words.SEND)
    ticket = await house.ticket()
    assert (ticket.company, ticket.phone, ticket.email) == (
        "ООО «<b>Окна</b> & Ко»",
        "+79211234567",
        "Anna@okna.ru",
    )
    assert ticket.description.startswith("Не печатает <b>&\n<b>&")
    house.petr.sees("ООО «<b>Окна</b> & Ко»")


async def test_a_press_on_an_old_screen_brings_the_current_one_back(house: House) -> None:
    """R2, faults 33–36: old buttons, forged bytes and double clicks do nothing but lead back."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    screen = anna.last
    anna.presses("Согласен", on=screen)
    anna.presses("Согласен", on=screen)  # a double click: no second screen comes of it
    await house.settle()
    assert len([one for one in anna.from_bot if "Как это влияет" in one.words]) == 1
    impact = anna.last
    old = impact.markup["inline_keyboard"][0][0]["callback_data"]  # type: ignore[index]
    await house.presses(anna, "2 ")
    await house.says(anna, "ООО «Окна»")
    for data in (old, "d", "d:", "d:x:y", "d:1:send", "\x00\xff" * 9, "c:1:why", "k:1:claim", "🙂" * 16):
        anna.presses_raw(data, impact)
        anna.presses_raw(data)  # on a message that Telegram has no more
    await house.settle()
    anna.sees("Переработчик профиля Exprof?")
    assert {toast.text for toast in anna.toasts} >= {texts.ru.OLD_SCREEN, texts.ru.OLD_BUTTON}
    assert (await entered(house))["company"] == "ООО «Окна»"
    anna.sees_not("Не получилось обработать")


async def test_everybody_can_go_back_and_leave_at_every_step(house: House) -> None:
    """R2: [Назад] keeps what was entered, and [Отмена] is always there."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    await house.presses(anna, "Согласен")
    steps = [("2 ", None), (None, "ООО «Окна»"), ("Совпадает с компанией", None), ("📱 Мой номер", None)]
    for button, text in steps:
        assert any("Отмена" in name or "Не регистрировать" in name for name in anna.buttons)
        before = anna.screen
        await (house.presses(anna, button) if button else house.says(anna, text or ""))
        await house.presses(anna, "⬅️ Назад")
        assert before.split("\n")[0] in anna.screen
        if "Телефон" in before:
            await house.presses(anna, "📱 Мой номер")
        else:
            await house.presses(anna, "Оставить как есть")
    assert anna.seat.keyboard is None  # the phone's keyboard is gone
    await house.presses(anna, "✖ Отмена")
    anna.sees("Отменено, ничего не отправлено")


async def test_every_field_is_correctable_from_the_review(house: House) -> None:
    """R2: each by its own button, back on the review card at once; the contact's card keeps a given name."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    for button in ("Согласен", "2 ", "Частное лицо", "📱 Мой номер"):
        await house.presses(anna, button)
    await house.says(anna, "anna@okna.ru")
    for field, answer in {
        "Описание": "Не печатает штрихкод",
        "Компания": "ООО «Окна»",
        "Имя": "Анна Петровна",
        "E-mail": "petrovna@okna.ru",
        "Телефон": "+7 495 123-45-67",
    }.items():
        await house.presses(anna, "✏️ Исправить")
        await house.presses(anna, field)
        await house.says(anna, answer)
        if field == "Компания":
            await house.presses(anna, "Совпадает с компанией")
        anna.sees("Проверьте")
    for field, button in {"Влияние": "1 Не работает", "Программа": "Optima Win Exprof"}.items():
        await house.presses(anna, "✏️ Исправить")
        await house.presses(anna, field)
        await house.presses(anna, button)
    await house.presses(anna, "✏️ Исправить")
    await house.presses(anna, "Телефон")
    await house.presses(anna, "📱 Мой номер")
    await house.presses(anna, "✅ Отправить")
    ticket = await house.ticket()
    assert (ticket.description, ticket.presumed_priority) == ("Не печатает штрихкод", 1)
    assert (ticket.company, ticket.fabricator) == ("ООО «Окна»", "ООО «Окна»")
    assert (ticket.contact_name, ticket.phone) == ("Анна Петровна", "+79211234567")
    assert ticket.email == "petrovna@okna.ru"


async def test_the_description_asked_for_again_shows_what_stands_now(house: House) -> None:
    """R2: after [Назад] and from «Исправить», cut where it is long; nothing is replaced unseen."""
    anna = house.anna
    long = "Не печатает раскрой. " * 40
    await house.says(anna, long)
    await house.presses(anna, "Согласен")
    await house.presses(anna, "⬅️ Назад")
    assert "Сейчас: Не печатает раскрой. Не" in anna.last.words
    assert len(anna.last.words) < 500
    await house.says(anna, "Не печатает штрихкод")
    for button in ("2 ", "Частное лицо", "📱 Мой номер"):
        await house.presses(anna, button)
    await house.says(anna, "anna@okna.ru")
    await house.presses(anna, "✏️ Исправить")
    await house.presses(anna, "Описание")
    assert "Сейчас: Не печатает штрихкод" in anna.last.words


async def test_back_from_the_phone_is_answered_in_words(house: House) -> None:
    """R2: not by an echo of the button; the phone's keyboard goes away with it."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    for button in ("Согласен", "2 ", "Частное лицо", "⬅️ Назад"):
        await house.presses(anna, button)
    assert anna.seat.keyboard is None
    assert anna.from_bot[-2].words == "Хорошо, вернулись."
    assert "⬅️ Назад" not in [one.words for one in anna.from_bot]


async def test_what_is_added_at_the_review_leaves_one_card(house: House) -> None:
    """R2: the card shown before becomes a short line that leads to the new one."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    for button in ("Согласен", "2 ", "Частное лицо", "📱 Мой номер"):
        await house.presses(anna, button)
    await house.says(anna, "anna@okna.ru")
    before = anna.last
    await house.says(anna, "И штрихкод тоже")
    assert before.words == texts.ru.ADDED_BELOW
    assert not before.markup or not before.markup.get("inline_keyboard")
    anna.sends_photo()
    await house.settle()
    assert len([one for one in anna.from_bot if "Проверьте" in one.words]) == 1
    assert "И штрихкод тоже" in anna.last.words
    assert "📎" in anna.last.words
    await house.presses(anna, "✅ Отправить")
    assert (await house.ticket()).attachments == 1


async def test_a_description_of_signs_alone_is_no_file_and_takes_no_words_place(house: House) -> None:
    """R2: «.» after [Назад] is told what is missing, and what was written before stands."""
    anna = house.anna
    await house.says(anna, "Не печатает раскрой")
    await house.presses(anna, "Согласен")
    await house.presses(anna, "⬅️ Назад")
    for signs in (".", "🙂 !?"):
        await house.says(anna, signs)
        assert texts.ru.empty_field() in anna.last.words
        assert texts.ru.file_kept() not in anna.last.words
    anna.sends_photo(caption="...")
    await house.settle()
    await house.presses(anna, "2 ")
    await house.says(anna, "ООО «Окна»")
    await house.presses(anna, "Совпадает с компанией")
    await house.presses(anna, "📱 Мой номер")
    await house.says(anna, "anna@okna.ru")
    assert "Не печатает раскрой" in anna.last.words

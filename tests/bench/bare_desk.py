"""The reference for whole tickets: our dialogue as aiogram's defaults do it, everything in memory."""

import asyncio
import itertools
import sys
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

dispatcher = Dispatcher()
numbers = itertools.count(1)
tickets: list[dict[str, Any]] = []


class Filing(StatesGroup):
    consent = State()
    impact = State()
    company = State()
    fabricator = State()
    phone = State()
    email = State()
    review = State()


def inline(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=label[:20])] for label in labels]
    )


async def shown(query: CallbackQuery, text: str, markup: InlineKeyboardMarkup | None = None) -> None:
    assert isinstance(query.message, Message)
    await query.message.edit_text(text, reply_markup=markup)
    await query.answer()


@dispatcher.callback_query(Filing.consent, F.data == "Согласен")
async def consent(query: CallbackQuery, state: FSMContext) -> None:
    await state.update_data(consent=1)
    await state.set_state(Filing.impact)
    labels = ("1 Не работает", "2 Работает частично", "3 Мелкие дефекты", "4 Вопрос")
    await shown(query, "Как это влияет на работу?", inline(*labels))


@dispatcher.callback_query(Filing.impact)
async def impact(query: CallbackQuery, state: FSMContext) -> None:
    await state.update_data(impact=query.data)
    await state.set_state(Filing.company)
    await shown(query, "Название компании?", inline("Частное лицо"))


@dispatcher.message(Filing.company, F.text)
async def company(message: Message, state: FSMContext) -> None:
    await state.update_data(company=message.text)
    await state.set_state(Filing.fabricator)
    await message.answer("Переработчик профиля Exprof?", reply_markup=inline("Совпадает с компанией"))


@dispatcher.callback_query(Filing.fabricator)
async def fabricator(query: CallbackQuery, state: FSMContext) -> None:
    await state.update_data(fabricator="same")
    await state.set_state(Filing.phone)
    assert isinstance(query.message, Message)
    key = KeyboardButton(text="📱 Мой номер", request_contact=True)
    await query.message.answer("Телефон?", reply_markup=ReplyKeyboardMarkup(keyboard=[[key]]))
    await query.answer()


@dispatcher.message(Filing.phone, F.contact)
async def phone(message: Message, state: FSMContext) -> None:
    assert message.contact is not None
    await state.update_data(phone=message.contact.phone_number)
    await state.set_state(Filing.email)
    await message.answer("Принято", reply_markup=ReplyKeyboardRemove())
    await message.answer("E-mail?", reply_markup=inline("Назад"))


@dispatcher.message(Filing.email, F.text.contains("@"))
async def email(message: Message, state: FSMContext) -> None:
    data = await state.update_data(email=message.text)
    await state.set_state(Filing.review)
    text = "\n".join(f"{name}: {value}" for name, value in data.items())
    await message.answer(text, reply_markup=inline("✅ Отправить", "✏️ Исправить", "✖ Отмена"))


@dispatcher.callback_query(Filing.review, F.data == "✅ Отправить")
async def send(query: CallbackQuery, state: FSMContext, bot: Bot, group: int) -> None:
    data = await state.get_data()
    await state.clear()
    number = f"26-{next(numbers):05d}"
    tickets.append({"number": number, **data})
    assert isinstance(query.message, Message)
    await query.message.edit_reply_markup()
    await query.message.answer(f"Обращение {number} зарегистрировано.", reply_markup=inline("Мои обращения"))
    await bot.send_message(group, f"{number}: {data['words']}", reply_markup=inline("Взять", "П1", "П3"))
    await query.answer()


@dispatcher.message(F.chat.type == "private")
async def begin(message: Message, state: FSMContext) -> None:
    await state.set_data({"words": message.text})
    await state.set_state(Filing.consent)
    await message.answer("Согласие на обработку, версия 1.", reply_markup=inline("Согласен", "Отказаться"))


async def main(url: str, token: str, group: str) -> None:
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    await dispatcher.start_polling(bot, group=int(group))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))

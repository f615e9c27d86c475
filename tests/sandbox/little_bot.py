"""A bot that says the screens of the story one after another; the desk's side is one card."""

from typing import Any

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)


def inline(*rows: list[str]) -> InlineKeyboardMarkup:
    keys = [[InlineKeyboardButton(text=text, callback_data=text[:20]) for text in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=keys)


CARD = (
    "🟠 <b>26-00042</b> · П2 (предп.) · Инцидент · НОВОЕ\nООО «Окна» · Анна · +7 921 123-45-67\n"
    "<blockquote>Не печатает раскрой: после обновления принтер молчит</blockquote>\n"
    "Обработка до 10:30 · выполнение до пт 20.11 10:00\nВедёт: —"
)
IMPACT = (
    "Как это влияет на работу?\n\n<b>1</b> Выполнение работ невозможно.\n<b>2</b> Часть работ выполняется, "
    "обходной путь затруднён.\n<b>3</b> Мелкие дефекты.\n<b>4</b> Вопрос или работа."
)


class LittleBot:
    """Polls and answers until cancelled; keeps nothing, decides by the button's words."""

    def __init__(self, bot: Bot, group: int) -> None:
        self.bot, self.group, self.offset, self.client = bot, group, 0, 0
        self.card = 0

    async def run(self) -> None:
        commands = [BotCommand(command="new", description="Новое обращение")]
        commands.append(BotCommand(command="my", description="Мои обращения"))
        await self.bot.set_my_commands(commands)
        while True:
            for update in await self.bot.get_updates(offset=self.offset, timeout=20):
                self.offset = update.update_id + 1
                if update.message:
                    await self.hears(update.message)
                elif update.callback_query:
                    await self.pressed(update.callback_query)

    async def hears(self, message: Any) -> None:
        say = self.bot.send_message
        if message.chat.id == self.group:
            if message.reply_to_message and "Ответ" in (message.reply_to_message.text or ""):
                await say(
                    self.group,
                    f"→ Анне: «{message.text}» · уйдёт через 10 с",
                    reply_markup=inline(["Отменить"]),
                )
                await say(self.client, f"<b>26-00042</b> · ответ:\n{message.html_text}", parse_mode="HTML")
            return
        self.client = message.chat.id
        if message.contact:
            await say(self.client, "Принято.", reply_markup=ReplyKeyboardRemove())
            await say(self.client, "E-mail?")
        elif message.text and "@" in message.text:
            await say(
                self.client,
                "Проверьте. Одно обращение, одна проблема.\n<blockquote>Не печатает раскрой</blockquote>\n"
                "ООО «Окна» · Анна, +7 921 123-45-67, anna@okna.ru",
                parse_mode="HTML",
                reply_markup=inline(["✅ Отправить"], ["✏️ Исправить", "✖ Отмена"]),
            )
        elif message.text and "Окна" in message.text:
            await say(
                self.client, "Переработчик профиля Exprof?", reply_markup=inline(["Совпадает с компанией"])
            )
        elif message.text:
            await say(
                self.client,
                "Для регистрации нужны имя, телефон и e-mail. Согласие на обработку, версия 1.",
                reply_markup=inline(["Согласен"], ["Прочитать", "Отказаться"]),
            )

    async def pressed(self, query: Any) -> None:
        say, data, toast = self.bot.send_message, query.data, None
        match data:
            case "Согласен":
                rows = (
                    ["1 Не работает"],
                    ["2 Работает частично"],
                    ["3 Мелкие дефекты"],
                    ["4 Вопрос", "4 Нужна работа"],
                )
                await say(self.client, IMPACT, parse_mode="HTML", reply_markup=inline(*rows))
            case "2 Работает частично":
                await say(self.client, "Название компании?", reply_markup=inline(["Частное лицо"]))
            case "Совпадает с компание":
                key = KeyboardButton(text="📱 Мой номер", request_contact=True)
                keys = ReplyKeyboardMarkup(keyboard=[[key]], resize_keyboard=True)
                await say(self.client, "Телефон: кнопкой или текстом", reply_markup=keys)
            case "✅ Отправить":
                await say(
                    self.client,
                    "✅ Обращение <b>26-00042</b> зарегистрировано. Сообщим приоритет до 10:30, "
                    "решение до пт 20.11 10:00 МСК (при приоритете 2).",
                    parse_mode="HTML",
                    reply_markup=inline(["Почему такие сроки?"], ["Мои обращения"]),
                )
                keys_ = inline(["Взять, П2 верно"], ["П1", "П3", "П4"])
                card = await say(self.group, CARD, parse_mode="HTML", reply_markup=keys_)
                self.card = card.message_id
            case "Взять, П2 верно":
                text = CARD.replace("🟠", "🔵").replace("НОВОЕ", "В РАБОТЕ").replace("—", "Пётр")
                keys_ = inline(["Ответить", "Запросить", "Решено"], ["Срок", "Передать", "Ещё"])
                await self.bot.edit_message_text(
                    text, chat_id=self.group, message_id=self.card, parse_mode="HTML", reply_markup=keys_
                )
                await say(self.client, "26-00042: занимается Пётр. Приоритет 2.")
                toast = "Обращение ваше"
            case "Ответить":
                await say(
                    self.group,
                    f"Ответ по 26-00042, <a href='tg://user?id={query.from_user.id}'>Пётр</a>:",
                    parse_mode="HTML",
                    reply_markup=ForceReply(selective=True, input_field_placeholder="Ответ клиенту"),
                )
            case "Решено":
                keys_ = inline(["✅ Решено", "❌ Не решено"])
                await say(self.client, "26-00042: ответ отправлен. Решено?", reply_markup=keys_)
            case "✅ Решено":
                await say(self.client, "Спасибо! Оцените:", reply_markup=inline(["1", "2", "3", "4", "5"]))
            case "5":
                toast = "Спасибо за оценку!"
        await self.bot.answer_callback_query(query.id, toast, show_alert=data == "5")

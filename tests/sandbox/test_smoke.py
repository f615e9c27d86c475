from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup


async def test_a_person_writes_and_the_bot_answers(scene) -> None:
    scene.anna.writes("Не печатает")
    [update] = await scene.bot.get_updates(timeout=1)
    assert update.message.text == "Не печатает"
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="✅ Да", callback_data="yes")]])
    await scene.bot.send_message(scene.anna.id, "<b>Верно?</b>", parse_mode="HTML", reply_markup=keyboard)
    assert scene.anna.screen == "Верно?\n[✅ Да]"
    scene.anna.presses("Да")
    [update] = await scene.bot.get_updates(offset=update.update_id + 1, timeout=1)
    assert update.callback_query.data == "yes"
    await scene.bot.answer_callback_query(update.callback_query.id, "Спасибо")
    assert scene.anna.last_toast == "Спасибо"
    await scene.bot.edit_message_text("Готово", chat_id=scene.anna.id, message_id=update.callback_query.message.message_id)
    assert scene.anna.sees("Готово").edited

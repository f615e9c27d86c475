"""What may be said, and Telegram's words when it may not."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)
from aiogram.types import (
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)


@pytest.fixture
def anna(scene: Any) -> Any:
    scene.anna.command("/start")
    return scene.anna


def inline(*labels: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=label, callback_data=label) for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=[row])


async def refused(call: Any) -> str:
    with pytest.raises(TelegramBadRequest) as refusal:
        await call
    return refusal.value.message


async def test_text_has_its_limits(scene: Any, anna: Any) -> None:
    bot = scene.bot
    assert await refused(bot.send_message(anna.id, "я" * 4097)) == "Bad Request: message is too long"
    assert await refused(bot.send_message(anna.id, " \n ")) == "Bad Request: message text is empty"
    sent = await bot.send_message(anna.id, f"<b>{'я' * 4096}</b>", parse_mode="HTML")
    assert len(sent.text) == 4096
    photo = BufferedInputFile(b"png", "a.png")
    assert "caption is too long" in await refused(bot.send_photo(anna.id, photo, caption="я" * 1025))


async def test_buttons_have_their_limits(scene: Any, anna: Any) -> None:
    send = scene.bot.send_message
    assert "BUTTON_DATA_INVALID" in await refused(send(anna.id, "a", reply_markup=inline("я" * 33)))
    await send(anna.id, "a", reply_markup=inline("я" * 32))
    bare = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="a")]])
    assert "Text buttons are unallowed" in await refused(send(anna.id, "a", reply_markup=bare))
    asks = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="тел", request_contact=True)]])
    assert "private chats only" in await refused(send(scene.group.id, "a", reply_markup=asks))


async def test_a_reply_needs_its_message(scene: Any, anna: Any) -> None:
    wanted = ReplyParameters(message_id=999)
    assert "message to be replied not found" in await refused(
        scene.bot.send_message(anna.id, "a", reply_parameters=wanted)
    )
    lenient = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    assert (await scene.bot.send_message(anna.id, "a", reply_parameters=lenient)).reply_to_message is None
    first = ReplyParameters(message_id=anna.chat[0].id)
    sent = await scene.bot.send_message(anna.id, "a", reply_parameters=first)
    assert sent.reply_to_message.text == "/start"


async def test_the_general_topic_has_no_thread(scene: Any) -> None:
    send = scene.bot.send_message(scene.group.id, "a", message_thread_id=1)
    assert await refused(send) == "Bad Request: message thread not found"
    assert "the chat is not a forum" in await refused(scene.bot.create_forum_topic(scene.group.id, "a"))


async def test_topics_of_a_forum(scene: Any) -> None:
    forum = scene.world.group("Форум", is_forum=True)
    topic = await scene.bot.create_forum_topic(forum.id, "26-00042")
    sent = await scene.bot.send_message(forum.id, "a", message_thread_id=topic.message_thread_id)
    assert sent.message_thread_id == topic.message_thread_id
    await scene.bot.delete_forum_topic(forum.id, topic.message_thread_id)
    lost = scene.bot.send_message(forum.id, "a", message_thread_id=topic.message_thread_id)
    assert "message thread not found" in await refused(lost)


async def test_edits(scene: Any, anna: Any) -> None:
    bot = scene.bot
    sent = await bot.send_message(anna.id, "а", reply_markup=inline("x"))
    where = {"chat_id": anna.id, "message_id": sent.message_id}
    assert "message is not modified: specified new message content" in await refused(
        bot.edit_message_text("а", **where, reply_markup=inline("x"))
    )
    edited = await bot.edit_message_text("б", **where)
    assert edited.text == "б"
    assert edited.reply_markup is None  # not given again, so gone: as there
    assert anna.sees("б").edited
    assert "message to edit not found" in await refused(
        bot.edit_message_text("б", chat_id=anna.id, message_id=999)
    )
    theirs = bot.edit_message_text("б", chat_id=anna.id, message_id=anna.chat[0].id)
    assert "message can't be edited" in await refused(theirs)
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="k")]])
    with_keys = await bot.send_message(anna.id, "к", reply_markup=keyboard)
    assert "message can't be edited" in await refused(
        bot.edit_message_text("л", chat_id=anna.id, message_id=with_keys.message_id)
    )


async def test_captions_and_texts_are_edited_each_by_their_own_method(scene: Any, anna: Any) -> None:
    bot = scene.bot
    photo = await bot.send_photo(anna.id, BufferedInputFile(b"png", "a.png"), caption="а")
    text = await bot.send_message(anna.id, "а")
    of_photo = {"chat_id": anna.id, "message_id": photo.message_id}
    assert "there is no text in the message to edit" in await refused(bot.edit_message_text("б", **of_photo))
    assert "there is no caption in the message to edit" in await refused(
        bot.edit_message_caption(chat_id=anna.id, message_id=text.message_id, caption="б")
    )
    assert (await bot.edit_message_caption(**of_photo, caption="б")).caption == "б"


async def test_deletions(scene: Any, anna: Any) -> None:
    sent = await scene.bot.send_message(anna.id, "тайна")
    await scene.bot.delete_message(anna.id, sent.message_id)
    anna.sees_not("тайна")
    assert "message to delete not found" in await refused(scene.bot.delete_message(anna.id, sent.message_id))
    old = await scene.bot.send_message(anna.id, "старое")
    scene.clock.move(timedelta(hours=49))
    assert "can't be deleted for everyone" in await refused(scene.bot.delete_message(anna.id, old.message_id))
    new = [(await scene.bot.send_message(anna.id, word)).message_id for word in ("раз", "два")]
    assert await scene.bot.delete_messages(anna.id, [old.message_id, *new, 999])  # what can't be is skipped
    assert [message.text for message in anna.from_bot] == ["старое"]


async def test_who_can_not_be_written_to(scene: Any) -> None:
    bot, stranger = scene.bot, scene.world.person("Чужой")
    assert await refused(bot.send_message(stranger.id, "a")) == "Bad Request: chat not found"
    scene.group.add(stranger)  # now the bot has heard of them
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger.id, "a")
    stranger.command("/start")
    await bot.send_message(stranger.id, "a")
    stranger.blocks_bot()
    assert scene.world.updates.waiting()[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(stranger.id, "a")
    stranger.writes("вернулся")
    await bot.send_message(stranger.id, "a")
    stranger.deletes_account()
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(stranger.id, "a")


async def test_a_group_takes_twenty_calls_a_minute_edits_included(scene: Any) -> None:
    bot, group = scene.bot, scene.group.id
    sent = await bot.send_message(group, "0")
    for n in range(1, 19):
        await bot.send_message(group, str(n))
    await bot.edit_message_text("правка", chat_id=group, message_id=sent.message_id)
    scene.clock.move(timedelta(seconds=18))
    with pytest.raises(TelegramRetryAfter) as brake:
        await bot.send_message(group, "лишнее")
    assert brake.value.retry_after == 42
    with pytest.raises(TelegramRetryAfter):
        await bot.edit_message_text("лишнее", chat_id=group, message_id=sent.message_id)
    scene.anna.command("/start")
    await bot.send_message(scene.anna.id, "другим можно")
    scene.clock.move(timedelta(seconds=42))
    await bot.send_message(group, "пора")


async def test_other_brakes_can_be_put_on(scene: Any, anna: Any) -> None:
    scene.world.limits.chat_per_second = 1
    await scene.bot.send_message(anna.id, "раз")
    with pytest.raises(TelegramRetryAfter):
        await scene.bot.send_message(anna.id, "два")
    scene.clock.move(timedelta(seconds=1))
    await scene.bot.send_message(anna.id, "два")


async def test_the_bot_is_thrown_out_and_comes_back(scene: Any) -> None:
    scene.group.kicks_bot()
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
        await scene.bot.send_message(scene.group.id, "a")
    before = len(scene.world.updates)
    scene.petr.writes("без бота")
    assert len(scene.world.updates) == before
    scene.group.adds_bot()
    await scene.bot.send_message(scene.group.id, "a")


async def test_an_ordinary_member_hears_commands_and_replies_only(scene: Any) -> None:
    scene.group.demotes_bot()
    sent = await scene.bot.send_message(scene.group.id, "карточка")
    before = len(scene.world.updates)
    scene.petr.writes("между собой")
    scene.petr.command("/queue")
    scene.petr.writes("ответ", reply_to=scene.petr.sees("карточка"))
    heard = [update["message"]["text"] for update in scene.world.updates.waiting()[before:]]
    assert heard == ["/queue", "ответ"]
    assert sent.message_id


async def test_rights_taken_away(scene: Any) -> None:
    sent = await scene.bot.send_message(scene.group.id, "a")
    scene.group.forbids_bot("can_pin_messages")
    pin = scene.bot.pin_chat_message(scene.group.id, sent.message_id)
    assert "not enough rights to manage pinned messages in the chat" in await refused(pin)
    scene.group.adds_bot()
    before = len(scene.world.updates)
    assert await scene.bot.pin_chat_message(scene.group.id, sent.message_id, disable_notification=True)
    assert await scene.bot.pin_chat_message(scene.group.id, sent.message_id)  # once more changes nothing
    (heard,) = [update["message"] for update in scene.world.updates.waiting()[before:]]
    assert heard["pinned_message"]["message_id"] == sent.message_id
    assert heard["from"]["id"] == scene.bot.id
    assert "message to pin not found" in await refused(scene.bot.pin_chat_message(scene.group.id, 999))
    assert await scene.bot.unpin_chat_message(scene.group.id, message_id=sent.message_id)
    assert "message to unpin not found" in await refused(scene.bot.unpin_chat_message(scene.group.id))
    scene.group.silences_bot()
    assert "not enough rights to send text messages to the chat" in await refused(
        scene.bot.send_message(scene.group.id, "a")
    )


async def test_a_group_migrates(scene: Any) -> None:
    small = scene.world.group("Мал", kind="group")
    seat = scene.world.person("Пётр").in_(small)
    small.add(seat)
    old = small.id
    new = scene.world.migrate(small)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await scene.bot.send_message(old, "a")
    assert moved.value.migrate_to_chat_id == new
    told = [u["message"] for u in scene.world.updates.waiting()[-2:]]
    assert told[0]["chat"]["id"] == old
    assert told[0]["migrate_to_chat_id"] == new
    assert told[1]["migrate_from_chat_id"] == old
    await scene.bot.send_message(new, "на новом месте")
    seat.sees("на новом месте")


async def test_files_travel_by_their_ids(scene: Any, anna: Any) -> None:
    photo = anna.sends_photo("окно")
    file_id = photo.body["photo"][-1]["file_id"]
    sent = await scene.bot.send_photo(scene.group.id, file_id, caption="окно")
    assert sent.photo[-1].file_id == file_id
    assert "can't use file of type Photo as Document" in await refused(
        scene.bot.send_document(scene.group.id, file_id)
    )
    assert "wrong file identifier" in await refused(scene.bot.send_photo(scene.group.id, "nonsense"))


async def test_what_is_uploaded_can_be_downloaded(scene: Any, anna: Any) -> None:
    sent = await scene.bot.send_document(anna.id, BufferedInputFile("счёт".encode(), "счёт.txt"))
    assert sent.document.file_name == "счёт.txt"
    got = await scene.bot.download(sent.document.file_id)
    assert got.read().decode() == "счёт"


async def test_what_is_too_big_to_upload_is_refused(scene: Any, anna: Any) -> None:
    """50 MB a request, 10 MB a photo."""
    big = BufferedInputFile(bytes(10 * 1024 * 1024 + 1), "big.png")
    assert "file is too big" in await refused(scene.bot.send_photo(anna.id, big))
    with pytest.raises(TelegramEntityTooLarge):
        await scene.bot.send_document(anna.id, BufferedInputFile(bytes(50 * 1024 * 1024 + 1), "big.zip"))
    assert not [message for message in anna.chat if message.media]


async def test_over_twenty_megabytes_nothing_is_downloaded(scene: Any, anna: Any) -> None:
    big = anna.sends_document("dump.zip", size=21 * 1024 * 1024)
    assert "file is too big" in await refused(scene.bot.get_file(big.body["document"]["file_id"]))
    await scene.bot.copy_message(scene.group.id, anna.id, big.id)
    assert scene.petr.chat[-1].body["document"]["file_name"] == "dump.zip"


async def test_albums_both_ways(scene: Any, anna: Any) -> None:
    parts = anna.sends_album(3, caption="три вида")
    told = [u["message"] for u in scene.world.updates.waiting()[-3:]]
    assert len({part["media_group_id"] for part in told}) == 1
    assert [part.get("caption") for part in told] == ["три вида", None, None]
    media = [InputMediaPhoto(media=part.body["photo"][-1]["file_id"]) for part in parts]
    media.append(InputMediaPhoto(media=BufferedInputFile(b"png", "4.png")))
    sent = await scene.bot.send_media_group(scene.group.id, media)
    assert len({message.media_group_id for message in sent}) == 1
    assert len(sent) == 4
    copies = await scene.bot.copy_messages(scene.group.id, anna.id, [part.id for part in parts])
    assert len(copies) == 3
    assert len({message.album for message in scene.petr.chat[-3:]}) == 1


async def test_copies_keep_the_words_and_forwards_the_origin(scene: Any, anna: Any) -> None:
    said = anna.writes("как есть")
    await scene.bot.copy_message(scene.group.id, anna.id, said.id)
    assert scene.petr.chat[-1].forward_origin is None
    forwarded = await scene.bot.forward_message(scene.group.id, anna.id, said.id)
    assert forwarded.forward_origin.sender_user.id == anna.id
    assert "message to copy not found" in await refused(scene.bot.copy_message(scene.group.id, anna.id, 999))


async def test_entities_given_by_the_bot_are_kept(scene: Any, anna: Any) -> None:
    bold = MessageEntity(type="bold", offset=0, length=3)
    sent = await scene.bot.send_message(anna.id, "жир", entities=[bold])
    assert sent.entities[0].type == "bold"


async def test_a_mention_carries_its_user_if_the_bot_knows_them(scene: Any, anna: Any) -> None:
    stranger = scene.world.person("Чужой")
    link = '<a href="tg://user?id={}">кто</a>'
    sent = await scene.bot.send_message(scene.group.id, link.format(scene.petr.id), parse_mode="HTML")
    assert sent.entities[0].user.first_name == "Пётр"
    sent = await scene.bot.send_message(scene.group.id, link.format(stranger.id), parse_mode="HTML")
    assert sent.text == "кто"
    assert not sent.entities


async def test_the_reply_keyboard_stays_until_removed(scene: Any, anna: Any) -> None:
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="📱 Мой номер", request_contact=True)]])
    await scene.bot.send_message(anna.id, "Телефон?", reply_markup=keys)
    anna.presses("Мой номер")
    contact = scene.world.updates.waiting()[-1]["message"]["contact"]
    assert contact == {"phone_number": "79211234567", "first_name": "Анна", "user_id": anna.id}
    await scene.bot.send_message(anna.id, "Спасибо", reply_markup=ReplyKeyboardRemove())
    with pytest.raises(AssertionError, match="no button"):
        anna.presses("Мой номер")
    await scene.bot.send_message(anna.id, "Ещё?", reply_markup=ForceReply())
    assert anna.last.markup == {"force_reply": True}


async def test_members(scene: Any) -> None:
    bot, group = scene.bot, scene.group
    assert (await bot.get_chat_member(group.id, scene.petr.id)).status == "member"
    assert (await bot.get_chat_member(group.id, bot.id)).status == "administrator"
    assert (await bot.get_chat_member(group.id, scene.anna.id)).status == "left"
    assert await bot.get_chat_member_count(group.id) == 3
    assert [a.user.id for a in await bot.get_chat_administrators(group.id)] == [bot.id]
    assert (await bot.get_chat(group.id)).title == "Диспетчеры"

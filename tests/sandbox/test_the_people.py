"""Person-shaped clients: how they speak, press and look."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

import bot.sandbox
from bot.sandbox.clock import Clock


def keyboard(**buttons: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=text, callback_data=data) for data, text in buttons.items()]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def waiting(scene: Any) -> list[dict[str, Any]]:
    return scene.world.updates.waiting()


async def test_a_long_text_goes_as_several_messages(scene: Any) -> None:
    scene.anna.writes("🙂" * 3000)
    texts = [update["message"]["text"] for update in waiting(scene)]
    assert [len(text) for text in texts] == [2048, 952]


async def test_a_reply_quotes_one_level(scene: Any) -> None:
    scene.anna.writes("раз")
    scene.anna.writes("два", reply_to="раз")
    scene.anna.writes("три", reply_to="два")
    quoted = waiting(scene)[-1]["message"]["reply_to_message"]
    assert quoted["text"] == "два"
    assert "reply_to_message" not in quoted


async def test_a_press_comes_with_its_message(scene: Any) -> None:
    scene.anna.command("start", "ref42")
    assert waiting(scene)[0]["message"]["entities"] == [{"offset": 0, "length": 6, "type": "bot_command"}]
    await scene.bot.send_message(
        scene.anna.id, "Решено?", reply_markup=keyboard(y="✅ Решено", n="❌ Не решено")
    )
    assert scene.anna.buttons == ["✅ Решено", "❌ Не решено"]
    scene.anna.presses("Решено")
    query = waiting(scene)[-1]["callback_query"]
    assert query["data"] == "y"
    assert query["from"]["id"] == scene.anna.id
    assert query["message"]["text"] == "Решено?"
    assert query["message"]["reply_markup"]["inline_keyboard"][0][0]["text"] == "✅ Решено"


async def test_the_newest_button_is_pressed_unless_told_on_which(scene: Any) -> None:
    scene.anna.command("start")
    await scene.bot.send_message(scene.anna.id, "старое", reply_markup=keyboard(old="Да"))
    await scene.bot.send_message(scene.anna.id, "новое", reply_markup=keyboard(new="Да"))
    scene.anna.presses("Да")
    scene.anna.presses("Да", on="старое")
    assert [update["callback_query"]["data"] for update in waiting(scene)[-2:]] == ["new", "old"]


async def test_a_missing_button_shows_the_chat(scene: Any) -> None:
    scene.anna.writes("Не печатает")
    with pytest.raises(AssertionError, match=r"no button \[Взять\](.|\n)*Анна: Не печатает"):
        scene.anna.presses("Взять")
    with pytest.raises(AssertionError, match="doesn't see «привет»"):
        scene.anna.sees("привет")


async def test_kinds_of_space_do_not_matter_to_the_eye(scene: Any) -> None:
    scene.anna.command("start")
    await scene.bot.send_message(scene.anna.id, "до пт\u00a020.11 10:00\u202fМСК")
    scene.anna.sees("пт 20.11 10:00 МСК")


async def test_a_link_to_the_bot_is_followed_into_private(scene: Any) -> None:
    link = "https://t.me/otklik_demo_bot?start=more-42"
    button = InlineKeyboardButton(text="Ещё", url=link)
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    await scene.bot.send_message(scene.group.id, "карточка", reply_markup=markup)
    scene.petr.presses("Ещё")
    message = waiting(scene)[-1]["message"]
    assert (message["chat"]["id"], message["text"]) == (scene.petr.id, "/start more-42")


async def test_an_edit_is_told(scene: Any) -> None:
    said = scene.anna.writes("опечтака")
    scene.anna.edits(said, "опечатка")
    edited = waiting(scene)[-1]["edited_message"]
    assert edited["text"] == "опечатка"
    assert edited["edit_date"]


async def test_captions_and_files_are_edited_as_apps_let_people(scene: Any) -> None:
    """A caption may go, a text may not; words can get a file; nobody edits what is not his."""
    album = scene.anna.sends_album(2, caption="вот")
    scene.anna.edits(album[0], "")
    assert "caption" not in waiting(scene)[-1]["edited_message"]
    scene.anna.swaps(album[1], "video")
    edited = waiting(scene)[-1]["edited_message"]
    assert ("video" in edited, "photo" in edited) == (True, False)
    assert edited["media_group_id"] == album[0].album
    text = scene.anna.writes("слова")
    scene.anna.swaps(text)
    edited = waiting(scene)[-1]["edited_message"]
    assert ("text" in edited, edited["caption"], "photo" in edited) == (False, "слова", True)
    count = len(waiting(scene))
    for wrong in (
        lambda: scene.anna.swaps(album[1], "document"),
        lambda: scene.anna.edits(scene.anna.writes("есть"), ""),
        lambda: scene.petr.edits(text, "чужое"),
    ):
        with pytest.raises(AssertionError):
            wrong()
    assert len(waiting(scene)) == count + 1


async def test_everything_that_can_be_sent_reaches_the_bot_readable(scene: Any) -> None:
    anna = scene.anna
    anna.sends_document("log.txt", "вот")
    for send in (anna.sends_voice, anna.sends_video, anna.sends_video_note, anna.sends_sticker):
        send()
    for send in (anna.sends_audio, anna.sends_animation, anna.sends_location, anna.sends_poll):
        send()
    anna.sends_dice()
    anna.sends_contact("+7 921 000-11-22")
    anna.sends_contact(of=scene.petr)
    anna.sends_story()
    anna.forwards(anna.writes("слово"))
    updates = await scene.bot.get_updates()
    kinds = [update.message.content_type.value for update in updates]
    assert kinds == [
        "document",
        "voice",
        "video",
        "video_note",
        "sticker",
        "audio",
        "animation",
        "location",
        "poll",
        "dice",
        "contact",
        "contact",
        "story",
        "text",
        "text",
    ]
    assert updates[11].message.contact.user_id == scene.petr.id
    assert updates[-1].message.forward_origin.sender_user.id == anna.id


async def test_an_anonymous_administrator_speaks_as_the_group(scene: Any) -> None:
    scene.petr.anonymously().writes("кто я?")
    message = waiting(scene)[-1]["message"]
    assert message["from"]["id"] == 1087968824
    assert message["sender_chat"]["id"] == scene.group.id


async def test_a_press_on_an_inaccessible_message(scene: Any) -> None:
    scene.anna.presses_raw("x", message_id=5)
    [update] = await scene.bot.get_updates()
    assert update.callback_query.message.date == 0


async def test_nobody_speaks_in_a_group_from_outside(scene: Any) -> None:
    with pytest.raises(AssertionError, match="is not in this group"):
        scene.anna.in_(scene.group).writes("впустите")
    scene.petr.leaves()
    with pytest.raises(AssertionError, match="is not in this group"):
        scene.petr.presses("Взять")


async def test_the_person_in_the_group_is_the_same_person(scene: Any) -> None:
    scene.petr.writes("в группе")
    scene.petr.in_private.writes("в личке")
    chats = [update["message"]["chat"]["id"] for update in waiting(scene)]
    assert chats == [scene.group.id, scene.petr.id]


def test_the_clock_goes_forward_only() -> None:
    start = datetime(2026, 11, 18, 7, tzinfo=UTC)
    clock = Clock(start, ticking=False)
    clock.move_to(start - timedelta(days=1))
    assert clock.now() == start
    clock.move(timedelta(hours=1))
    assert clock.now() == start + timedelta(hours=1)
    with pytest.raises(ValueError, match="never goes back"):
        clock.move(timedelta(seconds=-1))


def test_the_sandbox_imports_nothing_of_ours() -> None:
    home = Path(bot.sandbox.__file__).parent
    for path in home.rglob("*.py"):
        if path.name == "__main__.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                ours = name.partition(".")[0] in {"bot", "handlers", "storage", "sla"}
                assert not ours or name.startswith("bot.sandbox"), f"{path.name} imports {name}"

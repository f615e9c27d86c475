"""Changing what was said, and answering presses."""

from typing import Any

from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.markup import check_markup
from bot.sandbox.model import JSON, Message, Toast

from .base import Call, caption_of, method, text_of

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def _to_edit(call: Call) -> Message:
    if "inline_message_id" in call.params:
        raise bad_request("MESSAGE_ID_INVALID")
    if "chat_id" not in call.params or "message_id" not in call.params:
        raise bad_request("message identifier is not specified")
    chat = call.world.chat_to_write(call["chat_id"])
    message = call.world.found(chat, call["message_id"], "message to edit")
    if not message.from_bot or message.is_service or message.forward_origin:
        raise bad_request("message can't be edited")
    if message.markup and "inline_keyboard" not in message.markup:
        raise bad_request("message can't be edited")
    return message


def _edit(call: Call, message: Message, **new: Any) -> JSON:
    """Set what changed, or say that nothing did. Without reply_markup the keyboard goes, as there."""
    given = call.get("reply_markup")
    if given and "inline_keyboard" not in given:
        raise bad_request("inline keyboard expected")
    new["markup"] = check_markup(given, message.chat)
    if all(getattr(message, name) == value for name, value in new.items()):
        raise bad_request(SAME)
    world = call.world
    world.limits.check(message.chat, world.now())
    for name, value in new.items():
        setattr(message, name, value)
    message.edited = world.now()
    world.changed(message)
    return message.json()


@method("editMessageText")
def edit_text(call: Call) -> JSON:
    message = _to_edit(call)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    text, entities = text_of(call)
    return _edit(call, message, text=text, entities=entities)


@method("editMessageCaption")
def edit_caption(call: Call) -> JSON:
    message = _to_edit(call)
    if message.media is None or message.media in {"sticker", "video_note"}:
        raise bad_request("there is no caption in the message to edit")
    caption, entities = caption_of(call)
    return _edit(call, message, caption=caption, entities=entities)


@method("editMessageReplyMarkup")
def edit_markup(call: Call) -> JSON:
    return _edit(call, _to_edit(call))


@method("editMessageMedia")
def edit_media(call: Call) -> JSON:
    message = _to_edit(call)
    media = call["media"]
    file = call.files_of(media["media"], media["type"])
    caption, entities = caption_of(call, media)
    body = {media["type"]: file.payload}
    return _edit(call, message, body=body, text=None, caption=caption, entities=entities)


@method("answerCallbackQuery")
def answer_query(call: Call) -> bool:
    text = call.get("text") or ""
    if utf16_length(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    toast = Toast(text, bool(call.get("show_alert")), call["callback_query_id"], call.get("url"))
    if toast.url and f"t.me/{call.world.bot.username}" not in toast.url:
        raise bad_request("URL_INVALID")
    call.world.answer(call["callback_query_id"], toast)
    return True

"""Text, copies, forwards, deletions, pins."""

import secrets
from typing import Any

from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.model import JSON, Chat, Message

from .base import Call, caption_of, deliver, method, text_of


@method("sendMessage")
def send_message(call: Call) -> JSON:
    call.world.chat_to_write(call["chat_id"])
    text, entities = text_of(call)
    return deliver(call, {"text": text, "entities": entities})[0].json()


def _source(call: Call, number: int, what: str) -> Message:
    chat = call.world.chat_for_bot(call["from_chat_id"])
    message = call.world.found(chat, number, f"message to {what}")
    if message.is_service:
        raise bad_request(f"message can't be {'copied' if what == 'copy' else 'forwarded'}")
    return message


def _content(message: Message) -> JSON:
    return {
        "text": message.text,
        "caption": message.caption,
        "entities": message.entities,
        "body": dict(message.body),
    }


@method("copyMessage")
def copy_message(call: Call) -> JSON:
    call.world.chat_to_write(call["chat_id"])
    content = _content(_source(call, call["message_id"], "copy"))
    if "caption" in call.params and content["text"] is None:
        content["caption"], content["entities"] = caption_of(call)
    return {"message_id": deliver(call, content)[0].id}


@method("copyMessages")
def copy_messages(call: Call) -> list[JSON]:
    return [{"message_id": message.id} for message in _many(call, "copy")]


@method("forwardMessages")
def forward_messages(call: Call) -> list[JSON]:
    return [{"message_id": message.id} for message in _many(call, "forward")]


def _many(call: Call, what: str) -> list[Message]:
    numbers: list[int] = call["message_ids"]
    if not 1 <= len(numbers) <= 100:
        raise bad_request("there are too much messages to " + what)
    if numbers != sorted(set(numbers)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    chat = call.world.chat_for_bot(call["from_chat_id"])
    found = [m for n in numbers if (m := chat.messages.get(n)) and not m.deleted and not m.is_service]
    if not found:
        raise bad_request(f"there are no messages to {what}")
    albums: dict[str, str] = {}
    bodies: list[JSON] = []
    for message in found:
        content = _content(message)
        if message.album:
            content["album"] = albums.setdefault(message.album, str(secrets.randbelow(10**17)))
        if call.get("remove_caption"):
            content |= {"caption": None, "entities": message.entities if message.text else []}
        if what == "forward":
            content["forward_origin"] = _origin(message)
        bodies.append(content)
    return deliver(call, *bodies)


@method("forwardMessage")
def forward_message(call: Call) -> JSON:
    call.world.chat_to_write(call["chat_id"])
    message = _source(call, call["message_id"], "forward")
    if message.protected:
        raise bad_request("message has protected content and can't be forwarded")
    return deliver(call, _content(message) | {"forward_origin": _origin(message)})[0].json()


def _origin(message: Message) -> JSON:
    if message.forward_origin:
        return message.forward_origin
    return {"type": "user", "date": int(message.date.timestamp()), "sender_user": message.sender.json()}


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    chat = call.chat
    message = call.world.found(chat, call["message_id"], "message to delete")
    if not _may_delete(call, chat, message):
        raise bad_request("message can't be deleted for everyone")
    _delete(call, message)
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    chat = call.chat
    for number in call["message_ids"]:
        message = chat.messages.get(number)
        if message and not message.deleted and _may_delete(call, chat, message):
            _delete(call, message)
    return True


def _may_delete(call: Call, chat: Chat, message: Message) -> bool:
    if not chat.is_private and "can_delete_messages" in chat.members[call.world.bot.id].rights:
        return True
    fresh = (call.world.now() - message.date).total_seconds() < 48 * 3600
    return fresh and (chat.is_private or message.from_bot)


def _delete(call: Call, message: Message) -> None:
    message.deleted = True
    if message.chat.keyboard is message:
        message.chat.keyboard = None
    if message in message.chat.pinned:
        message.chat.pinned.remove(message)
    call.world.changed(message)


@method("pinChatMessage")
def pin(call: Call) -> bool:
    chat, world = call.chat, call.world
    world.check_bot_right(chat, "can_pin_messages", "manage pinned messages in the chat")
    message = world.found(chat, call["message_id"], "message to pin")
    if message in chat.pinned:
        return True
    chat.pinned.append(message)
    # Said in every group, and told to the bot itself, too; disable_notification only takes the sound away:
    # https://github.com/tdlib/telegram-bot-api/issues/728
    world.hear(world.post(chat, world.bot, body={"pinned_message": message.json(nested=True)}))
    world.changed(message)
    return True


@method("unpinChatMessage")
def unpin(call: Call) -> bool:
    chat = call.chat
    call.world.check_bot_right(chat, "can_pin_messages", "manage pinned messages in the chat")
    number = call.get("message_id")
    gone = [m for m in chat.pinned if m.id == number] if number else chat.pinned[-1:]
    if not gone:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(gone[0])
    call.world.changed(gone[0])
    return True


@method("unpinAllChatMessages")
def unpin_all(call: Call) -> bool:
    chat = call.chat
    call.world.check_bot_right(chat, "can_pin_messages", "manage pinned messages in the chat")
    chat.pinned.clear()
    return True


@method("sendChatAction")
def chat_action(call: Call) -> bool:
    call.world.chat_to_write(call["chat_id"]).actions.append(call["action"])
    return True


@method("setMessageReaction")
def set_reaction(call: Call) -> bool:
    call.world.found(call.chat, call["message_id"], "message to react")
    return True


@method("sendPoll", "sendDice", "sendLocation", "sendContact", "sendVenue")
def send_other(call: Call) -> JSON:
    call.world.chat_to_write(call["chat_id"])
    return deliver(call, {"body": _OTHER[call.name.lower()](call)})[0].json()


def _some(call: Call, *names: str) -> JSON:
    return {name: call[name] for name in names if name in call.params}


def _poll(call: Call) -> JSON:
    options = [
        {"persistent_id": str(i), "text": o["text"], "voter_count": 0} for i, o in enumerate(call["options"])
    ]
    if utf16_length(call["question"]) > 300:
        raise bad_request("poll question length must not exceed 300")
    return {
        "poll": {
            "id": str(secrets.randbelow(10**18)),
            "question": call["question"],
            "options": options,
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": call.get("is_anonymous", True),
            "type": call.get("type", "regular"),
            "allows_multiple_answers": call.get("allows_multiple_answers", False),
            "allows_revoting": True,
            "members_only": False,
        }
    }


def _venue(call: Call) -> JSON:
    place = _some(call, "latitude", "longitude")
    return {"venue": {"location": place, **_some(call, "title", "address")}, "location": place}


_OTHER: dict[str, Any] = {
    "sendpoll": _poll,
    "senddice": lambda call: {"dice": {"emoji": call.get("emoji", "🎲"), "value": secrets.randbelow(6) + 1}},
    "sendlocation": lambda call: {"location": _some(call, "latitude", "longitude")},
    "sendcontact": lambda call: {"contact": _some(call, "phone_number", "first_name", "last_name", "vcard")},
    "sendvenue": _venue,
}

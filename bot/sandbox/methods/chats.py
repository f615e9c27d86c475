"""Chats, their members and topics."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.model import JSON, Chat, Member

from .base import Call, method


@method("getChat")
def get_chat(call: Call) -> JSON:
    chat = call.chat
    shown: JSON = chat.json() | {"accent_color_id": 0, "max_reaction_count": 11}
    shown["accepted_gift_types"] = {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    }
    if chat.pinned:
        shown["pinned_message"] = chat.pinned[-1].json(nested=True)
    if not chat.is_private:
        shown["permissions"] = {"can_send_messages": True, "can_send_other_messages": True}
        shown["invite_link"] = "https://t.me/+sandboxSandbox"
    return shown


@method("getChatMember")
def get_member(call: Call) -> JSON:
    chat, user_id = call.chat, call["user_id"]
    user = call.world.users.get(user_id)
    if user is None:
        raise bad_request("invalid user_id specified")
    if chat.is_private:
        return Member(user, "member").json()
    return (chat.members.get(user_id) or Member(user, "left")).json()


def _present(chat: Chat) -> list[Member]:
    return [member for member in chat.members.values() if member.status not in {"left", "kicked"}]


@method("getChatMemberCount")
def count_members(call: Call) -> int:
    chat = call.chat
    return 2 if chat.is_private else len(_present(chat))


@method("getChatAdministrators")
def get_administrators(call: Call) -> list[JSON]:
    """Other bots are left out, as there; the caller is not."""
    chat = call.chat
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    return [m.json() for m in _present(chat) if m.status in {"administrator", "creator"}]


@method("leaveChat")
def leave(call: Call) -> bool:
    chat, world = call.chat, call.world
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    world.set_member(chat, Member(world.bot, "left"), by=world.bot)
    return True


@method("banChatMember", "unbanChatMember")
def ban(call: Call) -> bool:
    chat, world = call.chat, call.world
    world.check_bot_right(chat, "can_restrict_members", "restrict/unrestrict chat member")
    user = world.users.get(call["user_id"])
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if call.name.lower() == "banchatmember":
        world.set_member(chat, Member(user, "kicked"), by=world.bot)
    return True


@method("exportChatInviteLink", "createChatInviteLink")
def invite_link(call: Call) -> Any:
    chat = call.chat
    call.world.check_bot_right(chat, "can_invite_users", "manage chat invite link")
    link = "https://t.me/+sandboxSandbox"
    if call.name.lower() == "exportchatinvitelink":
        return link
    return {
        "invite_link": link,
        "creator": call.world.bot.json(),
        "creates_join_request": False,
        "is_primary": False,
        "is_revoked": False,
    }


# --- topics


def _forum(call: Call) -> Chat:
    chat = call.chat
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    call.world.check_bot_right(chat, "can_manage_topics", "create a topic")
    return chat


def _topic(call: Call) -> tuple[Chat, JSON]:
    chat = _forum(call)
    topic = chat.topics.get(call["message_thread_id"])
    if topic is None:
        raise bad_request("message thread not found")
    return chat, topic


@method("createForumTopic")
def create_topic(call: Call) -> JSON:
    chat, world = _forum(call), call.world
    if not call["name"]:
        raise bad_request("topic title is empty")
    color = call.get("icon_color", 7322096)
    created = {"name": call["name"], "icon_color": color}
    message = world.post(chat, world.bot, body={"forum_topic_created": created})
    message.thread = message.id
    topic: JSON = {"message_thread_id": message.id, "name": call["name"], "icon_color": color}
    chat.topics[message.id] = topic | {"closed": False}
    return topic


@method("editForumTopic")
def edit_topic(call: Call) -> bool:
    chat, topic = _topic(call)
    if call.get("name") in (None, topic["name"]):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic["name"] = call["name"]
    body = {"forum_topic_edited": {"name": call["name"]}}
    call.world.post(chat, call.world.bot, body=body, thread=topic["message_thread_id"])
    return True


@method("closeForumTopic", "reopenForumTopic")
def close_topic(call: Call) -> bool:
    chat, topic = _topic(call)
    closing = call.name.lower() == "closeforumtopic"
    if topic["closed"] == closing:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic["closed"] = closing
    body: JSON = {"forum_topic_closed" if closing else "forum_topic_reopened": {}}
    call.world.post(chat, call.world.bot, body=body, thread=topic["message_thread_id"])
    return True


@method("deleteForumTopic")
def delete_topic(call: Call) -> bool:
    chat, topic = _topic(call)
    del chat.topics[topic["message_thread_id"]]
    for message in chat.visible():
        if message.thread == topic["message_thread_id"]:
            message.deleted = True
            call.world.changed(message)
    return True

"""The one middleware: who is speaking, in which role and language; updates of no concern end here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Chat, Message, TelegramObject, Update, User

from handlers import aftermath, letters, limits, menus, reading, texts
from handlers.context import ADMIN, CLIENT, DISPATCHER, Desk
from storage import outbox, people
from storage.database import Tx
from storage.people import GROUP_ANONYMOUS_BOT, TELEGRAM_SERVICE, Person

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class WhoSpeaks(BaseMiddleware):
    """Gives handlers `person`, `role`, `draft` and `words`; lets through private chats and our group only."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        desk: Desk = data["desk"]
        user: User | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        private = chat is not None and chat.type == "private"
        ours = chat is not None and chat.id == desk.group_id
        if user is None or not (private or ours):
            return None
        if user.id in (GROUP_ANONYMOUS_BOT, TELEGRAM_SERVICE) or user.is_bot:
            # Not a person: no rights, nothing kept; who meant to answer is told how to (fault 37).
            if ours and user.id == GROUP_ANONYMOUS_BOT and event.message is not None:
                await _tell_anonymous(data["tx"], desk, event.message)
            return None
        tx: Tx = data["tx"]
        language = "en" if (user.language_code or "").lower().startswith("en") else desk.language
        person, draft = await people.speaking(
            tx,
            user.id,
            name=reading.name_of(user),
            username=user.username,
            language=language,
            private=private,
        )
        known = person
        if private and not person.has_chat and _reaches_him(event):
            person = await aftermath.back(tx, desk, person)
        if ours and not person.in_group and _proves_membership(event):
            person = await people.remember(tx, person, {"in_group": True})
        role = role_of(person, desk)
        became = person is not known or known.recent is None
        if became and person.has_chat and is_staff(role):
            await outbox.write(tx, [menus.menu(person, role)])
        if private and role == CLIENT:
            if person.banned_at is not None and not limits.may_still(event):
                return None
            await limits.check(tx, desk, person, waited=data["waited"])
        data["person"] = person
        data["draft"] = draft
        data["role"] = role
        # The group reads one language; a person in private reads his own.
        data["words"] = texts.of(desk.language if ours else person.language)
        return await handler(event, data)


async def _tell_anonymous(tx: Tx, desk: Desk, message: Message) -> None:
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == desk.bot_id:
        line = letters.to_group(
            "complaint", texts.of(desk.language).ANONYMOUS, reply_to={"id": message.message_id}
        )
        await outbox.write(tx, [line])


def _proves_membership(event: Update) -> bool:
    """A message or a press in a private group does; the service message about leaving it does not."""
    if event.message is not None:
        return event.message.left_chat_member is None
    return event.callback_query is not None


def _reaches_him(event: Update) -> bool:
    """Whatever he does in private proves that our letters arrive again; that he blocks us does not."""
    return event.my_chat_member is None or event.my_chat_member.new_chat_member.status == "member"


def role_of(person: Person, desk: Desk) -> str:
    """What the record says he may do; nothing that he sent counts."""
    if person.telegram_id in desk.admin_ids:
        return ADMIN
    listed = desk.staff_policy == "group" or person.listed
    return DISPATCHER if person.in_group and listed else CLIENT


def is_staff(role: str) -> bool:
    """Dispatchers and admins."""
    return role in (DISPATCHER, ADMIN)

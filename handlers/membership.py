"""Who comes to and leaves the dispatchers' group, and what happens to the group itself."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import ChatMemberRestricted, ChatMemberUpdated, Message

from handlers import absence, aftermath, board, menus, reading
from handlers.context import Desk, InOurGroup
from handlers.person import role_of
from storage import outbox, people
from storage.database import Tx
from storage.people import Person

_THERE = {"creator", "administrator", "member"}


async def member_changed(event: ChatMemberUpdated, tx: Tx, desk: Desk) -> None:
    """Joining the group gives a dispatcher's rights, leaving it ends them and frees his tickets."""
    if event.chat.id != desk.group_id or event.new_chat_member.user.is_bot:
        return
    user = event.new_chat_member.user
    member = event.new_chat_member
    there = member.status in _THERE or (isinstance(member, ChatMemberRestricted) and member.is_member)
    person, _ = await people.speaking(
        tx,
        user.id,
        name=reading.name_of(user),
        username=user.username,
        language=desk.language,
        private=False,
    )
    if person.in_group != there:
        person = await people.remember(tx, person, {"in_group": there})
        if not there:
            await absence.left(tx, desk, person)
        elif person.has_chat:
            await outbox.write(tx, [menus.menu(person, role_of(person, desk))])


async def bot_changed(event: ChatMemberUpdated, tx: Tx, desk: Desk, person: Person) -> None:
    """A client blocked or unblocked the bot; or the bot came back to its group and shows the cards anew."""
    status = event.new_chat_member.status
    if event.chat.type == "private":
        if person.has_chat != (status == "member"):
            await people.remember(tx, person, {"has_chat": status == "member"})
    elif event.chat.id == desk.group_id and event.old_chat_member.status in ("left", "kicked"):
        await aftermath.group_back(tx)
    elif event.chat.id == desk.group_id and getattr(event.new_chat_member, "can_pin_messages", False):
        await board.may_pin(tx)


async def migrated(message: Message, tx: Tx, desk: Desk) -> None:
    """The group became a supergroup: its new id is kept (fault 29)."""
    if message.migrate_to_chat_id:
        await aftermath.migrated(tx, desk, message.migrate_to_chat_id)


class Migration(Filter):
    """The service message of a group that became a supergroup."""

    async def __call__(self, message: Message) -> bool:
        return message.migrate_to_chat_id is not None


def register(router: Router) -> None:
    """Updates about membership."""
    router.chat_member.register(member_changed)
    router.my_chat_member.register(bot_changed)
    router.message.register(migrated, InOurGroup(), Migration())

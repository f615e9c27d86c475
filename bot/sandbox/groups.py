"""A group seen from above: who is in it, and what its owner may do to the bot."""

import dataclasses
from typing import TYPE_CHECKING

from .finding import dump
from .model import ADMIN_RIGHTS, Chat, Member, Message, User

if TYPE_CHECKING:
    from .people import Person
    from .world import World


class Group:
    """The dispatchers' room, seen from above: who is in it, and what its owner may do to the bot."""

    def __init__(self, world: "World", chat: Chat) -> None:
        self.world = world
        self.chat = chat

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def title(self) -> str:
        return self.chat.title or ""

    @property
    def messages(self) -> list[Message]:
        return self.chat.visible()

    @property
    def screen(self) -> str:
        return dump(self.chat)

    @property
    def owner(self) -> User:
        """Who does what only an owner can: the first human administrator, else a nameless one."""
        humans = (
            m.user for m in self.chat.members.values() if not m.user.is_bot and m.status == "administrator"
        )
        return next(humans, User(700_000_000, "Владелец"))

    def add(self, *people: "Person") -> None:
        for person in people:
            self.world.add(self, person)

    def kicks_bot(self) -> None:
        self.world.set_member(self.chat, Member(self.world.bot, "kicked"), by=self.owner)

    def adds_bot(self) -> None:
        me = Member(self.world.bot, "administrator", set(ADMIN_RIGHTS))
        self.world.set_member(self.chat, me, by=self.owner)

    def demotes_bot(self) -> None:
        """An ordinary member: hears commands and replies only, may not pin or delete."""
        self.world.set_member(self.chat, Member(self.world.bot, "member"), by=self.owner)

    def forbids_bot(self, *rights: str) -> None:
        """Takes rights such as can_pin_messages, can_manage_topics."""
        me = self.chat.members[self.world.bot.id]
        self.world.set_member(
            self.chat, dataclasses.replace(me, rights=me.rights - set(rights)), by=self.owner
        )

    def silences_bot(self, silent: bool = True) -> None:
        """Nobody may write there: "not enough rights to send text messages to the chat"."""
        me = self.chat.members[self.world.bot.id]
        me.rights = me.rights | {"mute"} if silent else me.rights - {"mute"}

    def is_deleted(self) -> None:
        self.chat.gone = True

    def migrates(self) -> int:
        return self.world.migrate(self)

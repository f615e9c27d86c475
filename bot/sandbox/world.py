"""One Telegram: who there is, what was said, what waits for the bot. Knows no HTTP and no bot."""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from .entities import with_found
from .errors import bad_request, conflict, forbidden, migrated
from .faults import Faults
from .files import FileStore
from .groups import Group
from .journal import ApiCall, Query
from .limits import Limits
from .model import ADMIN_RIGHTS, JSON, Chat, Member, Message, Numbering, Status, Toast, User
from .people import Person
from .profile import Profile
from .updates import UpdateQueue

TOKEN = "42:sandbox-token-of-nobody-0123456789ab"
QUERY_LIVES = timedelta(seconds=150)  # measured on Telegram; the documentation gives no number
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
KEPT_CALLS = 200_000


class World:
    def __init__(
        self,
        *,
        token: str = TOKEN,
        now: Callable[[], datetime],
        bot_name: str = "Отклик",
        bot_username: str = "otklik_demo_bot",
    ) -> None:
        self.token = token
        self.now = now
        self.bot = User(int(token.partition(":")[0]), bot_name, username=bot_username, is_bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.people: list[Person] = []
        self.updates = UpdateQueue(now, self.stir)
        self.files = FileStore()
        self.faults = Faults()
        self.limits = Limits()
        self.profile = Profile(bot_name)
        self.calls: list[ApiCall] = []
        self.queries: dict[str, Query] = {}
        self.met: set[int] = set()  # users the bot has heard of: others are "chat not found"
        self.log: list[Message] = []  # one entry a change, so that a page can ask what is new
        self.watchers: list[Callable[[], None]] = []
        self._private_ids: Iterator[int] = Numbering(1)  # one numbering for all private chats, as there
        self._user_ids = Numbering(700_000_001)
        self._group_ids = Numbering(1_234_567_890)

    # --- people and groups

    def person(
        self,
        name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = "ru",
        phone: str | None = None,
    ) -> Person:
        """Somebody with a Telegram account, who has not written to the bot yet."""
        number = next(self._user_ids)
        phone = phone or f"+7921{number % 10_000_000:07d}"
        user = User(number, name, last_name, username, language, phone)
        chat = Chat(user.id, "private", user=user, ids=self._private_ids)
        self.users[user.id] = user
        self.chats[chat.id] = chat
        person = Person(self, user, chat)
        self.people.append(person)
        return person

    def group(self, title: str, *, kind: str = "supergroup", is_forum: bool = False) -> Group:
        """A private group in which the bot has long been an administrator. `kind="group"` can migrate."""
        number = next(self._group_ids)
        if kind == "supergroup":
            ids: Iterator[int] = Numbering(1)
            chat = Chat(int(f"-100{number}"), "supergroup", title, ids=ids, is_forum=is_forum)
        else:
            chat = Chat(-number, "group", title, ids=self._private_ids)
        chat.members[self.bot.id] = Member(self.bot, "administrator", set(ADMIN_RIGHTS))
        self.chats[chat.id] = chat
        return Group(self, chat)

    def add(self, group: Group, person: Person, status: Status = "member") -> None:
        """Into the group, or to another status in it; the bot is told as Telegram tells."""
        chat, user = group.chat, person.user
        before = chat.members.get(user.id)
        was_in = before is not None and before.status not in {"left", "kicked"}
        rights = set(ADMIN_RIGHTS) if status == "administrator" else set()
        self.set_member(chat, Member(user, status, rights), by=user)
        if not was_in:
            self.hear(self.post(chat, user, body={"new_chat_members": [user.json()]}))

    def remove(self, group: Group, person: Person, *, by: Person | None = None) -> None:
        """Left by themselves, or thrown out `by` somebody."""
        chat, user = group.chat, person.user
        actor = by.user if by else user
        self.set_member(chat, Member(user, "kicked" if by else "left"), by=actor)
        self.hear(self.post(chat, actor, body={"left_chat_member": user.json()}))

    def set_member(self, chat: Chat, member: Member, *, by: User) -> None:
        user = member.user
        old = chat.members.get(user.id) or Member(user, "left")
        chat.members[user.id] = member
        kind = "my_chat_member" if user is self.bot else "chat_member"
        if kind == "chat_member" and not self.hears(chat):
            return
        self.tell(
            kind,
            {
                "chat": chat.json(),
                "from": by.json(),
                "date": int(self.now().timestamp()),
                "old_chat_member": old.json(),
                "new_chat_member": member.json(),
            },
            by,
        )

    def migrate(self, group: Group) -> int:
        """A group becomes a supergroup: another id, other message numbers. Returns the new id."""
        old = group.chat
        new = Chat(int(f"-100{next(self._group_ids)}"), "supergroup", old.title, ids=Numbering(1))
        new.members = dict(old.members)
        self.chats[new.id] = new
        actor = group.owner
        self.hear(self.post(old, actor, body={"migrate_to_chat_id": new.id}))
        old.migrated_to = new.id
        group.chat = new
        self.hear(self.post(new, actor, body={"migrate_from_chat_id": old.id}))
        return new.id

    # --- messages

    def post(self, chat: Chat, sender: User, *, text: str | None = None, **parts: Any) -> Message:
        """Put a message into a chat, whoever's; the bot is not told (see `hear`)."""
        message = Message(next(chat.ids), chat, sender, self.now(), text, **parts)
        chat.messages[message.id] = message
        self.changed(message)
        return message

    def changed(self, message: Message) -> None:
        self.log.append(message)
        message.revision = len(self.log)
        self.stir()

    def stir(self) -> None:
        """Something happened: whoever watches looks again."""
        for tell in self.watchers:
            tell()

    async def until(self, condition: Callable[[], object], seconds: float = 5, what: str = "") -> None:
        """Wait for what the bot does in its own time, without sleeping; TimeoutError after `seconds`."""
        stirred = asyncio.Event()
        self.watchers.append(stirred.set)
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    stirred.clear()
                    await stirred.wait()
        except TimeoutError:
            raise TimeoutError(what or "what was waited for did not happen") from None
        finally:
            self.watchers.remove(stirred.set)

    def hears(self, chat: Chat) -> bool:
        """Whether the bot is told what happens there."""
        if chat.is_private:
            return not chat.blocked
        me = chat.members.get(self.bot.id)
        return not (me is None or me.status in {"left", "kicked"} or chat.gone or chat.migrated_to)

    def hear(self, message: Message, kind: str = "message") -> Message:
        """Tell the bot about a person's message."""
        if message.chat.is_private:
            message.chat.started = True
        if self.hears(message.chat) and self._meant_for_bot(message):
            self.tell(kind, message.json(), message.sender)
        return message

    def _meant_for_bot(self, message: Message) -> bool:
        """An ordinary member in a group hears only commands, replies to it and services (privacy mode)."""
        me = message.chat.members.get(self.bot.id)
        if me is None or me.status != "member" or message.is_service:
            return True
        if message.reply_to is not None and message.reply_to.from_bot:
            return True
        return any(e["type"] == "bot_command" and e["offset"] == 0 for e in message.entities)

    def tell(self, kind: str, payload: JSON, who: User) -> None:
        self.met.add(who.id)
        self.updates.put(kind, payload)

    def say(self, chat: Chat, sender: User, text: str, **parts: Any) -> Message:
        """A person's plain text: posted, and heard by the bot."""
        return self.hear(self.post(chat, sender, text=text, entities=with_found(text, []), **parts))

    def press(self, user: User, chat: Chat, data: str, message: Message | None, message_id: int = 0) -> str:
        """A callback query; without the message it comes as an inaccessible one. Returns the query's id."""
        query_id = str(secrets.randbelow(9 * 10**18) + 10**18)
        self.queries[query_id] = Query(user, self.now())
        shown = message.json() if message else {"chat": chat.json(), "message_id": message_id, "date": 0}
        self.tell(
            "callback_query",
            {
                "id": query_id,
                "from": user.json(),
                "message": shown,
                "chat_instance": str(abs(hash((chat.id, "instance")))),
                "data": data,
            },
            user,
        )
        return query_id

    def answer(self, query_id: str, toast: Toast) -> None:
        query = self.queries.get(query_id)
        if query is None or self.now() - query.at > QUERY_LIVES:
            raise bad_request(TOO_OLD)
        query.answered = True
        query.user.toasts.append(toast)
        self.stir()

    def note(self, call: ApiCall) -> None:
        """Into the journal; a demo that runs for weeks forgets the older half now and then."""
        if len(self.calls) >= KEPT_CALLS:
            del self.calls[: KEPT_CALLS // 2]
        self.calls.append(call)
        self.stir()

    # --- what the bot may touch

    def chat_for_bot(self, chat_id: int | str) -> Chat:
        """The chat as the bot may read it, or Telegram's refusal."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.is_private and not (chat.started or chat.id in self.met):
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise migrated(chat.migrated_to)
        if not chat.is_private:
            self._check_group(chat)
        return chat

    def _check_group(self, chat: Chat) -> None:
        kind = "supergroup chat" if chat.type == "supergroup" else "group chat"
        if chat.gone:
            raise forbidden("the group chat was deleted")
        me = chat.members.get(self.bot.id)
        if me is None or me.status == "left":
            raise forbidden(f"bot is not a member of the {kind}")
        if me.status == "kicked":
            raise forbidden(f"bot was kicked from the {kind}")

    def chat_to_write(self, chat_id: int | str) -> Chat:
        """The chat as the bot may write to it now."""
        chat = self.chat_for_bot(chat_id)
        if chat.user is not None:
            if chat.user.deleted:
                raise forbidden("user is deactivated")
            if chat.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif "mute" in chat.members[self.bot.id].rights:
            raise bad_request("not enough rights to send text messages to the chat")
        return chat

    def found(self, chat: Chat, message_id: int, what: str) -> Message:
        message = chat.messages.get(message_id)
        if message is None or message.deleted:
            raise bad_request(f"{what} not found")
        return message

    def check_bot_right(self, chat: Chat, right: str, what: str) -> None:
        if not chat.is_private and right not in chat.members[self.bot.id].rights:
            raise bad_request(f"not enough rights to {what}")

    async def get_updates(
        self, offset: int = 0, limit: int = 100, seconds: float = 0, allowed: list[str] | None = None
    ) -> list[str]:
        """JSON texts of updates. They are real seconds, whatever the world's clock says."""
        if self.profile.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.updates.allow(allowed)
        return await self.updates.poll(offset, max(1, min(limit, 100)), seconds)

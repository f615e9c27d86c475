"""Person-shaped clients: tests and the demo's page act through them, and read what a person would see."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from .entities import parse_html, utf16_length, with_found
from .finding import dump, inline_button, loose_button, newest, plain, same_button, shown
from .groups import Group
from .model import JSON, Chat, Message, Toast, User
from .sending import Sending

if TYPE_CHECKING:
    from .world import World

__all__ = ["Group", "Person"]

LONGEST = 4096  # apps cut what is longer into several messages
ANONYMOUS = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)


class Person(Sending):
    """One account in one chat, by default in private with the bot: `anna.presses("Да")`."""

    def __init__(self, world: "World", user: User, chat: Chat, group: Group | None = None) -> None:
        self.world = world
        self.user = user
        self._chat = chat
        self._group = group
        self._anonymous = False

    def __repr__(self) -> str:
        return f"<{self.user.first_name} в {self.seat.title or 'личке'}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Person) and (self.user, self.seat) == (other.user, other.seat)

    def __hash__(self) -> int:
        return hash((self.user.id, self.seat.id))

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.first_name

    @property
    def seat(self) -> Chat:
        """The chat this person looks at; a group's may change its id by migrating."""
        return self._group.chat if self._group else self._chat

    def in_(self, group: Group) -> "Person":
        return Person(self.world, self.user, self._chat, group)

    @property
    def in_private(self) -> "Person":
        return Person(self.world, self.user, self.world.chats[self.user.id])

    def anonymously(self) -> "Person":
        """As an anonymous administrator: the group itself speaks."""
        twin = Person(self.world, self.user, self._chat, self._group)
        twin._anonymous = True
        return twin

    # --- speaking

    def formats(self, html: str, reply_to: Message | str | None = None) -> Message:
        """Says it with markup, given here as HTML: bold, code, links, spoilers."""
        text, entities = parse_html(html)
        return self._send(text=text, entities=with_found(text, entities), reply_to=reply_to)

    def writes(self, text: str, reply_to: Message | str | None = None) -> Message:
        """Says it here; returns the (last) message. What is over 4096 goes as several, as apps do."""
        pieces = list(_pieces(text)) or [text]
        for piece in pieces:
            message = self._send(text=piece, reply_to=reply_to)
            reply_to = None
        return message

    def command(self, command: str, payload: str | None = None) -> Message:
        command = command if command.startswith("/") else f"/{command}"
        return self.writes(f"{command} {payload}" if payload else command)

    def deletes(self, message: Message) -> None:
        """Bots are told nothing of it."""
        message.deleted = True
        self.world.changed(message)

    # --- pressing

    def presses(self, button: str, on: Message | str | None = None) -> str | Message:
        """Press what is so called on the newest message that has it; the reply keyboard counts too.

        Returns the callback query's id, or the message that the press sent.
        """
        self._must_be_here()
        if isinstance(on, Message):
            messages: Sequence[Message] = [on]
        else:
            messages = [m for m in self.seat.visible() if on is None or plain(on) in plain(shown(m))]
        for find in (inline_button, loose_button):
            for message in reversed(messages):
                if found := find(message, button):
                    return self._press_inline(found, message)
            if on is None and find is inline_button and (key := self._key(button)):
                return self._press_key(key)
        raise AssertionError(f"{self!r}: no button [{button}]\n{dump(self.seat)}")

    def _press_inline(self, button: JSON, message: Message) -> str | Message:
        if "callback_data" in button:
            return self.world.press(self.user, message.chat, button["callback_data"], message)
        url = urlsplit(button.get("url", ""))
        if url.netloc == "t.me" and url.path.strip("/") == self.world.bot.username:
            payload = parse_qs(url.query).get("start", [None])[0]
            return self.in_private.command("/start", payload)
        raise AssertionError(f"[{button['text']}] leads out of the chat: {button}")

    def _key(self, wanted: str) -> JSON | None:
        shown = self.seat.keyboard
        keys = [key for row in shown.keyboard for key in row] if shown else []
        return next((key for key in keys if same_button(wanted, key["text"])), None)

    def _press_key(self, key: JSON) -> Message:
        keyboard = self.seat.keyboard
        if keyboard and (keyboard.markup or {}).get("one_time_keyboard"):
            self.seat.keyboard = None
        if key.get("request_contact"):
            return self.shares_phone(reply_to=keyboard)
        return self.writes(key["text"])

    def presses_at(self, message: Message, row: int, column: int) -> str | Message:
        """The very button at this place, whatever it is called."""
        rows = (message.markup or {}).get("inline_keyboard", [])
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            raise AssertionError(f"{self!r}: no button there\n{dump(self.seat)}")
        return self._press_inline(rows[row][column], message)

    def presses_key(self, label: str) -> Message:
        """On the reply keyboard."""
        if (key := self._key(label)) is None:
            raise AssertionError(f"{self!r}: no key ({label})\n{dump(self.seat)}")
        return self._press_key(key)

    def presses_raw(self, data: str, message: Message | None = None, *, message_id: int = 0) -> str:
        """A callback that no button offers: forged, stale, or (without a message) on an inaccessible one."""
        chat = message.chat if message else self.seat
        return self.world.press(self.user, chat, data, message, message_id)

    # --- coming and going

    def blocks_bot(self) -> None:
        self._private_status("member", "kicked")

    def unblocks_bot(self) -> None:
        self._private_status("kicked", "member")

    def _private_status(self, old: str, new: str) -> None:
        chat = self.in_private.seat
        chat.blocked = new == "kicked"
        me: list[JSON] = []
        for status in (old, new):
            me.append({"user": self.world.bot.json(), "status": status})
            if status == "kicked":
                me[-1]["until_date"] = 0
        payload = {
            "chat": chat.json(),
            "from": self.user.json(),
            "date": int(self.world.now().timestamp()),
            "old_chat_member": me[0],
            "new_chat_member": me[1],
        }
        self.world.tell("my_chat_member", payload, self.user)

    def deletes_account(self) -> None:
        self.user.deleted = True
        self.user.first_name, self.user.last_name, self.user.username = "", None, None

    def leaves(self) -> None:
        if self._group is None:
            raise AssertionError(f"{self!r} is in no group: use in_(group).leaves()")
        self.world.remove(self._group, self)

    # --- reading

    def opens(self, message: Message) -> bytes:
        """What is in the file of a message."""
        file = message.body.get("document") or message.body["photo"][-1]
        return self.world.files.get(file["file_id"]).data

    @property
    def chat(self) -> list[Message]:
        return self.seat.visible()

    @property
    def from_bot(self) -> list[Message]:
        return [message for message in self.chat if message.from_bot and not message.is_service]

    @property
    def last(self) -> Message:
        """The newest message of the bot here."""
        said = self.from_bot
        if not said:
            raise AssertionError(f"{self!r}: the bot said nothing\n{dump(self.seat)}")
        return said[-1]

    @property
    def screen(self) -> str:
        """The newest message of the bot, buttons as `[Button]` in their rows; empty if there is none."""
        return shown(self.last) if self.from_bot else ""

    @property
    def buttons(self) -> list[str]:
        """Of the bot's newest message, and of the reply keyboard."""
        inline = [label for row in self.last.buttons for label in row] if self.from_bot else []
        keyboard = self.seat.keyboard
        return inline + [key["text"] for row in (keyboard.keyboard if keyboard else []) for key in row]

    @property
    def toasts(self) -> list[Toast]:
        """Answers to this person's presses that showed something."""
        return [toast for toast in self.user.toasts if toast.text or toast.url]

    @property
    def last_toast(self) -> str:
        return self.toasts[-1].text if self.toasts else ""

    def sees(self, piece: str) -> Message:
        """The newest message with these words (kinds of space don't matter), or a readable failure."""
        message = newest(self.chat, piece)
        if message is None:
            raise AssertionError(f"{self!r} doesn't see «{piece}»\n{dump(self.seat)}")
        return message

    async def will_see(self, piece: str, seconds: float = 5) -> Message:
        """Wait until `piece` is on the screen (it may be already), and return its message."""
        try:
            await self.world.until(lambda: newest(self.chat, piece), seconds)
        except TimeoutError:
            return self.sees(piece)
        return self.sees(piece)

    def sees_not(self, piece: str) -> None:
        if newest(self.chat, piece) is not None:
            raise AssertionError(f"{self!r} sees «{piece}»\n{dump(self.seat)}")

    def _must_be_here(self) -> None:
        """Nobody writes or presses in a private group from outside; forgeries go by `presses_raw`."""
        if self._group is None:
            return
        member = self.seat.members.get(self.user.id)
        if member is None or member.status in {"left", "kicked"}:
            raise AssertionError(f"{self!r} is not in this group: world.add(group, person) first")

    def _target(self, reply_to: Message | str | None) -> Message | None:
        return self.sees(reply_to) if isinstance(reply_to, str) else reply_to

    def _entities(self, text: str) -> list[JSON]:
        return with_found(text, [])

    def _send(
        self, *, text: str | None = None, reply_to: Message | str | None = None, **parts: Any
    ) -> Message:
        chat = self.seat
        self._must_be_here()
        if chat.is_private and chat.blocked:
            self.unblocks_bot()  # apps offer only «Restart» until then
        target = self._target(reply_to)
        sender = self.user
        if self._anonymous:
            sender, parts["sender_chat"] = ANONYMOUS, chat
        words = text if text is not None else parts.get("caption") or ""
        parts.setdefault("entities", self._entities(words) if words else [])
        thread = target.thread if target else parts.pop("thread", None)
        message = self.world.post(chat, sender, text=text, reply_to=target, thread=thread, **parts)
        return self.world.hear(message)


def _pieces(text: str) -> Sequence[str]:
    """As an app cuts: full messages of 4096 units."""
    if utf16_length(text) <= LONGEST:
        return [text]
    pieces: list[str] = []
    piece, size = "", 0
    for char in text:
        width = 1 + (ord(char) > 0xFFFF)
        if size + width > LONGEST:
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + char, size + width
    return [*pieces, piece]

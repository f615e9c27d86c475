"""What a Telegram is made of: users, chats, members, messages, and their JSON as the Bot API writes it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

JSON = dict[str, Any]
Status = Literal["creator", "administrator", "member", "left", "kicked"]

# Everything an administrator of a supergroup may do, in the order of the Bot API's documentation.
ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(eq=False)
class User:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    phone: str | None = None
    is_bot: bool = False
    deleted: bool = False
    toasts: list["Toast"] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def json(self) -> JSON:
        shown: JSON = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                shown[name] = value
        return shown


@dataclass(frozen=True)
class Toast:
    """What a person sees as the answer to a press."""

    text: str
    alert: bool
    query_id: str
    url: str | None = None


@dataclass
class Member:
    user: User
    status: Status
    rights: set[str] = field(default_factory=set)
    anonymous: bool = False

    def json(self) -> JSON:
        shown: JSON = {"user": self.user.json(), "status": self.status}
        if self.status == "administrator":
            shown |= {"can_be_edited": False, "is_anonymous": self.anonymous}
            shown |= {right: right in self.rights for right in ADMIN_RIGHTS}
        elif self.status == "creator":
            shown["is_anonymous"] = self.anonymous
        elif self.status == "kicked":
            shown["until_date"] = 0
        return shown


@dataclass
class Numbering(Iterator[int]):
    """Numbers one after the other; a copy goes on where it is (what itertools counts can't be copied)."""

    following: int = 1

    def __next__(self) -> int:
        self.following += 1
        return self.following - 1


@dataclass(eq=False)
class Chat:
    id: int
    type: Literal["private", "group", "supergroup"]
    title: str | None = None
    user: User | None = None
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, "Message"] = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=lambda: iter(()))
    keyboard: "Message | None" = None  # the bot's message whose reply keyboard is shown under the input
    pinned: list["Message"] = field(default_factory=list)
    is_forum: bool = False
    topics: dict[int, JSON] = field(default_factory=dict)
    started: bool = False  # private: the person has written to the bot at least once
    blocked: bool = False
    gone: bool = False  # the group was deleted
    migrated_to: int | None = None
    actions: list[str] = field(default_factory=list)

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    def json(self) -> JSON:
        shown: JSON = {"id": self.id, "type": self.type}
        if self.user is not None:
            shown["first_name"] = self.user.first_name
            for name in ("last_name", "username"):
                if value := getattr(self.user, name):
                    shown[name] = value
        else:
            shown["title"] = self.title
            if self.is_forum:
                shown["is_forum"] = True
        return shown

    def visible(self) -> list["Message"]:
        """Oldest first, as a person scrolls."""
        return [message for message in self.messages.values() if not message.deleted]


@dataclass(eq=False)
class Message:
    id: int
    chat: Chat
    sender: User
    date: datetime
    text: str | None = None
    caption: str | None = None
    entities: list[JSON] = field(default_factory=list)
    body: JSON = field(
        default_factory=dict
    )  # media, contact, service parts: merged into the JSON as they are
    reply_to: "Message | None" = None
    markup: JSON | None = None
    edited: datetime | None = None
    album: str | None = None
    thread: int | None = None
    sender_chat: Chat | None = None
    forward_origin: JSON | None = None
    protected: bool = False
    deleted: bool = False
    revision: int = 0

    @property
    def from_bot(self) -> bool:
        return self.sender.is_bot and self.sender_chat is None

    @property
    def buttons(self) -> list[list[str]]:
        """Rows of what is written on the inline buttons."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    @property
    def keyboard(self) -> list[list[JSON]]:
        """Rows of the reply keyboard sent with this message."""
        rows = (self.markup or {}).get("keyboard", [])
        return [[{"text": key} if isinstance(key, str) else key for key in row] for row in rows]

    @property
    def media(self) -> str | None:
        """photo, document, voice … or None."""
        return next((kind for kind in self.body if kind in MEDIA), None)

    @property
    def words(self) -> str:
        return self.text if self.text is not None else self.caption or ""

    @property
    def is_service(self) -> bool:
        return bool(SERVICE & self.body.keys())

    def json(self, *, nested: bool = False) -> JSON:
        """The Bot API's message; a quoted one is itself without its own quote."""
        shown: JSON = {"message_id": self.id, "from": self.sender.json()}
        if self.sender_chat is not None:
            shown["sender_chat"] = self.sender_chat.json()
        shown |= {"chat": self.chat.json(), "date": int(self.date.timestamp())}
        if self.thread is not None:
            shown |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.edited is not None:
            shown["edit_date"] = int(self.edited.timestamp())
        if self.forward_origin is not None:
            shown["forward_origin"] = self.forward_origin
        if self.reply_to is not None and not nested and not self.reply_to.deleted:
            shown["reply_to_message"] = self.reply_to.json(nested=True)
        if self.album is not None:
            shown["media_group_id"] = self.album
        shown |= self.body
        if self.text is not None:
            shown["text"] = self.text
        if self.caption:
            shown["caption"] = self.caption
        if self.entities:
            shown["entities" if self.text is not None else "caption_entities"] = self.entities
        if self.markup and "inline_keyboard" in self.markup:
            shown["reply_markup"] = self.markup
        if self.protected:
            shown["has_protected_content"] = True
        return shown

    def __repr__(self) -> str:
        who = self.sender.first_name
        return f"<{self.id} {who}: {self.words or ', '.join(self.body)!s}>"


MEDIA = frozenset({"photo", "document", "video", "voice", "video_note", "audio", "animation", "sticker"})
SERVICE = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "pinned_message",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "new_chat_title",
    }
)

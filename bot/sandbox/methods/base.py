"""What every method of the Bot API here is made with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.entities import read_text, utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.files import File
from bot.sandbox.markup import check_markup
from bot.sandbox.model import JSON, Chat, Message
from bot.sandbox.world import World

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
PHOTO_LIMIT = 10 * 1024 * 1024  # https://core.telegram.org/bots/api#sendphoto


@dataclass(frozen=True)
class Upload:
    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class Call:
    world: World
    name: str
    params: JSON
    uploads: dict[str, Upload] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.params[key]

    def get(self, key: str, default: Any = None) -> Any:
        return self.params.get(key, default)

    @property
    def chat(self) -> Chat:
        return self.world.chat_for_bot(self["chat_id"])

    def files_of(self, source: str, kind: str) -> File:
        """By file_id, or just uploaded; an address on the internet is refused: here there is none."""
        if source.startswith("attach://"):
            upload = self.uploads.get(source.removeprefix("attach://"))
            if upload is None:
                raise bad_request("file must be non-empty" if not self.uploads else "wrong file identifier")
            if kind == "photo" and len(upload.data) > PHOTO_LIMIT:
                raise bad_request("file is too big")
            return self.world.files.add(kind, upload.data, name=upload.name, mime=upload.mime)
        if "://" in source:
            raise bad_request("failed to get HTTP URL content")
        return self.world.files.of_kind(source, kind)


Handler = Callable[[Call], Any]
METHODS: dict[str, Handler] = {}


def method(*names: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        METHODS.update({name.lower(): handler for name in names})
        return handler

    return register


def caption_of(call: Call, params: JSON | None = None) -> tuple[str | None, list[JSON]]:
    given = call.params if params is None else params
    caption, entities = read_text(
        given.get("caption") or "", given.get("parse_mode"), given.get("caption_entities")
    )
    if utf16_length(caption) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return caption or None, _mentions(call.world, entities)


def _mentions(world: World, entities: list[JSON]) -> list[JSON]:
    """Mentions carry the whole user; of somebody the bot has never met they are dropped, as there."""
    kept: list[JSON] = []
    for entity in entities:
        if entity["type"] != "text_mention":
            kept.append(entity)
            continue
        user = world.users.get((entity.get("user") or {}).get("id", 0))
        if user is not None and user.id in world.met | {world.bot.id}:
            kept.append({**entity, "user": user.json()})
    return kept


def text_of(call: Call) -> tuple[str, list[JSON]]:
    text, entities = read_text(call["text"], call.get("parse_mode"), call.get("entities"))
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, _mentions(call.world, entities)


def deliver(call: Call, *bodies: JSON) -> list[Message]:
    """Put the bot's messages into the chat; each body holds the parts of one (see `model.Message`)."""
    world = call.world
    chat = world.chat_to_write(call["chat_id"])
    thread = thread_of(call, chat)
    reply = reply_of(call, chat)
    markup = check_markup(call.get("reply_markup"), chat)
    world.limits.check(chat, world.now(), len(bodies))
    common: JSON = {
        "thread": thread,
        "reply_to": reply,
        "markup": markup,
        "protected": bool(call.get("protect_content")),
    }
    messages = [world.post(chat, world.bot, **(common | body)) for body in bodies]
    if markup and "keyboard" in markup:
        chat.keyboard = messages[-1]
    elif markup and "remove_keyboard" in markup:
        chat.keyboard = None
    return messages


def thread_of(call: Call, chat: Chat) -> int | None:
    thread: int | None = call.get("message_thread_id")
    if thread is None:
        return None
    topic = chat.topics.get(thread)
    if topic is None:  # also for 1: the general topic has no thread of its own
        raise bad_request("message thread not found")
    return thread


def reply_of(call: Call, chat: Chat) -> Message | None:
    wanted = call.get("reply_parameters")
    if wanted is None:
        number = call.get("reply_to_message_id")
        wanted = {"message_id": number} if number else None
    if wanted is None:
        return None
    place = chat if wanted.get("chat_id") in (None, chat.id) else call.world.chat_for_bot(wanted["chat_id"])
    message = place.messages.get(wanted.get("message_id", 0))
    if message is None or message.deleted:
        if wanted.get("allow_sending_without_reply") or call.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return message

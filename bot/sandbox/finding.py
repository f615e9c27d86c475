"""How a person finds things on the screen, and what a failed search prints."""

from collections.abc import Iterable
from typing import Any

from .model import Chat, Message

SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2060": None, "\u2009": " "})


def plain(text: str) -> str:
    """Without the difference between kinds of space."""
    return " ".join(text.translate(SPACES).split())


def bare(text: str) -> str:
    """A button's words without the emoji and marks around them."""
    text = plain(text)
    start = next((i for i, c in enumerate(text) if c.isalnum()), 0)
    end = next((i for i in range(len(text), 0, -1) if text[i - 1].isalnum()), len(text))
    return text[start:end]


def same_button(wanted: str, written: str) -> bool:
    return plain(wanted) == plain(written) or (bool(bare(wanted)) and bare(wanted) == bare(written))


def shown(message: Message) -> str:
    """All that can be read in a message, buttons included."""
    parts = [message.words] if message.words else []
    parts += [f"<{kind}>" for kind in message.body]
    parts += [" ".join(f"[{label}]" for label in row) for row in message.buttons]
    parts += [" ".join(f"({key['text']})" for key in row) for row in message.keyboard]
    return "\n".join(parts)


def dump(chat: Chat, last: int = 25) -> str:
    """The end of a chat as text, for the message of a failed assertion."""
    lines = [f"--- {chat.title or (chat.user.full_name if chat.user else chat.id)}"]
    for message in chat.visible()[-last:]:
        who = "бот" if message.from_bot else message.sender.first_name
        text = shown(message).replace("\n", "\n    ")
        lines.append(f"{message.id:>4} {who}{' (изм.)' if message.edited else ''}: {text}")
    if chat.keyboard is not None:
        lines.append(
            "клавиатура: " + " ".join(f"({k['text']})" for row in chat.keyboard.keyboard for k in row)
        )
    return "\n".join(lines)


def newest(messages: Iterable[Message], piece: str) -> Message | None:
    wanted = plain(piece)
    found = [message for message in messages if wanted in plain(message.words)]
    return found[-1] if found else None


def inline_button(message: Message, wanted: str) -> dict[str, Any] | None:
    """The button so called: word for word, or but for its emoji."""
    buttons = [button for row in (message.markup or {}).get("inline_keyboard", []) for button in row]
    for button in buttons:
        if plain(button["text"]) == plain(wanted):
            return dict(button)
    for button in buttons:
        if same_button(wanted, button["text"]):
            return dict(button)
    return None


def loose_button(message: Message, wanted: str) -> dict[str, Any] | None:
    """The only button that contains the words."""
    buttons = [button for row in (message.markup or {}).get("inline_keyboard", []) for button in row]
    near = [button for button in buttons if plain(wanted) in plain(button["text"])]
    return dict(near[0]) if len(near) == 1 else None

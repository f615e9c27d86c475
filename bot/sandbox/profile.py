"""What the bot tells Telegram about itself: commands, descriptions, webhook."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

JSON = dict[str, Any]


@dataclass
class Webhook:
    url: str = ""
    secret: str = ""
    max_connections: int = 40
    allowed: list[str] | None = None
    last_error_at: datetime | None = None
    last_error: str = ""

    def json(self, pending: int) -> JSON:
        shown: JSON = {"url": self.url, "has_custom_certificate": False, "pending_update_count": pending}
        if self.url:
            shown["max_connections"] = self.max_connections
        if self.allowed:
            shown["allowed_updates"] = self.allowed
        if self.last_error_at:
            shown["last_error_date"] = int(self.last_error_at.timestamp())
            shown["last_error_message"] = self.last_error
        return shown


@dataclass
class Profile:
    name: str
    webhook: Webhook = field(default_factory=Webhook)
    # (scope, language) → commands; a scope is ("default",), ("chat", id), ("chat_member", id, user) …
    commands: dict[tuple[tuple[Any, ...], str], list[JSON]] = field(default_factory=dict)
    # ("description" | "short_description" | "name", language) → text
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, JSON] = field(default_factory=dict)
    default_rights: dict[bool, JSON] = field(default_factory=dict)

    def commands_for(self, chat_id: int, user_id: int, language: str, *, admin: bool) -> list[JSON]:
        """What the menu of this person in this chat shows: the narrowest scope that has anything."""
        scopes: list[tuple[Any, ...]]
        if chat_id > 0:
            scopes = [("chat", chat_id), ("all_private_chats",), ("default",)]
        else:
            scopes = [("chat_member", chat_id, user_id)]
            scopes += [("chat_administrators", chat_id)] if admin else []
            scopes += [("chat", chat_id)]
            scopes += [("all_chat_administrators",)] if admin else []
            scopes += [("all_group_chats",), ("default",)]
        for scope in scopes:
            for tongue in (language, ""):
                if commands := self.commands.get((scope, tongue)):
                    return commands
        return []

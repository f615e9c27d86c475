"""The commands behind «/» in somebody's private chat: more of them for the desk than for clients."""

from __future__ import annotations

from handlers import texts
from handlers.context import ADMIN, CLIENT
from storage.outbox import Letter
from storage.people import Person

KIND = "menu"
CLIENTS = ("new", "my", "join", "rules", "services", "news", "privacy", "lang", "help", "cancel")
MAIL = "mail"  # where there is mail
_ASKING = ("queue", "mine", "find", "t")
GROUP = (*_ASKING, "help")
_DESK = (*_ASKING, "call", "calls", "answers", "handover", "new", "my", "privacy", "lang", "help", "cancel")
_ADMINS = ("staff", "companies", "reviews", "announce", "ban", "unban")


def of_clients(*, mail: bool) -> tuple[str, ...]:
    """What all clients see."""
    return (*CLIENTS[:-4], MAIL, *CLIENTS[-4:]) if mail else CLIENTS


def menu(person: Person, role: str) -> Letter:
    """His own list in his language; whoever is of the desk no more gets back the one that all clients see."""
    scope = {"type": "chat", "chat_id": person.telegram_id}
    if role == CLIENT:
        return Letter(kind=KIND, method="deleteMyCommands", payload={"scope": scope}, person_id=person.id)
    names = (*_DESK, *_ADMINS) if role == ADMIN else _DESK
    words = texts.of(person.language)
    listed = [{"command": name, "description": words.COMMANDS[name]} for name in names]
    payload = {"commands": listed, "scope": scope}
    return Letter(kind=KIND, method="setMyCommands", payload=payload, person_id=person.id)

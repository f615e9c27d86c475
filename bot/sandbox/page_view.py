"""The World as the page draws it: messages with everything to show them, nothing to decide."""

from typing import Any

from .groups import Group
from .model import JSON, SERVICE, Message
from .people import Person
from .world import World


class PageView:
    def __init__(self, world: World, group: Group, people: list[Person]) -> None:
        self.world = world
        self.group = group
        self.people = people
        self._groups = {group.id}

    def place(self, chat_id: int) -> str | None:
        """The page's name of a chat: a migrated group stays one room."""
        self._groups.add(self.group.id)
        if chat_id in self._groups:
            return "group"
        return str(chat_id) if any(p.id == chat_id for p in self.people) else None

    def since(self, revision: int) -> list[JSON]:
        """Messages changed after `revision`, each once, oldest first."""
        changed = {id(message): message for message in self.world.log[revision:]}
        shown = (self.message(m) for m in changed.values() if self.place(m.chat.id))
        return sorted(shown, key=lambda m: (m["date"], m["id"]))

    def message(self, message: Message) -> JSON:
        place = {"key": f"{message.chat.id}:{message.id}", "place": self.place(message.chat.id)}
        if message.deleted:
            return place | {"deleted": True, "date": message.date.isoformat(), "id": message.id}
        sender = message.sender_chat
        shown: JSON = place | {
            "chat": message.chat.id,
            "id": message.id,
            "who": message.sender.id,
            "name": sender.title if sender else message.sender.full_name,
            "bot": message.from_bot,
            "date": message.date.isoformat(),
            "edited": message.edited is not None,
            "text": message.words,
            "entities": message.entities,
            "rows": _rows(message),
            "pinned": message in message.chat.pinned,
        }
        if message.markup and message.markup.get("force_reply"):
            shown["force_reply"] = {
                "placeholder": message.markup.get("input_field_placeholder"),
                "whom": _asked(message) if message.markup.get("selective") else None,
            }
        if message.album:
            shown["album"] = message.album
        if message.reply_to and not message.reply_to.deleted:
            quoted = message.reply_to
            shown["reply"] = {
                "key": f"{quoted.chat.id}:{quoted.id}",
                "name": quoted.sender.full_name,
                "text": quoted.words[:120],
                "media": quoted.media,
            }
        if message.forward_origin:
            shown["forward"] = message.forward_origin.get("sender_user", {}).get("first_name", "…")
        for kind in message.body:
            if kind in SERVICE:
                shown["service"] = {"kind": kind, "names": _names(message.body[kind])}
            else:
                shown.setdefault("media", _media(kind, message.body[kind]))
        return shown

    def frame(self) -> JSON:
        """What stands around the messages: keyboards, command menus, faults, who blocked the bot."""
        keyboards: JSON = {}
        commands: JSON = {}
        seats = [*self.people, *(p.in_(self.group) for p in self.people)]
        for seat in seats:
            place = self.place(seat.seat.id)
            keyboard = seat.seat.keyboard
            if keyboard is not None and place:
                markup = keyboard.markup or {}
                keyboards[place] = {
                    "rows": [[key["text"] for key in row] for row in keyboard.keyboard],
                    "placeholder": markup.get("input_field_placeholder"),
                }
            member = seat.seat.members.get(seat.id)
            admin = member is not None and member.status in {"administrator", "creator"}
            language = seat.user.language_code or ""
            menu = self.world.profile.commands_for(seat.seat.id, seat.id, language, admin=admin)
            commands[f"{seat.id}@{place}"] = [
                {"command": c["command"].lstrip("/"), "about": c["description"]} for c in menu
            ]
        return {
            "keyboards": keyboards,
            "commands": commands,
            "faults": [
                {"name": fault.name, "left": None if fault.times is None else fault.times - fault.hits}
                for fault in self.world.faults.all
                if not fault.over
            ],
            "blocked": [p.id for p in self.people if p.seat.blocked],
        }

    def count_toasts(self) -> dict[int, int]:
        return {p.id: len(p.user.toasts) for p in self.people}

    def toasts_since(self, seen: dict[int, int]) -> list[JSON]:
        return [
            {"who": p.id, "text": toast.text, "alert": toast.alert, "query": toast.query_id}
            for p in self.people
            for toast in p.user.toasts[seen[p.id] :]
        ]


def _asked(message: Message) -> list[int]:
    """Whom a selective question is for: those it mentions, and the author of what it replies to."""
    users = [e["user"]["id"] for e in message.entities if e["type"] == "text_mention"]
    if message.reply_to is not None and not message.reply_to.from_bot:
        users.append(message.reply_to.sender.id)
    return users


def _rows(message: Message) -> list[list[JSON]]:
    rows = (message.markup or {}).get("inline_keyboard", [])
    return [[{"text": b["text"], "url": b.get("url"), "style": b.get("style")} for b in row] for row in rows]


def _names(what: Any) -> str:
    if isinstance(what, list):
        return ", ".join(user["first_name"] for user in what)
    if isinstance(what, dict):
        first = str(what.get("text") or "").split("\n", 1)[0]
        return str(what.get("first_name") or what.get("name") or first[:60])
    return ""


def _media(kind: str, payload: Any) -> JSON:
    largest = payload[-1] if isinstance(payload, list) else payload
    return {
        "kind": kind,
        "file": largest.get("file_id") if kind == "photo" else None,
        "name": largest.get("file_name") or largest.get("first_name") or largest.get("question") or "",
        "about": largest.get("phone_number") or largest.get("emoji") or "",
        "size": largest.get("file_size", 0),
        "seconds": largest.get("duration", 0),
    }

"""A ticket's history told again from its first event: where it must stand now, by the events alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sla.lifecycle import CLOSING, Command, Status, follow
from storage.tickets import Event


@dataclass
class Told:
    """What the events say of a ticket."""

    status: str = ""
    holder: int | None = None
    priority: int = 0
    kind: str = ""
    closing: str | None = None
    rating: int | None = None
    asked: int | None = None  # the message of the last question
    resolution: dict[str, Any] = field(default_factory=dict)

    def of(self, recorded: Any) -> dict[str, tuple[Any, Any]]:
        """What the ticket's row has otherwise: name → (told, recorded)."""
        told = {"holder_id" if name == "holder" else name: getattr(self, name) for name in _RECORDED}
        return {
            name: (value, getattr(recorded, name))
            for name, value in told.items()
            if value != getattr(recorded, name)
        }

    def follow(self, event: Any) -> None:
        """What this event, the next one of the ticket, did. Raises sla.lifecycle.Refused where none may."""
        _follow(self, event)


def told(events: Iterable[Event]) -> Told:
    """The state that the events lead to."""
    found = Told()
    for event in events:
        found.follow(event)
    return found


_RECORDED = ("status", "holder", "priority", "kind", "closing", "rating")

# What an event did, in the words of the one table of a ticket's life.
_COMMANDS = {
    "claimed": Command.CLAIM,
    "released": Command.RELEASE,
    "handed_over": Command.HAND_OVER,
    "classified": Command.CLASSIFY,
    "asked": Command.ASK,
    "replied": Command.REPLY,
    "answered": Command.ANSWER,
    "added": Command.ADD,
    "disputed": Command.DISPUTE,
}
_CLOSING = {reason.value: command for command, reason in CLOSING.items()}


def _follow(now: Told, event: Any) -> None:
    data, command = event.data, _COMMANDS.get(event.type)
    if event.type == "claimed" and "from" in data:
        command = Command.HAND_OVER  # taken over from a colleague, knowingly
    if command is not None:
        now.status = follow(Status(now.status), command).value
    match event.type:
        case "registered":
            now.status, now.priority, now.kind = Status.REGISTERED.value, data["priority"], data["kind"]
        case "claimed":
            now.holder = event.actor_id
        case "released":
            now.holder = None
        case "handed_over":
            now.holder = data["to_id"]
        case "classified":
            now.priority, now.kind = data["to"], data["kind"]
        case "asked":
            now.asked = data["message"]
        case "resolved":
            unanswered = data["means"] == "none"
            command = Command.RESOLVE_UNANSWERED if unanswered else Command.RESOLVE
            now.status, now.resolution = follow(Status(now.status), command).value, data
        case "taken_back" if data["what"] == "resolution":
            now.status = now.resolution["before"]["status"]
        case "taken_back" if data["message"] in (now.asked, now.resolution.get("message")):
            now.status = follow(Status(now.status), Command.TAKE_BACK).value
        case "recalled" if data["goes_on"]:
            now.status = follow(Status(now.status), Command.RECALL).value
            if now.holder is None:
                now.status = follow(Status(now.status), Command.RELEASE).value
        case "closed":
            now.status = follow(Status(now.status), _CLOSING[data["reason"]]).value
            now.closing = data["reason"]
        case "rated":
            now.rating = data["rating"]

"""Tickets and tickets: splitting off, duplicates, a mass incident; what both sides read (R3)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.en.client import LANG
from handlers.texts.en.desk import _CLOSINGS, _STATES, _at
from handlers.texts.moments import NB, cut, folded, plural, quoted

RELATIONS, SPLIT_OFF, SPLIT_SOME = "Relations", "✂️ A ticket of its own", "✂️ Split a message off"
DUPLICATE, CLOSE_AS_DUPLICATE = "Duplicate", "Close as a duplicate"
ANYWAY_DUPLICATE, LINK_INSTEAD = "Close it anyway", "Link as a mass incident"
LINK, UNLINK = "Part of a mass incident", "Unlink"
ANSWER_ALL, RESOLVE_ALL = "Answer all", "Resolved for all"
NOTHING_TO_SPLIT = "The client has written nothing here yet."


def split_toast(old: str, number: str) -> str:
    return f"Split off from {old}. The new {number} is in the queue."


def split_told(old: str, text: str) -> str:
    return (
        f"✂️ This is another problem, it has a ticket of its own now:\n{folded(text, 300)}"
        f"\nWe go on with <b>{old}</b> as before."
    )


def choose_to_split(number: str) -> str:
    return (
        f"<b>{number}</b>: which message of the client is a problem of its own? It becomes a new ticket "
        "of the same client, kind and priority; these can be changed."
    )


def split_button(at: datetime, now: datetime, text: str) -> str:
    return f"{_at(at, now)} · {cut(' '.join(text.split()), 30) or '📎'}"


def not_to_split(number: str, why: str, other: str) -> str:
    return {
        "desk": f"{number}: these are a dispatcher’s words. Only a client’s message can be split off.",
        "already": f"Split off from {number} already: {other}.",
        "whole": f"{number}: this is the ticket itself. Kind and priority are changed behind “More”.",
    }[why]


def relations(
    number: str, *, linked: str | None, parent: str | None, children: list[tuple[str, str, str | None, str]],
    answered: int, confirmed: int, disputed: list[str], holder: str | None,
) -> str:  # fmt: skip
    """How the ticket stands to others; of a mass incident, how far it is."""
    lines = [f"<b>{number}</b>: how it stands to other tickets"]
    if linked:
        lines.append(f"Linked to {linked}.")
    if parent:
        lines.append(f"Part of the mass incident {parent}.")
    if children:
        total = plural(len(children), LANG, one="ticket", other="tickets")
        lines.append(f"A mass incident: {total} of the same cause.")
        lines.append(f"Answered {answered}, confirmed {confirmed}.")
        lines += [_child(*child) for child in children[:30]]
        if len(children) > 30:
            lines.append(f"… and{NB}{len(children) - 30} more")
    if disputed:
        lines.append(f"Disputed, on their own now: {', '.join(disputed[:30])}.")
    if len(lines) == 1:
        lines.append("Related to none so far.")
    if holder:
        lines.append(f"Who handles it can change that: {quoted(holder, 128)}.")
    return "\n".join(lines)


def _child(number: str, status: str, closing: str | None, company: str) -> str:
    state = _CLOSINGS[closing] if closing in _CLOSINGS else _STATES[status].lower()
    return f"· {number} · {quoted(company, 40)} · {state}"


def ask_duplicate_of(number: str) -> str:
    return (
        f"<b>{number}</b>: a duplicate of which ticket? Press or write its number, for example "
        f"“26-00042”.\nThis one closes without a rating; the client is told which goes on."
    )


def ask_parent(number: str) -> str:
    return (
        f"<b>{number}</b>: part of which mass incident? Press or write the number of its main "
        "ticket, for example “26-00042”.\nOne answer and one resolution for all; each keeps its number, "
        "deadlines and confirmation."
    )


def number_wanted() -> str:
    return "A ticket’s number is needed, for example “26-00042”."


def confirm_duplicate(number: str, text: str, other: str, other_text: str) -> str:
    return (
        f"Close <b>{number}</b> as a duplicate of <b>{other}</b>?\n"
        f"{number}: {folded(text, 300)}\n{other}: {folded(other_text, 300)}"
    )


def another_clients(number: str, other: str) -> str:
    return (
        f"<b>{other}</b> is another client’s. This one will not be shown its number, only read that {number} "
        "is closed as a repeated one.\nBetter link them as a mass incident: one resolution, and each "
        "confirms for himself."
    )


def duplicate_told(number: str, other: str | None) -> str:
    if other is None:
        return (
            f"<b>{number}</b> is closed as a repeated one: we work on this problem already. "
            "If it stays, write to us: we’ll open a linked ticket."
        )
    return (
        f"<b>{number}</b> is closed as a repeated one: we go on with <b>{other}</b>, it is the same problem. "
        "If it is not, write to us: we’ll open a linked ticket."
    )


def duplicate_done(number: str, other: str) -> str:
    return f"<b>{number}</b> is closed as a duplicate of <b>{other}</b>, the client is told."


def linked_done(number: str, parent: str) -> str:
    return (
        f"<b>{number}</b> is part of the mass incident <b>{parent}</b> now, the client has been told.\n"
        f"To answer all at once: “More” on the card of {parent}, then “Relations”."
    )


def linked_told(number: str) -> str:
    return (
        f"<b>{number}</b>: other tickets have the same cause, we are solving it for all at once. "
        "Your number and deadlines stay, the answer will come here."
    )


def unlinked_toast(number: str) -> str:
    return f"{number} goes on alone."


def not_this(number: str, why: str) -> str:
    return {
        "itself": f"{number} is this very ticket. Another number is needed.",
        "closed": f"{number} is closed. A ticket that is worked on is needed.",
        "cycle": f"{number} is closed as a duplicate of this one. Another number is needed.",
        "child": f"{number} is itself part of a mass incident. The number of the main ticket is needed.",
        "alone": f"{number}: no open ticket of the same cause. Answer on the card.",
        "has_children": f"Other tickets are linked to {number}. Unlink them first: “Relations” on each.",
    }[why]


def _clients(count: int) -> str:
    return plural(count, LANG, one="client", other="clients")


def ask_for_all(number: str, count: int, *, resolves: bool) -> str:
    after = "Each is asked whether it is solved." if resolves else "The tickets stay in progress."
    return (
        f"<b>{number}</b> and the tickets of the same cause: what to write to {_clients(count)}? {after}\n"
        "You will hold all of them. Text, in one message."
    )


def for_all_unclear(limit: int) -> str:
    return f"Text is needed, {plural(limit, LANG, one='character', other='characters')} at most."


def held_for_all(number: str, count: int, text: str, going: datetime) -> str:
    return (
        f"→ {_clients(count)}, <b>{number}</b> and the tickets of the same cause:\n{folded(text, 1000)}\n"
        f"Goes in 10{NB}s, at{NB}{going:%H:%M:%S}."
    )

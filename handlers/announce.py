"""/announce: an admin composes, chooses whom it is for, sees exactly what they will see, and confirms."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers import announced, dialogue, fields, letters, reading
from handlers.announced import ADMIN_HEAD, REQUIREMENTS
from handlers.buttons import DRAFT, Press, Row, button, inline, message_of, number, word
from handlers.context import ADMIN, Desk, InPrivate, Toast, Words
from handlers.fields import Complaint
from storage import announcements, audience, drafts, fixes, outbox
from storage.audience import KINDS
from storage.database import Tx
from storage.drafts import Draft
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import AdminOnly

FLOW = "announce"
MOST_PARTS = 20
VERSION_LIMIT, LIST_LIMIT = 64, 3500  # characters
_FOR_OFFERS = ("contract", "list")  # audiences (S3)


async def command(message: Message, tx: Tx, desk: Desk, person: Person, role: str, words: Words) -> None:
    """The last announcements, and a new one."""
    if role != ADMIN:
        raise AdminOnly
    newest = await announcements.newest(tx)
    local = desk.law.hours.local
    lines = [
        words.announcement_line(one.kind, one.version, one.status, one.sent, one.total, local(one.created_at))
        for one in newest
    ]
    labels = [words.announcement_button(one.kind, one.version, local(one.created_at)) for one in newest]
    keys = [[button(label, ADMIN_HEAD, "show", one.id)] for label, one in zip(labels, newest, strict=True)]
    screen = words.announcements(lines), inline([button(words.NEW_ANNOUNCEMENT, ADMIN_HEAD, "new")], *keys)
    await outbox.write(tx, [letters.to_person(person.id, "announcements", *screen)])


async def pressed(
    query: CallbackQuery,
    args: list[str],
    tx: Tx,
    desk: Desk,
    person: Person,
    draft: Draft | None,
    role: str,
    words: Words,
) -> Toast | None:
    """A new one; or one that there is: shown, paused, gone on with, stopped, its doubtful letters sent."""
    if role != ADMIN:
        raise AdminOnly
    which, at = number(args, 1) or 0, message_of(query)
    match word(args, 0):
        case "new":
            await dialogue.show(tx, dialogue.over(draft, person, FLOW, "kind", {"parts": []}))
            return None
        case "show":
            one = await announcements.by_id(tx, which)
            screen = announced.screen(one, desk, words)
            await outbox.write(tx, [letters.to_person(person.id, "announcements", *screen)])
            return None
        case "pause":
            one = await announcements.pause(tx, which)
        case "go":
            one = await announcements.go_on(tx, which)
        case "stop":
            one = await announcements.stop(tx, which)
        case "again":
            await announcements.again(tx, which)
            one = await announcements.by_id(tx, which)
        case _:
            return Toast(words.OLD_BUTTON)
    if at is not None:
        await outbox.write(tx, [letters.edit(person.id, at, *announced.screen(one, desk, words))])
    return Toast(words.ANNOUNCEMENT_STATES[one.status])


async def ask(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """The step that he is at; above it, what was wrong with the last thing sent."""
    data = draft.data

    def key(label: str, *what: str | int) -> Row:
        return [button(label, DRAFT, draft.revision, *what)]

    match draft.step:
        case "kind":
            text, rows = words.ask_news_kind(), [key(words.NEWS_KINDS[kind], "kind", kind) for kind in KINDS]
        case "version":
            text, rows = words.ASK_NEWS_VERSION, []
        case "parts":
            text, rows = words.ask_news_parts(len(data["parts"])), []
            if data["parts"]:
                rows = [key(words.NEWS_NEXT, "next"), key(words.NEWS_CLEAR, "clear")]
        case "requirements":
            text, rows = words.ask_requirements(data["version"]), [key(words.NEWS_SKIP, "next")]
        case "audience":
            whole = enumerate(_audiences(desk, data["kind"], tx.now))
            text, rows = words.ask_audience(), [key(words.audience(one), "to", n) for n, one in whole]
        case "list":
            text, rows = words.ask_audience_list(), [key(words.BACK, "whom")]
        case _:
            count = await audience.count(tx, data["audience"], data["kind"])
            text = words.ask_send(words.audience(data["audience"]), count)
            mended = await fixes.waiting(tx, data["version"]) if data.get("version") else 0
            text += f"\n\n{words.fix_too(mended)}" if mended else ""
            rows = [key(words.send_to(count), "send")] if count else []
            rows += [key(words.OTHER_AUDIENCE, "whom"), key(words.NEWS_REWRITE, "clear")]
    return dialogue.under(draft, text), rows


def _audiences(desk: Desk, kind: str, now: datetime) -> list[audience.Audience]:
    """Whom it can be for; promotions are for companies with a contract (S3), or for a list."""
    whole: list[audience.Audience] = [{"type": "everybody"}]
    whole += [{"type": "product", "software": name} for name in desk.law.regulation.software]
    today = desk.law.hours.local(now).date().isoformat()
    whole += [{"type": "companies"}, {"type": "contract", "on": today}, {"type": "list"}]
    return [one for one in whole if kind != "offers" or one["type"] in _FOR_OFFERS]


async def heard(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """A message of the announcement, its version, its requirements, or the list of those it is for."""
    _admin(desk, person)
    said = reading.said(message)
    text = reading.tidy(message.text or message.caption or "")
    problem: str | None = None
    match draft.step:
        case "version":
            version = reading.one_line(text)
            if not reading.visible(version) or len(version) > VERSION_LIMIT:
                problem = words.NEWS_VERSION_WRONG
            else:
                draft.data["version"], draft.step = version, "parts"
        case "parts":
            if said is None or len(draft.data["parts"]) >= MOST_PARTS:
                problem = words.news_part_wrong(MOST_PARTS)
            else:
                draft.data["parts"].append(asdict(said))
        case "requirements":
            if said is None or (said.kind not in ("text", "document", "photo")) or len(text) > LIST_LIMIT:
                problem = words.REQUIREMENTS_WRONG
            else:
                lines = [f"• {line.lstrip('•-– ')}" for line in text.split("\n") if line.strip()]
                content = {name: value for name, value in said.content.items() if name != "entities"}
                kept = asdict(said) | {"text": "\n".join(lines), "content": content | {"as": REQUIREMENTS}}
                draft.data["requirements"], draft.step = kept, "audience"
        case "list":
            problem = await _listed(tx, draft, text, words)
            if problem is None:
                await _confirm(tx, draft, person, words)
                return
        case _:
            problem = words.NEWS_BY_BUTTON
    await _shown(tx, draft, problem)


async def _shown(tx: Tx, draft: Draft, problem: str | None, before: list[Letter] | None = None) -> None:
    """The step anew, below what was sent; the screen before it loses its buttons."""
    draft.data["problem"] = problem
    seen = await drafts.last_seen(tx, draft.person_id)
    old = seen[1] if seen is not None and seen[0] == "screen" else None
    await dialogue.show(tx, draft, seen=old, before=before or [])


async def _listed(tx: Tx, draft: Draft, text: str, words: Words) -> str | None:
    lines = []
    for line in filter(None, (reading.one_line(one) for one in text.replace(";", "\n").split("\n"))):
        with suppress(Complaint):
            line = fields.e164(line)
        lines.append(line)
    if len(lines) > audience.MOST_LISTED:
        return str(words.audience_long(audience.MOST_LISTED))
    found, unknown = await audience.listed(tx, lines)
    if unknown or not found:
        return str(words.audience_unknown(unknown))
    draft.data["audience"] = {"type": "list", "people": found}
    return None


async def _confirm(tx: Tx, draft: Draft, person: Person, words: Words) -> None:
    """Exactly what they will see, and below it how many they are."""
    draft.step = "confirm"
    calls = announced.wire(draft.data["kind"], draft.data.get("version"), _parts(draft), words)
    shown = [
        Letter(kind="preview", method=method, payload=payload, person_id=person.id)
        for method, payload in calls
    ]
    await _shown(tx, draft, None, before=shown)


def _parts(draft: Draft) -> list[dict[str, Any]]:
    last = draft.data.get("requirements")
    return [*draft.data["parts"], *([last] if last else [])]


async def chosen(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast | None:
    """A button of the step."""
    _admin(desk, person)
    what, data = word(args, 1), draft.data
    data["problem"] = None
    match what:
        case "kind" if draft.step == "kind" and word(args, 2) in KINDS:
            data["kind"] = word(args, 2)
            draft.step = "version" if data["kind"] == "versions" else "parts"
        case "next" if draft.step == "parts" and data["parts"]:
            draft.step = "requirements" if data["kind"] == "versions" else "audience"
        case "next" if draft.step == "requirements":
            draft.step = "audience"
        case "clear" if draft.step in ("parts", "confirm"):
            data["parts"], data["requirements"], draft.step = [], None, "parts"
        case "whom" if draft.step in ("confirm", "list"):
            draft.step = "audience"
        case "to" if draft.step == "audience":
            return await _to(tx, desk, person, draft, number(args, 2), at, words)
        case "send" if draft.step == "confirm":
            return await _send(tx, person, draft, at, words)
        case _:
            return Toast(words.OLD_BUTTON)
    await dialogue.show(tx, draft, edit=at)
    return None


async def _to(
    tx: Tx, desk: Desk, person: Person, draft: Draft, place: int | None, at: int | None, words: Words
) -> Toast | None:
    choice = _audiences(desk, draft.data["kind"], tx.now)
    if place is None or place >= len(choice):
        return Toast(words.OLD_BUTTON)
    if choice[place]["type"] == "list":
        draft.step = "list"
        await dialogue.show(tx, draft, edit=at)
        return None
    draft.data["audience"] = choice[place]
    await _confirm(tx, draft, person, words)
    return None


async def _send(tx: Tx, person: Person, draft: Draft, at: int | None, words: Words) -> Toast:
    data = draft.data
    one = await announcements.begin(
        tx, person, data["kind"], _parts(draft), data["audience"], version=data.get("version")
    )
    found = [announced.progress(one)]
    if at is not None:
        found.insert(0, letters.bare(person.id, at))
    await outbox.write(tx, found)
    await dialogue.finish(tx, draft)
    return Toast(words.ANNOUNCEMENT_STATES["sending"])


def _admin(desk: Desk, person: Person) -> None:
    if person.telegram_id not in desk.admin_ids:
        raise AdminOnly


def register(router: Router) -> None:
    """The command and the presses on what there is."""
    router.message.register(command, InPrivate(), Command("announce"))
    router.callback_query.register(pressed, Press(ADMIN_HEAD))

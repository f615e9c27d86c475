"""An announcement on its way: what clients see, the letters behind the cursor, and how far it has come."""

from __future__ import annotations

from typing import Any

from handlers import carriage, letters, texts
from handlers.buttons import Row, button, inline
from handlers.carriage import Call
from handlers.context import Desk, Words
from storage import announcements, audience, outbox, people
from storage.announcements import Announcement, name_of
from storage.conversation import Kept, Said
from storage.database import Tx
from storage.outbox import BULK, Claimed, Letter
from storage.tickets import NEVER

ADMIN_HEAD, NEWS = "an", "nw"
KIND, PROGRESS = announcements.KIND, "progress"
REQUIREMENTS = "requirements"  # `content["as"]` of the list of a version's requirements (S1)
BATCH, LOW = 100, 40  # people written to at once, when fewer letters than this are in line
Part = dict[str, Any]


def wire(kind: str, version: str | None, parts: list[Part], words: Words) -> list[Call]:
    """The calls that an announcement becomes for a reader of this language, with the way out of it below."""
    found: list[Call] = []
    for place, together in enumerate(_together(parts)):
        lead = together[0]
        heading = words.news_heading(kind, version) if place == 0 else ""
        if lead.content.get("as") == REQUIREMENTS:
            heading = "\n".join(filter(None, (heading, words.requirements_heading(version))))
        found += [_tidy(call) for call in carriage.calls(together, heading) if _says_something(call)]
    keys = way_out(kind, words)
    if found[-1][0] == "sendMediaGroup":
        found.append(("sendMessage", letters.text_payload(words.news_footer(kind))))
    found[-1][1]["reply_markup"] = keys
    return found


def _together(parts: list[Part]) -> list[list[Kept]]:
    """Parts of an album together, everything else alone."""
    found: list[list[Kept]] = []
    for part in parts:
        said = Said(**part)
        one = Kept(
            0, 0, NEVER, None, "desk", said.kind, said.text, said.content, said.chat_id, said.message_id
        )
        group = one.content.get("group")
        if group is not None and found and found[-1][0].content.get("group") == group:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _says_something(call: Call) -> bool:
    return call[0] != "sendMessage" or bool(call[1]["text"].strip())


def _tidy(call: Call) -> Call:
    """Without the line that a missing heading leaves."""
    method, payload = call
    return method, payload | {
        name: payload[name].lstrip("\n") for name in ("text", "caption") if name in payload
    }


def way_out(kind: str, words: Words) -> dict[str, Any]:
    """Under every announcement: not this kind any more, and what there is else."""
    return inline([button(words.NOT_THIS_KIND[kind], NEWS, kind, "off")], [button(words.NEWS_SETTINGS, NEWS)])


async def expand(tx: Tx, one: Announcement) -> bool:
    """Letters to the next people; whether there is anybody behind the cursor still."""
    sizes = {
        code: len(wire(one.kind, one.version, one.parts, words)) for code, words in texts.LANGUAGES.items()
    }
    found = []
    for person_id, language in await announcements.batch(tx, one, BATCH):
        of = sizes.get(language) or len(wire(one.kind, one.version, one.parts, texts.of(language)))
        found += [
            Letter(
                kind=KIND,
                person_id=person_id,
                projection=name_of(one.id, person_id, part),
                payload={"announcement": one.id, "person": person_id, "part": part, "of": of},
                rank=BULK,
                repeatable=False,
            )
            for part in range(of)
        ]
    await outbox.write(tx, found)
    return (await announcements.by_id(tx, one.id)).cursor < one.upto


async def render(tx: Tx, letter: Claimed) -> Call | None:
    """One call for one person; None where he does not want it any more, or it was stopped."""
    one = await announcements.by_id(tx, letter.payload["announcement"])
    person = await people.by_id(tx, letter.payload["person"])
    part = letter.payload["part"]
    # What was begun is ended: half an announcement helps nobody.
    if part == 0 and (one.status == "stopped" or not await audience.wants(tx, person.id, one.kind)):
        await announcements.leave_out(tx, letter.payload, "not wanted any more")
        await announcements.counted(tx, one.id, "skipped")
        return None
    calls = wire(one.kind, one.version, one.parts, texts.of(person.language))
    return calls[part] if part < len(calls) else None  # he may have chosen another language meanwhile


async def ended(tx: Tx, letter: Claimed, what: str, reason: str) -> None:
    """A letter landed: "sent", "blocked", "failed", or "unknown" whether it arrived."""
    one, last = letter.payload["announcement"], letter.payload["part"] + 1 == letter.payload["of"]
    if what == "unknown":
        await announcements.doubted(tx, letter.id, letter.payload)
    elif what != "sent":
        await outbox.finish(tx, letter.id, "dropped", reason)
        await announcements.leave_out(tx, letter.payload, reason)
        await announcements.counted(tx, one, what)
        if what == "blocked":
            await people.unreachable(tx, letter.payload["person"])
    elif last:
        await announcements.counted(tx, one, "sent")


def progress(one: Announcement) -> Letter:
    """The author's one message about it, rendered when its turn comes."""
    return Letter(
        kind=PROGRESS,
        person_id=one.author_id,
        projection=f"{PROGRESS}:{one.id}",
        payload={"announcement": one.id},
    )


async def progress_wire(tx: Tx, desk: Desk, letter: Claimed) -> Call:
    """The progress as it is now: a new message, or the one that stands."""
    one = await announcements.by_id(tx, letter.payload["announcement"])
    author = await people.by_id(tx, one.author_id)
    payload = letters.text_payload(*screen(one, desk, texts.of(author.language)))
    if one.message_id is not None:
        return "editMessageText", {"message_id": one.message_id, **payload}
    return "sendMessage", payload


def screen(one: Announcement, desk: Desk, words: Words) -> tuple[str, dict[str, Any]]:
    """How far it has come, and what can be done about it."""
    local = desk.law.hours.local
    text = words.announcement_progress(
        one.kind, one.version, status=one.status, total=one.total, sent=one.sent, blocked=one.blocked,
        failed=one.failed, skipped=one.skipped, unknown=one.unknown, left=one.left,
        created=local(one.created_at), finished=one.finished_at and local(one.finished_at),
    )  # fmt: skip

    def key(label: str, what: str) -> dict[str, Any]:
        return button(label, ADMIN_HEAD, what, one.id)

    stop = key(words.STOP_IT, "stop")
    rows: list[Row] = []
    if one.status == "sending":
        rows = [[key(words.PAUSE_IT, "pause"), stop]]
    elif one.status == "paused":
        rows = [[key(words.GO_ON, "go"), stop]]
    if one.status in ("done", "paused") and one.unknown:
        rows.append([key(words.send_again(one.unknown), "again")])
    return text, inline(*rows)

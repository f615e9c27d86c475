"""A list of companies from an admin's file: asked for, read, shown as what it would change, carried out."""

from __future__ import annotations

import hashlib
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers import contracts, dialogue, letters, sheets
from handlers.buttons import DRAFT, IMPORT, Press, Row, button, word
from handlers.context import ADMIN, Desk, Toast, Words
from storage import drafts, files, imports, outbox
from storage.database import Tx
from storage.drafts import Draft
from storage.files import File
from storage.imports import Plan, Sheet
from storage.people import Person
from storage.refusals import AdminOnly

FLOW = "import"
_SHOWN = 30  # changes, and names, that one screen can hold
_EXAMPLE = {
    "name": "ООО «Окна»", "contract": "12/26", "until": "31.12.2026", "option": "8*5*4",
    "contact": "Анна Ивановна", "phone": "+7 921 123-45-67", "email": "anna@okna.ru", "note": "",
}  # fmt: skip


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
    """[Из файла] under the list of companies, or [Образец]."""
    if role != ADMIN:
        raise AdminOnly
    if word(args, 0) == "template":
        option = next(iter(desk.law.regulation.options))
        lines = [words.COLUMNS.values(), ({**_EXAMPLE, "option": option}[what] for what in words.COLUMNS)]
        # With a mark of its encoding and semicolons a Russian Excel opens it by a double click.
        text = "\ufeff" + "\r\n".join(";".join(line) for line in lines) + "\r\n"
        kept = await files.keep(tx, File(words.TEMPLATE_NAME, "text/csv", text.encode()))
        await outbox.write(tx, [letters.with_file(person.id, "template", kept, words.template_caption())])
        return None
    if word(args, 0) != "ask":
        return Toast(words.OLD_BUTTON)
    await dialogue.show(tx, dialogue.over(draft, person, FLOW, "file", {}))
    return None


async def ask(tx: Tx, desk: Desk, draft: Draft, words: Words) -> tuple[str, list[Row]]:
    """The file is asked for, is being read, or shows what it would change."""
    if draft.step == "preview":
        rows = [[button(words.CARRY_OUT, DRAFT, draft.revision, "carry")]] if draft.data["any"] else []
        return words.import_preview(**draft.data["plan"]), rows
    if draft.step == "reading":
        return words.reading_file(draft.data["name"]), []
    return words.ask_file(), [[button(words.TEMPLATE, IMPORT, "template")]]


async def heard(message: Message, tx: Tx, desk: Desk, person: Person, draft: Draft, words: Words) -> None:
    """The file: fetched and read outside of this update, since both take their time."""
    _admin(desk, person)
    document = message.document
    name = "" if document is None else (document.file_name or "")
    if document is None or not name.lower().endswith((".xlsx", ".csv")):
        draft.step = "file"
        await dialogue.show(tx, draft, note="file_wanted" if document is None else "wrong_file")
    elif (document.file_size or 0) > sheets.BYTES:
        draft.step = "file"
        await dialogue.show(tx, draft, note="file_too_big")
    else:
        draft.data |= {"file": document.file_id, "name": files.safe_name(name)}
        draft.step = "reading"
        await dialogue.show(tx, draft)
        tx.fetches = True


async def refuse(tx: Tx, draft: Draft, why: str) -> None:
    """The file is none that can be taken: a line says why, and another may come."""
    draft.step = "file"
    await dialogue.show(tx, draft, note=why)


async def preview(tx: Tx, draft: Draft, person: Person, sheet: Sheet) -> None:
    """What the list would change, by the record as it is now."""
    plan = await imports.carry(tx, person, sheet.rows, write=False)
    kept = await files.keep(tx, File("import.json", "application/json", sheet.to_json()))
    draft.data |= {"sheet": kept} | _screen(plan, sheet)
    draft.step = "preview"
    await dialogue.show(tx, draft)


def _screen(plan: Plan, sheet: Sheet) -> dict[str, Any]:
    told = repr((plan.added, plan.changed)).encode()
    mark = hashlib.sha256(told).hexdigest()
    return {"plan": shown(plan, sheet), "any": bool(plan.added or plan.changed), "mark": mark}


def shown(plan: Plan, sheet: Sheet) -> dict[str, Any]:
    """What `import_preview` words of it."""
    return {
        "added": plan.added[:_SHOWN],
        "adding": len(plan.added),
        "changes": [list(one) for one in plan.changed[:_SHOWN]],
        "changing": plan.companies_changed,
        "same": plan.same,
        "faults": [[one.number, one.why, one.what] for one in sheet.faults[:100]],
        "faulty": len(sheet.faults),
    }


async def chosen(
    args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft, at: int | None, words: Words
) -> Toast | None:
    """[Применить]: all of it, if it would still change what was shown; otherwise it is shown anew."""
    _admin(desk, person)
    if draft.step != "preview" or word(args, 1) != "carry":
        return Toast(words.OLD_BUTTON)
    kept = await files.load(tx, draft.data["sheet"])
    if kept is None:
        await refuse(tx, draft, "file_forgotten")
        return None
    sheet = Sheet.from_json(kept.data)
    now = _screen(await imports.carry(tx, person, sheet.rows, write=False), sheet)
    if now["mark"] != draft.data["mark"]:
        draft.data |= now
        await dialogue.show(tx, draft, note="record_changed", edit=at)
        return None
    plan = await imports.carry(tx, person, sheet.rows, write=True)
    await files.let_go(tx, draft.data["sheet"])
    await contracts.again(tx, desk)
    line = words.imported(len(plan.added), plan.companies_changed, len(sheet.faults))
    done = letters.to_person(person.id, "done", line) if at is None else letters.edit(person.id, at, line)
    await outbox.write(tx, [done])
    await dialogue.finish(tx, draft)
    return None


def _admin(desk: Desk, person: Person) -> None:
    if person.telegram_id not in desk.admin_ids:
        raise AdminOnly


async def wanted(tx: Tx) -> list[int]:
    """Whose files are to be fetched."""
    return await drafts.at(tx, FLOW, "reading")


def register(router: Router) -> None:
    """Presses under the list of companies."""
    router.callback_query.register(pressed, Press(IMPORT))

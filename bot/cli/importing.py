"""`otklik import`: a list of companies, previewed and refused as in the chat, also beside a running bot."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from pathlib import Path

from bot.cli.house import Refused, in_record, installation
from bot.settings import Settings
from handlers import importing, letters, sheets, texts
from handlers.context import Words
from sla.hours import Hours
from sla.regulation import load
from storage import contracts, imports, outbox, people
from storage.database import Tx
from storage.imports import Plan, Sheet
from storage.people import Person
from storage.tickets import Law


def bring(source: Path, admin: int | None, now: datetime, *, yes: bool) -> None:
    """Shows what the file would change; with `yes` does it, whole or not at all. Raises Refused.

    The record says which admin did it: the one of ADMIN_IDS, or `admin` where there are several.
    """
    settings = installation()
    law, words = load(settings.regulation), texts.of(settings.desk_language)
    sheet = _read(source, frozenset(law.options), words)

    async def work(tx: Tx) -> tuple[Plan, bool]:
        by = await _who(tx, settings, admin)
        plan = await imports.carry(tx, by, sheet.rows, write=False)
        anything = bool(plan.added or plan.changed)
        if yes and anything:
            await imports.carry(tx, by, sheet.rows, write=True)
            changed = await contracts.look_again(tx, Law(law, Hours.of(law)))
            await outbox.write(tx, [letters.card(ticket) for ticket in changed])
        return plan, anything

    plan, anything = in_record(now, work, writes=yes)
    print(_plain(words.import_preview(**importing.shown(plan, sheet))))
    if yes and anything:
        print(f"\n{words.imported(len(plan.added), plan.companies_changed, len(sheet.faults))}")
    elif anything:
        print("\nNothing was changed yet: the same with --yes does it.")


def _read(source: Path, options: frozenset[str], words: Words) -> Sheet:
    if source.suffix.lower() not in (".xlsx", ".csv"):
        raise Refused(words.wrong_file())
    try:
        if source.stat().st_size > sheets.BYTES:
            raise Refused(words.file_too_big())
        return sheets.read(source.name, source.read_bytes(), options)
    except OSError as error:
        raise Refused(f"{source} can't be read: {error.strerror}") from None
    except sheets.Unreadable as error:
        raise Refused(getattr(words, error.args[0])()) from None


async def _who(tx: Tx, settings: Settings, admin: int | None) -> Person:
    known = await people.admins(tx, settings.admin_ids)
    found = [one for one in known if admin in (None, one.telegram_id)]
    if len(found) == 1:
        return found[0]
    if not known:
        raise Refused("no admin is known: put yourself into ADMIN_IDS and press Start at the bot once")
    raise Refused(f"which admin is it? --admin {' or '.join(str(one.telegram_id) for one in known)}")


def _plain(text: str) -> str:
    return unescape(re.sub(r"</?b>", "", text))

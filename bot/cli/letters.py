"""`otklik inbox …` and `otklik outbox …`: what was set aside, shown and decided about."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.house import Refused, in_record
from storage import inbox, outbox, set_aside
from storage.database import Tx


def list_updates(now: datetime, page: int, everything: bool) -> None:
    """A table of updates, and how many there are of each kind."""
    statuses = ("new", "done", "dead") if everything else ("dead",)

    async def ask(tx: Tx) -> tuple[list[set_aside.KeptUpdate], dict[str, int]]:
        return await set_aside.updates(tx, statuses, page), await inbox.counts(tx)

    rows, counts = in_record(now, ask, writes=False)
    cells = [
        (one.id, one.update_id, one.chat_id, _when(one.received_at), one.status, one.attempts, one.error)
        for one in rows
    ]
    _table(("№", "update", "chat", "received, UTC", "status", "tries", "error"), cells)
    _counts({"set aside": counts.get("dead", 0), "waiting": counts.get("new", 0)}, page)


def show_update(now: datetime, number: int) -> None:
    """Everything that came in one update."""
    found = in_record(now, lambda tx: set_aside.an_update(tx, number), writes=False)
    if found is None:
        raise Refused(f"there is no update № {number}: `otklik inbox list --all` has the numbers")
    _said(f"№ {found.id}, update {found.update_id}, {found.status}, {found.attempts} tries: {found.error}")
    _said(json.dumps(found.body, ensure_ascii=False, indent=2))


def replay(now: datetime, numbers: Sequence[int] | None, everything: bool) -> None:
    """Dead updates in line again; a number that is none is an error and changes nothing."""
    _decided(now, numbers, everything, set_aside.replay, "set aside", "otklik inbox list", "in line again")


def list_letters(now: datetime, page: int, *, held: bool, waiting: bool) -> None:
    """A table of letters, and how many there are of each kind."""
    chosen = [name for name, wanted in (("held", held), ("waiting", waiting)) if wanted]
    statuses = chosen or ["dead", "held"]

    async def ask(tx: Tx) -> tuple[list[set_aside.KeptLetter], dict[str, int]]:
        return await set_aside.letters(tx, statuses, page), await outbox.counts(tx)

    rows, counts = in_record(now, ask, writes=False)
    cells = [
        (
            *(one.id, one.kind, one.number, one.telegram_id or "the group", _when(one.created_at)),
            *(one.status, one.attempts, one.error),
        )
        for one in rows
    ]
    _table(("№", "kind", "ticket", "to", "written, UTC", "status", "tries", "error"), cells)
    named = {"set aside": "dead", "held": "held", "waiting": "waiting", "unreached": "unreached"}
    _counts({words: counts.get(status, 0) for words, status in named.items()}, page)


def show_letter(now: datetime, number: int) -> None:
    """One letter with its words."""
    found = in_record(now, lambda tx: set_aside.a_letter(tx, number), writes=False)
    if found is None:
        raise Refused(f"there is no letter № {number}: `otklik outbox list` has the numbers")
    about = f" about {found.number}" if found.number else ""
    _said(f"№ {found.id}, {found.kind}{about}, {found.status}, {found.attempts} tries: {found.error}")
    _said(json.dumps(found.payload, ensure_ascii=False, indent=2))


def retry(now: datetime, numbers: Sequence[int] | None, everything: bool) -> None:
    """Letters that were set aside, or did not reach their person, in line again."""

    async def again(tx: Tx, chosen: Sequence[int] | None) -> list[int]:
        statuses = ("dead",) if chosen is None else ("dead", "unreached", "held")
        return await set_aside.retry(tx, chosen, statuses)

    _decided(now, numbers, everything, again, "set aside", "otklik outbox list", "in line again")


def release(now: datetime, numbers: Sequence[int] | None) -> None:
    """Held letters in line again."""

    async def again(tx: Tx, chosen: Sequence[int] | None) -> list[int]:
        return await set_aside.retry(tx, chosen, ("held",))

    _decided(now, numbers, not numbers, again, "held", "otklik outbox list --held", "in line again")


def drop(now: datetime, numbers: Sequence[int] | None, *, held: bool) -> None:
    """Letters that never go."""

    async def dropped(tx: Tx, chosen: Sequence[int] | None) -> list[int]:
        return await (set_aside.drop_held(tx) if chosen is None else set_aside.drop(tx, chosen))

    _decided(now, numbers, held, dropped, "waiting, held or set aside", "otklik outbox list", "dropped")
    if held:
        left = in_record(now, outbox.counts, writes=False).get("held", 0)
        if left:
            _said(
                f"{left} stay held: the record waits for their arrival (answers, questions about closing). "
                "`otklik outbox release` sends them; `otklik outbox drop № …` drops one all the same."
            )


Decision = Callable[[Tx, Sequence[int] | None], Awaitable[list[int]]]


def _decided(
    now: datetime,
    numbers: Sequence[int] | None,
    everything: bool,
    decision: Decision,
    state: str,
    where: str,
    became: str,
) -> None:
    """All or nothing: a number of the list that can't be decided about undoes the others."""
    if bool(numbers) == everything:
        raise Refused("say which: numbers from the list, or all of them by the option (--help names it)", 2)

    async def decide(tx: Tx) -> list[int]:
        found = await decision(tx, None if everything else numbers)
        wrong = sorted(set(numbers or ()) - set(found))
        if wrong:
            raise Refused(f"not {state}: № {', '.join(map(str, wrong))}. Nothing was changed; `{where}`")
        return found

    found = in_record(now, decide, writes=True)
    _said(f"{len(found)} {became}. A running bot sees it within five seconds.")


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        table = Table(*heads, box=SIMPLE_HEAD)
        for row in rows:
            # Text, not markup: what came from outside may hold brackets.
            table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
        Console().print(table)


def _counts(counts: Mapping[str, int], page: int) -> None:
    _said(", ".join(f"{number} {what}" for what, number in counts.items()) + f"; page {page}")


def _said(line: str) -> None:
    print(line)

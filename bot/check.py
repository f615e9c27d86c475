"""`otklik check`: looks at everything the bot needs and says in a table what is wrong and how to mend it.

It asks only: no getUpdates (a running bot would be disturbed), no webhook removed, no message written.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from bot import check_record, logs, migrations
from bot.check_record import Row
from bot.clock import system_clock
from bot.process import Exit
from bot.settings import Settings, SettingsError, load
from bot.telegram import (
    Accepted,
    Conflict,
    Migrated,
    Outcome,
    Refused,
    Telegram,
    TokenRevoked,
    Unreachable,
)
from sla.articles import RegulationError
from sla.hours import Hours
from sla.regulation import load as load_regulation
from storage import facts, server
from storage.database import Database, file_of

PATIENCE = 10.0  # seconds for each call


async def examine(settings: Settings, now: datetime) -> list[Row]:
    """Every row of the table for these settings, the local ones first."""
    rows = [Row("settings", "ok", "complete"), *_law(settings, now)]
    database, group_id = await _database(settings, now)
    rows.append(database)
    record = file_of(settings.database_url.get_secret_value())
    if record is not None:
        rows += check_record.rows(settings, record, now)
    proxy = settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None
    rows.append(await _proxy(proxy))
    token = settings.bot_token.get_secret_value()
    telegram = Telegram(token, settings.telegram_api_url, proxy)
    try:
        rows += await _telegram(telegram, settings, group_id)
    finally:
        await telegram.close()
    if settings.mail_smtp is not None:
        from bot import check_mail  # its packages are there only where there is mail

        rows += await check_mail.rows(settings, PATIENCE)
    return rows


def _law(settings: Settings, now: datetime) -> list[Row]:
    try:
        regulation = load_regulation(settings.regulation)
    except RegulationError as error:
        mend = "mend the file that REGULATION names" if settings.regulation else "install Otklik anew"
        return [
            Row("regulation", "wrong", "; ".join(error.faults), mend),
            Row("calendar", "skipped", "needs the regulation"),
        ]
    rows = [Row("regulation", "ok", f"version {regulation.version}")]
    missing = Hours.of(regulation).missing_year(now)
    if missing is None:
        years = sorted(regulation.calendar)
        rows.append(Row("calendar", "ok", f"working days known for {years[0]}–{years[-1]}"))
    else:
        place = f"calendars/{regulation.calendar_name}.toml"
        mend = f"add [{missing}] to {place} beside the regulation; until then deadlines are preliminary"
        rows.append(Row("calendar", "warning", f"the days off of {missing} are not known", mend))
    return rows


async def _database(settings: Settings, now: datetime) -> tuple[Row, int | None]:
    """The record's row, and the group's id if Telegram has changed it since the settings were written."""
    url = settings.database_url.get_secret_value()
    record = file_of(url)
    if record is not None:
        told = check_record.refused(settings, record) if record.exists() else check_record.new_file(record)
        if told is not None:
            return told, None
    database = Database(url)
    try:
        async with asyncio.timeout(PATIENCE):
            async with database.transaction(now):
                pass  # the right to write is taken and given back
            version = await migrations.version(database)
            group = None
            if version == migrations.HEAD:
                async with database.reading(now) as tx:
                    group = await facts.group_now(tx, settings.dispatcher_chat_id)
    except TimeoutError:
        mend = "another program holds it; stop that one, or look whether the disk answers"
        return Row("database", "wrong", "does not let anybody write", mend), None
    except Exception as error:
        if line := server.not_let_in(error):
            what, _, mend = line.partition(": ")
            return Row("database", "wrong", what, mend), None
        if not isinstance(error, SQLAlchemyError | OSError):
            raise
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        if "readonly" in why and record is not None:
            return check_record.only_read(record), None
        mend = "look at DATABASE_URL, at the rights to the file and its folder, and at free space"
        return Row("database", "wrong", why, mend), None
    finally:
        await database.close()
    return check_record.schema(version), group


async def _proxy(proxy: str | None) -> Row:
    if proxy is None:
        return Row("proxy", "ok", "none")
    parts = urlsplit(proxy)
    place = f"{parts.scheme}://{parts.hostname}:{parts.port}"
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    except (OSError, TimeoutError):
        mend = "look at TELEGRAM_PROXY, or at the proxy itself"
        return Row("proxy", "wrong", f"{place} does not answer", mend)
    writer.close()
    return Row("proxy", "ok", f"{place} answers")


async def _telegram(telegram: Telegram, settings: Settings, group_id: int | None) -> list[Row]:
    token, me = await _token(telegram, settings)
    if me is None:
        return [token, *(Row(name, "skipped", "needs Telegram") for name in ("webhook", "group", "admins"))]
    return [
        token,
        await _webhook(telegram, settings.webhook_url),
        *await _group(telegram, settings.dispatcher_chat_id if group_id is None else group_id, me),
        *await _admins(telegram, settings.admin_ids, me),
    ]


async def _token(telegram: Telegram, settings: Settings) -> tuple[Row, dict[str, Any] | None]:
    try:
        outcome = await telegram.try_call("getMe", {}, timeout=PATIENCE)
    except TokenRevoked:
        mend = "take the present token from @BotFather (/token) and put it into BOT_TOKEN"
        return Row("token", "wrong", "Telegram does not know it", mend), None
    if isinstance(outcome, Accepted) and isinstance(outcome.result, dict):
        return Row("token", "ok", f"@{outcome.result['username']}"), outcome.result
    if isinstance(outcome, Accepted | Refused):
        mend = "TELEGRAM_API_URL must be a Bot API server; leave it out for Telegram's own"
        return Row("token", "wrong", "what answers there is not the Bot API", mend), None
    mend = "look at the network and TELEGRAM_API_URL; where Telegram is throttled set TELEGRAM_PROXY"
    if settings.telegram_proxy is not None:
        mend = "look whether the proxy lets through to Telegram, and at its user and password"
    return Row("token", "wrong", f"Telegram can't be reached ({_said(outcome)})", mend), None


async def _webhook(telegram: Telegram, ours: str) -> Row:
    outcome = await _ask(telegram, "getWebhookInfo", {})
    if not isinstance(outcome, Accepted):
        return Row("webhook", "warning", f"not told ({_said(outcome)})", "run check again")
    url = outcome.result.get("url", "")
    if ours:
        return _pushed(outcome.result, ours)
    if not url:
        return Row("webhook", "ok", "none, as polling needs it")
    waiting = outcome.result.get("pending_update_count", 0)
    mend = (
        "whoever set it gets the updates instead of Otklik. Open <server>/bot<token>/deleteWebhook once "
        "(without drop_pending_updates: what waits is kept and handled)"
    )
    return Row("webhook", "wrong", f"set to {urlsplit(url).hostname}, {waiting} updates wait", mend)


def _pushed(info: dict[str, Any], ours: str) -> Row:
    url, waiting, why = (info.get(key) for key in ("url", "pending_update_count", "last_error_message"))
    if not url:
        return Row("webhook", "ok", "will be set at the next start")
    host = urlsplit(url).hostname
    if url != ours:
        mend = "the next start of Otklik takes it over; another program then gets nothing"
        return Row("webhook", "warning", f"set to {host}, not to WEBHOOK_URL", mend)
    if waiting and why:
        mend = "look whether the bot runs, and whether what stands at WEBHOOK_URL leads to WEBHOOK_LISTEN"
        return Row("webhook", "warning", f"{waiting} updates wait at Telegram: {why}", mend)
    return Row("webhook", "ok", f"set to {host}")


async def _group(telegram: Telegram, chat_id: int, me: dict[str, Any]) -> list[Row]:
    outcome = await _ask(telegram, "getChat", {"chat_id": chat_id})
    if isinstance(outcome, Migrated):
        mend = f"write DISPATCHER_CHAT_ID={outcome.chat_id}; a running bot has noticed by itself"
        return [Row("group", "warning", "has become a supergroup with another id", mend)]
    if not isinstance(outcome, Accepted):
        mend = f"add @{me['username']} to the group, and look whether DISPATCHER_CHAT_ID is its id"
        return [Row("group", "wrong", _said(outcome), mend)]
    chat = outcome.result
    row = Row("group", "ok", f"«{chat.get('title', '')}», a private supergroup")
    if chat["type"] == "group":
        mend = (
            "make the history visible to new members in its settings: that makes it a supergroup with "
            "another id, which the next check names"
        )
        row = Row("group", "wrong", f"«{chat.get('title', '')}» is a basic group", mend)
    elif chat["type"] != "supergroup":
        mend = "DISPATCHER_CHAT_ID must be a supergroup's id"
        row = Row("group", "wrong", f"a {chat['type']}, not a group", mend)
    elif chat.get("username"):
        mend = "make it private: anybody who joins becomes a dispatcher"
        row = Row("group", "wrong", f"@{chat['username']} is public", mend)
    return [row, *await _standing(telegram, chat_id, me)]


async def _standing(telegram: Telegram, chat_id: int, me: dict[str, Any]) -> list[Row]:
    outcome = await _ask(telegram, "getChatMember", {"chat_id": chat_id, "user_id": me["id"]})
    status = outcome.result.get("status") if isinstance(outcome, Accepted) else _said(outcome)
    if status in ("administrator", "creator"):
        rows = [Row("bot in group", "ok", "administrator")]
    else:
        mend = "make the bot an administrator: only then it hears who joins and leaves, and all answers"
        rows = [Row("bot in group", "wrong", f"{status}, not administrator", mend)]
    # Asks for the right to write without writing anything.
    outcome = await _ask(telegram, "sendChatAction", {"chat_id": chat_id, "action": "typing"})
    if not isinstance(outcome, Accepted):
        mend = "let the bot send messages: the group's permissions, or make it an administrator"
        rows.append(Row("writing", "wrong", _said(outcome), mend))
    else:
        rows.append(Row("writing", "ok", "the bot may write to the group"))
    return rows


async def _admins(telegram: Telegram, ids: frozenset[int], me: dict[str, Any]) -> list[Row]:
    if not ids:
        mend = "put your Telegram id into ADMIN_IDS: breaches and alarms go to admins in private"
        return [Row("admins", "warning", "none", mend)]
    rows = []
    for one in sorted(ids):
        outcome = await _ask(telegram, "sendChatAction", {"chat_id": one, "action": "typing"})
        if isinstance(outcome, Accepted):
            rows.append(Row("admins", "ok", f"{one} can be written to"))
        else:
            mend = f"this person must open @{me['username']} and press Start; or mend ADMIN_IDS"
            rows.append(Row("admins", "warning", f"{one}: {_said(outcome)}", mend))
    return rows


async def _ask(telegram: Telegram, method: str, params: dict[str, Any]) -> Outcome:
    try:
        return await telegram.try_call(method, params, timeout=PATIENCE)
    except (TokenRevoked, Conflict) as error:
        return Refused(type(error).__name__)


def _said(outcome: Outcome) -> str:
    match outcome:
        case Unreachable(reason) | Refused(reason):
            return reason.partition(": ")[2] or reason
        case Accepted() | Migrated():
            return "an unexpected answer"
    return str(outcome)


def show(rows: list[Row], redact: Callable[[str], str]) -> int:
    """The table on the screen; the exit status: 0 unless something is wrong."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours = {"ok": "green", "warning": "yellow", "wrong": "bold red", "skipped": "dim"}
    console = Console()
    table = Table("", "", "found", "how to mend it", box=SIMPLE_HEAD)
    for row in rows:
        mark = Text(row.state, style=colours[row.state])
        # Text, not markup: names of groups may hold brackets.
        table.add_row(row.name, mark, Text(redact(row.found)), Text(redact(row.mend)))
    console.print(table)
    wrong = sum(row.state == "wrong" for row in rows)
    console.print(f"{wrong} to mend." if wrong else "Everything the bot needs is there.")
    return Exit.FAILED if wrong else Exit.CLEAN


def run() -> int:
    """The check from a command line."""
    try:
        settings = load()
    except SettingsError as error:
        mend = ".env.example says what each setting means"
        return show([Row("settings", "wrong", fault, mend) for fault in error.faults], logs.Redactor())
    redact = logs.setup(settings.log_format, settings.secrets(), level=logging.CRITICAL)
    return show(asyncio.run(examine(settings, system_clock())), redact)

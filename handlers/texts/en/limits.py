"""Too much at once, and who is not heard."""

from __future__ import annotations

from handlers.texts.moments import NB, glued, plural, quoted

TOO_MUCH = (
    "There are too many messages now, so we are not reading new ones. Those taken already will be handled. "
    "If it is urgent, please call."
)
STAFF_STAYS = "This is one of the desk. Remove them from the dispatchers' group first."
NOBODY_MEANT = (
    "Who is meant? Send this command as a reply to the client's message in the group, "
    "or put a ticket number or a Telegram ID after it."
)


def too_fast(pace: int) -> str:
    return (
        f"Too fast: we read up to {plural(pace, 'en', one='message', other='messages')} in 5{NB}minutes. "
        "All that you wrote is taken and will be handled in order; no need to repeat it."
    )


def too_many_tickets(most: int) -> str:
    return (
        f"Within a day you can file {plural(most, 'en', one='ticket', other='tickets')}. "
        "The draft is kept: send it tomorrow, or call us."
    )


def flooded(name: str, telegram_id: int) -> str:
    return (
        f"⚠️ {quoted(name, 128)} sends messages faster than they can be handled. "
        f"The surplus is set aside unread. To stop it: <code>/ban {telegram_id}</code>"
    )


def many_newcomers(most: int) -> str:
    return (
        f"⚠️ More than {plural(most, 'en', one='new person', other='new people')} wrote within a minute. "
        "The others wait a minute, nothing is lost."
    )


def banned(phone: str, email: str, numbers: list[str]) -> str:
    line = "An administrator has stopped your messages: they are no longer read in this chat."
    if numbers:
        line += f" We will see your open tickets ({', '.join(numbers[:20])}) through."
    ways = f"You can reach us by phone at {quoted(glued(phone), 32)} or by e-mail at {quoted(email, 254)}."
    return f"{line} {ways} Your data: /privacy"


def banned_done(name: str, telegram_id: int | None, numbers: list[str]) -> str:
    line = f"🚫 {quoted(name, 128)}: no longer heard."
    if numbers:
        line += f" Open tickets stay: {', '.join(numbers[:20])}."
    return f"{line} To undo: <code>/unban {telegram_id}</code>"


def banned_already(name: str) -> str:
    return f"{quoted(name, 128)}: is already not heard."


def unbanned_done(name: str) -> str:
    return f"{quoted(name, 128)}: is heard again."


ANONYMOUS = (
    "You write anonymously, as the group, so nothing went to the client. "
    "Switch off “Remain anonymous” in your administrator rights and answer again."
)
UNBANNED = "An administrator lets your messages in again. Write what happened."


def not_banned(name: str) -> str:
    return f"{quoted(name, 128)}: is heard anyway."

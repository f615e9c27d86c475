"""Why a letter could not arrive, in English (faults 26, 27)."""

from handlers.texts.moments import quoted

_WHY = {
    "blocked": "the client has blocked the bot",
    "deactivated": "the account is gone",
    "not found": "the chat is gone",
    "initiate": "the client has not written to the bot yet",
}


def unreached(reason: str) -> str:
    """Telegram's refusal in our words; one that we don't know as Telegram says it."""
    known = (line for piece, line in _WHY.items() if piece in reason.lower())
    return next(known, quoted(reason, 100))


_MAIL = {
    "bounced": "the letter came back",
    "5.2.2": "the mailbox is full",
    "552": "the mailbox is full",
    "5.1.1": "no such address",
    "550": "no such address",
}


def refused(reason: str) -> str:
    """A mail server's refusal in our words; one that we don't know as the server says it."""
    known = (line for piece, line in _MAIL.items() if piece in reason)
    return next(known, quoted(reason, 100))

"""Why a letter could not arrive, in Russian (faults 26, 27)."""

from handlers.texts.moments import quoted

_WHY = {
    "blocked": "клиент заблокировал бота",
    "deactivated": "аккаунта больше нет",
    "not found": "чата больше нет",
    "initiate": "клиент ещё не писал боту",
}


def unreached(reason: str) -> str:
    """Telegram's refusal in our words; one that we don't know as Telegram says it."""
    known = (line for piece, line in _WHY.items() if piece in reason.lower())
    return next(known, quoted(reason, 100))


_MAIL = {
    "bounced": "письмо вернулось",
    "5.2.2": "ящик переполнен",
    "552": "ящик переполнен",
    "5.1.1": "нет такого адреса",
    "550": "нет такого адреса",
}


def refused(reason: str) -> str:
    """A mail server's refusal in our words; one that we don't know as the server says it."""
    known = (line for piece, line in _MAIL.items() if piece in reason)
    return next(known, quoted(reason, 100))

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

"""Next year's days off, in Russian."""

from handlers.texts.moments import NB, quoted


def calendar_wanted(year: int, name: str) -> str:
    return (
        f"📅 Нет производственного календаря на {year}{NB}год, а сроки скоро зайдут в него. "
        "Пока его нет, они помечены как предварительные; когда он появится, бот пересчитает их сам.\n"
        f"Что сделать: добавить раздел [{year}] в calendars/{quoted(name, 64)}.toml рядом с регламентом "
        "и перезапустить бота."
    )

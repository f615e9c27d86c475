"""Next year's days off, in English."""

from handlers.texts.moments import quoted


def calendar_wanted(year: int, name: str) -> str:
    return (
        f"📅 The working calendar of {year} is not there, and deadlines will soon reach into it. "
        "Until it is, they are marked preliminary; once it is there, the bot reckons them anew by itself.\n"
        f"What to do: add a section [{year}] to calendars/{quoted(name, 64)}.toml beside the regulation "
        "and restart the bot."
    )

"""Many messages at once, brought together, in English."""

from handlers.texts.moments import plural


def gathered_more() -> str:
    return "<i>The rest is in the ticket's history.</i>"


def gathered(messages: int) -> str:
    return f"<i>{plural(messages, 'en', one='message', other='messages')} in a row, brought together</i>"

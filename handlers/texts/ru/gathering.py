"""Many messages at once, brought together, in Russian."""

from handlers.texts.moments import plural


def gathered_more() -> str:
    return "<i>Остальное в истории обращения.</i>"


def gathered(messages: int) -> str:
    many = plural(messages, "ru", one="сообщение", few="сообщения", other="сообщений")
    return f"<i>{many} подряд, собрали вместе</i>"

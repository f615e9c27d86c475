"""Paid work: what the footnotes charge for, and the client's word on it (S9, S10)."""

from __future__ import annotations

from html import escape

from handlers.texts.moments import NB, glued, quoted

PAID_WORK, DROP_PAID = "Платная работа", "Отозвать платную работу"
PAID_WORKS = {"S9": "Настройка системы фурнитуры", "S10": "Настройка базы данных"}
AGREED_BY_PHONE = "Согласился по телефону"
AGREE_TO_PAY, DECLINE_TO_PAY = "Согласен на платную работу", "Настроим сами"
TAKEN_BACK_PAID = "Предложение отозвано, клиента больше не ждём."
# On the card, by the client's word.
PAID_LINES = {
    None: "💰 Платная работа: ждём согласия клиента",
    "agreed": "💰 Платная работа: клиент согласен",
    "declined": "💰 От платной работы клиент отказался, настроит сам",
}
_GONE = {
    "agreed": "вы уже согласились",
    "declined": "вы уже отказались",
    "withdrawn": "это предложение больше не действует",
}


def paid_offer(number: str, work: str, footnote: str, phone: str) -> str:
    """The work, the regulation's own words, and both ways."""
    return (
        f"<b>{number}</b>: {escape(work, quote=False)}. Это платная работа, начнём после вашего согласия.\n"
        f"<blockquote>{escape(footnote, quote=False)}</blockquote>\n"
        f"Стоимость обсудим до начала, прайс-лист по запросу: {escape(glued(phone), quote=False)}. "
        f"Можно и настроить самостоятельно: подскажем, как. Пока ждём вас, срок не{NB}идёт."
    )


def paid_offered_toast(number: str) -> str:
    return f"{number}: через 10{NB}секунд клиент прочтёт условия. Ждём его согласия, срок стоит."


def paid_agreed(number: str, work: str) -> str:
    return f"<b>{number}</b>: вы согласились на платную работу ({escape(work, quote=False)}). Начинаем."


def ask_paid_agreed_by(number: str, footnote: str) -> str:
    return (
        f"<b>{number}</b>: кто согласился на платную работу по телефону и когда? Условие, прочитанное ему:\n"
        f"<blockquote>{escape(footnote, quote=False)}</blockquote>\n"
        f"Например: «Анна, сегодня в{NB}15:20»."
    )


def paid_agreement_recorded(number: str) -> str:
    return f"<b>{number}</b>: согласие записано, клиенту о нём сказано. Можно начинать."


def paid_agreed_by_phone(number: str, work: str, footnote: str, who: str) -> str:
    """For the client: what was recorded as his word, and what to do if it is not."""
    return (
        f"<b>{number}</b>: вы согласились по телефону на платную работу ({escape(work, quote=False)}), "
        f"записано: «{quoted(who, 200)}». Начинаем.\n"
        f"<blockquote>{escape(footnote, quote=False)}</blockquote>\n"
        "Если это не так, напишите нам сразу."
    )


def paid_declined(number: str, work: str) -> str:
    return (
        f"<b>{number}</b>: хорошо, без платной работы ({escape(work, quote=False)}). "
        "Подскажем, как настроить самостоятельно."
    )


def paid_dropped(number: str) -> str:
    return f"<b>{number}</b>: предложение платной работы отозвано, соглашаться не нужно."


def paid_agreed_notice(number: str) -> str:
    return f"💰 <b>{number}</b>: клиент согласился на платную работу, можно начинать."


def paid_declined_notice(number: str) -> str:
    return f"💰 <b>{number}</b>: от платной работы клиент отказался, настроит сам. Нужна подсказка, как."


def paid_not_agreed(number: str) -> str:
    return f"{number}: клиент ещё не согласился на платную работу. Дождитесь или отзовите её в «Ещё»."


def paid_gone(number: str, answer: str) -> str:
    return f"{number}: {_GONE[answer]}."

"""A later deadline by agreement: what both sides read (T4)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, cut, plural, quoted, written
from handlers.texts.moments import moment as _moment
from handlers.texts.ru.client import LANG, moment
from handlers.texts.ru.desk import _at

EXTEND = "Срок"
AGREE_TO_EXTENSION, DECLINE_EXTENSION = "Согласен", "Не согласен"
EXTENSION_GONE_OUT = "Уже ушло клиенту. Другое предложение заменит это."
_GONE = {
    "replaced": "мы уже предложили другой срок, ответьте на новое сообщение",
    "agreed": "вы уже согласились",
    "declined": "вы уже отказались, срок прежний",
    "expired": "время на ответ вышло, срок не продлён",
    "withdrawn": "предложение отозвано, срок прежний",
    "overtaken": "с тех пор вам дали ответ, предложение больше не действует",
}


def extension_button(code: str, until: datetime, now: datetime) -> str:
    by = {"hours": f"+4{NB}раб.{NB}ч", "day": f"+1{NB}раб.{NB}день"}[code]
    return f"{by}: {_at(until, now)}"


def ask_extension(number: str, due: datetime, example: datetime, now: datetime) -> str:
    day = written(example, "dd.MM", LANG)
    return (
        f"<b>{number}</b>: сейчас выполнение до {_at(due, now)}. До какого срока продлить?\n"
        f"Нажмите или напишите, например: «{day}{NB}18:00», «{day}». "
        "Срок изменится, только если клиент согласится."
    )


def ask_extension_reason(number: str, until: datetime, now: datetime, *, moved: bool) -> str:
    note = "Это нерабочее или уже прошедшее время, перенесли на ближайшее рабочее.\n" if moved else ""
    return f"{note}<b>{number}</b>: продлить до {_at(until, now)}. Почему? Клиент прочтёт эту причину."


def extension_unclear() -> str:
    return f"Не понял, до какого срока. Нужны день и время, например: «завтра», «пн{NB}18:00»."


def extension_reason_needed() -> str:
    return "Причина нужна словами: по ней клиент решает, соглашаться ли. Новый срок помню."


def extension_reason_long(limit: int) -> str:
    signs = plural(limit, LANG, one="знака", few="знаков", many="знаков", other="знака")
    return f"Причина длинновата: нужно не больше {signs}. Новый срок помню."


def extension_held(
    number: str, client: str, until: datetime, now: datetime, *, reason: str, going: datetime
) -> str:
    return (
        f"→ <b>{number}</b> · {quoted(client, 128)}: продлить до {_at(until, now)}. "
        f"Причина: {quoted(reason, 500)}\nУйдёт через 10{NB}с, в{NB}{going:%H:%M:%S}."
    )


def extension_proposed(
    number: str, until: datetime, now: datetime, *, reason: str, answer_by: datetime, preliminary: bool
) -> str:
    lines = [f"<b>{number}</b>: просим продлить до {moment(until, now)}.", f"Причина: {quoted(reason, 500)}"]
    if preliminary:
        lines.append("Дата предварительная: календарь на тот год ещё не утверждён.")
    lines.append(f"Ответить можно до {moment(answer_by, now)}; без ответа срок не изменится.")
    return "\n".join(lines)


def extension_agreed(number: str, until: datetime, now: datetime) -> str:
    return f"<b>{number}</b>: вы согласились, решение до {moment(until, now)}. Спасибо!"


def extension_declined(number: str, due: datetime | None, now: datetime) -> str:
    stays = f", до {moment(due, now)}" if due else ""
    return (
        f"<b>{number}</b>: вы не согласились, срок прежний{stays}.\n"
        "Хотите пояснить? Ответьте на это сообщение, диспетчер прочтёт."
    )


def extension_expired(number: str, due: datetime | None, now: datetime) -> str:
    stays = f": до {moment(due, now)}" if due else ""
    return f"<b>{number}</b>: на просьбу продлить срок ответа не было, срок не изменился{stays}."


def extension_agreed_notice(number: str, *, until: datetime, now: datetime) -> str:
    return f"🤝 <b>{number}</b>: клиент согласен, выполнение до {_at(until, now)}."


def extension_declined_notice(number: str, *, due: datetime | None, now: datetime) -> str:
    stays = f", до {_at(due, now)}" if due else ""
    return f"✋ <b>{number}</b>: клиент не согласен продлить, срок прежний{stays}."


def extension_expired_notice(number: str, *, due: datetime | None, now: datetime) -> str:
    stays = f": {_at(due, now)}" if due else ""
    return f"⌛ <b>{number}</b>: клиент не ответил на просьбу продлить, срок прежний{stays}."


def not_later(number: str, due: datetime) -> str:
    return f"{number}: срок и так до {_moment(due, None, LANG)}. Нужен более поздний."


def too_far(number: str, furthest: datetime) -> str:
    return f"{number}: это слишком далеко, можно не позже {_moment(furthest, None, LANG)}."


def proposal_gone(number: str, outcome: str) -> str:
    return cut(f"{number}: {_GONE[outcome]}.", 190)

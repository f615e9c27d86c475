"""What dispatchers read."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

from handlers.texts.moments import folded, quoted
from handlers.texts.ru.client import KINDS, moment

TAKE, MORE, ANSWER, ASK, RESOLVE, RELEASE = "Взять", "Ещё", "Ответить", "Запросить", "Решено", "Отпустить"
TAKE_BACK, TAKEN_BACK = "Отменить", "Отменено, клиенту не ушло."
TOO_LATE = "Уже ушло клиенту, отменить нельзя."
STAFF_ONLY = "Это только для диспетчеров."
NOT_POSSIBLE = "Сейчас так нельзя."
NO_ANSWER = "Решено: нет ответа"
CONFIRMED_BY_PHONE = "Подтвердил по телефону"
HISTORY = "История"
RESOLVED_BY = {
    "phone": "Решено по телефону",
    "email": "Решено по почте",
    "remote": "Решено удалённо",
    "other": "Решено иначе",
}
REASONS = {"details": "Сведения", "advice": "Рекомендации", "remote": "Удалённый доступ"}
PLACEHOLDERS = {"answer": "Ответ клиенту", "ask": "Вопрос клиенту", "resolve": "Решение для клиента"}
EMPTY_ANSWER = "В ответе нет слов: клиенту ничего не ушло. Ответьте ещё раз текстом."
REPLY_TO_NOTHING = (
    "Не знаю, к какому обращению это сообщение: клиенту ничего не ушло. Нажмите «Ответить» на карточке."
)
STAFF_HINT = (
    "Вы диспетчер. Клиенту отвечают в группе, кнопкой «Ответить».\n"
    "/queue очередь · /new подать обращение самому · /help помощь"
)
_STATES = {
    "registered": "НОВОЕ",
    "in_progress": "В РАБОТЕ",
    "waiting": "ЖДЁМ КЛИЕНТА",
    "resolved": "РЕШЕНО",
    "closed": "ЗАКРЫТО",
}
_CLOSINGS = {
    "confirmed": "клиент подтвердил",
    "silence": "14 дней без ответа",
    "withdrawn": "клиент отозвал",
    "duplicate": "дубликат",
}
_COLOURS = {1: "🔴", 2: "🟠", 3: "🟡", 4: "🔵"}
_WHAT = {"processing": "обработка", "execution": "выполнение"}


def take_as(priority: int) -> str:
    return f"Взять, П{priority} верно"


def priority_button(priority: int) -> str:
    return f"П{priority}"


def card(
    *, number: str, priority: int, classified: bool, kind: str, status: str, closing: str | None, company: str,
    fabricator: str | None, name: str, phone: str, description: str, files: int, processing_due: datetime | None,
    execution_due: datetime | None, waiting_since: datetime | None, closing_at: datetime | None,
    holder: str | None, held_since: datetime | None, late: bool, late_by_change: bool, undelivered: bool,
    rating: int | None, now: datetime, starts: datetime | None,
) -> str:  # fmt: skip
    """The ticket's card in the group."""
    mark = {"resolved": "🟢", "closed": "⚪"}.get(status) or _COLOURS.get(priority, "🔵")
    presumed = "" if classified else " (предп.)"
    state = _STATES[status] + (f": {_CLOSINGS[closing]}" if closing in _CLOSINGS else "")
    lines = [f"{mark} <b>{number}</b> · П{priority}{presumed} · {KINDS[kind]} · {state}"]
    lines.append(
        " · ".join(
            [escape(company), *([escape(fabricator)] if fabricator else []), escape(name), escape(phone)]
        )
    )
    lines.append(folded(description or "(без слов)"))
    if files:
        lines.append(f"📎 {files}")
    if status in ("registered", "in_progress", "waiting"):
        parts = []
        if processing_due is not None:
            parts.append(f"обработка до {moment(processing_due, now)}")
        if status == "waiting":
            parts.append(f"срок стоит с {moment(waiting_since or now, now)}")
        elif execution_due is not None:
            parts.append(f"выполнение до {moment(execution_due, now)}")
        line = " · ".join(parts)
        lines.append(line[:1].upper() + line[1:])
        if starts is not None and starts > now:
            lines.append(f"Отсчёт с {moment(starts, now)}")
    if status == "resolved" and closing_at is not None:
        lines.append(f"Закроется {moment(closing_at, now)}, если клиент промолчит")
    if late:
        lines.append("❗ <b>Просрочено</b>")
    if late_by_change:
        lines.append("Срок прошёл из-за смены приоритета")
    if undelivered:
        lines.append(f"⚠️ <b>Не доставлено.</b> Позвонить: {escape(name)}, {escape(phone)}")
    lines.append(f"Ведёт: {escape(holder) if holder else '—'}")
    if rating is not None:
        lines.append(f"Оценка: {'★' * rating}{'☆' * (5 - rating)}")
    return "\n".join(lines)


def prompt(number: str, client: str, dispatcher: str, telegram_id: int | None, purpose: str) -> str:
    what = {
        "answer": "ответ клиенту",
        "ask": "вопрос клиенту",
        "resolve": "решение для клиента: с ним обращение станет решённым",
    }[purpose]
    return (
        f'<a href="tg://user?id={telegram_id}">{escape(dispatcher)}</a>, <b>{number}</b> · {escape(client)}\n'
        f"Ответьте на это сообщение: {what}."
    )


def held(number: str, client: str, text: str, kind: str, purpose: str) -> str:
    words = quoted(" ".join(text.split()), 120) or {"photo": "фото", "voice": "голос"}.get(kind, "файл")
    tail = {"answer": "", "ask": " · вопрос, срок остановлен", "resolve": " · и «Решено?»"}[purpose]
    return f"→ <b>{number}</b> {escape(client)}: «{words}» · уйдёт через 10 с{tail}"


def taken_back(number: str) -> str:
    return f"<b>{number}</b>: отменено, клиенту не ушло."


def reason_noted(code: str) -> str:
    return f"Причина запроса: {REASONS[code].lower()}"


def yours(number: str) -> str:
    return f"{number} ведёте вы."


def released(number: str) -> str:
    return f"{number} снова свободно."


def resolved_toast(number: str) -> str:
    return f"{number}: спрашиваем клиента, решено ли."


def classified_toast(number: str, priority: int, kind: str) -> str:
    return f"{number}: {KINDS[kind]}, приоритет {priority}. Клиенту сообщили."


def relay_heading(number: str, name: str, what: str, *, holder: str | None) -> str:
    label = {
        "reply": "ответ клиента",
        "addition": "дополнение",
        "dispute": "❌ не решено",
        "after": "после закрытия",
    }[what]
    tail = f" → {escape(holder)}" if holder else ""
    return f"← <b>{number}</b> · {escape(name)} · {label}{tail}"


def warning(number: str, *, what: str, due: datetime, now: datetime) -> str:
    return f"⏳ <b>{number}</b>: {_WHAT[what]} до {moment(due, now)}, время подходит."


def breach(number: str, *, what: str, due: datetime, holder: str | None, now: datetime) -> str:
    tail = f" {escape(holder)}?" if holder else " Никто не взял."
    return f"🔴 <b>{number}</b>: {_WHAT[what]} просрочена в {moment(due, now)}.{tail}".replace(
        "выполнение просрочена", "выполнение просрочено"
    )


def no_answer_left(number: str) -> str:
    return f"<b>{number}</b>: клиент не ответил на два напоминания. Можно решить как «нет ответа» («Ещё»)."


def undelivered(number: str, *, name: str, phone: str) -> str:
    return f"⚠️ <b>{number}</b>: сообщение не доставлено. Позвонить: {escape(name)}, {escape(phone)}."


def disputed_notice(number: str, *, reason: str) -> str:
    return f"❌ <b>{number}</b>: клиент не согласен.\n{folded(reason, 1000)}"


def withdrawn_notice(number: str) -> str:
    return f"<b>{number}</b>: клиент отозвал обращение, оно закрыто."


def already_taken(holder: str, since: datetime) -> str:
    return f"Уже взял {holder}, {since.strftime('%H:%M')}"


def held_by_another(number: str, holder: str, since: datetime) -> str:
    return f"{number} ведёт {holder}, с {since.strftime('%H:%M')}. Клиенту ничего не ушло."


def not_taken(number: str) -> str:
    return f"{number} никто не взял. Сначала «Взять» на карточке."


def nothing_delivered(number: str) -> str:
    return f"{number}: клиент ещё не получил ответа. Ответьте или укажите в «Ещё», как он доставлен."


def too_early(number: str, reminders: int) -> str:
    return f"{number}: «нет ответа» можно после двух напоминаний клиенту, было {reminders}."


def reason_needed(number: str) -> str:
    return f"{number}: напишите, что не так. Без причины не продолжим."


def no_such_ticket(number: str) -> str:
    return f"Обращения {escape(number)} нет." if number else "Такого обращения нет."


def done_already(number: str) -> str:
    return f"{number}: так уже и есть."


def not_now(number: str, status: str, command: str) -> str:
    return f"{number}: сейчас нельзя, обращение {_NOW[status]}."


_NOW = {
    "registered": "ещё никто не взял",
    "in_progress": "в работе",
    "waiting": "ждёт ответа клиента",
    "resolved": "решено и ждёт подтверждения",
    "closed": "закрыто",
}


def ask_confirmed_by(number: str) -> str:
    return f"<b>{number}</b>: кто подтвердил решение по телефону и когда? Например: «Анна, сегодня в 15:20»."


def confirmation_recorded(number: str) -> str:
    return f"<b>{number}</b>: подтверждение записано, обращение закрыто."


def panel_extra(email: str, software: str, means: str | None) -> str:
    means_line = f"\nОтвет: {RESOLVED_BY.get(means, 'Telegram').lower()}" if means else ""
    return f"{escape(email)} · {escape(software)}{means_line}"


def history(number: str) -> str:
    return f"<b>{number}</b>: история (МСК)"


def event_line(type_: str, data: dict[str, Any], actor: str | None, at: datetime) -> str:
    what = _EVENTS.get(type_, type_)
    detail = ""
    if type_ == "classified":
        detail = f": {KINDS[data['kind']]}, П{data['from']} → П{data['to']}"
    elif type_ in ("disputed", "asked"):
        detail = f": «{quoted(str(data.get('reason') if type_ == 'disputed' else data.get('text')), 200)}»"
    elif type_ == "closed":
        detail = f": {_CLOSINGS.get(data.get('reason', ''), '')}"
    elif type_ == "resolved":
        detail = f": {RESOLVED_BY.get(data['means'], 'через Telegram')}"
    elif type_ == "confirmed" and data.get("who"):
        detail = f" по телефону: {quoted(str(data['who']), 200)}"
    elif type_ == "rated":
        detail = f": {data['rating']}"
    elif type_ == "undelivered":
        detail = f": {quoted(str(data.get('reason')), 100)}"
    who = escape(actor) if actor else "часы"
    return f"{at.strftime('%d.%m %H:%M:%S')} · {who} · {what}{detail}"


_EVENTS = {
    "registered": "зарегистрировано",
    "claimed": "взято",
    "released": "отпущено",
    "classified": "классификация",
    "asked": "вопрос клиенту",
    "ask_reason": "причина вопроса",
    "replied": "ответ клиента",
    "added": "дополнение",
    "answered": "ответ клиенту",
    "taken_back": "ответ отменён",
    "resolved": "решено",
    "delivered": "доставлено",
    "undelivered": "не доставлено",
    "confirmed": "подтверждено",
    "disputed": "не согласен",
    "closed": "закрыто",
    "rated": "оценка",
    "said_after": "сообщение после закрытия",
    "processing_warning": "предупреждение: обработка",
    "processing_breach": "просрочена обработка",
    "execution_warning": "предупреждение: выполнение",
    "execution_breach": "просрочено выполнение",
    "waiting_reminder": "напоминание клиенту",
    "closure_reminder": "напоминание о закрытии",
}


def queue_line(
    *, number: str, priority: int, status: str, company: str, holder: str | None, due: datetime | None,
    burns: bool, late: bool, now: datetime,
) -> str:  # fmt: skip
    mark = "❗" if late else "🔥" if burns else _COLOURS.get(priority, "🔵")
    when = f"до {moment(due, now)}" if due is not None else _STATES[status].lower()
    return f"{mark} <b>{number}</b> П{priority} · {when} · {quoted(company, 30)} · {escape(holder) if holder else '—'}"


def queue(lines: list[str]) -> str:
    if not lines:
        return "Очередь пуста."
    return "<b>Очередь</b> (🔥 горит сегодня, ❗ просрочено)\n" + "\n".join(lines)


def staff_hello(name: str) -> str:
    return f"{escape(name)}, вы диспетчер. Обращения приходят в группу; здесь «Ещё», история и личные предупреждения."


def staff_help() -> str:
    return (
        "Карточка в группе: «Взять» (и сразу классифицировать), «Ответить», «Запросить», «Решено», «Отпустить».\n"
        "Клиенту уходит только ответ на вопрос бота или на слова клиента; через 10 секунд, пока можно «Отменить». "
        "Ответ на карточку или коллеге остаётся в группе.\n"
        "«Ещё» открывает обращение здесь: приоритет, вид, способ доставки, история.\n/queue очередь"
    )


def dead_letter(update_id: int) -> str:
    return f"⚠️ Сообщение {update_id} не удалось обработать, оно отложено. Смотрите журнал."

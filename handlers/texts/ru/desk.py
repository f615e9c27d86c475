"""What dispatchers read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.texts.moments import NB, cut, fitting, folded, quoted, written
from handlers.texts.moments import moment as _moment
from handlers.texts.ru.client import KINDS, LANG

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
    "/queue очередь · /new своё обращение · /help помощь"
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
    "silence": f"14{NB}дней без ответа",
    "withdrawn": "клиент отозвал",
    "duplicate": "дубликат",
}
_COLOURS = {1: "🔴", 2: "🟠", 3: "🟡", 4: "🔵"}
_WHAT = {"processing": "обработка", "execution": "выполнение"}
_MISSED = {"processing": "обработка просрочена", "execution": "выполнение просрочено"}
_ANSWERED = {
    "telegram": "в Telegram",
    "phone": "по телефону",
    "email": "по почте",
    "remote": "удалённо",
    "other": "иначе",
    "none": "клиент не ответил",
}


def take_as(priority: int) -> str:
    return f"Взять, П{priority} верно"


def priority_button(priority: int) -> str:
    return f"П{priority}"


def card(
    *, number: str, priority: int, classified: bool, kind: str, status: str, closing: str | None,
    company: str, fabricator: str | None, name: str, phone: str, description: str, files: int,
    processing_due: datetime | None, execution_due: datetime | None, waiting_since: datetime | None,
    closing_at: datetime | None, holder: str | None, held_since: datetime | None, late: bool,
    late_by_change: bool, undelivered: bool, rating: int | None, now: datetime, starts: datetime | None,
) -> str:  # fmt: skip
    """The ticket's card in the group."""
    mark = {"resolved": "🟢", "closed": "⚪"}.get(status) or _COLOURS.get(priority, "🔵")
    presumed = "" if classified else " (предп.)"
    state = _STATES[status] + (f": {_CLOSINGS[closing]}" if closing in _CLOSINGS else "")
    lines = [f"{mark} <b>{number}</b> · П{priority}{presumed} · {KINDS[kind]} · {state}"]
    companies = [quoted(company, 200), *([quoted(fabricator, 200)] if fabricator else [])]
    lines.append(" · ".join([*companies, quoted(name, 128), quoted(phone, 32)]))
    lines.append(folded(description or "(без слов)"))
    if files:
        lines.append(f"📎{NB}{files}")
    if status in ("registered", "in_progress", "waiting"):
        parts = []
        if processing_due is not None:
            parts.append(f"обработка до {_at(processing_due, now)}")
        if status == "waiting":
            parts.append(f"срок стоит с {_at(waiting_since or now, now)}")
        elif execution_due is not None:
            parts.append(f"выполнение до {_at(execution_due, now)}")
        line = " · ".join(parts)
        if line:
            lines.append(line[:1].upper() + line[1:])
        if starts is not None and starts > now:
            lines.append(f"Отсчёт с {_at(starts, now)}")
    if status == "resolved" and closing_at is not None:
        lines.append(f"Закроется {_at(closing_at, now)}, если клиент промолчит")
    if late:
        lines.append("❗ <b>Просрочено</b>")
    if late_by_change:
        lines.append("Срок прошёл из-за смены приоритета")
    if undelivered:
        lines.append(f"⚠️ <b>Не доставлено.</b> Позвонить: {_contact(name, phone)}")
    lines.append(f"Ведёт: {quoted(holder, 128) if holder else '—'}")
    if rating is not None:
        lines.append(f"Оценка: {'★' * rating}{'☆' * (5 - rating)}")
    return "\n".join(lines)


def _at(at: datetime, now: datetime) -> str:
    return _moment(at, now, LANG)  # the desk reads Moscow time everywhere


def _contact(name: str, phone: str) -> str:
    return f"{quoted(name, 128)}, {quoted(phone, 32)}"


def prompt(number: str, client: str, dispatcher: str, telegram_id: int | None, purpose: str) -> str:
    what = {
        "answer": "ответ клиенту",
        "ask": "вопрос клиенту",
        "resolve": "решение для клиента: с ним обращение станет решённым",
    }[purpose]
    who = quoted(dispatcher, 128)
    if telegram_id is not None:
        who = f'<a href="tg://user?id={telegram_id}">{who}</a>'
    return f"{who}, <b>{number}</b> · {quoted(client, 128)}\nОтветьте на это сообщение: {what}."


def held(number: str, client: str, text: str, kind: str, purpose: str) -> str:
    words = quoted(" ".join(text.split()), 120) or {"photo": "фото", "voice": "голос"}.get(kind, "файл")
    tail = {"answer": "", "ask": " · вопрос, срок остановлен", "resolve": " · и «Решено?»"}[purpose]
    return f"→ <b>{number}</b> · {quoted(client, 128)}: «{words}» · уйдёт через 10{NB}с{tail}"


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
    return f"{number}: {KINDS[kind]}, приоритет{NB}{priority}. Клиенту сообщили."


def relay_heading(number: str, name: str, what: str, *, holder: str | None) -> str:
    label = {
        "reply": "ответ клиента",
        "addition": "дополнение",
        "dispute": "❌ не решено",
        "after": "после закрытия",
    }[what]
    tail = f" → {quoted(holder, 128)}" if holder else ""
    return f"← <b>{number}</b> · {quoted(name, 128)} · {label}{tail}"


def warning(number: str, *, what: str, due: datetime, now: datetime) -> str:
    return f"⏳ <b>{number}</b>: {_WHAT[what]} до {_at(due, now)}, время подходит."


def breach(number: str, *, what: str, due: datetime, holder: str | None, now: datetime) -> str:
    tail = f"{quoted(holder, 128)}?" if holder else "Никто не взял."
    since = "в" if due.date() == now.date() else "с"
    return f"🔴 <b>{number}</b>: {_MISSED[what]} {since}{NB}{_at(due, now)}. {tail}"


def no_answer_left(number: str) -> str:
    return (
        f"<b>{number}</b>: клиенту ушло последнее напоминание. "
        "Если не ответит, можно решить как «нет ответа» («Ещё»)."
    )


def undelivered(number: str, *, name: str, phone: str) -> str:
    return f"⚠️ <b>{number}</b>: сообщение не доставлено. Позвонить: {_contact(name, phone)}."


def disputed_notice(number: str, *, reason: str) -> str:
    return f"❌ <b>{number}</b>: клиент не согласен.\n{folded(reason, 1000)}"


def withdrawn_notice(number: str) -> str:
    return f"<b>{number}</b>: клиент отозвал обращение, оно закрыто."


def already_taken(holder: str, since: datetime) -> str:
    return f"Уже взял {cut(holder, 100)}, {since.strftime('%H:%M')}"


def held_by_another(number: str, holder: str, since: datetime) -> str:
    return f"{number} ведёт {cut(holder, 100)}, с{NB}{since.strftime('%H:%M')}. Клиенту ничего не ушло."


def not_taken(number: str) -> str:
    return f"{number} никто не взял. Сначала «Взять» на карточке."


def nothing_delivered(number: str) -> str:
    return f"{number}: клиент ещё не получил ответа. Ответьте или укажите в «Ещё», как ответ доставлен."


def too_early(number: str, reminders: int) -> str:
    return (
        f"{number}: «нет ответа» можно после последнего напоминания клиенту. Напоминаний было: {reminders}."
    )


def reason_needed(number: str) -> str:
    return f"{number}: напишите, что не так. Без причины не продолжим."


def no_such_ticket(number: str) -> str:
    return f"Обращения {number} нет." if number else "Такого обращения нет."


def done_already(number: str) -> str:
    return f"{number}: так уже и есть."


def not_now(number: str, status: str, command: str) -> str:
    return f"{number}: сейчас нельзя, обращение {_NOW[status]}."


_NOW = {
    "registered": "ещё никто не взял",
    "in_progress": "в работе",
    "waiting": "ждёт ответа на вопрос",
    "resolved": "решено и ждёт подтверждения",
    "closed": "закрыто",
}


def ask_confirmed_by(number: str) -> str:
    return (
        f"<b>{number}</b>: кто подтвердил решение по телефону и когда?\nНапример: «Анна, сегодня в{NB}15:20»."
    )


def confirmation_recorded(number: str) -> str:
    return f"<b>{number}</b>: подтверждение записано, обращение закрыто."


def panel_extra(email: str, software: str, means: str | None) -> str:
    means_line = f"\nРешено: {_ANSWERED.get(means, means)}" if means else ""
    return f"{quoted(email, 254)} · {quoted(software, 200)}{means_line}"


def history(number: str) -> str:
    return f"<b>{number}</b>: история (МСК)"


def event_line(type_: str, data: dict[str, Any], actor: str | None, at: datetime) -> str:
    detail = _detail(type_, data)
    who = quoted(actor, 128) if actor else "бот"
    when = written(at, "dd.MM HH:mm:ss", LANG)
    return f"{when} · {who} · {_EVENTS.get(type_, type_)}{f': {detail}' if detail else ''}"


def _detail(type_: str, data: dict[str, Any]) -> str:
    detail = ""
    if type_ == "classified":
        change = [f"П{level}" for level in dict.fromkeys((data["from"], data["to"]))]
        detail = f"{KINDS[data['kind']]}, {' → '.join(change)}"
    elif type_ in ("asked", "disputed"):
        words = str(data.get("text" if type_ == "asked" else "reason") or "")
        detail = f"«{quoted(words, 200)}»" if words else ""
    elif type_ == "ask_reason":
        detail = REASONS.get(data.get("reason", ""), "").lower()
    elif type_ == "closed":
        detail = _CLOSINGS.get(data.get("reason", ""), "")
    elif type_ == "resolved":
        detail = _ANSWERED.get(data.get("means", ""), "")
    elif type_ == "delivered":
        detail = _DELIVERED.get(data.get("what", ""), "")
    elif type_ == "confirmed" and data.get("who"):
        detail = f"по телефону: {quoted(str(data['who']), 200)}"
    elif type_ == "rated":
        detail = str(data["rating"])
    elif type_ == "undelivered":
        detail = quoted(str(data.get("reason") or ""), 100)
    return detail


_DELIVERED = {"answer": "ответ", "question": "вопрос «Решено?»", "reminder": "напоминание о закрытии"}
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
    when = f"до {_at(due, now)}" if due is not None else _STATES[status].lower()
    who = quoted(holder, 40) if holder else "—"
    return f"{mark} <b>{number}</b> П{priority} · {when} · {quoted(company, 30)} · {who}"


def queue(lines: list[str]) -> str:
    if not lines:
        return "Очередь пуста."
    body = fitting(lines, "\n", lambda left: f"… и ещё{NB}{left}")
    return f"<b>Очередь</b> (🔥 горит сегодня, ❗ просрочено)\n{body}"


def staff_hello(name: str) -> str:
    return (
        f"{quoted(name, 128)}, вы диспетчер.\n"
        "Обращения приходят в группу. Здесь открывается «Ещё» и приходят личные предупреждения."
    )


def staff_help() -> str:
    return (
        "<b>Карточка в группе</b>\n"
        "«Взять» и сразу назначить приоритет, «Ответить», «Запросить», «Решено», «Отпустить». "
        "«Ещё» открывает обращение здесь: приоритет, вид, способ доставки, история.\n\n"
        "<b>Что уходит клиенту</b>\n"
        "Только ответ на вопрос бота или на слова клиента. "
        f"Уходит через 10{NB}секунд, до этого можно «Отменить». "
        "Ответ на карточку или коллеге остаётся в группе.\n\n"
        "/queue очередь\n/lang язык"
    )


def dead_letter(update_id: int) -> str:
    return f"⚠️ Сообщение {update_id} не удалось обработать, оно отложено. Смотрите журнал."


def dead_outgoing(letter_id: int, kind: str) -> str:
    return f"⚠️ Письмо {letter_id} ({kind}) не удалось доставить, оно отложено. Смотрите журнал."


def group_away(reason: str) -> str:
    return (
        f"⚠️ Группа диспетчеров недоступна: {quoted(reason, 200)}.\n"
        "Обращения принимаются; всё для группы ждёт её возвращения."
    )


def outage(last: datetime, received: datetime) -> str:
    since, until = _moment(last, received, LANG), _moment(received, None, LANG)
    return (
        f"⚠️ С {since} до {until} бот ничего не получал, больше суток.\n"
        "Telegram хранит сообщения 24 часа: более ранние могли пропасть. Спросите клиентов, не писали ли они."
    )

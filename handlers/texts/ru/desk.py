"""What dispatchers read."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, folded, quoted
from handlers.texts.moments import moment as _moment
from handlers.texts.ru.client import KINDS, LANG

TAKE, MORE, ANSWER, ASK, RESOLVE, RELEASE = "Взять", "Ещё", "Ответить", "Запросить", "Решено", "Отпустить"
TAKE_BACK, TAKEN_BACK = "Отменить", "Отменено, клиенту не ушло."
TOO_LATE = "Уже ушло клиенту, отменить нельзя."
STAFF_ONLY = "Это только для диспетчеров."
NOT_POSSIBLE = "Сейчас так нельзя."
NO_ANSWER = "Решено: нет ответа"
CONFIRMED_BY_PHONE = "Подтвердил по телефону"
NOTHING_RECORDED = "Отменено, ничего не изменилось."
HISTORY = "История"
CLASSIFY, RESOLVED_ELSEWHERE, CARD_IN_GROUP = "Приоритет и вид", "Решено вне чата", "Карточка в группе"
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
    "/call звонок клиента · /queue очередь · /mine что ведёте вы · /find поиск · /new своё обращение · "
    "/help помощь"
)
_STATES = {
    "registered": "НОВОЕ",
    "in_progress": f"В{NB}РАБОТЕ",
    "waiting": "ЖДЁМ КЛИЕНТА",
    "resolved": "РЕШЕНО",
    "closed": "ЗАКРЫТО",
}
_FREE = "СВОБОДНО"  # released: taken once, and not new any more
_CLOSINGS = {
    "confirmed": "клиент подтвердил",
    "silence": "клиент не ответил",
    "withdrawn": "клиент отозвал",
    "duplicate": "дубликат",
    "refused": "без договора",
}
_COLOURS = {1: "🔴", 2: "🟠", 3: "🟡", 4: "🔵"}
_DONE = {"resolved": "🟢", "closed": "⚪"}  # whatever the priority was
_CAME = {"mail": ("✉️ по почте",), "phone": ("☎️ по телефону",)}
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

_LETTERS = {
    "registered": "номер и сроки",
    "classified": "приоритет и сроки",
    "question": "вопрос клиенту",
    "waiting_reminder": "напоминание о вопросе",
    "answer": "ответ",
    "proposal": "предложение продлить срок",
    "paid_offer": "предложение платной работы",
    "closure_question": "вопрос «Решено?»",
    "closure_reminder": "напоминание о закрытии",
}


def take_as(priority: int) -> str:
    return f"Взять, П{priority} верно"


def is_common(joined: int) -> str:
    return f"🧩 Массовый сбой: вместе с ним ещё {joined}. Ответить всем: «Ещё», «Связи»"


def priority_button(priority: int) -> str:
    return f"П{priority}"


def card(
    *, number: str, priority: int, classified: bool, kind: str, status: str, closing: str | None,
    company: str, fabricator: str | None, name: str, phone: str, source: str, description: str, files: int,
    processing_due: datetime | None, execution_due: datetime | None, waiting_since: datetime | None,
    closing_at: datetime | None, holder: str | None, held_since: datetime | None, late: bool,
    late_by_change: bool, matters: list[str], rating: int | None, now: datetime, starts: datetime | None,
    proposed: datetime | None, linked: str | None, parent: str | None,
) -> str:  # fmt: skip
    """The ticket's card in the group."""
    mark = _DONE.get(status) or _COLOURS.get(priority, "🔵")
    presumed = "" if classified else " (предп.)"
    state = _FREE if classified and status == "registered" else _STATES[status]
    state += f", {_FREE}" if status == "waiting" and not holder else ""
    state += f": {_CLOSINGS[closing]}" if closing in _CLOSINGS else ""
    lines = [f"{mark} <b>{number}</b> · П{priority}{presumed} · {KINDS[kind]} · {state}"]
    companies = [quoted(company, 200), *([quoted(fabricator, 200)] if fabricator else [])]
    lines.append(" · ".join([*companies, quoted(name, 128), quoted(phone, 32), *_CAME.get(source, ())]))
    lines.append(folded(description or "(без слов)"))
    extras = [f"📎{NB}{files}"] if files else []
    extras += [f"🧩 Часть массового сбоя {parent}"] if parent else []
    extras += [f"{'Дубликат' if closing == 'duplicate' else 'Связано с'} {linked}"] if linked else []
    if extras:
        lines.append(" · ".join(extras))
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
        if proposed is not None:
            lines.append(f"⏳ Просим продлить до {_at(proposed, now)}, ждём согласия клиента")
    if status == "resolved" and closing_at is not None:
        lines.append(f"Закроется {_at(closing_at, now)}, если клиент промолчит")
    missed = ["❗ <b>Просрочено</b>"] if late else []
    missed += ["Срок прошёл из-за смены приоритета"] if late_by_change else []
    if missed:
        lines.append(" · ".join(missed))
    if matters:
        lines.append(to_call(name, phone, matters))
    stars = "" if rating is None else f" · оценка {'★' * rating}{'☆' * (5 - rating)}"
    lines.append(f"Ведёт: {quoted(holder, 128) if holder else '—'}{stars}")
    return "\n".join(lines)


def _at(at: datetime, now: datetime) -> str:
    return _moment(at, now, LANG)  # the desk reads Moscow time everywhere


def _contact(name: str, phone: str) -> str:
    return f"{quoted(name, 128)}, {quoted(phone, 32)}"


def _undelivered(matters: list[str]) -> str:
    return ", ".join(dict.fromkeys(_LETTERS[matter] for matter in matters if matter in _LETTERS))


def to_call(name: str, phone: str, matters: list[str]) -> str:
    """The line on the card."""
    return f"☎️ <b>Позвонить:</b> {_contact(name, phone)}. Не доставлено: {_undelivered(matters)}"


def prompt(number: str, client: str, dispatcher: str, telegram_id: int | None, purpose: str) -> str:
    what = {
        "answer": "Ответ уйдёт клиенту",
        "ask": "Вопрос уйдёт клиенту",
        "resolve": "Решение уйдёт клиенту, и обращение станет решённым",
    }[purpose]
    who = quoted(dispatcher, 128)
    if telegram_id is not None:
        who = f'<a href="tg://user?id={telegram_id}">{who}</a>'
    return f"{who}, <b>{number}</b> · {quoted(client, 128)}\nОтветьте на это сообщение. {what}."


def said_line_heading(number: str, client: str, text: str, kind: str) -> str:
    """What went to whom, in one line of the group."""
    words = quoted(" ".join(text.split()), 120) or {"photo": "фото", "voice": "голос"}.get(kind, "файл")
    return f"→ <b>{number}</b> · {quoted(client, 128)}: «{words}»"


def held(number: str, client: str, text: str, kind: str, purpose: str, going: datetime | None) -> str:
    heading = said_line_heading(number, client, text, kind)
    if going is None:
        return f"{heading} · ушло клиенту"
    tail = {"answer": "", "ask": " · вопрос, срок остановлен", "resolve": " · и «Решено?»"}[purpose]
    # The moment stays true after the ten seconds; an edit would cost the group's allowance.
    when = f"уйдёт через 10{NB}с, в{NB}{going:%H:%M:%S}"
    return f"{heading} · {when}{tail}"


def taken_back(number: str) -> str:
    return f"<b>{number}</b>: отменено, клиенту не ушло."


def reason_noted(code: str) -> str:
    return f"Причина запроса: {REASONS[code].lower()}"


def yours(number: str) -> str:
    return f"{number} ведёте вы."


def released(number: str) -> str:
    return f"{number} снова свободно."


def resolved_toast(number: str, *, held: bool) -> str:
    if held:
        return f"{number}: через 10{NB}с спросим клиента. Можно отменить."
    return f"{number}: спрашиваем клиента, решено ли."


def unresolved(number: str) -> str:
    return f"{number}: решение отменено, клиенту ничего не ушло."


def classified_toast(number: str, priority: int, kind: str) -> str:
    return f"{number}: {KINDS[kind]}, приоритет{NB}{priority}. Клиенту сообщили."


def relay_heading(
    number: str, name: str, what: str, *, holder: str | None, holder_id: int | None = None,
    free: bool = False,
) -> str:  # fmt: skip
    label = {
        "reply": "ответ клиента",
        "addition": "дополнение",
        "dispute": "❌ не решено",
        "description": "описание целиком",
        "after": "после закрытия",
    }[what]
    # A mention, so that the holder's own phone tells him.
    called = quoted(holder or "", 128)
    tail = f' → <a href="tg://user?id={holder_id}">{called}</a>' if holder_id else f" → {called}"
    tail = tail if holder else " · ❗ никто не ведёт" if free else ""
    return f"← <b>{number}</b> · {quoted(name, 128)} · {label}{tail}"


def ask_confirmed_by(number: str) -> str:
    return (
        f"<b>{number}</b>: кто подтвердил решение по телефону и когда?\nНапример: «Анна, сегодня в{NB}15:20»."
    )


def confirmation_recorded(number: str) -> str:
    return f"<b>{number}</b>: подтверждение записано, обращение закрыто."


def staff_hello(name: str, *, admin: bool) -> str:
    return (
        f"{quoted(name, 128)}, вы {'администратор' if admin else 'диспетчер'}.\n"
        "Обращения приходят в группу. Здесь открывается «Ещё» и приходят личные предупреждения.\n"
        "Клиент на телефоне: /call. Что ещё можно: /help"
    )


def group_help() -> str:
    return (
        "Клиенту уходит только ответ на вопрос бота или на слова клиента, остальное остаётся в группе.\n"
        f"/queue очередь, /mine что ведёте вы, /find поиск, /t{NB}26-00042 обращение.\n"
        "Звонки, готовые ответы, передача дел и вся справка в личном чате с ботом."
    )


def staff_help() -> str:
    return (
        "<b>Карточка в группе</b>\n"
        "«Взять» и сразу назначить приоритет, «Ответить», «Запросить», «Решено», «Передать» коллеге. "
        "«Ещё» открывает обращение здесь: приоритет и вид, ответ не в чате, связи, история.\n\n"
        "<b>Что уходит клиенту</b>\n"
        "Только ответ на вопрос бота или на слова клиента. "
        f"Уходит через 10{NB}секунд, до этого можно «Отменить», потом ещё 48{NB}часов «Отозвать». "
        "Ответ на карточку или коллеге остаётся в группе.\n\n"
        "/queue очередь\n/mine что ведёте вы\n/find поиск: номер, компания, телефон, любые слова\n"
        f"/t{NB}26-00042 обращение со всей историей\n"
        "/call записать звонок клиента\n/handover передать всё, что ведёте\n"
        "/calls кому позвонить\n/answers готовые ответы\n"
        "/new своё обращение\n/privacy ваши данные\n/lang язык\n/cancel отменить ввод"
    )

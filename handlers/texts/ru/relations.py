"""Tickets and tickets: splitting off, duplicates, a mass incident; what both sides read (R3)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import NB, cut, folded, plural, quoted
from handlers.texts.ru.client import LANG
from handlers.texts.ru.desk import _CLOSINGS, _STATES, _at

RELATIONS, SPLIT_OFF, SPLIT_SOME = "Связи", "✂️ Отдельное обращение", "✂️ Отделить сообщение"
DUPLICATE, CLOSE_AS_DUPLICATE = "Дубликат", "Закрыть как дубликат"
ANYWAY_DUPLICATE, LINK_INSTEAD = "Всё равно закрыть", "Связать как массовый сбой"
LINK, UNLINK = "Часть массового сбоя", "Отвязать"
ANSWER_ALL, RESOLVE_ALL = "Ответить всем", "Решено для всех"
NOTHING_TO_SPLIT = "Клиент здесь пока ничего не писал."


def split_toast(old: str, number: str) -> str:
    return f"Отделили от {old}. Новое {number} в очереди."


def split_told(old: str, text: str) -> str:
    return (
        f"✂️ Это другая проблема, завели для неё отдельное обращение:\n{folded(text, 300)}"
        f"\nПо <b>{old}</b> работаем как прежде."
    )


def choose_to_split(number: str) -> str:
    return (
        f"<b>{number}</b>: какое сообщение клиента отделить? Оно станет новым обращением "
        "с тем же клиентом, видом и приоритетом; их можно поменять."
    )


def split_button(at: datetime, now: datetime, text: str) -> str:
    return f"{_at(at, now)} · {cut(' '.join(text.split()), 30) or '📎'}"


def not_to_split(number: str, why: str, other: str) -> str:
    return {
        "desk": f"{number}: это слова диспетчера. Отделить можно только сообщение клиента.",
        "already": f"Уже отделено от {number}: {other}.",
        "whole": f"{number}: это и есть само обращение, отделять нечего. Вид и приоритет меняются в «Ещё».",
    }[why]


def relations(
    number: str, *, linked: str | None, parent: str | None, children: list[tuple[str, str, str | None, str]],
    answered: int, confirmed: int, disputed: list[str], holder: str | None,
) -> str:  # fmt: skip
    """How the ticket stands to others; of a mass incident, how far it is."""
    lines = [f"<b>{number}</b>: связи с другими обращениями"]
    if linked:
        lines.append(f"Связано с {linked}.")
    if parent:
        lines.append(f"Часть массового сбоя {parent}.")
    if children:
        total = plural(
            len(children), LANG, one="обращение", few="обращения", many="обращений", other="обращения"
        )
        lines.append(f"Массовый сбой: {total} той же причины.")
        lines.append(f"Ответ получили {answered}, подтвердили {confirmed}.")
        lines += [_child(*child) for child in children[:30]]
        if len(children) > 30:
            lines.append(f"… и ещё{NB}{len(children) - 30}")
    if disputed:
        lines.append(f"Не согласились и идут отдельно: {', '.join(disputed[:30])}.")
    if len(lines) == 1:
        lines.append("Пока ни с чем не связано.")
    if holder:
        lines.append(f"Меняет связи тот, кто ведёт: {quoted(holder, 128)}.")
    return "\n".join(lines)


def _child(number: str, status: str, closing: str | None, company: str) -> str:
    state = _CLOSINGS[closing] if closing in _CLOSINGS else _STATES[status].lower()
    return f"· {number} · {quoted(company, 40)} · {state}"


def ask_duplicate_of(number: str) -> str:
    return (
        f"<b>{number}</b>: дубликат какого обращения? Нажмите или напишите номер, например "
        f"«26-00042».\nЭто обращение закроется без оценки; клиенту скажем, какое продолжаем."
    )


def ask_parent(number: str) -> str:
    return (
        f"<b>{number}</b>: частью какого массового сбоя считать? Нажмите или напишите номер главного "
        "обращения, например «26-00042».\nОтвет и решение будут общими; номер, сроки и подтверждение "
        "у каждого свои."
    )


def number_wanted() -> str:
    return "Нужен номер обращения, например «26-00042»."


def confirm_duplicate(number: str, text: str, other: str, other_text: str) -> str:
    return (
        f"Закрыть <b>{number}</b> как дубликат <b>{other}</b>?\n"
        f"{number}: {folded(text, 300)}\n{other}: {folded(other_text, 300)}"
    )


def another_clients(number: str, other: str) -> str:
    return (
        f"<b>{other}</b> подал другой клиент. Этому его номер не покажем, он только прочтёт, что {number} "
        "закрыто как повторное.\nЛучше связать их как массовый сбой: решение общее, а подтверждает каждый "
        "сам."
    )


def duplicate_told(number: str, other: str | None) -> str:
    if other is None:
        return (
            f"<b>{number}</b> закрыто как повторное: этой проблемой мы уже занимаемся. "
            "Если она осталась, напишите: откроем связанное обращение."
        )
    return (
        f"<b>{number}</b> закрыто как повторное: дальше занимаемся <b>{other}</b>, там та же проблема. "
        "Если это не так, напишите: откроем связанное обращение."
    )


def duplicate_done(number: str, other: str) -> str:
    return f"<b>{number}</b> закрыто как дубликат <b>{other}</b>, клиенту сообщили."


def linked_done(number: str, parent: str) -> str:
    return (
        f"<b>{number}</b>: теперь часть массового сбоя <b>{parent}</b>, клиенту сообщили.\n"
        f"Ответить всем сразу: «Ещё» на карточке {parent}, дальше «Связи»."
    )


def linked_told(number: str) -> str:
    return (
        f"<b>{number}</b>: причина общая с другими обращениями, решаем для всех сразу. "
        "Номер и сроки прежние, ответ придёт сюда."
    )


def unlinked_toast(number: str) -> str:
    return f"{number} идёт отдельно."


def not_this(number: str, why: str) -> str:
    return {
        "itself": f"{number} и есть это обращение. Нужен номер другого.",
        "closed": f"{number} уже закрыто. Нужно обращение, по которому идёт работа.",
        "cycle": f"{number} само закрыто как дубликат этого. Нужен номер другого.",
        "child": f"{number} само часть массового сбоя. Нужен номер главного обращения.",
        "alone": f"{number}: открытых обращений той же причины нет. Ответьте на карточке.",
        "has_children": f"К {number} привязаны другие обращения. Сначала отвяжите их: «Связи» на каждом.",
    }[why]


def _clients(count: int) -> str:
    return plural(count, LANG, one="клиенту", few="клиентам", many="клиентам", other="клиента")


def ask_for_all(number: str, count: int, *, resolves: bool) -> str:
    after = "Каждого спросим, решено ли у него." if resolves else "Обращения останутся в работе."
    return (
        f"<b>{number}</b> и обращения той же причины: что написать {_clients(count)}? {after}\n"
        "Все они станут вашими. Нужен текст одним сообщением."
    )


def for_all_unclear(limit: int) -> str:
    signs = plural(limit, LANG, one="знака", few="знаков", many="знаков", other="знака")
    return f"Нужен текст, не длиннее {signs}."


def held_for_all(number: str, count: int, text: str, going: datetime) -> str:
    return (
        f"→ {_clients(count)}, <b>{number}</b> и обращения той же причины:\n{folded(text, 1000)}\n"
        f"Уйдёт через 10{NB}с, в{NB}{going:%H:%M:%S}."
    )

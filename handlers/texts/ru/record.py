"""The history of a ticket, line by line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.texts.moments import NB, quoted, written
from handlers.texts.ru.client import KINDS, LANG
from handlers.texts.ru.contracts import DECISIONS
from handlers.texts.ru.desk import (
    _ANSWERED,
    _CLOSINGS,
    _LETTERS,
    REASONS,
    _at,
)
from handlers.texts.ru.paid import PAID_WORKS
from handlers.texts.ru.quality import CAUSES
from handlers.texts.ru.unreached import refused, unreached


def panel_extra(email: str, software: str, means: str | None) -> str:
    means_line = f"\nОтвет: {_ANSWERED.get(means, means)}" if means else ""
    return f"{quoted(email, 254)} · {quoted(software, 200)}{means_line}"


def history(number: str) -> str:
    return f"<b>{number}</b>: история (МСК)"


def event_line(type_: str, data: dict[str, Any], actor: str | None, at: datetime) -> str:
    detail = _detail(type_, data, at)
    who = quoted(actor, 128) if actor else "бот"
    when = written(at, "dd.MM HH:mm:ss", LANG)
    what = _TAKEN_BACK.get(data.get("what", "")) if type_ == "taken_back" else None
    return f"{when} · {who} · {what or _EVENTS.get(type_, type_)}{f': {detail}' if detail else ''}"


def _detail(type_: str, data: dict[str, Any], at: datetime) -> str:
    detail = ""
    if type_ == "classified":
        change = [f"П{level}" for level in dict.fromkeys((data["from"], data["to"]))]
        detail = f"{KINDS[data['kind']]}, {' → '.join(change)}"
    elif type_ in ("asked", "disputed", "recalled"):
        words = str(data.get("reason" if type_ == "disputed" else "text") or "")
        detail = f"«{quoted(words, 200)}»" if words else ""
    elif type_ in ("proposed", "agreed"):
        until = _at(datetime.fromisoformat(data["moment"]), at)
        detail = f"до {until}" + (f", «{quoted(str(data['reason']), 200)}»" if data.get("reason") else "")
    elif type_ in ("paid_offered", "paid_agreed", "paid_declined", "paid_withdrawn"):
        work, agreed_to = PAID_WORKS.get(data.get("service", ""), ""), str(data.get("footnote") or "")
        detail = work + (f", «{quoted(agreed_to, 400)}»" if agreed_to else "")
        detail += f", по телефону: {quoted(str(data['who']), 200)}" if data.get("who") else ""
    elif type_.startswith("fix_"):
        detail = quoted(str(data.get("version") or ""), 64)
    elif type_ == "ask_reason":
        detail = REASONS.get(data.get("reason", ""), "").lower()
    elif type_ == "closed":
        detail = " ".join(filter(None, (_CLOSINGS.get(data.get("reason", "")), data.get("of"))))
    elif type_ == "resolved":
        detail = _ANSWERED.get(data.get("means", ""), "")
    elif type_ == "delivered":
        by = ", по почте" if data.get("means") == "email" else ""
        detail = f"{_DELIVERED.get(data.get('what', ''), '')}{by}"
    elif type_ == "confirmed" and data.get("who"):
        detail = f"по телефону, {quoted(str(data['who']), 200)}"
    elif type_ == "handed_over":
        detail = f"{quoted(str(data.get('from') or '—'), 64)} → {quoted(str(data.get('to')), 64)}"
        detail += f", «{quoted(str(data['text']), 200)}»" if data.get("text") else ""
    elif type_ == "called":
        words = f", «{quoted(str(data['text']), 200)}»" if data.get("text") else ""
        detail = f"{_CALLED.get(data.get('result', ''), '')}{words}"
    elif type_ == "registered" and data.get("source") in ("phone", "mail"):
        detail = "по телефону" if data["source"] == "phone" else "по почте"
    elif type_ == "call_missed":
        detail = f"попытка{NB}{data.get('attempt')}"
    elif type_ == "released":
        detail = _RELEASED.get(data.get("reason", ""), "")
    elif type_ in _RELATED:
        detail = " · ".join(filter(None, (data.get("number"), _APART.get(data.get("reason", "")))))
    elif type_ == "rated":
        detail = str(data["rating"])
    elif type_ in ("rating_comment", "review_closed"):
        detail = f"«{quoted(str(data.get('text') or ''), 200)}»"
    elif type_ == "review_cause":
        detail = CAUSES.get(data.get("cause", ""), "").lower()
    elif type_ == "contract_decided":
        detail = DECISIONS.get(data.get("decision", ""), "").lower()
    elif type_ == "contract_seen":
        detail = _LACKS.get(data.get("to"), "")
    elif type_ in ("mailed", "mail_refused"):
        why = str(data.get("reason") or "")
        detail = _LETTERS.get(data.get("what", ""), "") + (f", {refused(why)}" if why else "")
    elif type_ == "undelivered":
        detail = unreached(str(data.get("reason") or ""))
    return detail


_DELIVERED = {"answer": "ответ", "question": "вопрос «Решено?»", "reminder": "напоминание о закрытии"}
_CALLED = {
    "reached": "дозвонились",
    "returned": "не нужен, клиент вернулся",
    "needless": "уже не нужен",
    "recalled": "слова отозваны",
}
_RELEASED = {"quiet": "долго без движения", "left": "диспетчера нет в группе", "handover": "в очередь"}
_LACKS = {None: "действует", "unknown": "не подтверждён", "none": "его нет", "expired": "кончился"}
_TAKEN_BACK = {"question": "вопрос отменён", "resolution": "решение отменено"}
_RELATED = {"split_off", "split_from", "duplicate_found", "linked", "unlinked", "joined", "parted"}
_APART = {"disputed": "клиент не согласен", "duplicate": "закрыто как дубликат"}
_EVENTS = {
    "fix_linked": "исправят в версии",
    "fix_unlinked": "версию больше не ждём",
    "fix_announced": "версия объявлена, клиент извещён",
    "paid_offered": "предложена платная работа",
    "paid_agreed": "клиент согласен на платную работу",
    "paid_declined": "клиент отказался от платной работы",
    "paid_withdrawn": "платная работа отозвана",
    "contract_seen": "договор проверен",
    "contract_decided": "без договора",
    "review_opened": "разбор начат",
    "review_owned": "разбор взят",
    "review_cause": "причина в разборе",
    "review_closed": "разбор закончен",
    "rating_comment": "слова к оценке",
    "comment_apart": "слова к оценке стали новым обращением",
    "split_off": "отделено сообщение",
    "split_from": "отделено от",
    "duplicate_found": "дубликат закрыт",
    "linked": "часть массового сбоя",
    "unlinked": "отвязано",
    "answered_all": "ответ ушёл по всем обращениям той же причины",
    "joined": "привязано",
    "edited": "сообщение изменено",
    "corrected": "правка, клиенту не видна",
    "parted": "отвязано",
    "registered": "зарегистрировано",
    "claimed": "взято",
    "released": "отпущено",
    "handed_over": "передано",
    "classified": "классификация",
    "asked": "вопрос клиенту",
    "ask_reason": "причина вопроса",
    "replied": "ответ клиента",
    "added": "дополнение",
    "answered": "ответ клиенту",
    "taken_back": "ответ отменён",
    "recalled": "отозвано и удалено у клиента",
    "recall_refused": "удалить у клиента не удалось",
    "resolved": "решено",
    "delivered": "доставлено",
    "undelivered": "не доставлено",
    "mailed": "ушло по почте",
    "mail_refused": "почта не приняла",
    "mail_asked": "переспросили письмом",
    "mail_automatic": "автоответ клиента",
    "called": "звонок",
    "client_came": "клиент пришёл в Telegram",
    "call_missed": "не дозвонились",
    "call_offered": "напоминание позвонить",
    "confirmed": "подтверждено",
    "disputed": "не согласен",
    "closed": "закрыто",
    "rated": "оценка",
    "said_after": "сообщение после закрытия",
    "proposed": "просим продлить срок",
    "agreed": "клиент согласен на новый срок",
    "declined": "клиент не согласен продлить",
    "proposal_withdrawn": "просьба продлить отозвана",
    "proposal_expired": "просьба продлить без ответа",
    "processing_warning": "предупреждение: обработка",
    "processing_breach": "просрочена обработка",
    "execution_warning": "предупреждение: выполнение",
    "release_warning": "предупреждение: давно без движения",
    "execution_breach": "просрочено выполнение",
    "waiting_reminder": "напоминание клиенту",
    "closure_reminder": "напоминание о закрытии",
}

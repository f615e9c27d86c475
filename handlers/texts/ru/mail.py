"""What is written in letters by mail, in plain words, and what the desk reads about them (R1.2, R7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.texts.moments import NB, cut, folded, glued, quoted
from handlers.texts.ru.client import moment
from handlers.texts.ru.desk import _LETTERS, _at

NO_MAIL = "Почта здесь не подключена: отвечаем в этом чате."
BY_CHAT, BY_MAIL = "💬 В этом чате", "✉️ По почте"
MAIL_MISSING_SUBJECT = "Ваше письмо в службу поддержки"
MAIL_HOW = {
    "registered": (
        "Хотите дополнить? Ответьте на это письмо, номер в теме оставьте. "
        "О другой проблеме напишите отдельным письмом."
    ),
    "question": "Ответьте на это письмо. Пока ждём вас, срок не идёт.",
    "waiting_reminder": "Ответьте на это письмо.",
    "answer": "Есть что добавить? Ответьте на это письмо.",
    "proposal": "Ответьте на это письмо: «Согласен» или «Не согласен».",
    "paid_offer": (
        "Согласие на платную работу принимаем только кнопкой в Telegram. Не хотите платной работы "
        "или есть вопросы, ответьте на это письмо."
    ),
    "closed": (
        "Оцените, пожалуйста, нашу работу: ответьте на это письмо цифрой от 1 до 5, где 5 — отлично. "
        "Если что-то было не так, напишите рядом, что именно."
    ),
    "closure_question": (
        "Ответьте на это письмо: «Решено», и мы закроем обращение; "
        "или «Не решено» и что не так, и мы продолжим."
    ),
    "closure_reminder": "Ответьте на это письмо: «Решено»; или «Не решено» и что не так.",
}
_FIELDS = {
    "description": "Описание: что случилось, своими словами",
    "impact": "Приоритет: цифра от 1 до 4 (что они значат, написано ниже)",
    "company": "Компания: название (или «частное лицо»)",
    "fabricator": "Переработчик: кто делает окна из профиля Exprof (если вы сами, напишите «он же»)",
    "contact_name": "Контактное лицо: как к вам обращаться",
    "phone": f"Телефон: например, {glued('+7 921 123-45-67')}",
    "email": "E-mail: например, anna@okna.ru",
}
_MAIL_FIELDS = {
    "impact": "Приоритет",
    "company": "Компания",
    "fabricator": "Переработчик",
    "contact_name": "Контактное лицо",
    "phone": "Телефон",
    "email": "E-mail",
    "software": "Программа",
}


def mail_subject(number: str, description: str) -> str:
    words = cut(" ".join(description.strip().partition("\n")[0].split()), 60)
    return f"[{number}] {words}" if words else f"[{number}]"


def mail_said(number: str, kind: str, author: str, text: str) -> str:
    """An answer or a question of the desk; plain, not HTML."""
    head = f"{number}: нужен ваш ответ." if kind == "question" else f"{number}. Ответ службы поддержки"
    who = f" ({author})" if kind != "question" and author else ""
    return f"{head}{who}:\n\n{text}" if kind != "question" else f"{head}\n\n{text}"


def mail_closed(number: str) -> str:
    return f"Обращение {number} закрыто как решённое. Спасибо, что написали!"


def mail_join(link: str, until: datetime, now: datetime) -> str:
    return (
        f"Удобнее в Telegram? Откройте ссылку, и обращение будет там: {link}\n"
        f"Ссылка на один раз, до {moment(until, now)}. Никому её не пересылайте."
    )


def mail_signature(product: str, phone: str) -> str:
    return f"Служба поддержки {product}\n{phone}"


def mail_missing(
    missing: list[str], *, wrong: dict[str, str], definitions: list[tuple[int, str]], consent: int
) -> str:
    """One answer with all that is missing; plain, not HTML."""
    lines = ["Здравствуйте! Письмо получили, но для регистрации обращения не хватает сведений."]
    lines.append("Ответьте на это письмо, впишите недостающее; повторять остальное не нужно:")
    lines += ["", *(_FIELDS[name] for name in missing)]
    lines += [f"{_MAIL_FIELDS[name]}: {why}" for name, why in wrong.items()]
    if definitions:
        lines += ["", "Приоритет: как это влияет на работу?"]
        lines += [f"{level}. {' '.join(text.split())}" for level, text in definitions]
    lines += [
        "",
        "Присылая эти сведения, вы соглашаетесь, что мы будем их хранить, чтобы вам отвечать "
        f"(согласие на обработку, версия{NB}{consent}; отозвать его можно письмом или по телефону).",
    ]
    return "\n".join(lines)


def bad_impact() -> str:
    return "нужна цифра от 1 до 4: она говорит, как это влияет на работу."


def mail_reason(number: str) -> str:
    return (
        f"{number}: напишите, пожалуйста, что именно не решено. "
        "Без причины продолжить не сможем, а с ней продолжим под тем же номером."
    )


def mail_unclear(number: str) -> str:
    return (
        f"{number}: ваше письмо передали диспетчеру. Но мы не поняли, решено ли обращение.\n\n"
        "Ответьте одним словом: «Решено», и мы закроем его; "
        "«Не решено», и продолжим: причиной будет то, что вы уже написали."
    )


def mail_proposal_unclear(number: str, until: datetime, now: datetime, reason: str) -> str:
    return (
        f"{number}: ваше письмо передали диспетчеру. Но мы не поняли, согласны ли вы на новый срок: "
        f"до {moment(until, now)}.\nПричина: {reason}\n\n"
        "Ответьте на это письмо одним словом: «Согласен» или «Не согласен». Без ответа срок не изменится."
    )


def mail_too_late(line: str) -> str:
    return f"{line}\n\nВаше письмо передали диспетчеру."


def mail_rating_why(number: str, stars: int) -> str:
    return (
        f"{number}: спасибо, оценка {stars} записана. Жаль, что так вышло. Что нам исправить? "
        "Если хотите, напишите в ответ на это письмо, прочтёт руководитель.\n\n"
        "О новой проблеме напишите отдельным письмом."
    )


def mail_rating_thanks(number: str) -> str:
    return (
        f"{number}: спасибо, ваши слова передали руководителю.\n\n"
        "О новой проблеме напишите отдельным письмом: это закрытое обращение диспетчеры уже не ведут."
    )


def mail_file(number: str, name: str, file: str, *, risky: bool, fits: bool) -> str:
    """The caption of a file that came by mail."""
    lines = [f"📎{NB}{number} · {quoted(name, 128)} · из письма"]
    if risky:
        lines.append(f"⚠️ опасный тип: {quoted(file, 64)}. Не открывайте, пока не проверите.")
    if not fits:
        lines.append(f"Файл {quoted(file, 64)} больше 50{NB}МБ, в Telegram не передать. Он в почтовом ящике.")
    return "\n".join(lines)


def mail_note(number: str, *, text: str) -> str:
    return f"✉️ <b>{number}</b>: пришёл автоответ клиента, обращение не изменилось.\n{folded(text, 700)}"


def mail_pending(sender: str) -> str:
    return (
        f"✉️ Письмо от {quoted(sender, 254)} сутки ждёт сведений и не стало обращением: отправитель "
        "не ответил. Напишите или позвоните ему сами; придут сведения, зарегистрируем."
    )


def mail_dead(sender: str, mailbox: str) -> str:
    return (
        f"⚠️ Письмо от {quoted(sender or '—', 254)} ({quoted(mailbox, 200)}) разобрать не удалось. Оно "
        "сохранено целиком. Список: <code>otklik mail list</code>"
    )


def mail_too_many(sender: str, mailbox: str) -> str:
    return (
        f"⚠️ {quoted(sender, 254)} ({quoted(mailbox, 200)}): слишком много обращений по почте за сутки. "
        "Лишние письма отложены. Список: <code>otklik mail list</code>"
    )


def mail_locked_out(what: str, host: str) -> str:
    return (
        f"⚠️ Почта: {quoted(host, 200)} не принимает пароль ({quoted(what, 200)}). Больше не пробуем: "
        "исправьте настройки MAIL_* и перезапустите."
    )


def card_steps(steps: Sequence[tuple[str, str, str | None, datetime]], now: datetime) -> str:
    """The steps of delivery on the card: by what, with what result, when."""
    found = []
    for kind, what, means, at in steps:
        by = "Telegram" if kind == "undelivered" or means in (None, "telegram") else "почта"
        by = "почта" if kind.startswith("mail") or means == "email" else by
        by = "телефон" if means == "phone" else by
        sign = "✖" if kind in ("undelivered", "mail_refused") else "✔"
        name = _LETTERS.get({"question": "closure_question", "reminder": "closure_reminder"}.get(what, what))
        if kind in ("undelivered", "mailed", "mail_refused"):
            name = _LETTERS.get(what)
        found.append(f"{by}{NB}{sign} {name or what} {_at(at, now)}")
    return "✉️ " + " → ".join(found)


def ask_means(*, by_mail: bool) -> str:
    return (
        "Сейчас отвечаем вам по почте, на адрес из обращения. Где удобнее?"
        if by_mail
        else "Сейчас отвечаем вам в этом чате. Где удобнее?"
    )


def means_chosen(*, by_mail: bool) -> str:
    return (
        "Хорошо, отвечать будем по почте, на адрес из обращения. Вернуть: /mail"
        if by_mail
        else "Хорошо, отвечаем в этом чате."
    )

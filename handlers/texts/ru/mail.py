"""What is written in letters by mail, in plain words (R1.2, R7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.texts.moments import NB, cut, glued
from handlers.texts.ru.client import moment

MAIL_MISSING_SUBJECT = "Ваше письмо в службу поддержки"
MAIL_FILES = {
    "photo": "фото",
    "video": "видео",
    "video_note": "видео",
    "voice": "голосовое сообщение",
    "audio": "аудио",
    "animation": "анимация",
    "sticker": "стикер",
    "document": "файл",
}
MAIL_LOST = "Файл приложить не удалось, передадим его другим способом. Не приложен: "
_OF_A_CHAT = (  # what is said of a chat and not of a letter
    (" Просто напишите сюда.", ""),
    ("Ответьте на это сообщение", "Ответьте на это письмо"),
    ("ответьте на это сообщение", "ответьте на это письмо"),
)
MAIL_HOW = {
    "registered": (
        "Хотите дополнить? Ответьте на это письмо, номер в теме оставьте. "
        "О другой проблеме напишите отдельным письмом."
    ),
    "question": "Ответьте на это письмо. Пока ждём вас, срок не идёт.",
    "waiting_reminder": "Ответьте на это письмо.",
    "classified": "Есть что добавить? Ответьте на это письмо.",
    "handled": "Есть что добавить? Ответьте на это письмо.",
    "answer": "Есть что добавить? Ответьте на это письмо.",
    "proposal": "Ответьте на это письмо: «Согласен» или «Не согласен».",
    "paid_offer": (
        "Согласие на платную работу даётся кнопкой в Telegram или по телефону: слова в письме его не дают. "
        "Не хотите платной работы или есть вопросы, ответьте на это письмо."
    ),
    "closed": (
        "Оцените, пожалуйста, нашу работу: ответьте на это письмо цифрой от 1 до 5 "
        "(5: отлично). Если что-то было не так, напишите рядом, что именно."
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


def mail_worded(text: str) -> str:
    """A message of the chat as a letter says it."""
    for said, instead in _OF_A_CHAT:
        text = text.replace(said, instead)
    return text


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


def mail_join(link: str, until: datetime, now: datetime, *, button: bool = False) -> str:
    what = (
        "Обращение и кнопка в Telegram"
        if button
        else "Удобнее в Telegram? Откройте ссылку, и обращение будет там"
    )
    return f"{what}: {link}\nСсылка на один раз, до {moment(until, now)}. Никому её не пересылайте."


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


def mail_enclosed(names: list[str]) -> str:
    return f"Во вложении: {', '.join(names)}"


def _mb(size: int) -> str:
    return f"{max(round(size / 1024 / 1024), 1)}{NB}МБ"


def mail_not_enclosed(left: Sequence[tuple[str, int]]) -> str:
    listed = ", ".join(f"{name} ({_mb(size)})" for name, size in left)
    return f"В письмо не поместилось: {listed}. Передадим другим способом, диспетчер об этом знает."


def mail_place(where: str, latitude: float, longitude: float) -> str:
    return f"Место: {where + ', ' if where else ''}{latitude:.5f}, {longitude:.5f}"

"""What is written in letters by mail, in plain words, and what the desk reads about them (R1.2, R7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.texts.moments import NB, cut, fitting, folded, glued, quoted
from handlers.texts.ru.client import _more, moment
from handlers.texts.ru.desk import _LETTERS, _at

BY_CHAT, BY_MAIL = "💬 В этом чате", "✉️ По почте"
JOIN_ADDRESS, OTHER_ADDRESS, LEAVE_ADDRESS = "✉️ Подключить адрес", "Другой адрес", "Отключить адрес"
CONTINUE_BY_MAIL, SEND_AGAIN = "✉️ Продолжить по почте", "Отправить ещё раз"
MAIL_PROVE_SUBJECT = "Подключение адреса к Telegram"
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


def mail_left(number: str, *, left: Sequence[tuple[str, int]]) -> str:
    """To the holder."""
    listed = ", ".join(
        f"{quoted(name, 128)} ({_mb(size)})" if size else quoted(name, 128) for name, size in left
    )
    return f"📎{NB}<b>{number}</b>: в письмо клиенту не вошло: {listed}. Передайте ему другим способом."


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


def mail_unread(mailbox: str, host: str) -> str:
    return (
        f"⚠️ Почта: ящик {quoted(mailbox, 200)} ({quoted(host, 200)}) полчаса не читается. Письма ждут на "
        "сервере и не пропадут. Что мешает и как исправить: <code>otklik check</code>"
    )


def mail_unsent(host: str) -> str:
    return (
        f"⚠️ Почта: {quoted(host, 200)} полчаса не принимает писем клиентам. Они ждут и уйдут сами, если "
        "это пройдёт за двое суток. Что мешает и как исправить: <code>otklik check</code>"
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


def ask_address() -> str:
    return (
        "Какой адрес подключить? Отправим туда письмо с кодом, так узнаем, что адрес ваш. Потом письма с "
        "него попадут в ваши обращения, а отвечать сможем и туда. Храним адрес, пока не отключите: /mail"
    )


def ask_code(address: str, until: datetime, now: datetime) -> str:
    return (
        f"Отправили письмо на {quoted(address, 254)}. Пришлите сюда код из него или ответьте на само письмо "
        f"словом «Да». Код действует до {moment(until, now)}.\nПисьма нет? Загляните в «Спам»."
    )


def bad_code() -> str:
    return "Код не подошёл: в нём восемь цифр, они в последнем письме от нас."


def code_gone() -> str:
    return "Этот код больше не действует. Новый пришлём по команде /mail."


def too_many_codes() -> str:
    return "За час таких писем слишком много. Попробуйте через час: /mail"


def address_of_ours() -> str:
    return "Это наш адрес. Нужен ваш, например anna@okna.ru."


def address_taken(address: str, phone: str) -> str:
    return (
        f"Адрес {quoted(address, 254)} подключён к другому Telegram. Если тот тоже ваш, отключите адрес там "
        f"(/mail) и повторите здесь. Если нет, позвоните нам: {quoted(glued(phone), 100)}."
    )


def address_joined(address: str, numbers: list[str], *, by_mail: bool) -> str:
    lines = [f"Адрес {quoted(address, 254)} подключён: письма с него попадут в ваши обращения."]
    if numbers:
        listed = fitting([f"<b>{number}</b>" for number in numbers], "\n", _more)
        lines.append(f"Теперь и здесь, с номером и историей:\n{listed}")
    lines.append("Отвечать будем по почте." if by_mail else "Отвечаем в этом чате. Где удобнее?")
    return "\n\n".join(lines)


def address_left(address: str) -> str:
    return f"Адрес {quoted(address, 254)} отключён. Отвечаем в этом чате; обращения на месте."


def address_not_reached(address: str) -> str:
    return (
        f"Письмо на {quoted(address, 254)} не дошло: почтовый сервер его не принял. Проверьте адрес и "
        "повторите: /mail"
    )


def mail_prove(code: str, link: str, bot: str, until: datetime, now: datetime) -> str:
    """The letter to an address that somebody says is his; plain, not HTML, and without a word of his."""
    return (
        f"Здравствуйте! В Telegram, в чате с ботом {bot}, попросили подключить этот адрес: тогда письма с "
        "него и обращения в Telegram будут вместе, а отвечать мы сможем и сюда.\n\n"
        "Это вы? Подтвердите любым способом:\n"
        "- ответьте на это письмо одним словом: «Да»;\n"
        f"- или пришлите боту код {code};\n"
        f"- или откройте ссылку {link}\n\n"
        f"Код действует один раз, до {moment(until, now)}, и только в том чате, где его попросили. "
        "Никому его не пересылайте.\n\n"
        "Это не вы? Ничего не делайте: без подтверждения адрес не подключат, и никто ничего не увидит."
    )


def mail_prove_unclear() -> str:
    return (
        "Адрес не подключён: мы не поняли ответа, он пришёл с другого адреса или код уже не действует.\n\n"
        "Хотите подключить? Ответьте на наше последнее письмо с кодом одним словом: «Да», с того адреса, на "
        "который оно пришло. Новое письмо можно запросить в Telegram командой /mail. Если не просили, ничего "
        "не делайте.\n\n"
        "Нужна помощь поддержки? Напишите, пожалуйста, отдельным письмом."
    )


def ask_means(address: str | None, *, by_mail: bool) -> str:
    mine = f"Ваш адрес: {quoted(address, 254)}. " if address else ""
    where = "по почте" if by_mail else "в этом чате"
    where += ", на адрес из обращения" if by_mail and not address else ""
    return f"{mine}Сейчас отвечаем вам {where}. Где удобнее?"


def means_chosen(address: str | None, *, by_mail: bool) -> str:
    if by_mail:
        to = quoted(address, 254) if address else "адрес из обращения"
        return f"Хорошо, отвечать будем по почте, на {to}. Вернуть: /mail"
    mine = f" Письма с {quoted(address, 254)} по-прежнему ваши." if address else ""
    return f"Хорошо, отвечаем в этом чате.{mine}"

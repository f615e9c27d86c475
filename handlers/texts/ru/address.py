"""A client's address: how he joins it, and where he is answered (R1.2, R7)."""

from __future__ import annotations

from datetime import datetime

from handlers.texts.moments import fitting, glued, quoted
from handlers.texts.ru.client import _more, moment

BY_CHAT, BY_MAIL = "💬 В этом чате", "✉️ По почте"
JOIN_ADDRESS, OTHER_ADDRESS, LEAVE_ADDRESS = "✉️ Подключить адрес", "Другой адрес", "Отключить адрес"
CONTINUE_BY_MAIL, SEND_AGAIN = "✉️ Продолжить по почте", "Отправить ещё раз"
LETTER_SENT_AGAIN = "Отправили ещё раз."
MAIL_PROVE_SUBJECT = "Подключение адреса к Telegram"


def ask_address() -> str:
    return (
        "Какой адрес подключить? Отправим туда письмо с кодом, так узнаем, что адрес ваш. Потом письма с "
        "него попадут в ваши обращения, а отвечать сможем и туда. Храним адрес, пока не отключите: /mail"
    )


def no_address() -> str:
    return "Это не похоже на e-mail. Нужен адрес вида anna@okna.ru."


def ask_code(address: str, until: datetime, now: datetime) -> str:
    return (
        f"Отправили письмо на {quoted(address, 254)}. Пришлите сюда код из него или ответьте на само письмо "
        f"словом «Да». Код действует до {moment(until, now)}.\nПисьма нет? Загляните в «Спам»."
    )


def bad_code() -> str:
    return "Код не подошёл: в нём восемь цифр, они в последнем письме от нас."


def code_spent() -> str:
    """In answer to the last guess, or one that came too late: the address is asked for once more."""
    return "Этот код больше не действует. Напишите адрес, и пришлём новый."


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

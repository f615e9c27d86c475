"""Too much at once, and who is not heard."""

from __future__ import annotations

from handlers.texts.moments import NB, glued, plural, quoted

TOO_MUCH = (
    "Сообщений стало слишком много, поэтому новые мы сейчас не читаем. Те, что уже приняты, разберём. "
    "Если нужно срочно, позвоните."
)
STAFF_STAYS = "Это сотрудник. Сначала уберите его из группы диспетчеров."
NOBODY_MEANT = (
    "О ком речь? Ответьте этой командой на сообщение клиента в группе "
    "или напишите номер обращения или Telegram ID после команды."
)


def too_fast(pace: int) -> str:
    return (
        f"Слишком быстро: читаем до {plural(pace, 'ru', one='сообщения', other='сообщений')} за 5{NB}минут. "
        "Всё, что вы написали, принято и будет разобрано по порядку; повторять не нужно."
    )


def too_many_tickets(most: int) -> str:
    return (
        f"За сутки можно подать {plural(most, 'ru', one='обращение', few='обращения', other='обращений')}. "
        "Черновик сохранён: отправьте его завтра или позвоните нам."
    )


def flooded(name: str, telegram_id: int) -> str:
    return (
        f"⚠️ {quoted(name, 128)} шлёт сообщения быстрее, чем их можно разобрать. "
        f"Лишние отложены непрочитанными. Остановить: <code>/ban {telegram_id}</code>"
    )


def many_newcomers(most: int) -> str:
    return (
        f"⚠️ За минуту написали больше {plural(most, 'ru', one='нового человека', other='новых людей')}. "
        "Остальные подождут минуту, ничего не теряется."
    )


def banned(phone: str, email: str, numbers: list[str]) -> str:
    line = "Администратор отключил приём ваших сообщений: в этом чате их больше не читают."
    if numbers:
        line += f" Ваши открытые обращения ({', '.join(numbers[:20])}) мы доведём до конца."
    ways = f"Связаться с нами можно по телефону {quoted(glued(phone), 32)} или по почте {quoted(email, 254)}."
    return f"{line} {ways} Ваши данные: /privacy"


def banned_done(name: str, telegram_id: int | None, numbers: list[str]) -> str:
    line = f"🚫 {quoted(name, 128)}: больше не слушаем."
    if numbers:
        line += f" Открытые обращения остаются: {', '.join(numbers[:20])}."
    return f"{line} Вернуть: <code>/unban {telegram_id}</code>"


def banned_already(name: str) -> str:
    return f"{quoted(name, 128)}: уже не слушаем."


def unbanned_done(name: str) -> str:
    return f"{quoted(name, 128)}: снова слушаем."


ANONYMOUS = (
    "Вы пишете анонимно, от имени группы, поэтому клиенту ничего не ушло. "
    "Отключите «Анонимность» в своих правах администратора и ответьте снова."
)
UNBANNED = "Администратор снова включил приём ваших сообщений. Напишите, что случилось."


def not_banned(name: str) -> str:
    return f"{quoted(name, 128)}: и так слушаем."

"""What admins read."""

from __future__ import annotations

from handlers.texts.moments import NB, cut, quoted

ADMIN_ONLY = "Это только для администраторов."


def staff_list(policy: str, names: list[str]) -> str:
    if not names:
        return "В группе диспетчеров пока никто не писал и не нажимал кнопок."
    if policy == "group":
        listed = "\n".join(f"• {quoted(name, 64)}" for name in names[:50])
        return f"<b>Диспетчеры</b>: все, кто есть в группе.\n{listed}"
    return "<b>Диспетчеры</b>: кто в группе и отмечен здесь. Нажмите, чтобы отметить или снять."


def staff_button(name: str, *, listed: bool) -> str:
    return f"{'✅' if listed else '➕'} {cut(name, 48)}"


def staff_toast(name: str, *, listed: bool) -> str:
    return f"{cut(name, 64)}: {'диспетчер' if listed else 'больше не диспетчер'}."


def admin_help() -> str:
    return (
        "<b>Администратору</b>\n/staff кто диспетчер\n"
        "/companies компании: кто в них и видят ли коллеги обращения друг друга\n"
        "/report отчёт за период, всей службы или одной компании: картинка и таблица\n"
        "/reviews разборы низких оценок и повторных несогласий\n"
        "/announce рассылка клиентам\n"
        "/ban, /unban не принимать сообщения клиента, принимать снова\n"
        "/handover передать обращения любого диспетчера\n"
        f"/privacy{NB}26-00042 данные клиента: показать, выгрузить, удалить"
    )

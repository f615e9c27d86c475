"""What is said, and to whom: the handlers, in the order Telegram's updates try them."""

from __future__ import annotations

from aiogram import Router


def routers() -> list[Router]:
    """Fresh routers, first match wins: the table of contents."""
    from handlers import (
        absence,
        admin,
        client,
        closure,
        commands,
        desk,
        fallback,
        group,
        handover,
        intake,
        membership,
        mine,
        staff,
        takeover,
    )

    return [
        membership.router(),
        admin.router(),
        absence.router(),
        commands.router(),
        desk.router(),
        takeover.router(),
        group.router(),
        staff.router(),
        handover.router(),
        closure.router(),
        mine.router(),
        client.router(),
        intake.router(),
        fallback.router(),
    ]

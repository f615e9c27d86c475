"""What is said, and to whom: the handlers, in the order Telegram's updates try them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import lean  # noqa: F401 before anybody's aiogram

if TYPE_CHECKING:
    from aiogram import Router


def register(router: Router) -> None:
    """All handlers on one router, first match wins: the table of contents."""
    from handlers import (
        absence,
        admin,
        agreeing,
        announce,
        answers,
        apart,
        bans,
        by_phone,
        calls,
        client,
        closure,
        commands,
        companies,
        desk,
        edits,
        extension,
        fallback,
        find,
        fixed,
        group,
        handover,
        importing,
        intake,
        joining,
        membership,
        mine,
        news,
        paid,
        privacy,
        recall,
        relations,
        report,
        reviews,
        served,
        staff,
        takeover,
    )

    # Not a router each: an update passes through every one on its way, and that costs as ten filters do.
    from handlers.context import NoCommand
    from handlers.mail import choice

    membership.register(router)
    # Most messages are words: they are not asked first whether they are one of thirty commands.
    group.register(router, NoCommand())
    intake.register_words(router, NoCommand())
    for module in (
        admin,
        absence,
        find,
        bans,
        companies,
        report,
        agreeing,
        importing,
        reviews,
        apart,
        calls,
        by_phone,
        joining,
        announce,
        answers,
        news,
        privacy,
        choice,
        commands,
        desk,
        recall,
        takeover,
        edits,
        group,
        staff,
        served,
        handover,
        extension,
        paid,
        fixed,
        relations,
        closure,
        mine,
        client,
        intake,
        fallback,
    ):
        module.register(router)

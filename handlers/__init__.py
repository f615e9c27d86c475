"""What is said, and to whom: the handlers, in the order Telegram's updates try them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import lean  # noqa: F401 before anybody's aiogram

if TYPE_CHECKING:
    from aiogram import Router


def routers() -> list[Router]:
    """Fresh routers, first match wins: the table of contents."""
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
    from handlers.mail import choice

    return [
        membership.router(),
        admin.router(),
        absence.router(),
        find.router(),
        bans.router(),
        companies.router(),
        report.router(),
        agreeing.router(),
        importing.router(),
        reviews.router(),
        apart.router(),
        calls.router(),
        by_phone.router(),
        joining.router(),
        announce.router(),
        answers.router(),
        news.router(),
        privacy.router(),
        choice.router(),
        commands.router(),
        desk.router(),
        recall.router(),
        takeover.router(),
        edits.router(),
        group.router(),
        staff.router(),
        served.router(),
        handover.router(),
        extension.router(),
        paid.router(),
        fixed.router(),
        relations.router(),
        closure.router(),
        mine.router(),
        client.router(),
        intake.router(),
        fallback.router(),
    ]

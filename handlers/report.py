"""/report: figures of a period, of everybody or of one company, and unasked of each month that is over."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers import letters, periods, picture, reading
from handlers.buttons import Press, button, inline, number, word
from handlers.context import ADMIN, Desk, InPrivate, Toast, Words
from handlers.periods import Period
from sla.hours import Hours
from storage import companies, facts, outbox, people, reports
from storage.database import Tx
from storage.figures import Figures, Term
from storage.outbox import Letter
from storage.people import Person
from storage.refusals import AdminOnly
from storage.reports import Wish

REPORT = "rp"
BEGUN = "report_begun"  # the kind of the message that says how far it is
_MONTH = "report_month"  # the last one whose beginning brought a report unasked


async def command(
    message: Message, command: CommandObject, tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> None:
    """A report is asked for: it is made beside everything else and comes by itself."""
    if role != ADMIN:
        raise AdminOnly
    said = reading.one_line(command.args or "")[:200]
    found = periods.understood(said, desk.law.hours, tx.now)
    if found is None:
        answer = letters.to_person(person.id, "report", words.report_periods(said))
    elif found[1]:
        answer = await _of_company_called(tx, desk, person, *found, words)
    else:
        answer = await _begun(tx, desk, Wish(person.id, *found[0]), words)
    await outbox.write(tx, [answer])


async def _of_company_called(
    tx: Tx, desk: Desk, person: Person, period: Period, name: str, words: Words
) -> Letter:
    found, pages = await companies.page(tx, 0, name)
    exact = [one for one in found if one.name.casefold() == name.casefold()]
    if len(exact or found) == 1:
        wish = Wish(person.id, *period, (exact or found)[0].id)
        return await _begun(tx, desk, wish, words)
    if not found:
        return letters.to_person(person.id, "report", words.report_no_company(name))
    screen = words.report_which_company(title(desk.law.hours, *period, words), more=pages > 1)
    rows = [[_of_company(desk.law.hours, period, one)] for one in found]
    return letters.to_person(person.id, "report", screen, inline(*rows))


async def _begun(tx: Tx, desk: Desk, wish: Wish, words: Words) -> Letter:
    if not await reports.want(tx, wish):
        return letters.to_person(wish.person, "report", words.REPORT_ON_ITS_WAY)
    line = words.report_begun(heading(await about(tx, desk, wish, words)))
    return letters.to_person(wish.person, BEGUN, line)


def title(hours: Hours, since: datetime, until: datetime, words: Words) -> str:
    """What the period is called; until: its first moment no more."""
    return str(words.report_title(hours.local(since), hours.local(until)))


async def about(tx: Tx, desk: Desk, wish: Wish, words: Words) -> tuple[str, str | None]:
    """What the report is about: its period, and its company if it is one's."""
    company = None if wish.company is None else (await companies.by_id(tx, wish.company)).name
    return title(desk.law.hours, wish.since, wish.until, words), company


def heading(about: tuple[str, str | None]) -> str:
    """The same in one line."""
    return " · ".join(filter(None, about))


def _days(hours: Hours, period: Period) -> tuple[int, int]:
    """A period as a button carries it."""
    since, until = (hours.local(moment).date().toordinal() for moment in period)
    return since, until


def _of_company(hours: Hours, period: Period, company: companies.Company) -> dict[str, Any]:
    return button(company.name[:50], REPORT, "c", *_days(hours, period), company.id)


def buttons(hours: Hours, period: Period, words: Words) -> dict[str, Any]:
    """Under a finished report: the same of one company."""
    return inline([button(words.REPORT_OF_COMPANY, REPORT, "l", *_days(hours, period), 0)])


async def pressed(
    query: CallbackQuery, args: list[str], tx: Tx, desk: Desk, person: Person, role: str, words: Words
) -> Toast | None:
    """The companies to choose from, or a company's report."""
    if role != ADMIN:
        raise AdminOnly
    first, last, chosen = (number(args, place) or 0 for place in (1, 2, 3))
    period = None
    with suppress(ValueError, OverflowError):
        if 0 < last - first <= periods.LONGEST.days:
            days = date.fromordinal(first), date.fromordinal(last)
            period = periods.of_days(*days, desk.law.hours)
    match word(args, 0):
        case "l" if period is not None:
            answer = await _companies(tx, desk, person, period, chosen, words)
        case "c" if period is not None:
            company = await companies.by_id(tx, chosen)
            answer = await _begun(tx, desk, Wish(person.id, *period, company.id), words)
        case _:
            return Toast(words.OLD_BUTTON)
    await outbox.write(tx, [answer])
    return None


async def _companies(tx: Tx, desk: Desk, person: Person, period: Period, place: int, words: Words) -> Letter:
    found, pages = await companies.page(tx, place)
    place = min(place, pages - 1)
    if not found:
        return letters.to_person(person.id, "report", words.REPORT_NO_COMPANIES)
    days = _days(desk.law.hours, period)
    turning = [button(words.EARLIER, REPORT, "l", *days, place - 1)] if place else []
    turning += [button(words.LATER, REPORT, "l", *days, place + 1)] if place + 1 < pages else []
    rows = [[_of_company(desk.law.hours, period, one)] for one in found]
    screen = words.report_which_company(title(desk.law.hours, *period, words), more=False)
    return letters.to_person(person.id, "report", screen, inline(*rows, turning))


async def month_over(tx: Tx, desk: Desk) -> tuple[str, bool] | None:
    """The month that has begun and is not answered yet, and whether there is anything to say of the last.

    It begins with the opening of its first working day. On a record without a report nothing is made up for.
    """
    hours = desk.law.hours
    first = hours.local(tx.now).date().replace(day=1)
    opening = hours.next_opening(periods.of_days(first, first, hours)[0])
    before = periods.month_before(hours, tx.now)
    begun = first if tx.now >= opening else hours.local(before[0]).date()
    kept, current = await facts.get(tx, _MONTH), f"{begun:%Y-%m}"
    if kept is not None and kept >= current:
        return None
    return current, kept is not None and await reports.anything(tx, *before)


async def report_month(tx: Tx, desk: Desk, current: str, *, anything: bool) -> None:
    """Every admin gets the month before, once."""
    await facts.put(tx, _MONTH, current)
    if anything:
        for one in await people.admins(tx, desk.admin_ids):
            if one.has_chat:
                await reports.want(tx, Wish(one.id, *periods.month_before(desk.law.hours, tx.now)))


def text(figures: Figures, title: str, words: Words) -> str:
    """The figures in a few lines."""
    if not figures.tickets:
        return str(words.report_empty(title))

    def by_priority(counter: Any) -> list[tuple[int, int]]:
        levels = sorted({priority for _, priority in counter})
        return [(level, sum(n for (_, one), n in counter.items() if one == level)) for level in levels]

    def term(one: Term) -> tuple[float | None, int, str, str]:
        return (one.kept, one.missed, *picture.spans_of(one, words))

    return str(
        words.report_text(
            title,
            registered=by_priority(figures.registered),
            resolved=by_priority(figures.resolved),
            breached=by_priority(figures.breached),
            processing=term(figures.processing),
            execution=term(figures.execution),
            by_change=figures.late_by_change,
            stars=figures.rating,
            rated=figures.ratings.total(),
        )
    )


def register(router: Router) -> None:
    """The command and the presses under it."""
    router.message.register(command, InPrivate(), Command("report"))
    router.callback_query.register(pressed, Press(REPORT))

"""The words of the reckoning in each language; dates and numbers don't break across lines (B1)."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

from sla.days import DayOff
from sla.regulation import Term

NB = "\u00a0"  # no-break space


class Words(Protocol):
    """What a language must be able to say."""

    def clock(self, t: datetime) -> str: ...
    def day(self, day: date) -> str: ...
    def days(self, first: date, last: date) -> str: ...
    def moment(self, t: datetime) -> str: ...
    def span(self, seconds: int) -> str: ...
    def term(self, term: Term) -> str: ...
    def registered(self, at: str) -> str: ...
    def priority(self, level: int, processing: str, execution: str) -> str: ...
    def priority_only(self, level: int, term: str) -> str: ...
    def hours(self, spans: str) -> str: ...
    def at_once(self) -> str: ...
    def came_on(self, day: str, why: str) -> str: ...
    def came_before(self, clock: str) -> str: ...
    def came_in_break(self) -> str: ...
    def came_after(self, clock: str, early: bool) -> str: ...
    def starts(self, at: str) -> str: ...
    def open_time(self, span: str) -> str: ...
    def days_read(self, days: int, whole: bool, end: str) -> str: ...
    def agreed(self) -> str: ...
    def pause(self, since: str, until: str, cost: str | None) -> str: ...
    def late_pause(self, since: str, until: str) -> str: ...
    def off(self, days: str, why: DayOff, many: bool) -> str: ...
    def why_off(self, why: DayOff) -> str: ...
    def short(self, day: str, clock: str) -> str: ...
    def processing(self, at: str) -> str: ...
    def execution(self, at: str) -> str: ...
    def stands(self, since: str, left: str) -> str: ...
    def preliminary(self, years: str) -> str: ...


class _Common:
    weekdays: tuple[str, ...]
    zone: str

    def clock(self, t: datetime) -> str:
        return f"{t:%H:%M}"  # as everywhere people read; seconds are for the calculator's ISO

    def day(self, day: date) -> str:
        return f"{self.weekdays[day.weekday()]}{NB}{day:%d.%m.%Y}"

    def days(self, first: date, last: date) -> str:
        if first == last:
            return self.day(first)
        return f"{self.weekdays[first.weekday()]}{NB}{first:%d.%m}\u2013{self.day(last)}"

    def _at(self, t: datetime) -> str:
        return f"{self.day(t.date())}{NB}{self.clock(t)}{NB}"

    def _zone(self, t: datetime, moscow: str) -> str:
        return moscow if t.tzname() == "MSK" else t.tzname() or "UTC"


def _parts(seconds: int) -> tuple[int, int, int]:
    return seconds // 3600, seconds // 60 % 60, seconds % 60


def plural(n: int, one: str, few: str, many: str) -> str:
    """The Russian form for a number: 1 день, 2 дня, 5 дней."""
    if n % 100 in range(11, 15):
        return many
    return one if n % 10 == 1 else few if n % 10 in (2, 3, 4) else many


class Russian(_Common):
    """The reckoning in Russian."""

    weekdays = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")

    def moment(self, t: datetime) -> str:
        return self._at(t) + self._zone(t, "МСК")

    def span(self, seconds: int) -> str:
        named = zip(_parts(abs(seconds)), ("ч", "мин", "с"), strict=True)
        text = NB.join(f"{n}{NB}{unit}" for n, unit in named if n) or f"0{NB}мин"
        return f"−{text}" if seconds < 0 else text

    def term(self, term: Term) -> str:
        if term.unit == "days":
            return f"{term.amount}{NB}{plural(term.amount, 'рабочий день', 'рабочих дня', 'рабочих дней')}"
        return f"{self.span(term.amount)} рабочего времени"

    def registered(self, at: str) -> str:
        return f"Обращение поступило {at}."

    def priority(self, level: int, processing: str, execution: str) -> str:
        return f"Приоритет{NB}{level}: обработка — {processing}, выполнение — {execution}."

    def priority_only(self, level: int, term: str) -> str:
        return f"Приоритет{NB}{level}: срок — {term}."

    def hours(self, spans: str) -> str:
        return f"Рабочее время: {spans} по рабочим дням."

    def at_once(self) -> str:
        return "Это рабочее время: отсчёт начался сразу."

    def came_on(self, day: str, why: str) -> str:
        return f"{day} — {why}, служба не работает."

    def came_before(self, clock: str) -> str:
        return f"Рабочий день ещё не начался: служба открывается в{NB}{clock}."

    def came_in_break(self) -> str:
        return "В это время у службы перерыв."

    def came_after(self, clock: str, early: bool) -> str:
        day = "Сокращённый рабочий день" if early else "Рабочий день"
        return f"{day} закончился в{NB}{clock}."

    def starts(self, at: str) -> str:
        return f"Отсчёт начинается {at}."

    def open_time(self, span: str) -> str:
        return f"На выполнение отводится {span} рабочего времени."

    def days_read(self, days: int, whole: bool, end: str) -> str:
        count = f"{days}{NB}{plural(days, 'рабочий день', 'рабочих дня', 'рабочих дней')}"
        if whole:
            return f"{count}, считая с начала дня, — до закрытия: {end}."
        return f"Через {count} в тот же час, но не позже закрытия: {end}."

    def agreed(self) -> str:
        return "Срок выполнения согласован с вами."

    def pause(self, since: str, until: str, cost: str | None) -> str:
        what = f"срок сдвинулся на {cost}" if cost else "рабочего времени в ней нет, срок не сдвинулся"
        return f"Пауза с {since} до {until}: {what}."

    def late_pause(self, since: str, until: str) -> str:
        return f"Пауза с {since} до {until} — уже после срока, она его не сдвигает."

    def off(self, days: str, why: DayOff, many: bool) -> str:
        reasons = {
            DayOff.WEEKEND: "выходные",
            DayOff.HOLIDAY: "праздники или перенос выходных",
            DayOff.OVERRIDE: "нерабочие дни службы",
        }
        if many:
            return f"{days} — {reasons[why]}, не считаются."
        return f"{days} — {self.why_off(why)}, не считается."

    def why_off(self, why: DayOff) -> str:
        return {
            DayOff.WEEKEND: "выходной",
            DayOff.HOLIDAY: "праздник или перенос выходного",
            DayOff.OVERRIDE: "нерабочий день службы",
        }[why]

    def short(self, day: str, clock: str) -> str:
        return f"{day} — сокращённый день, до{NB}{clock}."

    def processing(self, at: str) -> str:
        return f"Обработаем до {at}."

    def execution(self, at: str) -> str:
        return f"Выполним до {at}."

    def stands(self, since: str, left: str) -> str:
        return f"Отсчёт стоит с {since}: осталось {left} рабочего времени."

    def preliminary(self, years: str) -> str:
        return f"Срок предварительный: производственного календаря на {years} ещё нет, праздники не учтены."


class English(_Common):
    """The reckoning in English."""

    weekdays = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

    def moment(self, t: datetime) -> str:
        return self._at(t) + self._zone(t, "MSK")

    def span(self, seconds: int) -> str:
        named = zip(_parts(abs(seconds)), ("h", "min", "s"), strict=True)
        text = NB.join(f"{n}{NB}{unit}" for n, unit in named if n) or f"0{NB}min"
        return f"−{text}" if seconds < 0 else text

    def term(self, term: Term) -> str:
        if term.unit == "days":
            return f"{term.amount}{NB}working day{'' if term.amount == 1 else 's'}"
        return f"{self.span(term.amount)} of working time"

    def registered(self, at: str) -> str:
        return f"The ticket came in on {at}."

    def priority(self, level: int, processing: str, execution: str) -> str:
        return f"Priority{NB}{level}: processing {processing}, execution {execution}."

    def priority_only(self, level: int, term: str) -> str:
        return f"Priority{NB}{level}: the term is {term}."

    def hours(self, spans: str) -> str:
        return f"Working time: {spans} on working days."

    def at_once(self) -> str:
        return "That is working time: counting began at once."

    def came_on(self, day: str, why: str) -> str:
        return f"{day} is {why}: the desk is closed."

    def came_before(self, clock: str) -> str:
        return f"The working day had not begun: the desk opens at{NB}{clock}."

    def came_in_break(self) -> str:
        return "The desk had its break then."

    def came_after(self, clock: str, early: bool) -> str:
        return f"The {'shortened ' if early else ''}working day had ended at{NB}{clock}."

    def starts(self, at: str) -> str:
        return f"Counting begins on {at}."

    def open_time(self, span: str) -> str:
        return f"The execution has {span} of working time."

    def days_read(self, days: int, whole: bool, end: str) -> str:
        count = f"{days}{NB}working day{'' if days == 1 else 's'}"
        if whole:
            return f"{count}, from the start of a day: until closing, {end}."
        return f"{count} later at the same time of day, but not after closing: {end}."

    def agreed(self) -> str:
        return "The term of execution was agreed with you."

    def pause(self, since: str, until: str, cost: str | None) -> str:
        what = f"the deadline moved by {cost}" if cost else "no working time in it, the deadline stayed"
        return f"Pause from {since} to {until}: {what}."

    def late_pause(self, since: str, until: str) -> str:
        return f"Pause from {since} to {until}: after the deadline, it moves nothing."

    def off(self, days: str, why: DayOff, many: bool) -> str:
        holidays = "public holidays or moved days off"
        several = {DayOff.HOLIDAY: holidays, DayOff.OVERRIDE: "days off of the desk"} if many else {}
        return f"{days}: {several.get(why) or self.why_off(why)}, not counted."

    def why_off(self, why: DayOff) -> str:
        return {
            DayOff.WEEKEND: "the weekend",
            DayOff.HOLIDAY: "a public holiday or a moved day off",
            DayOff.OVERRIDE: "a day off of the desk",
        }[why]

    def short(self, day: str, clock: str) -> str:
        return f"{day}: a shortened day, until{NB}{clock}."

    def processing(self, at: str) -> str:
        return f"We process it by {at}."

    def execution(self, at: str) -> str:
        return f"We execute it by {at}."

    def stands(self, since: str, left: str) -> str:
        return f"The clock has stood since {since}: {left} of working time is left."

    def preliminary(self, years: str) -> str:
        return f"Preliminary: there is no production calendar for {years} yet, holidays are not counted."


WORDS: Mapping[str, Words] = MappingProxyType({"ru": Russian(), "en": English()})

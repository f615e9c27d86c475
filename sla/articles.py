"""What the regulation consists of, once it is loaded (T, S, P)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from sla.days import CalendarYear
from sla.hours import Window

Texts = Mapping[str, str]
"""A text in each language, keys "ru" and "en"."""


class Kind(StrEnum):
    """What came in: how to use it, it broke, or work outside the services."""

    QUESTION = "question"
    INCIDENT = "incident"
    REQUEST = "request"


class RegulationError(ValueError):
    """The file does not add up; `faults` has one readable line for each reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults: tuple[str, ...] = tuple(faults)


@dataclass(frozen=True, slots=True)
class Term:
    """An amount of open seconds, or of working days."""

    amount: int
    unit: Literal["seconds", "days"]


@dataclass(frozen=True, slots=True)
class Priority:
    """A level (1 is the most urgent), its two terms and the regulation's own definition (P)."""

    level: int
    processing: Term
    execution: Term
    definition: Texts


@dataclass(frozen=True, slots=True)
class Impact:
    """An answer to «Как это влияет на работу?» and what it means (R2.6)."""

    code: str
    kind: Kind
    priority: int
    label: Texts


@dataclass(frozen=True, slots=True)
class Service:
    """A line of the catalogue (S); `paid`: the work that its footnote charges for, in a few words."""

    code: str
    title: Texts
    footnote: Texts | None
    paid: Texts | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """The terms of closing by silence (R9.2), in calendar days, hours and minutes as named."""

    silence_days: int
    first_reminder_days: int
    quiet_hours_before_close: int
    minutes_before_closing: int


@dataclass(frozen=True, slots=True)
class Extension:
    """How many calendar days ahead a new moment may be proposed at most (T4)."""

    furthest_days: int


@dataclass(frozen=True, slots=True)
class Warnings:
    """At which share of a term the dispatchers are warned; `short_up_to` in seconds."""

    short_up_to: int
    short_share: float
    long_share: float


@dataclass(frozen=True, slots=True)
class Contacts:
    """How to reach the desk and the sales department (R1, S12)."""

    phone: str
    email: str
    sales_phone: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A numbered paragraph of the document, for the screen."""

    number: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Consent:
    """What the client agrees to, and its version (B7)."""

    version: int
    text: Texts


@dataclass(frozen=True, slots=True)
class Regulation:
    """The whole document. The daily window is in seconds from local midnight."""

    name: Texts
    version: str
    timezone: str
    window: Window
    short_day_minutes: int
    calendar_name: str
    calendar: Mapping[int, CalendarYear]
    off: frozenset[date]
    working: frozenset[date]
    short: frozenset[date]
    priorities: Mapping[int, Priority]
    options: Mapping[str, Mapping[int, Priority]]  # of a contract, the standard one first: `priorities`
    impacts: tuple[Impact, ...]
    services: tuple[Service, ...]
    software: tuple[str, ...]
    contacts: Contacts
    closure: Closure
    extension: Extension
    waiting_reminders: tuple[int, ...]
    warnings: Warnings
    rules: tuple[Rule, ...]
    notes: tuple[Rule, ...]
    consent: Consent

    def paid_works(self) -> dict[str, Service]:
        """Services with a footnote that charges for work, by their codes (S9, S10)."""
        return {each.code: each for each in self.services if each.paid is not None}

    def terms(self, option: str | None) -> Mapping[int, Priority]:
        """The levels with the terms of this option; the standard ones for a code that there is not (T)."""
        return self.options.get(option or "", self.priorities)

    def impact(self, code: str) -> Impact:
        """The impact with that code. Raises KeyError."""
        for impact in self.impacts:
            if impact.code == code:
                return impact
        raise KeyError(code)

"""Why a verb said no. Raised before anything is written; `handlers.errors` finds the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class Refusal(Exception):
    """A command that the life of the ticket, or the rights of the speaker, do not allow."""


@dataclass
class NoSuchTicket(Refusal):
    """No ticket of this number, or none that the speaker may know of."""

    number: str = ""


@dataclass
class AlreadyTaken(Refusal):
    """Another dispatcher was first."""

    number: str
    holder: str
    since: datetime


@dataclass
class HeldByAnother(Refusal):
    """Only the holder answers and resolves."""

    number: str
    holder: str
    since: datetime


@dataclass
class NotTaken(Refusal):
    """The ticket must be claimed first."""

    number: str


@dataclass
class NotNow(Refusal):
    """The ticket's status does not allow this command."""

    number: str
    status: str
    command: str


@dataclass
class NothingDelivered(Refusal):
    """Resolving by Telegram needs an answer sent through it (R7)."""

    number: str


@dataclass
class TooEarly(Refusal):
    """«Нет ответа» only after both reminders (R6)."""

    number: str
    reminders: int


@dataclass
class ReasonNeeded(Refusal):
    """A dispute without words is not accepted (R8)."""

    number: str


@dataclass
class Gone(Refusal):
    """The colleague chosen is in the dispatchers' group no more."""

    name: str


@dataclass
class NothingToCall(Refusal):
    """The call task is over: somebody called, the client came back, or the ticket is closed."""

    number: str
    outcome: str | None


@dataclass
class Full(Refusal):
    """No more ready answers fit."""

    most: int


@dataclass
class Done(Refusal):
    """It is so already: a second press."""

    number: str


@dataclass
class StaffOnly(Refusal):
    """Only for the desk."""


@dataclass
class AdminOnly(Refusal):
    """Only for admins."""


@dataclass
class NotLater(Refusal):
    """A new moment has to be after the deadline in force (T4)."""

    number: str
    due: datetime


@dataclass
class TooFar(Refusal):
    """A new moment beyond all measure (T4)."""

    number: str
    furthest: datetime


@dataclass
class ProposalGone(Refusal):
    """This proposal stands no more: its outcome, or `replaced` by a newer one (T4)."""

    number: str
    outcome: str


@dataclass
class NotAgreed(Refusal):
    """Paid work that the client has not agreed to yet (S9, S10)."""

    number: str


@dataclass
class OfferGone(Refusal):
    """This offer of paid work stands no more: "agreed", "declined" or "withdrawn"."""

    number: str
    answer: str


@dataclass
class NoSuchAnnouncement(Refusal):
    """No announcement of this row."""


@dataclass
class NotSending(Refusal):
    """An announcement that is not under way, or not paused: "sending", "paused", "stopped", "done"."""

    status: str


@dataclass
class StaffStays(Refusal):
    """Not for one of the desk: he leaves the dispatchers' group first."""


@dataclass
class TooManyTickets(Refusal):
    """So many in a day and no more from one client."""

    most: int


@dataclass
class TooManyFiles(Refusal):
    """A ticket holds so many files of its client and no more."""

    number: str
    most: int


@dataclass
class TooOften(Refusal):
    """So many letters with a code an hour and no more, of one person or to one address."""


@dataclass
class CodeGone(Refusal):
    """No code waits for him: it is used, too old, guessed at too often, or there was none."""


@dataclass
class AddressTaken(Refusal):
    """The address, proved to be his, is that of another Telegram account already, or of somebody banned."""

    address: str


@dataclass
class NotRated(Refusal):
    """A ticket that nobody resolved, withdrawn or a duplicate, has no rating (S2)."""

    number: str


@dataclass
class NotAComment(Refusal):
    """These words are not, or not any more, what he added to a rating."""


@dataclass
class NoSuchReview(Refusal):
    """No review of this row."""


@dataclass
class NothingLacks(Refusal):
    """The ticket has its contract: there is nothing to decide."""

    number: str


@dataclass
class NoSuchCompany(Refusal):
    """No company of this row, or nobody of this one."""


@dataclass
class SuchACompany(Refusal):
    """A company is called like this already."""

    name: str


@dataclass
class InAnotherCompany(Refusal):
    """A person belongs to one company at most."""

    person: str
    company: str


@dataclass
class NotToSplit(Refusal):
    """This message can't become a ticket: "desk" said it, it is the "whole", it is "already" `other` (R3)."""

    number: str
    why: str
    other: str = ""


@dataclass
class NotThis(Refusal):
    """Not a ticket to relate to: "itself", "closed", "cycle", "child", or it "has_children" or is "alone"."""

    number: str
    why: str


@dataclass
class NotToRecall(Refusal):
    """Not to be deleted at the client's: said by "others", "old", "mailed", "recalling", "recalled" (R7)."""

    number: str
    why: str


@dataclass
class InTelegram(Refusal):
    """The client of this ticket reads us in Telegram already: there is nobody to invite (R1.1)."""

    number: str


@dataclass
class LinkGone(Refusal):
    """A link by which a caller comes to his ticket is good no more, or never was (R1.1)."""

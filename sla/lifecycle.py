"""What may follow what in a ticket's life: one table, and nobody else knows it (R6, R8, R9)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Status(StrEnum):
    """Where a ticket stands."""

    REGISTERED = "registered"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Command(StrEnum):
    """What can be done to a ticket, by whomever."""

    CLAIM = "claim"
    RELEASE = "release"
    HAND_OVER = "hand_over"
    CLASSIFY = "classify"
    ASK = "ask"
    REPLY = "reply"
    ANSWER = "answer"
    ADD = "add"
    RESOLVE = "resolve"
    RESOLVE_UNANSWERED = "resolve_unanswered"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    DUPLICATE = "duplicate"
    REFUSE = "refuse"
    PROPOSE = "propose"
    AGREE = "agree"
    DECLINE = "decline"
    SPLIT = "split"
    LINK = "link"
    TAKE_BACK = "take_back"
    RECALL = "recall"
    RATE = "rate"


class Closing(StrEnum):
    """Why a ticket is closed."""

    CONFIRMED = "confirmed"
    SILENCE = "silence"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


class Refused(Exception):
    """A command that the ticket's status does not allow; carries both, so that it can be worded."""

    def __init__(self, status: Status, command: Command) -> None:
        super().__init__(f"{command.value} is refused: the ticket is {status.value}")
        self.status = status
        self.command = command


R, P, W, D, C = Status.REGISTERED, Status.IN_PROGRESS, Status.WAITING, Status.RESOLVED, Status.CLOSED

# Row: a command; from which status to which. What is not here is refused.
TABLE: Mapping[Command, Mapping[Status, Status]] = MappingProxyType(
    {
        Command.CLAIM: {R: P, W: W},  # W: its holder is gone, the question stands
        Command.RELEASE: {P: R, W: W, D: D},
        Command.HAND_OVER: {P: P, W: W, D: D},
        Command.CLASSIFY: {R: R, P: P, W: W},
        Command.ASK: {R: W, P: W, W: W},
        Command.REPLY: {W: P},
        Command.ANSWER: {P: P, W: W, D: D},  # D: a word more about what was resolved
        Command.ADD: {R: R, P: P, W: W, D: D},
        Command.RESOLVE: {P: D, W: D},
        Command.RESOLVE_UNANSWERED: {W: D},  # only after both reminders (R6): storage counts them
        Command.CONFIRM: {P: C, W: C, D: C},  # the client may say that it is solved before we do
        Command.DISPUTE: {D: P},
        Command.EXPIRE: {D: C},
        Command.WITHDRAW: {R: C, P: C, W: C},
        Command.DUPLICATE: {R: C, P: C, W: C},
        Command.REFUSE: {P: C, W: C},  # for want of a contract
        Command.PROPOSE: {P: P, W: W},
        Command.AGREE: {R: R, P: P, W: W},  # R: released after the proposal went out
        Command.DECLINE: {R: R, P: P, W: W},
        Command.SPLIT: {R: R, P: P, W: W, D: D},
        Command.LINK: {R: R, P: P, W: W},  # to a cause that it has in common with others, and from it
        Command.TAKE_BACK: {P: P, W: P, D: P},  # an answer still held: as if it had not been said
        Command.RECALL: {R: R, P: P, W: P, D: P},  # W, D: where nothing else was asked, or answered
        Command.RATE: {C: C},
    }
)

CLOSING: Mapping[Command, Closing] = MappingProxyType(
    {
        Command.CONFIRM: Closing.CONFIRMED,
        Command.EXPIRE: Closing.SILENCE,
        Command.WITHDRAW: Closing.WITHDRAWN,
        Command.DUPLICATE: Closing.DUPLICATE,
        Command.REFUSE: Closing.REFUSED,
    }
)


def follow(status: Status, command: Command) -> Status:
    """The status after a command. Raises Refused where the table has no such step."""
    try:
        return TABLE[command][status]
    except KeyError:
        raise Refused(status, command) from None


def allows(status: Status, command: Command) -> bool:
    """True when `follow` would not refuse."""
    return status in TABLE[command]


def execution_runs(status: Status) -> bool:
    """True while the execution clock counts: not while waiting for the client, nor after the answer (R6)."""
    return status in (Status.REGISTERED, Status.IN_PROGRESS)

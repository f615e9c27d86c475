"""The table of a ticket's life (R6, R8, R9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla.lifecycle import CLOSING, TABLE, Closing, Command, Refused, Status, allows, execution_runs, follow

COMMANDS = list(Command)
STATUSES = list(Status)


def test_every_command_has_its_row_and_is_allowed_somewhere() -> None:
    assert set(TABLE) == set(Command)
    assert all(TABLE[command] for command in Command)


def test_r9_nothing_but_a_rating_is_possible_after_closing() -> None:
    assert [c for c in COMMANDS if allows(Status.CLOSED, c)] == [Command.RATE]
    assert follow(Status.CLOSED, Command.RATE) is Status.CLOSED


@pytest.mark.parametrize("target", STATUSES)
def test_every_status_can_be_reached_and_from_everywhere_closed_too(target: Status) -> None:
    def reachable(origin: Status) -> set[Status]:
        seen, todo = {origin}, [origin]
        while todo:
            here = todo.pop()
            for status in {follow(here, c) for c in COMMANDS if allows(here, c)} - seen:
                seen.add(status)
                todo.append(status)
        return seen

    assert target in reachable(Status.REGISTERED)
    assert Status.CLOSED in reachable(target)


@given(st.lists(st.sampled_from(COMMANDS), max_size=30))
def test_any_sequence_of_commands_is_followed_or_refused_and_a_refusal_changes_nothing(
    commands: list[Command],
) -> None:
    status, closings = Status.REGISTERED, 0
    for command in commands:
        if allows(status, command):
            after = follow(status, command)
            closings += after is Status.CLOSED and status is not Status.CLOSED
            if after is Status.CLOSED and status is not Status.CLOSED:
                assert command in CLOSING, "a ticket closes for a reason"
            status = after
        else:
            with pytest.raises(Refused) as refusal:
                follow(status, command)
            assert (refusal.value.status, refusal.value.command) == (status, command)
    assert closings <= 1


LIFE = [
    (Command.CLASSIFY, Status.REGISTERED),
    (Command.CLAIM, Status.IN_PROGRESS),
    (Command.ASK, Status.WAITING),
    (Command.ADD, Status.WAITING),
    (Command.REPLY, Status.IN_PROGRESS),
    (Command.PROPOSE, Status.IN_PROGRESS),
    (Command.AGREE, Status.IN_PROGRESS),
    (Command.ANSWER, Status.IN_PROGRESS),
    (Command.RESOLVE, Status.RESOLVED),
    (Command.DISPUTE, Status.IN_PROGRESS),
    (Command.RESOLVE, Status.RESOLVED),
    (Command.EXPIRE, Status.CLOSED),
    (Command.RATE, Status.CLOSED),
]


def test_r6_r8_r9_a_whole_life() -> None:
    status = Status.REGISTERED
    for command, expected in LIFE:
        status = follow(status, command)
        assert status is expected, command


@pytest.mark.parametrize(
    ("status", "command"),
    [
        (Status.IN_PROGRESS, Command.CLAIM),  # B3: one wins, the other is told
        (Status.REGISTERED, Command.ANSWER),  # taken first
        (Status.REGISTERED, Command.RESOLVE),
        (Status.IN_PROGRESS, Command.RESOLVE_UNANSWERED),  # R6: only who was asked can be silent
        (Status.IN_PROGRESS, Command.DISPUTE),
        (Status.IN_PROGRESS, Command.EXPIRE),  # R9.2: silence closes only what is resolved
        (Status.WAITING, Command.EXPIRE),
        (Status.RESOLVED, Command.WITHDRAW),
        (Status.RESOLVED, Command.RESOLVE),
    ],
)
def test_what_is_refused(status: Status, command: Command) -> None:
    assert not allows(status, command)


def test_r6_the_execution_clock_runs_only_while_the_desk_has_to_act() -> None:
    assert [s for s in STATUSES if execution_runs(s)] == [Status.REGISTERED, Status.IN_PROGRESS]


def test_r9_each_closing_command_has_its_reason() -> None:
    assert {
        Command.CONFIRM: Closing.CONFIRMED,
        Command.EXPIRE: Closing.SILENCE,
        Command.WITHDRAW: Closing.WITHDRAWN,
        Command.DUPLICATE: Closing.DUPLICATE,
        Command.REFUSE: Closing.REFUSED,
    } == CLOSING

"""Random conversations over the real handlers: `tests/stories/monkeys.py` says who does what."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stories.monkeys import Monkeys
from tests.stories.mornings import Mornings

STEPS = 25
PARTS, A_PART = 20, 100  # two thousand


@pytest.fixture(scope="module")
def stage(empty_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[Monkeys]]:
    """The machine on a loop of its own: Hypothesis does not wait for anybody's."""
    loop = asyncio.new_event_loop()
    mornings = Mornings(empty_record, tmp_path_factory.mktemp("mornings"))
    yield type("Stage", (Monkeys,), {"loop": loop, "mornings": mornings})
    loop.close()


def play(stage: type[Monkeys], conversations: int) -> None:
    rules = settings(
        max_examples=conversations,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        print_blob=True,
    )
    run_state_machine_as_test(stage, settings=rules)


def test_whatever_they_do_no_note_leaks_and_every_word_is_in_one_ticket(stage: type[Monkeys]) -> None:
    """B5, R3, and the history replays to where each ticket stands: a few conversations every day."""
    play(stage, 4)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_two_thousand_random_conversations(stage: type[Monkeys], part: int) -> None:
    """The same, at length."""
    play(stage, A_PART)

"""An update of the dialogue costs at most five statements; what costs more is listed, with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.bench.counting import statements
from tests.house import House

AIM = 5
# Written once in a person's life, each with the one statement more that keeps it for good.
FIRST_WORD = 6  # the person, and how many are new in this minute
CONSENT = 6  # the consent itself, beside what is known of him (B7)
# How many today, the contract, number, ticket, its next look, event, two messages, index, details, whether a
# company is called like his, draft.
REGISTRATION = 17
COMPANY = 6  # which companies are called like what he typed
PHONE = 6  # whether somebody called from this number (R1.1)

Story = dict[str, Callable[[], Any]]


async def counted(house: House, does: Callable[[], Any]) -> int:
    """How many statements the transaction took in which this one update was handled."""
    does()
    await house.app.receiver.poll()
    handled = house.app.worker.counts["handled"]
    with statements(house.app.database) as seen:
        await house.app.worker.step()
    assert house.app.worker.counts["handled"] == handled + 1
    await house.settle()
    return len(seen) - 1  # one looks for what waits, once a batch


async def told(house: House, story: Story) -> dict[str, int]:
    """What each update of a story took."""
    await house.settle()
    return {step: await counted(house, does) for step, does in story.items()}


async def new_client(house: House) -> dict[str, int]:
    """Анна's first ticket, with a correction and an addition on the way."""
    anna = house.anna
    return await told(
        house,
        {
            "first word": lambda: anna.writes("Не печатает раскрой"),
            "consent": lambda: anna.presses("Согласен"),
            "impact": lambda: anna.presses("2 "),
            "company": lambda: anna.writes("ООО «Окна»"),
            "fabricator": lambda: anna.presses("Совпадает с компанией"),
            "phone": lambda: anna.presses("📱 Мой номер"),
            "e-mail": lambda: anna.writes("anna@okna.ru"),
            "more words": lambda: anna.writes("После обновления"),
            "fix": lambda: anna.presses("✏️ Исправить"),
            "fix company": lambda: anna.presses("Компания"),
            "another company": lambda: anna.writes("ООО «Дом»"),
            "registration": lambda: anna.presses("✅ Отправить"),
        },
    )


async def returning_client(house: House) -> dict[str, int]:
    """Анна's next ticket while the first is open."""
    anna = house.anna
    return await told(
        house,
        {
            "word": lambda: anna.writes("Ещё и не сохраняет"),
            "new or addition": lambda: anna.presses("Новое обращение"),
            "impact": lambda: anna.presses("2 "),
            "registration": lambda: anna.presses("✅ Отправить"),
        },
    )


async def test_a_new_clients_dialogue_takes_at_most_five_statements_an_update(house: House) -> None:
    taken = await new_client(house)
    assert taken.pop("registration") <= REGISTRATION
    assert sum(taken.values()) <= AIM * len(taken)
    assert taken.pop("first word") <= FIRST_WORD
    assert taken.pop("consent") <= CONSENT
    assert taken.pop("phone") <= PHONE
    assert max(taken.pop("company"), taken.pop("another company")) <= COMPANY
    assert {step: count for step, count in taken.items() if count > AIM} == {}


async def test_a_returning_clients_dialogue_takes_at_most_five_statements_an_update(house: House) -> None:
    await house.registers(house.anna)
    taken = await returning_client(house)
    assert taken.pop("registration") <= REGISTRATION
    assert {step: count for step, count in taken.items() if count > AIM} == {}

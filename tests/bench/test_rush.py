"""The desk through a rush: everything is said, the urgent first, within what a group takes."""

from pathlib import Path

import pytest

from tests.bench.rush import TICKETS, rush


@pytest.mark.long
async def test_sixty_tickets_in_three_minutes_and_no_urgent_card_waits(tmp_path: Path) -> None:
    """R5, B6, fault 15: claimed, classified, answered and resolved within twenty calls a minute."""
    found = await rush(tmp_path)

    assert found.tickets == len(found.urgent_waits) + len(found.usual_waits) == TICKETS
    assert max(found.urgent_waits) <= 15
    assert max(found.calls_of_a_ticket.values()) <= 6
    assert found.most_in_a_minute <= 20
    assert (found.refused, found.left, found.unresolved, found.wrong_cards) == (0, 0, 0, [])

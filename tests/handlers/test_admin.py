"""Who is a dispatcher, by the policy of the installation."""

from tests.house import House


async def test_under_the_listed_policy_only_the_listed_are_dispatchers(house: House) -> None:
    """Being in the group is not enough there; an admin's press makes a dispatcher, another ends it."""
    house.app.desk.staff_policy = "listed"
    await house.registers(house.anna)
    await house.presses(house.petr, "Взять, П2 верно")
    assert (await house.ticket()).holder_id is None
    assert "только для диспетчеров" in house.petr.last_toast

    await house.says(house.admin, "/staff")
    await house.presses(house.admin, "➕ Пётр")
    await house.presses(house.petr, "Взять, П2 верно")
    assert (await house.ticket()).holder_name == "Пётр"

    await house.presses(house.admin, "✅ Пётр")
    await house.presses(house.petr, "Решено")
    assert "только для диспетчеров" in house.petr.last_toast


async def test_nobody_else_sees_or_changes_the_list(house: House) -> None:
    """A forged press of a client or a dispatcher changes nothing."""
    house.app.desk.staff_policy = "listed"
    await house.registers(house.anna)
    await house.presses(house.petr, "Взять, П2 верно")
    await house.says(house.anna, "/staff")
    house.anna.sees("только для администраторов")
    house.anna.presses_raw("staff:2", house.anna.last)
    await house.settle()
    assert "только для администраторов" in house.anna.last_toast
    await house.presses(house.petr, "Взять, П2 верно")
    assert (await house.ticket()).holder_id is None

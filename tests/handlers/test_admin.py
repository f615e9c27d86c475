"""Who is a dispatcher, by the policy of the installation."""

from bot import introduction
from bot.sandbox.people import Person
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
    house.anna.sees("Такой команды нет. Список команд: /help")
    house.anna.presses_raw("staff:2", house.anna.last)
    await house.settle()
    assert "только для администраторов" in house.anna.last_toast
    await house.presses(house.petr, "Взять, П2 верно")
    assert (await house.ticket()).holder_id is None


async def test_the_menu_has_the_commands_of_whoever_opens_it(house: House) -> None:
    """Clients see theirs; the desk its own, in each one's language, and only while it is the desk."""

    def menu(person: Person) -> dict[str, str]:
        found = house.world.profile.commands_for(person.id, person.id, "ru", admin=False)
        return {command["command"]: command["description"] for command in found}

    petr = house.petr.in_private
    await introduction.set_commands(house.app.telegram, house.app.desk)
    for person, first in ((house.anna, "/start"), (petr, "/start t_26-00001"), (house.admin, "/queue")):
        await house.says(person, first)
    assert "new" in menu(house.anna)
    assert not {"queue", "calls", "ban"} & set(menu(house.anna))
    assert {"queue", "calls", "handover", "answers", "privacy"} <= set(menu(petr))
    assert "companies" not in menu(petr)
    assert {"queue", "companies", "staff", "ban"} <= set(menu(house.admin))

    await house.says(petr, "/lang")
    await house.presses(petr, "English")
    assert menu(petr)["calls"] == "Clients to call"
    house.petr.leaves()
    await house.settle()
    assert menu(petr) == menu(house.anna)
    house.world.add(house.group, petr)
    await house.wait(seconds=2)
    assert "queue" in menu(petr)

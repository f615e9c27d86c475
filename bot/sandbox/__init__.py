"""A Telegram on your own machine: the demo, and the test bench.

Imports none of our other packages, so that one author's error can't hide on both sides of the wire.

    clock = Clock(datetime(2026, 11, 18, 7, tzinfo=UTC), ticking=False)
    world = World(now=clock.now)
    anna, petr = world.person("Анна"), world.person("Пётр")
    group = world.group("Диспетчеры")
    group.add(petr)
    async with serve(world) as server:  # a bot with world.token talks to server.url
        anna.writes("Не печатает")
        await anna.will_see("Как это влияет на работу?")
        anna.presses("2 Работает частично")
        petr.in_(group).presses("Взять")
"""

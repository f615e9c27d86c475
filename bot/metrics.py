"""`/metrics`, as Prometheus reads it: numbers of the desk and its machine, nobody's name or words (B7).

What happened to tickets is counted since the start of the process, as Prometheus expects of a counter.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.health import Health
from bot.mailbox import Mailbox
from bot.telegram import OUTCOMES, Telegram
from bot.worker import Worker
from storage.counted import Happened, late, live
from storage.database import Database, why

log = logging.getLogger(__name__)

_ANSWERS = 3.0  # seconds the record may take
_Values = Iterable[tuple[Sequence[str], int]]  # of the labels, and how many
_STATUSES = ("registered", "in_progress", "waiting", "resolved")


class Metrics:
    """Reads the parts when asked, and remembers which events it has counted."""

    def __init__(
        self,
        health: Health,
        database: Database,
        mailbox: Mailbox,
        worker: Worker,
        telegram: Telegram,
        clock: Callable[[], datetime],
    ) -> None:
        self._health = health
        self._database = database
        self._mailbox = mailbox
        self._worker = worker
        self._telegram = telegram
        self._clock = clock
        self._happened = Happened()
        self._one = asyncio.Lock()  # two who ask at once must not count an event twice

    async def page(self) -> tuple[bytes, str]:
        """The text and its content type. What the record would say is missing while it is out of reach."""
        # Only who is asked loads it: the start of the bot does not wait for it.
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
        from prometheus_client.process_collector import ProcessCollector
        from prometheus_client.registry import Collector

        async with self._one:
            found = await self._health.look()
            tickets = await self._tickets()
        families = [*self._machine(found), *self._line(found), *self._mail(found["mail"]), *tickets]

        class Given(Collector):
            def collect(self) -> Iterable[Any]:
                return families

        registry = CollectorRegistry()
        registry.register(Given())
        ProcessCollector(registry=registry)
        return generate_latest(registry), CONTENT_TYPE_LATEST

    def _machine(self, found: Mapping[str, Any]) -> list[Any]:
        families = [
            _gauge("ready", "1 when all is well: /ready says why not", found["ready"]),
            _gauge("works", "0 while this process stands by", self._health.stands_by is None),
            _gauges("duty", "1 where this process has the duty", "name", self._health.duties.by_name),
            _gauge("record_reachable", "1 when the record answers", found["database"] == "ok"),
            _gauge("group_reachable", "1 when the dispatchers' group takes messages", found["group"] == "ok"),
            _gauge("backup_ok", "0 after a backup that failed", found["backup"] == "ok"),
        ]
        if found["last_poll_seconds"] is not None:
            families.append(
                _gauge("poll_age_seconds", "Since updates were last seen to come", found["last_poll_seconds"])
            )
        if self._mailbox.waiting is not None:
            families.append(_gauge("updates_at_telegram", "Not pushed yet (webhook)", self._mailbox.waiting))
        return families

    def _line(self, found: Mapping[str, Any]) -> list[Any]:
        calls = self._telegram.calls
        # From a method's first call on all its outcomes are there, as 0: Prometheus sees no rise from nothing
        # to one, and the first 429 would not be among the 429s.
        every = {(method, one): calls[method, one] for method, _ in list(calls) for one in OUTCOMES.values()}
        families = [
            _counter("telegram_calls", "Calls of the Bot API", ("method", "outcome"), every.items()),
            _counter("updates", "Updates by what came of them", ("result",), _by_one(self._worker.counts)),
        ]
        if found["letters"] is None:
            return families
        letters = {**found["letters"], "dead": found["dead"]["letters"]}
        return [
            *families,
            _gauge("updates_behind", "Updates that wait to be handled", found["inbox_behind"]),
            _gauge("updates_oldest_seconds", "How long the oldest waits", found["inbox_oldest_seconds"] or 0),
            _gauge("updates_dead", "Updates set aside for a person", found["dead"]["updates"]),
            _gauges("letters", "Letters in the outbox", "state", letters),
        ]

    def _mail(self, found: Mapping[str, Any] | None) -> list[Any]:
        if found is None:
            return []
        # By their place in MAIL_BOXES: an address may be somebody's name.
        ages = {str(nth): one["last_look_seconds"] for nth, one in enumerate(found["mailboxes"], 1)}
        letters = {name: found[name] for name in ("to_handle", "to_complete", "set_aside", "to_send")}
        return [
            _gauges("mailbox_age_seconds", "Since it was last read", "mailbox", ages),
            _gauge("mail_out_ok", "0 when the server that sends was out of reach", found["out"] == "ok"),
            _gauges("mail_letters", "Letters by mail that wait, and those set aside", "state", letters),
        ]

    async def _tickets(self) -> list[Any]:
        now = self._clock()
        try:
            async with asyncio.timeout(_ANSWERS), self._database.reading(now) as tx:
                standing, overdue = await live(tx), await late(tx)
                await self._happened.look(tx)
        except Exception as error:
            log.warning("tickets are not counted: %s", why(error))
            return []
        happened, standing = self._happened, dict.fromkeys(_STATUSES, 0) | standing
        return [
            _gauges("tickets", "Tickets that are not closed", "status", standing),
            _gauge("tickets_late", "Open tickets past their nearest promise", overdue),
            _counter("ticket_events", "What happened to tickets", ("type",), _by_one(happened.events)),
            _counter("breaches", "Deadlines missed", ("clock",), _by_one(happened.breaches)),
            _counter("ratings", "Ratings given", ("stars",), _by_one(happened.ratings)),
        ]


def _by_one(counts: Counter[str]) -> _Values:
    return [((name,), count) for name, count in counts.items()]


def _gauge(name: str, about: str, value: float) -> Any:
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(f"otklik_{name}", about, value=float(value))


def _gauges(name: str, about: str, label: str, values: Mapping[str, float]) -> Any:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(f"otklik_{name}", about, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), float(value))
    return family


def _counter(name: str, about: str, labels: tuple[str, ...], values: _Values) -> Any:
    from prometheus_client.core import CounterMetricFamily

    family = CounterMetricFamily(f"otklik_{name}", about, labels=labels)
    for key, value in values:
        family.add_metric(key, float(value))
    return family

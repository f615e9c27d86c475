"""Whatever Telegram, or somebody who plays Telegram's client, may send: no crash, and no effect on others.

Updates are made from aiogram's own models, every field of them; presses from random bytes and from the heads
of our buttons with random arguments.
"""

from __future__ import annotations

import random
import shutil
import types
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from aiogram.types import Message, Update
from aiogram.types.base import TelegramObject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.announced import NEWS
from storage.database import Database
from tests.inside import GROUP, IDS, SECRET, Inside, Outcome, inside
from tests.test_rules_rights import buttons

HEADS = sorted(buttons())
WORDS = sorted({word for words in buttons().values() for word in words})
TEXTS = (
    "",
    "Не печатает",
    "/start t_26-00001",
    "/privacy 26-00001",
    "/ban 26-00001",
    "\u202e\u200b",
    "<b>&",
    "я" * 5000,
)
OWN = ("mine", "privacy", "edit")  # letters to him about himself
ROLES = ("stranger", "former", "banned", "anonymous")  # who may do nothing to anybody else
LAW = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
OF_CHATS = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")


@pytest.fixture
async def at(tmp_path: Path, empty_record: Path) -> AsyncIterator[Inside]:
    shutil.copy(empty_record, tmp_path / "otklik.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/otklik.db")
    async with inside(database) as found:
        yield found
    await database.close()


def anything(chance: random.Random, annotation: Any, depth: int = 0) -> Any:
    """A value of this annotation; deep inside a model only what it can't do without."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return anything(chance, chance.choice(kinds), depth)
    if origin is list:
        inner = get_args(annotation)[0]
        return [anything(chance, inner, depth + 1) for _ in range(chance.randint(0, 2))]
    if origin is Literal:
        return chance.choice(get_args(annotation))
    if isinstance(annotation, type):
        if issubclass(annotation, TelegramObject):
            return model(chance, annotation, depth + 1)
        if issubclass(annotation, Enum):
            return chance.choice(list(annotation)).value
        if issubclass(annotation, bool):
            return chance.random() < 0.5
        if issubclass(annotation, int):
            return chance.choice((0, 1, -1, 2**31, 2**52, chance.choice(list(IDS.values())), GROUP))
        if issubclass(annotation, float):
            return chance.uniform(-180, 180)
        if issubclass(annotation, str):
            return chance.choice(TEXTS)
        if issubclass(annotation, datetime):
            return int(datetime(2026, 11, 18, tzinfo=UTC).timestamp())
    return chance.choice((0, 1, "x"))


def model(chance: random.Random, kind: type[TelegramObject], depth: int) -> dict[str, Any]:
    """A Bot API object as JSON: what is required, and a few of the rest."""
    found: dict[str, Any] = {}
    optional = [name for name, field in kind.model_fields.items() if not field.is_required()]
    some = set(chance.sample(optional, min(len(optional), chance.randint(0, 4)))) if depth < 4 else set()
    for name, field in kind.model_fields.items():
        literal = field.default if isinstance(field.default, str | Enum) and not field.is_required() else None
        if literal is not None and name in ("type", "status", "source"):
            found[field.alias or name] = getattr(literal, "value", literal)
        elif field.is_required() or name in some:
            found[field.alias or name] = anything(chance, field.annotation, depth)
    return found


def from_whom(chance: random.Random, at: Inside, role: str, body: Any) -> None:
    """Most updates come from where we listen: somebody in his private chat, or a press in the group."""
    if not isinstance(body, dict) or chance.random() < 0.15:
        return
    if "chat" in body:
        body["chat"] = at.chat(role, in_group=False)
    for name in ("from", "user"):
        if name in body:
            body[name] = at.user(role)
    for inner in ("message", "new_chat_member", "old_chat_member"):
        from_whom(chance, at, role, body.get(inner))


async def is_harmless(at: Inside, role: str, body: dict[str, Any]) -> None:
    """Handled without a crash; nothing of anybody else changed, nothing of his told."""
    try:
        Update.model_validate({"update_id": 1, **body})
    except ValueError:
        return  # not an update: set aside before any handler sees it (fault 9)
    outcome = await at.attempt(body)
    sender = next((one.get("from") for one in body.values() if isinstance(one, dict)), None) or {}
    if sender.get("id") != IDS[role]:
        return  # as somebody else whom chance has chosen: what he may is another test's question
    effects = Counter(outcome.effects(at.actor(role))) - _his_own(outcome, at.actor(role))
    assert not effects, body
    if role != "banned":
        assert SECRET not in outcome.words(), body


def _his_own(outcome: Outcome, actor: int | None) -> Counter[str]:
    """What anybody may do about himself: his list, shown to him alone, and his consent."""
    rows = [f"letter {one.kind}" for one in outcome.letters if one.person_id == actor and one.kind in OWN]
    return Counter(
        rows + ["consents" for one in outcome.changed.get("consents", ()) if one.person_id == actor]
    )


async def _updates(at: Inside, chance: random.Random, role: str) -> None:
    kind = chance.choice(
        OF_CHATS if chance.random() < 0.8 else tuple(set(Update.model_fields) - {"update_id"})
    )
    field = Update.model_fields[kind]
    body = anything(chance, field.annotation)
    from_whom(chance, at, role, body)
    await is_harmless(at, role, {kind: body})


async def _presses(at: Inside, chance: random.Random, role: str) -> None:
    if chance.random() < 0.4:
        size = chance.randint(1, 64)
        data = bytes(chance.randrange(256) for _ in range(size)).decode("utf-8", "ignore")[:64] or "?"
    else:
        parts = [chance.choice(HEADS)]
        for _ in range(chance.randint(0, 4)):
            numbers = (
                *at.tickets.values(),
                *(one.id for one in at.people.values()),
                at.held,
                at.draft,
                2**70,
                -1,
            )
            parts.append(chance.choice((chance.choice(WORDS), str(chance.choice(numbers)), "", "٣", "1e9")))
        data = ":".join(parts).encode()[:64].decode("utf-8", "ignore")
    if ("pv" in data and role == "banned") or data.split(":")[0] == NEWS:
        return  # what is kept of himself is his, banned or not; and so is which news he wants
    update = at.pressed(role, data, in_group=False, message_id=chance.choice((0, 1, 901, 2**31)))
    match chance.randrange(4):
        case 0:
            del update["callback_query"]["message"]
        case 1:  # inaccessible (fault 36)
            update["callback_query"]["message"] |= {"date": 0}
            del update["callback_query"]["message"]["from"]
    await is_harmless(at, role, update)


ANYBODY = st.sampled_from(ROLES)
# A seed, not `randoms`: how much is drawn follows the record, which is another at an example's second run.
CHANCE = st.integers(0, 2**64).map(random.Random)


@settings(max_examples=100, **LAW)
@given(chance=CHANCE, role=ANYBODY)
async def test_f35_f36_random_presses_do_no_harm(at: Inside, chance: random.Random, role: str) -> None:
    """Random bytes up to 64, our own heads with arguments that nobody offered, messages out of reach."""
    await _presses(at, chance, role)


@settings(max_examples=100, **LAW)
@given(chance=CHANCE, role=ANYBODY)
async def test_f42_random_updates_do_no_harm(at: Inside, chance: random.Random, role: str) -> None:
    """Every kind of update with any of its fields."""
    await _updates(at, chance, role)


@pytest.mark.long
@settings(max_examples=5000, **LAW)
@given(chance=CHANCE, role=ANYBODY)
async def test_f35_f42_ten_thousand_of_them(at: Inside, chance: random.Random, role: str) -> None:
    """Five thousand presses and as many updates."""
    await _presses(at, chance, role)
    await _updates(at, chance, role)


def test_every_field_of_a_message_is_made() -> None:
    """So that nothing is left out when Telegram adds a kind of content."""
    chance, seen = random.Random(42), set()
    for _ in range(600):
        seen |= set(model(chance, Message, 1))
    names = {field.alias or name for name, field in Message.model_fields.items()}
    assert names - seen == set()

"""Each handler and filter gets every argument it asks for by name.

aiogram finds out only when an update comes; a name misspelt would be a dead letter in production.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path

from aiogram.dispatcher.event.handler import CallableObject
from aiogram.filters import Command

import handlers
from bot import worker
from handlers import person
from handlers.dispatch import dispatcher

# What aiogram itself gives: Dispatcher.feed_update, UserContextMiddleware, TelegramEventObserver.
AIOGRAM = {"bot", "bots", "dispatcher", "event_update", "event_router", "handler"}
AIOGRAM |= {"event_context", "event_from_user", "event_chat", "event_thread_id"}


def keywords_of_feed_update() -> set[str]:
    """What bot/worker.py hands over with an update."""
    calls = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(worker)))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "feed_update"
    ]
    assert calls
    return set.intersection(*({word.arg or "" for word in call.keywords} for call in calls))


def set_by_the_middleware() -> set[str]:
    """Every `data["name"] = …` of handlers/person.py."""
    return {
        target.slice.value
        for node in ast.walk(ast.parse(inspect.getsource(person)))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant)
    }


def given_by(asked: CallableObject) -> set[str]:
    """What a filter adds: keys of the dict literals it returns."""
    if isinstance(asked.callback, Command):
        return {"command"}
    ours = Path(handlers.__file__).parent
    calls = [vars(kind)["__call__"] for kind in type(asked.callback).__mro__ if "__call__" in vars(kind)]
    return {
        key.value
        for call in calls
        if ours in Path(inspect.getfile(call)).parents
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(call))))
        if isinstance(node, ast.Return)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Dict)
        for key in inner.keys
        if isinstance(key, ast.Constant)
    }


def lacking(asked: CallableObject, given: set[str]) -> set[str]:
    """Required arguments that nobody gives; the first is the event, which comes by position."""
    first, *others = inspect.signature(asked.callback).parameters.values()
    event = {f"{first.name}, where the event comes"} if first.name in given else set()
    by_name = (first.POSITIONAL_OR_KEYWORD, first.KEYWORD_ONLY)
    needed = {one.name for one in others if one.default is one.empty and one.kind in by_name}
    return event | (needed - given)


def wired() -> Iterator[tuple[str, str, set[str]]]:
    """(where, what, the names it lacks) of every handler and filter."""
    root = dispatcher()
    given = AIOGRAM | keywords_of_feed_update() | set_by_the_middleware()
    for router in root.chain_tail:
        for observer in router.observers.values():
            for handler in observer.handlers:
                known, where = set(given), handler.callback.__module__
                for one in handler.filters or []:
                    yield where, type(one.callback).__name__, lacking(one, known)
                    known |= given_by(one)
                yield where, getattr(handler.callback, "__name__", "?"), lacking(handler, known)


def test_every_argument_asked_for_is_given() -> None:
    found = list(wired())
    assert len(found) > 40
    assert [(where, what, names) for where, what, names in found if names] == []


def test_one_dispatcher_serves_every_app_of_a_process() -> None:
    """Making it takes as long as handling ten updates."""
    assert dispatcher() is dispatcher()

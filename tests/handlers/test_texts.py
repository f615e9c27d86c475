"""Every word that is said: both languages alike, whatever people wrote unharmed, Telegram able to take it."""

from __future__ import annotations

import inspect
import itertools
import re
import string
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers import letters, markup, texts
from handlers.texts import moments
from sla.agenda import Due
from sla.extension import Outcome
from sla.lifecycle import Closing, Status
from sla.regulation import Kind, load

LAW = load()
RU, EN = texts.of("ru"), texts.of("en")
BOTH = [pytest.param(words, id=code) for code, words in texts.LANGUAGES.items()]
NB = "\u00a0"
MSK = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=MSK)
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=MSK)
TODAY = datetime(2026, 11, 18, 10, 30, tzinfo=MSK)

# ---------------------------------------------------------------- Telegram's HTML, as strict as its parser

PLAIN_TAGS = {"b", "i", "u", "s", "code", "pre", "tg-spoiler", "blockquote"}
TAG = re.compile(r'<(/?)([a-z-]+)(?: (expandable)| href="([^"<>&]+)")?>')
PLAIN = re.compile(r"(?:[^<>&]+|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)+")


@cache
def parsed(html: str) -> str:
    """The text as Telegram shows it; AssertionError where it would refuse the message or eat a part of it."""
    opened: list[str] = []
    shown, place = "", 0
    while place < len(html):
        match html[place]:
            case "<":
                tag = TAG.match(html, place)
                assert tag, f"a bare <: {html[place : place + 40]!r}"
                closing, name, expandable, href = tag.groups()
                if closing:
                    assert opened, f"</{name}> closes nothing"
                    assert opened.pop() == name, f"</{name}> closes another tag"
                else:
                    assert name in PLAIN_TAGS | {"a"}, f"<{name}> is unknown to Telegram"
                    assert (name == "a") == bool(href), f"<{name}> with a wrong attribute"
                    assert not expandable or name == "blockquote"
                    assert name != "blockquote" or "blockquote" not in opened, "quotations can't be nested"
                    opened.append(name)
                place = tag.end()
            case _:
                plain = PLAIN.match(html, place)
                assert plain, f"a bare & or >: {html[max(place - 20, 0) : place + 40]!r}"
                shown += unescape(plain.group())
                place = plain.end()
    assert not opened, f"left open: {opened}"
    return shown


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    "html",
    ["a < b", "a & b", "a > b", "<b>x", "x</b>", "<b><i>x</b></i>", "<script>x</script>", "<a>x</a>",
     "<b expandable>x</b>", "&nbsp;", "<br>", "<blockquote><blockquote>x</blockquote></blockquote>",
     '<a href="x"y">z</a>'],
)  # fmt: skip
def test_the_checker_itself_refuses_what_telegram_refuses(html: str) -> None:
    with pytest.raises(AssertionError):
        parsed(html)


def test_the_checker_itself_shows_what_telegram_shows() -> None:
    html = '<a href="tg://user?id=1">A &lt;b&gt;</a> <blockquote expandable>x &amp;amp; y&#x27;</blockquote>'
    assert parsed(html) == "A <b> x &amp; y'"


# ---------------------------------------------------------------- who says what, and what it is called with

# Words for a place without markup: buttons, toasts over the chat, placeholders. Nothing is escaped there.
BUTTONS = {
    "ticket_button", "not_solved", "addition", "new_linked", "take_as", "priority_button", "answer_to",
    "solved_one", "staff_button", "colleague_button", "listed_button", "closed_tickets", "extension_button",
    "history_button", "split_button", "company_button", "join_button", "part_button", "take_and_send",
    "recall_button", "strike_button", "is_it_button", "as_typed", "contact_button",
    "caller_button", "new_of_company",
    "version_button", "news_switch", "send_to", "send_again", "announcement_button",
}  # fmt: skip
TOASTS = {
    "report_title", "report_file_name", "picture_title", "priority_label", "percent", "spans_told",
    "stars_told", "more_people",
    "export_heading", "not_rated", "protocol_title", "protocol_made", "protocol_priority", "protocol_outcome",
    "registered_toast", "closed_toast", "resolved_toast", "classified_toast", "waiting_goes_on", "yours",
    "released", "reason_noted", "already_taken", "held_by_another", "not_taken", "nothing_delivered",
    "too_early", "reason_needed", "no_such_ticket", "done_already", "not_now", "already_sent", "staff_toast",
    "unresolved", "handed_over_toast", "colleague_gone", "not_later", "too_far", "proposal_gone",
    "company_made", "person_joined", "person_left", "such_a_company", "in_another_company",
    "split_toast", "unlinked_toast", "not_to_split", "not_this",
    "answers_full", "nothing_to_call", "call_missed", "call_recorded",
    "others_words", "another_has_it", "not_to_recall",
    "link_below", "in_telegram_already",
    "news_switched", "not_sending", "audience", "fix_dropped", "fixed_answer",
    "paid_offered_toast", "paid_not_agreed", "paid_gone",
    "decided_toast", "nothing_lacks", "contract_noted",
}  # fmt: skip
# Letters by mail are plain words; nothing is escaped there, and Telegram never sees them.
BY_MAIL = {
    "mail_subject", "mail_said", "mail_closed", "mail_join", "mail_signature", "mail_missing", "mail_reason",
    "mail_unclear", "bad_impact", "mail_proposal_unclear", "mail_too_late", "mail_rating_why",
    "mail_rating_thanks", "mail_worded", "correction", "mail_enclosed", "mail_not_enclosed", "mail_place",
    "mail_prove", "mail_prove_unclear",
}  # fmt: skip
PIECES = {"moment", "term", "full_moment", "day"}  # parts of other lines
PAGED = {"rules", "services"}  # a heading and lines, for letters.pages
LONGEST = {  # what the dialogue lets through, in characters
    "description": 10_000, "text": 10_000, "reason": 10_000, "company": 200, "fabricator": 200, "name": 128,
    "author": 128, "query": 100, "person": 128, "sought": 100,
    "client": 128, "dispatcher": 128, "holder": 128, "actor": 128, "email": 254, "software": 200, "phone": 32,
    "contact": 128, "typed": 200, "giver": 128, "title": 60, "note": 1000, "other_text": 10_000,
    "address": 254, "mail": 254,
}  # fmt: skip
UGLY = (
    "<b>Анна</b> & Co",
    "&amp; &lt;script&gt; </blockquote><a href='x'>",
    "👩‍🏭🪟 \"'`*_[]()~>#+-=|{}.!",
    "שלום مرحبا \u202eabc",
    "строка\nвторая\n\n<третья>",
)
CHOICES: dict[str, list[Any]] = {
    "number": ["26-00042"],
    "source": ["telegram", "mail", "phone"],
    "linked": [None, "26-00041"],
    "sent": [None, "26-00042"],
    "view": ["o", "c", "k"],
    "current": [None, "26-00041 · <b>It</b> & so"],
    "page": [1],
    "pages": [1, 3],
    "count": [0, 3],
    "link": [None, "https://t.me/c/1234567890/42"],
    "side": ["client", "desk", "note"],
    "content": ["text", "photo", "story"],
    "event": [None, "answered"],
    "people": [0, 1, 3, 5],
    "line": ["<b>26-00042</b> · words\nstate"],
    "lines": [[], ["<b>26-00042</b> · words\nstate"] * 200],
    "definitions": [[(level, one.definition["ru"]) for level, one in LAW.priorities.items()]],
    "kind": list(Kind),
    "status": list(Status),
    "closing": [None, *Closing],
    "means": [None, "telegram", "phone", "email", "remote", "other", "none"],
    "purpose": ["answer", "ask", "resolve"],
    "policy": ["group", "listed"],
    "product": ["Optima Win Exprof", "<Win> & Co"],
    "username": [None, "anna"],
    "names": [[], ["<b>Peter</b> & Co", "🪟<" * 64] * 100],
    "holder_id": [None, 77],
    "what": ["processing", "execution"],
    "code": ["details", "advice", "remote"],
    "command": ["withdraw"],
    "type_": ["registered"],
    "data": [{}],
    "law": [LAW],
    "value": [LAW.priorities[1].processing],
    "long": [None, "<agree> & read\n" * 200],
    "rating": [1, 5],
    "priority": [1, 4],
    "telegram_id": [None, 77],
    "days": [1, 2, 5, 14],
    "parts": [[(None, 1)], [("<b>Olga</b>", 5)], [("🪟<" * 64, 2), ("Olga & Co", 21)] * 100],
    "most": [50],
    "matters": [[], ["answer"], ["registered", "question", "closure_question"]],
    "unsaid": [[], ["<b>Install</b> 8.6 & restart" * 100] * 9],
    "numbers": [[], ["26-00001"], ["26-00001"] * 900],
    "links": [[], ["https://t.me/c/1234567890/17"], ["https://t.me/c/1234567890/17"] * 900],
    "outcome": ["replaced", *Outcome],
    "old": ["26-00041"],
    "parent": [None, "26-00040"],
    "children": [[], [("26-00041", "closed", "confirmed", "<b>OOO</b> & Co")] * 200],
    "answered": [2],
    "confirmed": [1],
    "disputed": [[], ["26-00043"] * 200],
    "work": ["<b>Set-up</b> & so"],
}
_OVER: dict[str, list[Any]] = {"outcome": [None, "reached", "returned", "needless", "recalled"]}
PRECISE: dict[str, dict[str, list[Any]]] = {
    **{
        name: {"text": ["<b>Install</b> 8.6 & restart" * 100]}
        for name in ("ready_answer", "preview", "answer_goes", "ask_own")
    },
    "not_to_split": {"why": ["desk", "already", "whole"], "other": ["26-00041"]},
    "not_this": {"why": ["itself", "closed", "cycle", "child", "alone", "has_children"]},
    "not_to_recall": {"why": ["others", "recalled", "recalling", "old", "mailed"]},
    "recall_button": {"kind": ["text", "photo", "document"]},
    "recall_done": {"kind": ["text", "photo", "document"]},
    "recall_refused": {"kind": ["text", "photo", "document"]},
    "said_line_heading": {"kind": ["text", "photo", "document"]},
    "recall_told": {"what": ["question", "answer"]},
    "another_clients": {"other": ["26-00041"]},
    "confirm_duplicate": {"other": ["26-00041"]},
    "duplicate_told": {"other": [None, "26-00041"]},
    "duplicate_done": {"other": ["26-00041"]},
    "linked_done": {"parent": ["26-00041"]},
    "call_over": _OVER,
    "nothing_to_call": _OVER,
    "relay_heading": {"what": ["reply", "addition", "dispute", "after"]},
    "review_card": {
        "reason": ["rating", "dispute"],
        "rating": [1, 3],
        "owner": [None, "<b>P</b> & Co"],
        "cause": [None, "slow"],
        "outcome": [None, "<b>Called</b> & so"],
        "said": [[], ["<b>Bad</b> & so"] * 4],
    },
    "review_line": {
        "reason": ["rating", "dispute"],
        "rating": [1, 3],
        "owner": [None, "<b>P</b> & Co"],
        "cause": [None, "slow"],
    },
    "reviews": {"lines": [[], ["<b>26-00042</b> · words"] * 10]},
    **{
        name: {"version": ["<b>8.6</b> & so"]}
        for name in ("fix_linked", "fix_line", "fixed_ask", "fixed_told")
    },
    **{name: {"version": ["8.6"]} for name in ("version_button", "fixed_answer")},
    "paid_gone": {"answer": ["agreed", "declined", "withdrawn"]},
    "paid_offer": {"footnote": ["<b>Where</b> the desk & so"], "phone": [LAW.contacts.phone]},
    "ask_paid_agreed_by": {"footnote": ["<b>Where</b> the desk & so"]},
    "paid_agreed_by_phone": {"footnote": ["<b>Where</b> the desk & so"], "who": ["<b>Anna</b>, 15:20"]},
    "report_text": {
        **{name: [[], [(1, 5), (4, 50_000)]] for name in ("registered", "resolved", "breached")},
        **{name: [(None, 0, "", ""), (98.2, 3, "12 min", "2 h")] for name in ("processing", "execution")},
        "stars": [None, 4.5],
    },
    "report_periods": {"said": ["<b>the day</b> & so", "🪟<" * 100]},
    "spans_told": {"median": ["12 min"], "ninety": ["2 h"]},
    "stars_told": {"stars": [4.5]},
    "percent": {"value": [None, 98.25]},
    **{
        name: {"kind": ["versions", "works", "offers"], "version": [None, "<b>8.6</b> & so"]}
        for name in (
            "news_heading",
            "requirements_heading",
            "news_footer",
            "news_switch",
            "news_switched",
        )
    },
    "announcement_button": {"kind": ["offers"], "version": [None, "8.6"]},
    **{
        name: {
            "kind": ["works"],
            "version": [None, "<b>8.6</b> & so"],
            "status": ["sending", "done"],
            "state": ["paused"],
            **{one: [0, 3] for one in ("sent", "blocked", "failed", "skipped", "unknown", "left", "total")},
        }
        for name in ("announcement_line", "announcement_progress")
    },
    "announcement_failed": {"version": [None, "<b>8.6</b> & so"]},
    "not_sending": {"status": ["sending", "paused", "stopped", "done"]},
    "ask_requirements": {"version": ["<b>8.6</b> & so"]},
    "audience_unknown": {"lines": [[], ["<b>Nobody</b> & so"] * 400]},
    "audience": {
        "whom": [
            {"type": "everybody"},
            {"type": "product", "software": "Optima Win"},
            {"type": "companies"},
            {"type": "contract", "on": "2026-11-18"},
            {"type": "list"},
            {"type": "list", "people": [1, 2]},
        ]
    },
    "ask_send": {"whom": ["<Win> & Co"]},
    "protocol_priority": {"presumed": [2], "assigned": [None, 2, 1]},
    "held": {"kind": ["text", "photo", "voice", "document"]},
    "resolved": {"closing": [FRIDAY]},
    "closure_reminder": {"closing": [FRIDAY]},
    "now_is": {"value": ["<b>OOO</b> & Co", "🪟<" * 200]},
    "writing": {"name": ["26-00042 · <b>It</b> & so"]},
    "listed_button": {"description": ["It won't print"]},
    "said_line": {"text": ["", "<b>It</b> & so\n" * 150]},
    "board": {
        "counts": [[("registered", 3), ("in_progress", 2)]],
        "holders": [[], [("<b>Peter</b> & Co", 7), ("🪟<" * 64, 7)] * 5],
        **{name: [[], ["<b>26-00042</b> · words"] * 5] for name in ("late", "burning", "free", "longest")},
    },
    "board_at": {"text": [None, "<b>Board</b>"]},
    "digest": {
        name: [[], ["<b>26-00042</b> · words"] * 5] for name in ("late", "burning", "free", "longest")
    },
    "said_on": {"text": ["<b>It</b> & so\n" * 150]},
    "found": {"lines": [[], ["<b>26-00042</b> · words"] * 20]},
    "ticket_in_group": {"sent": [True, False], "line": ["<b>26-00042</b> · words"]},
    "answer_to": {"name": ["26-00042 · It won't print"]},
    "privacy": {"text": ["<b>Your data & ours</b>\n" * 60]},
    "no_such_ticket": {"number": ["", "26-00042"]},
    "reclassified": {"kind": [None, *Kind], "priority": [None, 1, 4], "reason": ["<b>Why</b> & so"]},
    "calendar_wanted": {"year": [2027]},
    "gathered": {"messages": [1, 2, 42]},
    "registered": {"contract": [None, "The contract is looked up."]},
    "import_preview": {
        "added": [[], ["<OOO> & Co"] * 30],
        "changes": [[], [("<OOO> & Co", "until", None, "2026-12-31"), ("A", "note", "x", "<y> & so")] * 15],
        "faults": [[], [(12, "bad_day", "<soon> & so"), (14, "twice", "12"), (15, "too_long", "note")] * 33],
        **{name: [0, 30] for name in ("adding", "changing", "same", "faulty")},
    },
    "imported": {name: [0, 30] for name in ("added", "changed", "faulty")},
    "contract_wanted": {"lacks": ["unknown", "none", "expired"], "phone": ["8-800-301-01-44"]},
    **{name: {"phone": ["8-800-301-01-44"]} for name in ("asked_to_pay", "not_served")},
    "contract_line": {"number": [None, "<12>/26 & so"], "option": [None, "8*5*4"]},
    "decided_toast": {"decision": ["served", "paid", "refused"]},
    "company_card": {"facts": [["📄 Contract 12", "📝 <b>words</b>"]]},
    "classified": {"reason": [None, "<b>Why</b> & so"], "presumed": [None, 2]},
    "extension_button": {"code": ["hours", "day"]},
    "mail_missing": {
        "missing": [[], ["description", "impact", "company", "fabricator", "contact_name", "phone", "email"]],
        "wrong": [{}, {"phone": "no number"}],
        "definitions": [[], [(1, "It does not work at all")]],
    },
    "mail_said": {"kind": ["answer", "question"]},
    "mail_left": {"left": [[("🪟<" * 50, 35_000_000)] * 10, [("report.pdf", 0)]]},
    "mail_not_enclosed": {"left": [[("report.pdf", 35_000_000)]]},
    "mail_place": {"where": ["", "Nevsky 1"], "latitude": [59.93], "longitude": [30.31]},
    "mail_prove": {
        "code": ["01234567"],
        "link": ["https://t.me/otklik_bot?start=m_01234567"],
        "bot": ["@otklik_bot"],
    },
    "mail_join": {"link": ["https://t.me/otklik_bot?start=j_" + "A" * 32]},
    "mail_file": {"file": ["report.pdf", "🪟<" * 60]},
    "mail_note": {"text": ["<b>I am away</b> & so\n" * 100]},
    "mail_pending": {"sender": ["anna@okna.ru", "<b>" + "a" * 300 + "@okna.ru"]},
    "mail_dead": {"sender": ["", "anna@okna.ru"], "mailbox": ["support@otklik.example"]},
    "mail_too_many": {"sender": ["anna@okna.ru"], "mailbox": ["support@otklik.example <INBOX>"]},
    "mail_unread": {"mailbox": ["support@otklik.example <INBOX>"], "host": ["mail.otklik.example"]},
    "mail_unsent": {"host": ["mail.otklik.example"]},
    "mail_locked_out": {"what": ["SMTP 535"], "host": ["mail.otklik.example"]},
    "card_steps": {
        "steps": [
            [
                ("undelivered", "answer", None, TODAY),
                ("mail_refused", "answer", None, TODAY),
                ("delivered", "answer", "phone", FRIDAY),
                ("delivered", "question", "email", FRIDAY),
            ]
        ]
    },
    "refused": {"reason": ["550 5.1.1 <no> such user", "552 full", "<b>unknown</b> & so"]},
    "invitation": {"link": ["https://t.me/otklik_bot?start=j_" + "A" * 32]},
    "read_out": {"text": ["✅ <b>26-00042</b>\nuntil 10:30"], "username": ["otklik_bot"]},
    "tickets_joined": {"numbers": [[], ["26-00001"], ["26-00001"] * 900]},
    "extension_held": {"reason": ["<b>Why</b> & so"]},
    "extension_proposed": {"reason": ["<b>Why</b> & so", "🪟<" * 250]},
    "outage": {"last": [FRIDAY - timedelta(days=2)]},
    "why": {"lines": [["<b>step</b> & so"] * 3, ["a step of the reckoning <&>"] * 300]},
}


def functions(words: ModuleType) -> dict[str, Callable[..., Any]]:
    """What a language says, without the helpers that it imports."""
    own = words.__name__ + "."
    return {
        name: found
        for name, found in vars(words).items()
        if inspect.isfunction(found) and not name.startswith("_") and found.__module__.startswith(own)
    }


signature = cache(inspect.signature)


def values(function: Callable[..., Any], parameter: inspect.Parameter) -> list[Any]:
    """What a parameter may be called with; a word of a person is left to `calls`."""
    name, kind = parameter.name, str(parameter.annotation)
    optional = [None] if kind.endswith("| None") else []
    precise = PRECISE.get(function.__name__, {})
    if name in precise:
        return precise[name]
    if re.match(r"date\b", kind):
        return [*optional, FRIDAY.date()]
    if kind.startswith("datetime"):
        return [*optional, TODAY, FRIDAY] if name != "now" else [NOW]
    if name in LONGEST:
        return [*optional, name]
    if name in CHOICES and (name != "rating" or not optional):
        return CHOICES[name]
    if kind.startswith("bool"):
        return [True, False]
    if kind.startswith("int"):
        return [*optional, 3]
    raise AssertionError(f"{function.__name__}: nothing to call {name} with")


def calls(
    function: Callable[..., Any], word: Callable[[str], str], *, pairs: bool = True
) -> Iterator[dict[str, Any]]:
    """Arguments for a function: each value of each parameter, and with `pairs` every two of them together.

    People's words come from `word`, cut to what the dialogue lets through.
    """
    options = {one.name: values(function, one) for one in signature(function).parameters.values()}
    full = {name: found[-1] for name, found in options.items()}
    others = {name: found[:-1] for name, found in options.items()}  # the last of each is in `full`
    seen = [full, *(full | {name: value} for name, found in others.items() for value in found)]
    if pairs:
        for (one, first), (two, second) in itertools.combinations(others.items(), 2):
            seen += [full | {one: a, two: b} for a, b in itertools.product(first, second)]
    for arguments in seen:
        yield {
            name: word(name)[: LONGEST[name]] if name in LONGEST and value == name else value
            for name, value in arguments.items()
        }


def always(words: str) -> Callable[[str], str]:
    return lambda name: words


def longest(character: str) -> Callable[[str], str]:
    return lambda name: character * LONGEST[name]


def said(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Calls a function, positional parameters by position."""
    parameters = signature(function).parameters.values()
    positional = [arguments[one.name] for one in parameters if one.kind is not one.KEYWORD_ONLY]
    return function(
        *positional, **{one.name: arguments[one.name] for one in parameters if one.kind is one.KEYWORD_ONLY}
    )


Said = Callable[..., Any]


def messages(words: ModuleType) -> list[Said]:
    """What is said with Telegram's HTML in it."""
    return [
        found
        for name, found in functions(words).items()
        if name not in BUTTONS | TOASTS | PIECES | PAGED | BY_MAIL
    ]


def only(names: set[str]) -> Callable[[ModuleType], list[Said]]:
    return lambda words: [functions(words)[name] for name in sorted(names)]


def each_of(*listed: Callable[[ModuleType], list[Said]]) -> Callable[[Callable[[Said], None]], Any]:
    """Makes a check of one function a test of all in both languages, which names every one that fails."""

    def made(check: Callable[[Said], None]) -> Any:
        @pytest.mark.parametrize("words", BOTH)
        def test(words: ModuleType) -> None:
            asked = [function for some in listed for function in some(words)]
            assert asked
            failed = {}
            for function in asked:
                try:
                    check(function)
                except AssertionError as error:
                    failed[function.__name__] = str(error)
            assert failed == {}

        return test

    return made


def constants(words: ModuleType) -> Iterator[tuple[str, str]]:
    """Every text that is not made by a function, with where it stands."""
    for name, value in vars(words).items():
        if not name.isupper() or name.startswith("_") or name in ("NB", "ROOM"):
            continue
        for each in value.values() if isinstance(value, dict) else [value]:
            yield name, each


# ---------------------------------------------------------------- two languages, one shape


def test_both_languages_have_the_same_names() -> None:
    public = [{name for name in vars(words) if not name.startswith("_")} for words in (RU, EN)]
    assert public[0] == public[1]
    assert {name for name, _ in constants(RU)} == {name for name, _ in constants(EN)}


def test_both_languages_are_called_alike() -> None:
    assert {
        name for name in functions(RU) if signature(getattr(RU, name)) != signature(getattr(EN, name))
    } == set()


def test_both_languages_have_the_same_keys_and_kinds_of_constants() -> None:
    def shape(words: ModuleType) -> dict[str, Any]:
        return {
            name: list(value) if isinstance(value, dict) else type(value)
            for name, value in vars(words).items()
            if name.isupper() and not name.startswith("_")
        }

    assert shape(RU) == shape(EN)


@pytest.mark.parametrize("words", BOTH)
def test_whatever_handlers_ask_for_is_there(words: ModuleType) -> None:
    asked: set[str] = set()
    for path in (Path(texts.__file__).parents[1]).glob("*.py"):
        source = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r"\b(?:words|texts\.of\([\w.]*\))\.([A-Za-z_]+)", source))
        asked |= set(re.findall(r'Complaint\("(\w+)"\)', source))
        asked |= set(re.findall(r'\bnote="(\w+)"', source))
        asked |= set(re.findall(r'to_holder\(\s*tx, desk, \w+, "\w+", "(\w+)"', source))
    assert {"card", "STAFF_ONLY", "bad_phone", "not_sent_yet", "disputed_notice"} <= asked
    assert {name for name in asked if not hasattr(words, name)} == set()


@pytest.mark.parametrize("words", BOTH)
def test_every_status_kind_and_closing_has_its_word(words: ModuleType) -> None:
    assert set(words.KINDS) == set(Kind)
    assert set(words.STATUSES) == set(Status)
    assert set(words.CLOSINGS) == set(Closing)


def test_a_language_that_nobody_wrote_is_russian() -> None:
    assert texts.of("fr") is RU
    assert texts.of("en").LANG == "en"


# ---------------------------------------------------------------- what people wrote


@each_of(messages)
def test_a_message_with_ugly_words_is_valid_and_shows_them(function: Callable[..., Any]) -> None:
    # Every two values together with words that hold markup; each value alone with the others.
    for ugly, arguments in (
        (one, each) for one in UGLY for each in calls(function, always(one), pairs=one == UGLY[0])
    ):
        shown = parsed(said(function, arguments))
        if function.__name__ in WHERE_WORDS_MAY_BE_LEFT_OUT:
            continue
        for name, value in arguments.items():
            if name in LONGEST and value and ugly.startswith(value):
                expected = " ".join(value.split()) if function.__name__ in ON_ONE_LINE else value
                assert expected.replace("\u202e", "") in shown, f"{name} is not shown whole"


# A queue's line shortens the company; the data of an event are tested by themselves.
WHERE_WORDS_MAY_BE_LEFT_OUT = {
    "queue_line",
    "longest_line",
    "found_line",
    "found",
    "find_too_short",
    "not_a_number",
    "classified",
    "reclassified",
    "privacy",
}
ON_ONE_LINE = {"held", "ticket_line"}


@each_of(messages)
def test_the_longest_words_fit_one_message(function: Callable[..., Any]) -> None:
    for character in '<&ё🪟\n"':
        for text in {said(function, each) for each in calls(function, longest(character), pairs=False)}:
            assert units(parsed(text)) <= markup.TEXT_LIMIT


@pytest.mark.parametrize("words", BOTH)
@pytest.mark.parametrize("character", ["<", "🪟"])
def test_the_card_with_the_panel_under_it_fits_too(words: ModuleType, character: str) -> None:
    def word(name: str) -> str:
        return character * LONGEST[name]

    face = max(
        (said(words.card, arguments) for arguments in calls(words.card, word, pairs=False)),
        key=lambda card: units(parsed(card)),
    )
    extra = words.panel_extra(word("email"), word("software"), "remote")
    assert units(parsed(f"{face}\n{extra}")) <= markup.TEXT_LIMIT


@pytest.mark.parametrize("words", BOTH)
def test_a_heading_leaves_room_for_the_words_under_it(words: ModuleType) -> None:
    heading = words.relay_heading("26-00042", "🪟" * 128, "after", holder="🪟" * 128)
    (caption,) = markup.split(heading, "x" * 300, limit=markup.CAPTION_LIMIT)
    assert units(parsed(caption)) <= markup.CAPTION_LIMIT


@each_of(only(TOASTS))
def test_a_toast_shows_words_as_they_are(function: Callable[..., Any]) -> None:
    for ugly, arguments in ((one, each) for one in UGLY for each in calls(function, always(one))):
        seen, text = ugly.replace("\u202e", ""), said(function, arguments)
        assert all(seen in text for value in arguments.values() if value == ugly)
        assert not set("<>&") & set(text.replace(seen, "")), "markup where none is read"


@each_of(only(BUTTONS - {"ticket_button"}))
def test_a_button_has_no_markup(function: Callable[..., Any]) -> None:
    for arguments in calls(function, str):
        assert not set("<>&") & set(said(function, arguments))


@each_of(only(TOASTS))
def test_a_toast_fits_telegrams_two_hundred(function: Callable[..., Any]) -> None:
    for character in "ё🪟":
        for arguments in calls(function, longest(character)):
            assert len(said(function, arguments)) <= 200


def test_a_button_shows_the_beginning_of_the_description_as_it_is() -> None:
    assert (
        RU.ticket_button("26-00042", "  Не <печатает>\n& раскрой  ") == "26-00042 · Не <печатает> & раскрой"
    )
    assert RU.ticket_button("26-00042", "Не печатает раскрой на втором столе") == (
        "26-00042 · Не печатает раскрой на втор…"
    )
    assert RU.ticket_button("26-00042", "") == "26-00042"


@pytest.mark.parametrize("words", BOTH)
def test_a_constant_is_good_both_as_a_toast_and_as_a_message(words: ModuleType) -> None:
    for name, text in constants(words):
        assert text.strip(), name
        assert not set("<>&") & set(text), name


@pytest.mark.parametrize("words", BOTH)
def test_placeholders_and_commands_keep_telegrams_limits(words: ModuleType) -> None:
    assert all(1 <= len(text) <= 64 for text in words.PLACEHOLDERS.values())
    assert all(3 <= len(text) <= 256 for text in words.COMMANDS.values())
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name in words.COMMANDS)


def test_a_long_description_opens_at_a_tap_a_short_one_does_not() -> None:
    assert moments.folded("x" * 300) == f"<blockquote>{'x' * 300}</blockquote>"
    assert moments.folded("x" * 301).startswith("<blockquote expandable>")
    assert moments.folded("a\n" * 6).startswith("<blockquote expandable>")


def test_words_are_cut_between_characters_never_inside_one() -> None:
    assert moments.cut("🪟🪟🪟", 6) == "🪟🪟🪟"
    assert moments.cut("🪟🪟🪟", 5) == "🪟🪟…"
    assert moments.cut("🪟🪟🪟", 4) == "🪟…"
    assert moments.quoted("<<<<", 3) == "&lt;&lt;…"


def test_words_can_not_turn_around_the_phone_after_them() -> None:
    assert "\u202e" not in RU.to_call("Анна\u202e", "+79211234567", ["answer"])


@pytest.mark.parametrize("words", BOTH)
def test_what_is_entered_so_far_is_shown_as_it_was_written(words: ModuleType) -> None:
    assert parsed(words.now_is("<b>ООО</b> & Co")).endswith(": <b>ООО</b> & Co")


# ---------------------------------------------------------------- long lists


@pytest.mark.parametrize(("words", "left"), [(RU, "… и ещё"), (EN, "… and")])
def test_a_list_too_long_says_how_many_are_left(words: ModuleType, left: str) -> None:
    lines = [f"<b>26-{n:05}</b> {'x' * 90}" for n in range(50)]
    for text in (words.queue(lines), words.my_tickets(lines, view="o", current=None, page=1, pages=1)):
        shown = [n for n in range(50) if f"26-{n:05}" in text]
        assert shown == list(range(len(shown)))
        assert 20 < len(shown) < 50
        assert re.fullmatch(rf"{left}.{50 - len(shown)}(.more)?", text.splitlines()[-1])


def test_a_list_that_fits_is_whole() -> None:
    assert RU.queue(["одна", "другая"]).splitlines()[1:] == ["одна", "другая"]


@pytest.mark.parametrize("words", BOTH)
def test_a_long_reckoning_keeps_its_result(words: ModuleType) -> None:
    text = words.why(
        "26-00042", [f"step {n} {'x' * 60}" for n in range(200)] + ["the deadline", "preliminary"]
    )
    assert text.endswith("the deadline\npreliminary")
    assert "step 0 " in text


# ---------------------------------------------------------------- English is English


CYRILLIC = re.compile("[А-Яа-яЁё]")


def test_english_has_no_cyrillic() -> None:
    russian = {
        name
        for name, function in functions(EN).items()
        if name not in PAGED | {"ask_impact"}  # the regulation's own words: below
        and any(CYRILLIC.search(str(said(function, each))) for each in calls(function, always("Anna")))
    }
    assert russian == set()


def test_english_constants_have_no_cyrillic() -> None:
    assert {name for name, text in constants(EN) if CYRILLIC.search(text)} == {"ASK_LANGUAGE"}


def test_the_english_regulation_has_no_cyrillic() -> None:
    for heading, lines in (EN.rules(LAW), EN.services(LAW)):
        assert not CYRILLIC.search("\n".join([heading, *lines]))


def test_english_events_have_no_cyrillic_and_each_has_a_name_of_its_own() -> None:
    for type_, data in EVENTS:
        line = EN.event_line(type_, data, None, NOW)
        assert not CYRILLIC.search(line)
        assert "_" not in line, "an event without a word"


# ---------------------------------------------------------------- dates and numbers

BREAKABLE = re.compile(
    r"\d\d:\d\d (?:МСК|MSK)"
    r"|\d\d\.\d\d (?:в )?\d\d:\d\d"
    r"|(?:пн|вт|ср|чт|пт|сб|вс|Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d"
    r"|\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:Nov|Dec) (?:at )?\d"
    r"|\d (?:день|дня|дней|days?|знаков|characters|файлов|files|раб\.|working|секунд|seconds|ч|hours?|с)\b"
    r"|📎 \d|(?:приоритет|priority) \d",
    re.IGNORECASE,
)


@each_of(messages, only(TOASTS))
def test_dates_and_numbers_never_break(function: Callable[..., Any]) -> None:
    # Many arguments come to the same words.
    for text in {said(function, arguments) for arguments in calls(function, always("Anna"))}:
        assert not BREAKABLE.search(parsed(text))


@pytest.mark.parametrize("words", BOTH)
def test_a_moment_never_breaks_and_says_no_more_than_needed(words: ModuleType) -> None:
    assert words.moment(TODAY, NOW).split(NB)[0] == "10:30"
    for now in (NOW, None):
        text = words.moment(FRIDAY, now)
        assert text.startswith(f"{'пт' if words is RU else 'Fri'}{NB}20")
        assert " " not in text
    assert "2026" not in words.moment(FRIDAY, NOW)
    assert "2027" in words.moment(FRIDAY.replace(year=2027), NOW)


def test_a_client_reads_moscow_time_named_as_such_and_the_desk_reads_it_bare() -> None:
    assert RU.moment(TODAY, NOW) == f"10:30{NB}МСК"
    assert EN.moment(FRIDAY, NOW) == f"Fri{NB}20{NB}Nov{NB}10:00{NB}MSK"
    assert "МСК" not in RU.warning("26-00042", what="processing", due=FRIDAY, now=NOW)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (11, "11 дней"),
        (12, "12 дней"),
        (21, "21 день"),
        (22, "22 дня"),
    ],
)
def test_days_are_counted_in_russian(number: int, expected: str) -> None:
    text = RU.closure_reminder("26-00042", number, FRIDAY, NOW)
    assert f"через {expected}," in text.replace(NB, " ")


@pytest.mark.parametrize(("number", "expected"), [(1, "in 1 day,"), (2, "in 2 days,"), (11, "in 11 days,")])
def test_days_are_counted_in_english(number: int, expected: str) -> None:
    assert expected in EN.closure_reminder("26-00042", number, FRIDAY, NOW).replace(NB, " ")


# ---------------------------------------------------------------- sentences, whole


def shown(html: str) -> str:
    return parsed(html).replace(NB, " ")


def test_r4_b1_the_number_and_both_moments() -> None:
    args: dict[str, Any] = {"starts": None, "preliminary": False, "contract": None}
    assert shown(RU.registered("26-00042", 2, TODAY, FRIDAY, NOW, **args)) == (
        "✅ Обращение 26-00042 зарегистрировано.\n"
        "Сообщим приоритет до 10:30, решение до пт 20.11 10:00 МСК (при приоритете 2)."
    )
    assert shown(EN.registered("26-00042", 2, TODAY, FRIDAY, NOW, **args)) == (
        "✅ Ticket 26-00042 is registered.\n"
        "We will tell you its priority by 10:30 and the solution by Fri 20 Nov 10:00 MSK (at priority 2)."
    )


def test_t1_out_of_hours_the_start_is_told_and_an_unknown_year_too() -> None:
    args: dict[str, Any] = {"starts": FRIDAY, "preliminary": True, "contract": "Договор проверим."}
    text = shown(RU.registered("26-00042", 2, FRIDAY, FRIDAY, NOW, **args))
    assert text.endswith("\nДоговор проверим.")
    assert "Сейчас нерабочее время. Отсчёт с пт 20.11 10:00 МСК." in text
    assert "Дата решения предварительная" in text


@pytest.mark.parametrize(
    ("means", "ru", "en"),
    [
        ("telegram", "ответ отправлен. Решено?", "the answer is sent. Is it solved?"),
        ("phone", "ответ дан по телефону. Решено?", "you were answered by phone. Is it solved?"),
        ("none", "ответа на наш вопрос не было", "our question was not answered"),
    ],
)
def test_r8_the_closure_question_by_each_means(means: str, ru: str, en: str) -> None:
    closing = datetime(2026, 12, 2, 15, 20, tzinfo=MSK)
    assert f"26-00042: {ru}" in shown(RU.resolved("26-00042", means, closing, NOW))
    assert shown(RU.resolved("26-00042", means, closing, NOW)).endswith(
        "Без ответа закроем 02.12 в 15:20 МСК."
    )
    assert f"26-00042: {en}" in shown(EN.resolved("26-00042", means, closing, NOW))
    assert shown(EN.resolved("26-00042", means, closing, NOW)).endswith("close it on 2 Dec at 15:20 MSK.")


@pytest.mark.parametrize(
    ("what", "due", "holder", "expected"),
    [
        ("processing", TODAY, "Пётр", "🔴 26-00042: обработка просрочена с 10:30. Пётр?"),
        ("execution", FRIDAY, None, "🔴 26-00042: выполнение просрочено с пт 20.11 10:00. Никто не взял."),
    ],
)
def test_a_breach_agrees_in_gender_and_names_the_holder(
    what: str, due: datetime, holder: str | None, expected: str
) -> None:
    assert shown(RU.breach("26-00042", what=what, due=due, holder=holder, now=NOW)) == expected


def card(words: ModuleType, **changed: Any) -> str:
    usual: dict[str, Any] = {
        "number": "26-00042", "priority": 2, "classified": False, "kind": "incident", "status": "registered",
        "closing": None, "company": "ООО «Окна»", "fabricator": None, "name": "Анна", "phone": "+79211234567",
        "source": "telegram", "description": "Не печатает раскрой", "files": 2,
        "processing_due": TODAY, "execution_due": FRIDAY,
        "waiting_since": None, "closing_at": None, "holder": None, "held_since": None, "late": False,
        "late_by_change": False, "matters": [], "rating": None, "now": NOW, "starts": None,
        "proposed": None, "linked": None, "parent": None,
    }  # fmt: skip
    return shown(words.card(**usual | changed))


def test_the_card_of_a_new_ticket() -> None:
    assert card(RU).splitlines() == [
        "🟠 26-00042 · П2 (предп.) · Инцидент · НОВОЕ",
        "ООО «Окна» · Анна · +79211234567",
        "Не печатает раскрой",
        "📎 2",
        "Обработка до 10:30 · выполнение до пт 20.11 10:00",
        "Ведёт: —",
    ]


def test_the_card_of_a_ticket_that_came_otherwise_says_how() -> None:
    assert card(RU, source="mail").splitlines()[1] == "ООО «Окна» · Анна · +79211234567 · ✉️ по почте"
    assert card(EN, source="phone").splitlines()[1] == "ООО «Окна» · Анна · +79211234567 · ☎️ by phone"


def test_the_card_tells_every_trouble() -> None:
    text = card(
        RU,
        late=True,
        late_by_change=True,
        matters=["answer", "answer", "closure_question"],
        holder="Пётр",
        rating=4,
    )
    assert "❗ Просрочено" in text
    assert "Срок прошёл из-за смены приоритета" in text
    assert "Позвонить: Анна, +79211234567. Не доставлено: ответ, вопрос «Решено?»" in text
    assert text.endswith("Ведёт: Пётр · оценка ★★★★☆")


def test_the_card_while_the_clock_stands_and_after() -> None:
    waiting = card(RU, status="waiting", processing_due=None, execution_due=None, waiting_since=TODAY)
    assert "Срок стоит с 10:30" in waiting
    assert "\n\n" not in card(RU, processing_due=None, execution_due=None)
    closed = card(RU, status="closed", closing="silence", priority=1)
    assert closed.splitlines()[0] == "⚪ 26-00042 · П1 (предп.) · Инцидент · ЗАКРЫТО: клиент не ответил"
    assert "Обработка" not in closed


def test_the_question_in_the_group_calls_its_dispatcher_where_he_has_an_account() -> None:
    assert 'href="tg://user?id=77"' in RU.prompt("26-00042", "Анна", "Пётр", 77, "ask")
    assert RU.prompt("26-00042", "Анна", "Пётр", None, "ask").startswith("Пётр, <b>26-00042</b> · Анна\n")


def test_a_priority_of_another_level_is_explained() -> None:
    args: dict[str, Any] = {"due": FRIDAY, "late": False, "now": NOW}
    told = shown(
        RU.classified("26-00042", "Пётр", "incident", 3, presumed=2, reason="есть обход <&>", **args)
    )
    assert told.splitlines() == [
        "26-00042: занимается Пётр. Инцидент, приоритет 3.",
        "Вы указали 2. Почему 3: есть обход <&>",
        "Решение до пт 20.11 10:00 МСК.",
    ]
    same = shown(RU.classified("26-00042", "Пётр", "incident", 2, presumed=None, reason=None, **args))
    assert "Вы указали" not in same


EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("registered", {}),
    ("claimed", {}),
    ("released", {}),
    ("called", {"result": "reached", "text": "He <says> & so"}),
    ("called", {"result": "returned", "text": None}),
    ("edited", {"message": 1, "before": "It", "after": "<It>", "carried": True}),
    ("corrected", {"message": 1, "before": "It", "after": "<It>", "carried": True}),
    ("client_came", {"how": "link"}),
    ("call_missed", {"attempt": 2}),
    ("released", {"reason": "left", "was": "Peter"}),
    ("handed_over", {"from": "Peter", "to": "<Olga>", "text": "It <still> & fails"}),
    ("classified", {"kind": "incident", "from": 2, "to": 3}),
    ("paid_offered", {"service": "S9", "number": 1}),
    ("paid_agreed", {"service": "S10", "footnote": "<Where> the desk & so"}),
    ("paid_agreed", {"service": "S10", "footnote": "<Where>", "who": "<b>Anna</b>, 15:20"}),
    ("paid_declined", {"service": "S9"}),
    ("fix_linked", {"version": "<8.6>"}),
    ("fix_unlinked", {"version": "8.6"}),
    ("fix_announced", {"version": "8.6"}),
    ("paid_withdrawn", {"service": "S9"}),
    ("asked", {"reason": "details", "text": "Version?"}),
    ("ask_reason", {"reason": "remote"}),
    ("replied", {}),
    ("added", {}),
    ("answered", {}),
    ("taken_back", {}),
    ("taken_back", {"what": "question"}),
    ("taken_back", {"what": "resolution"}),
    ("recalled", {"message": 1, "what": "answer", "text": "It <still> & fails", "goes_on": True}),
    ("recall_refused", {"message": 1, "what": "answer", "left": 1, "away": False}),
    ("resolved", {"means": "none"}),
    ("delivered", {"what": "question"}),
    ("undelivered", {"reason": "Forbidden: bot was blocked by the user"}),
    ("confirmed", {"who": "Anna, 15:20"}),
    ("confirmed", {}),
    ("disputed", {"reason": "It <still> & fails"}),
    ("closed", {"reason": "silence"}),
    ("rated", {"rating": 4}),
    ("said_after", {}),
    ("proposed", {"number": 1, "moment": "2026-11-23T18:00:00+03:00", "reason": "<b>Why</b> & so"}),
    ("agreed", {"number": 1, "moment": "2026-11-23T18:00:00+03:00", "from": None}),
    ("declined", {"number": 1}),
    ("split_off", {"number": "26-00042", "messages": [1]}),
    ("split_from", {"number": "26-00042", "messages": [1]}),
    ("duplicate_found", {"number": "26-00042"}),
    ("answered_all", {"messages": [1, 2]}),
    ("joined", {"number": "26-00042"}),
    ("parted", {"number": "26-00042", "reason": "disputed"}),
    ("linked", {"number": "26-00042"}),
    ("unlinked", {"number": "26-00042", "reason": None}),
    ("closed", {"reason": "duplicate", "of": "26-00042"}),
    ("proposal_withdrawn", {"number": 1}),
    ("rating_comment", {"text": "Too <slow> & so", "message": 1}),
    ("comment_apart", {"message": 1}),
    ("review_opened", {"reason": "rating", "rating": 2}),
    ("review_owned", {}),
    ("review_cause", {"cause": "slow"}),
    ("review_closed", {"text": "We <called> & so"}),
    ("contract_seen", {"from": "unknown", "to": None}),
    ("contract_decided", {"decision": "served", "from": None}),
    ("closed", {"reason": "refused"}),
    *((due.value, {}) for due in Due if due is not Due.CLOSE),
]


def test_every_event_that_is_recorded_is_worded() -> None:
    root = Path(letters.__file__).parents[1]
    recorded: set[str] = set()
    for path in (*(root / "storage").glob("*.py"), *(root / "handlers").glob("*.py")):
        recorded |= set(re.findall(r'\brecord\([\w\s.,]*"(\w+)"', path.read_text(encoding="utf-8")))
    assert {"registered", "classified", "closed", "said_after"} <= recorded
    assert recorded <= {type_ for type_, _ in EVENTS}


@pytest.mark.parametrize(
    ("type_", "data", "expected"),
    [
        ("classified", {"kind": "incident", "from": 2, "to": 3}, "классификация: Инцидент, П2 → П3"),
        ("classified", {"kind": "incident", "from": 2, "to": 2}, "классификация: Инцидент, П2"),
        ("resolved", {"means": "none"}, "решено: клиент не ответил"),
        ("resolved", {"means": "telegram"}, "решено: в Telegram"),
        ("asked", {"reason": "details", "text": ""}, "вопрос клиенту"),
        ("taken_back", {"message": 1, "what": "question"}, "вопрос отменён"),
        ("taken_back", {"message": 1, "what": "answer"}, "ответ отменён"),
        ("taken_back", {"message": 1}, "ответ отменён"),
        ("ask_reason", {"reason": "remote"}, "причина вопроса: удалённый доступ"),
        ("confirmed", {"who": "Анна <&>, в 15:20"}, "подтверждено: по телефону, Анна <&>, в 15:20"),
        ("closed", {"reason": "silence"}, "закрыто: клиент не ответил"),
        ("disputed", {"reason": "<b>нет</b>"}, "не согласен: «<b>нет</b>»"),
    ],
)
def test_a_line_of_history(type_: str, data: dict[str, Any], expected: str) -> None:
    assert shown(RU.event_line(type_, data, "Пётр <1>", NOW)) == f"18.11 10:00:00 · Пётр <1> · {expected}"


@pytest.mark.parametrize("words", BOTH)
@pytest.mark.parametrize(("type_", "data"), EVENTS)
def test_a_line_of_history_is_valid_whatever_was_written(
    words: ModuleType, type_: str, data: dict[str, Any]
) -> None:
    ugly = {key: "<&>" * 4000 if key in ("text", "who") else value for key, value in data.items()}
    assert units(parsed(words.event_line(type_, ugly, "<b>&", NOW))) < 500


def test_the_panel_says_how_the_ticket_was_resolved() -> None:
    assert shown(RU.panel_extra("a@b.ru", "Optima", "none")).endswith("Ответ: клиент не ответил")
    assert shown(RU.panel_extra("a@b.ru", "Optima", None)) == "a@b.ru · Optima"


# ---------------------------------------------------------------- the regulation, word for word


@pytest.mark.parametrize("words", BOTH)
def test_r_t_p_the_rules_are_shown_whole(words: ModuleType) -> None:
    heading, lines = words.rules(LAW)
    text = " ".join(shown("\n".join([heading, *lines])).split())
    for rule in (*LAW.rules, *LAW.notes):
        assert " ".join(rule.text[words.LANG].split()) in text
    for priority in LAW.priorities.values():
        assert priority.definition[words.LANG] in text


def test_t_the_terms_are_those_of_the_table() -> None:
    ru = [line.replace(NB, " ") for line in RU.rules(LAW)[1] if line.startswith("Приоритет")]
    assert ru == [
        "Приоритет 1: 0,5 раб. ч / 4 раб. ч",
        "Приоритет 2: 0,5 раб. ч / 2 раб. дн.",
        "Приоритет 3: 1 раб. ч / 4 раб. дн.",
        "Приоритет 4: 1 раб. ч / 9 раб. дн.",
    ]
    en = [line.replace(NB, " ") for line in EN.rules(LAW)[1] if line.startswith("Priority")]
    assert en[0] == "Priority 1: 0.5 working hours / 4 working hours"
    assert en[2] == "Priority 3: 1 working hour / 4 working days"


@pytest.mark.parametrize("words", BOTH)
def test_s_the_catalogue_is_shown_with_every_footnote(words: ModuleType) -> None:
    heading, lines = words.services(LAW)
    text = shown("\n".join([heading, *lines]))
    for service in LAW.services:
        assert service.title[words.LANG] in text
        assert service.footnote is None or service.footnote[words.LANG] in text
    for contact in (LAW.contacts.phone, LAW.contacts.email, LAW.contacts.sales_phone):
        assert contact in text


@pytest.mark.parametrize("words", BOTH)
@pytest.mark.parametrize("which", sorted(PAGED))
def test_every_page_of_the_regulation_is_valid(words: ModuleType, which: str) -> None:
    for page in letters.pages(*getattr(words, which)(LAW)):
        assert units(parsed(page)) <= markup.TEXT_LIMIT


@pytest.mark.parametrize("words", BOTH)
def test_p_the_question_of_impact_has_the_definitions_word_for_word(words: ModuleType) -> None:
    definitions = [(level, one.definition[words.LANG]) for level, one in sorted(LAW.priorities.items())]
    text = shown(words.ask_impact(definitions))
    for _, definition in definitions:
        assert definition in text


@pytest.mark.parametrize("words", BOTH)
def test_help_names_only_commands_that_there_are(words: ModuleType) -> None:
    for text in (words.help(LAW), words.staff_help(), words.STAFF_HINT):
        named = set(re.findall(r"/([a-z]+)", re.sub(r"</[a-z]+>", "", text)))
        assert named
        assert named <= set(words.COMMANDS)


def test_a_complaint_asks_for_no_more_than_every_field_takes() -> None:
    for words in (RU, EN):
        limit = int("".join(c for c in words.too_long_field() if c in string.digits))
        assert limit <= min(LONGEST["company"], LONGEST["fabricator"], LONGEST["name"])

"""Log lines: no secret and nobody's words on any path."""

import json
import logging
import subprocess
import sys

import pytest
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from bot.logs import JsonLines, Redactor, TextLines, passwords, told
from bot.sandbox.errors import ApiError
from tests.house import House

TOKEN = "123456:AAplantedTokenThatMustNotBeSeen0123456"


@pytest.fixture(params=[TextLines, JsonLines])
def lines(request: pytest.FixtureRequest) -> "Lines":
    return Lines(request.param(Redactor(["pl@nted", "pl%40nted"])))


class Lines(logging.Handler):
    """A logger of somebody's library, and what came of its lines."""

    def __init__(self, form: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(form)
        self.said = ""
        self.log = logging.Logger("a.library")  # not in the tree: nobody else hears
        self.log.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.said += self.format(record) + "\n"


def test_a_token_is_masked_in_messages_arguments_and_addresses(lines: Lines) -> None:
    lines.log.error("sent to %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
    lines.log.error(f"quoted {TOKEN.replace(':', '%3A')}")
    assert "planted" not in lines.said
    assert "https://api.telegram.org/bot***/getMe" in lines.said


def test_passwords_are_masked_as_written_and_as_meant(lines: Lines) -> None:
    lines.log.error("socks5://me:pl%40nted@host:1080 refused; password pl@nted; postgresql://a:b@db/x")
    assert "planted" not in lines.said.replace("%40", "a").replace("@", "a")
    assert "postgresql://a:***@db/x" in lines.said


def test_a_traceback_and_its_causes_are_masked(lines: Lines) -> None:
    try:
        try:
            raise ConnectionError(f"no route to /bot{TOKEN}/getUpdates")
        except ConnectionError as cause:
            raise RuntimeError("by way of socks5://me:pl%40nted@host:1") from cause
    except RuntimeError:
        lines.log.exception("failed")
    assert "planted" not in lines.said
    assert "pl%40nted" not in lines.said
    assert "RuntimeError: by way of socks5://me:***@host:1" in lines.said
    assert "no route to /bot***/getUpdates" in lines.said
    assert "in test_a_traceback_and_its_causes_are_masked" in lines.said


def test_what_a_user_wrote_is_not_quoted_by_the_library_that_stumbled_over_it() -> None:
    class Form(BaseModel):
        number: int

    words = "".join(("тай", "на"))  # a traceback quotes the line of code
    with pytest.raises(ValueError, match="number") as stumbled:
        Form(number=words)  # type: ignore[arg-type]
    assert words in str(stumbled.value)
    assert words not in told(stumbled.value)
    assert "ValidationError" in told(stumbled.value)
    refused = IntegrityError("INSERT …", {"text": words}, Exception("UNIQUE"))
    assert words not in told(refused)


def test_a_message_stays_on_one_line(lines: Lines) -> None:
    lines.log.error("first\nsecond")
    assert len(lines.said.splitlines()) == 1


def test_json_lines_are_json() -> None:
    lines = Lines(JsonLines(Redactor()))
    lines.log.warning("слово")
    said = json.loads(lines.said)
    assert (said["level"], said["logger"], said["message"]) == ("WARNING", "a.library", "слово")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("socks5://me:pl%40nted@host:1080", ["pl%40nted", "pl@nted"]),
        ("sqlite+aiosqlite:///data/otklik.db", []),
        ("http://[broken", []),
        (None, []),
    ],
)
def test_passwords_are_found_in_addresses(address: str | None, found: list[str]) -> None:
    assert passwords(address) == found


def test_what_nobody_caught_is_masked_too() -> None:
    """Threads, warnings, the loggers of libraries and the end of the program go one way."""
    program = f"""
import logging, threading, warnings
from bot import logs
logs.setup("text", ["hunter22"])
logging.getLogger("aiogram.event").info("what a user wrote")
logging.getLogger("aiohttp.client").error("bot{TOKEN}")
warnings.warn("hunter22")
thread = threading.Thread(target=lambda: 1 / int("0" + "hunter22"[:0]) and None)
thread.start(); thread.join()
logging.getLogger("x").error("%d", "hunter22")
raise RuntimeError("hunter22 and {TOKEN}")
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    said = ended.stdout + ended.stderr
    assert ended.returncode == 1
    assert "what a user wrote" not in said
    assert "bot***" in said
    assert "ZeroDivisionError" in said
    assert "RuntimeError: *** and ***" in said
    assert "planted" not in said
    # A warning quotes the line of code, which is not what was said.
    assert "hunter22" not in said.replace('warnings.warn("hunter22")', "")


async def test_a_ticket_and_its_update_are_named_in_every_json_line_about_them(house: House) -> None:
    """From the first word to a letter that is refused: which ticket, which update, nobody's words (B7)."""
    house.beginnings = None  # every line is to be written here
    heard = Lines(JsonLines(Redactor()))
    root = logging.getLogger()
    root.addHandler(heard)
    level, _ = root.level, root.setLevel(logging.INFO)
    try:
        await house.taken()
        house.world.faults.refuse(ApiError(400, "Bad Request: no"), method="sendMessage", chat=house.anna.id)
        await house.tells(house.petr, "Решено", "Обновите до 8.6")
    finally:
        root.removeHandler(heard)
        root.setLevel(level)
    lines = [json.loads(line) for line in heard.said.splitlines()]
    happened = {line["event"]: line for line in lines if "event" in line}
    assert {"registered", "claimed", "resolved"} <= set(happened)
    assert {line["ticket"] for line in happened.values()} == {"26-00001"}
    assert happened["claimed"]["message"] == "26-00001: claimed"
    assert happened["claimed"]["update"] > happened["registered"]["update"]
    (refused,) = [line for line in lines if "refused" in line["message"]]
    assert (refused["ticket"], refused["level"]) == ("26-00001", "ERROR")
    assert refused["letter"] > 0
    for words in ("Не печатает", "до 8.6", "Анна", "okna"):
        assert words not in heard.said

"""Settings: a wrong one is one readable line without its value; nothing else is needed than two of them."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load

TOKEN = "123456:AAplantedTokenThatMustNotBeSeen0123456"
GIVEN = {"BOT_TOKEN": TOKEN, "DISPATCHER_CHAT_ID": "-1001234567890"}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    monkeypatch.chdir(tmp_path)  # no .env here


def faults(monkeypatch: pytest.MonkeyPatch, **environment: str) -> tuple[str, ...]:
    for name, value in (GIVEN | environment).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load()
    return refused.value.faults


def test_two_settings_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    settings = load()
    assert settings.dispatcher_chat_id == -1001234567890
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///data/otklik.db"
    assert settings.admin_ids == frozenset()


def test_what_is_not_set_is_named_and_explained() -> None:
    with pytest.raises(SettingsError) as refused:
        load()
    assert refused.value.faults == (
        "BOT_TOKEN: not set. The bot's token from @BotFather",
        "DISPATCHER_CHAT_ID: not set. The dispatchers' group: a private supergroup, -100…",
    )


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("BOT_TOKEN", "planted-secret", "a token of the form 123456:ABC…"),
        ("BOT_TOKEN", "123456:AAplanted secret with spaces in it 0123", "a token of the form"),
        ("DISPATCHER_CHAT_ID", "1234567", "negative"),
        ("DISPATCHER_CHAT_ID", "dispatchers", "integer"),
        ("DATABASE_URL", "mysql://me:planted-secret@host/base", "sqlite+aiosqlite:///"),
        ("DATABASE_URL", "sqlite:///data/otklik.db", "sqlite+aiosqlite:///"),
        ("TELEGRAM_API_URL", "telegram.example", "http://"),
        ("TELEGRAM_API_URL", "https://", "http://"),
        ("TELEGRAM_PROXY", "me:planted-secret@host:1080", "socks5://"),
        ("TELEGRAM_PROXY", "socks5://me:planted-secret@host", "a port"),
        ("TELEGRAM_PROXY", "socks5://me:planted-secret@host:123456", "socks5://"),
        ("WEBHOOK_URL", "http://desk.example/planted", "begins with https://"),
        ("WEBHOOK_LISTEN", "8443", "an address and a port"),
        ("MAIL_BOXES", "imaps://me:planted@ex..ample/INBOX", "addresses like imaps://"),
        ("MAIL_CA", "/nowhere/planted.pem", "certificates in PEM"),
        ("ADMIN_IDS", "petr", "numbers separated by commas"),
        ("ADMIN_IDS", "12²", "numbers separated by commas"),
        ("STAFF_POLICY", "everybody", "'group' or 'listed'"),
        ("DESK_LANGUAGE", "de", "'ru' or 'en'"),
        ("LOG_FORMAT", "xml", "'text' or 'json'"),
    ],
)
def test_a_wrong_value_is_one_line_that_does_not_repeat_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    (line,) = faults(monkeypatch, **{name: value})
    assert line.startswith(f"{name}: expected ")
    assert expected in line
    assert "\n" not in line
    assert "planted" not in line


def test_every_fault_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = faults(monkeypatch, BOT_TOKEN="x", LOG_FORMAT="xml", STAFF_POLICY="all")
    assert [line.partition(":")[0] for line in lines] == ["BOT_TOKEN", "STAFF_POLICY", "LOG_FORMAT"]


@pytest.mark.parametrize("secret", ["", "planted-short", "planted but with spaces in it"])
def test_a_webhook_without_a_good_secret_is_refused(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    (line,) = faults(monkeypatch, WEBHOOK_URL="https://desk.example/hook", WEBHOOK_SECRET=secret)
    assert line.startswith("WEBHOOK_SECRET: expected 16 to 256 of A-Z a-z 0-9 _ -")
    assert "planted" not in line


def test_admin_ids_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (GIVEN | {"ADMIN_IDS": " 12, 34 ,"}).items():
        monkeypatch.setenv(name, value)
    assert load().admin_ids == {12, 34}


def test_a_secret_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    monkeypatch.setenv("BOT_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("DISPATCHER_CHAT_ID", "-100123")
    assert load().bot_token.get_secret_value() == TOKEN


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(monkeypatch, BOT_TOKEN="", BOT_TOKEN_FILE="nowhere") == (
        "BOT_TOKEN_FILE: the file cannot be read",
    )


def test_dotenv_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"BOT_TOKEN={TOKEN}\nDISPATCHER_CHAT_ID=-1\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("DISPATCHER_CHAT_ID", "-2")
    assert load().dispatcher_chat_id == -2


def test_dotenv_in_another_encoding_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("BOT_TOKEN=я".encode("cp1251"))
    with pytest.raises(SettingsError) as refused:
        load()
    assert refused.value.faults == (".env: the file cannot be read as UTF-8 text",)


def test_no_secret_in_the_settings_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "TELEGRAM_PROXY": "socks5://me:pl%40nted@host:1080",
        "DATABASE_URL": "sqlite+aiosqlite:////tmp/x",
    }
    for name, value in (GIVEN | secrets).items():
        monkeypatch.setenv(name, value)
    settings = load()
    assert "planted" not in repr(settings)
    assert "pl%40nted" not in repr(settings)
    assert {TOKEN, "pl%40nted", "pl@nted"} <= set(settings.secrets())

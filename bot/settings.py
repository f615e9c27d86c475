"""What belongs to one installation, read from the environment and `.env`; the law itself is in a file."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.logs import passwords
from bot.mail.settings import MailSettings


class SettingsError(ValueError):
    """The settings don't add up; `faults` has one readable line each, without any value."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class _Files(PydanticBaseSettingsSource):
    """`BOT_TOKEN_FILE=/run/secrets/token` and the like: a secret kept in a file."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE")
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError):
            raise SettingsError((f"{field_name.upper()}_FILE: the file cannot be read",)) from None

    def __call__(self) -> dict[str, Any]:
        found = {}
        for name, field in self.settings_cls.model_fields.items():
            value, key, _ = self.get_field_value(field, name)
            if value is not None:
                found[key] = value
        return found


class Settings(MailSettings):
    """Every setting with its default; `.env.example` says the same (a test compares them)."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        hide_input_in_errors=True,
        frozen=True,
        env_ignore_empty=True,
    )

    bot_token: SecretStr = Field(description="The bot's token from @BotFather")
    dispatcher_chat_id: int = Field(description="The dispatchers' group: a private supergroup, -100…")
    database_url: SecretStr = Field(
        default=SecretStr("sqlite+aiosqlite:///data/otklik.db"),
        description="Where the record is kept",
    )
    telegram_api_url: str = Field(
        default="https://api.telegram.org", description="Another Bot API server, if not Telegram's own"
    )
    telegram_proxy: SecretStr | None = Field(
        default=None, description="http://, socks4:// or socks5:// with user and password, if any"
    )
    webhook_url: str = Field(
        default="",
        description="Where Telegram pushes updates: https://…, which ends at WEBHOOK_LISTEN. Empty: they are "
        "fetched",
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description="What Telegram shows with each of them: 16 to 256 of A-Z a-z 0-9 _ -",
    )
    webhook_listen: str = Field(
        default="127.0.0.1:8443", description="Where they are taken, behind whatever speaks HTTPS"
    )
    admin_ids: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(), description="Telegram ids of the admins, separated by commas"
    )
    staff_policy: Literal["group", "listed"] = Field(
        default="group",
        description="Who is a dispatcher: everybody in the group (group), "
        "or those an admin listed as well (listed)",
    )
    pace: int = Field(
        default=60,
        ge=20,
        description="Messages and presses of one client handled in five minutes; more waits its turn",
    )
    newcomers: int = Field(
        default=600, ge=10, description="People heard for the first time in one minute; more waits its turn"
    )
    tickets_a_day: int = Field(
        default=30, ge=1, description="Tickets that one client can file in Telegram within 24 hours"
    )
    file_mb: int = Field(default=1000, ge=1, description="The largest file a client can send, in megabytes")
    files_a_ticket: int = Field(default=100, ge=30, description="Files of its client that a ticket holds")
    files_a_day: int = Field(
        default=100, ge=10, description="Files that one client can send in Telegram within 24 hours"
    )
    retention_days: int = Field(
        default=0, ge=0, description="Days after closing until a ticket is anonymised; 0 keeps it as it is"
    )
    regulation: Path | None = Field(
        default=None, description="Another regulation file instead of sla/regulation.toml"
    )
    desk_language: Literal["ru", "en"] = Field(  # not LANGUAGE: Linux itself sets that one
        default="ru", description="The group's language, and a client's until he chooses"
    )
    release_after: int = Field(
        default=0,
        ge=0,
        le=1000,
        description="Working hours without any action of its holder after which a ticket is free again "
        "(0: never)",
    )
    backup_dir: Path | None = Field(
        default=None, description="The folder of backups; without it `backups` beside the record"
    )
    backup_keep: Annotated[int, Field(ge=0)] = Field(
        default=7, description="How many daily backups are kept; 0 makes none"
    )
    health_port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=0, description="The port of /live, /ready and /metrics; 0: nowhere"
    )
    health_host: str = Field(
        default="127.0.0.1", description="Their address; another one only inside a network of one's own"
    )
    board: bool = Field(
        default=True, description="A pinned board in the group, edited in place at most once a minute"
    )
    digest: bool = Field(
        default=True, description="A message to the group in the morning of a working day, if there is news"
    )
    log_format: Literal["text", "json"] = Field(default="text", description="Log lines: text or json")

    def secrets(self) -> list[str]:
        """What must be in no output: the token, and the passwords inside addresses."""
        token = self.bot_token.get_secret_value()
        proxy = self.telegram_proxy.get_secret_value() if self.telegram_proxy else None
        addresses = [proxy, self.database_url.get_secret_value(), self.telegram_api_url, *self.mail_servers]
        hook = [self.webhook_secret.get_secret_value()] if self.webhook_secret else []
        return [token, token.partition(":")[2], *hook, *passwords(*addresses)]

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _numbers(cls, value: Any) -> Any:
        if isinstance(value, str):
            parts = [part.strip() for part in value.split(",") if part.strip()]
            if not all(part.isascii() and part.isdigit() for part in parts):
                raise ValueError("numbers separated by commas, for example 123456,234567")
            return frozenset(int(part) for part in parts)
        return value

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]{30,}", value.get_secret_value()):
            raise ValueError("a token of the form 123456:ABC…, as @BotFather gave it")
        return value

    @field_validator("dispatcher_chat_id")
    @classmethod
    def _group(cls, value: int) -> int:
        if value >= 0:
            raise ValueError("a group's id, which is negative, for example -1001234567890")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if not url.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError(
                "sqlite+aiosqlite:///data/otklik.db, or postgresql+asyncpg://user:password@host/name"
            )
        # …://user@/name?host=/run/postgresql is a socket in that folder.
        known = _is_address(url) or "host" in parse_qs(url.partition("?")[2])
        if url.startswith("postgresql") and not (known and find_spec("asyncpg")):
            raise ValueError("postgresql+asyncpg://user:password@host/name, and the package asyncpg with it")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _server(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or not _is_address(value):
            raise ValueError("an address that begins with http:// or https://")
        return value.rstrip("/")

    @field_validator("telegram_proxy")
    @classmethod
    def _proxy(cls, value: SecretStr | None) -> SecretStr | None:
        url = value.get_secret_value() if value else ""
        if value and not (url.startswith(("http://", "socks5://", "socks4://")) and _is_address(url)):
            raise ValueError("an address like socks5://user:password@host:1080 (or http://, socks4://)")
        if value and urlsplit(url).port is None:
            raise ValueError("an address with a port: socks5://user:password@host:1080")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _hook(cls, value: str, info: ValidationInfo) -> str:
        # A Bot API server of one's own may push without TLS, Telegram's never does.
        own = "api.telegram.org" not in info.data.get("telegram_api_url", "")
        if value and not (value.startswith(("https://", "http://")[: 1 + own]) and _is_address(value)):
            raise ValueError("an address that begins with https://")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _hook_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        given = value.get_secret_value() if value else ""
        if info.data.get("webhook_url") and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", given):
            raise ValueError("16 to 256 of A-Z a-z 0-9 _ - with WEBHOOK_URL (openssl rand -hex 32)")
        return value

    @field_validator("webhook_listen")
    @classmethod
    def _hook_place(cls, value: str) -> str:
        if not _is_address(f"//{value}") or urlsplit(f"//{value}").port is None:
            raise ValueError("an address and a port, for example 127.0.0.1:8443 or 0.0.0.0:8443")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _Files(settings_cls), dotenv_settings


def load(**given: Any) -> Settings:
    """The settings of this installation; SettingsError with one line per fault and no secret in it."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(tuple(_line(fault) for fault in error.errors(include_input=False))) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError((".env: the file cannot be read as UTF-8 text",)) from None


def place_of(listen: str) -> tuple[str, int]:
    """Host and port of WEBHOOK_LISTEN."""
    parts = urlsplit(f"//{listen}")
    return parts.hostname or "", parts.port or 0


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _line(fault: Any) -> str:
    name = str(fault["loc"][0]).upper() if fault["loc"] else "settings"
    if fault["type"] == "missing":
        hint = Settings.model_fields[name.lower()].description
        return f"{name}: not set. {hint}"
    return f"{name}: expected {fault['msg'].removeprefix('Value error, ').removeprefix('Input should be ')}"

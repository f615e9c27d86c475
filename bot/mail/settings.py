"""The settings of mail: all three of them, or none."""

from __future__ import annotations

import ssl
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings


class MailSettings(BaseSettings):
    """Where letters are read, where they go out, and whom they are from."""

    mail_boxes: SecretStr | None = Field(
        default=None,
        description="Mailboxes that are read, imaps://user:password@host/INBOX, several with spaces between",
    )
    mail_smtp: SecretStr | None = Field(
        default=None, description="Where letters go out: smtps://user:password@host, or smtp://…"
    )
    mail_from: str | None = Field(
        default=None,
        validate_default=True,
        description="Whom letters are from: Support <support@example.com>; no mail without these three",
    )
    mail_ca: Path | None = Field(
        default=None,
        description="Certificates (PEM) that are believed for mail beside the system's: of an authority of "
        "one's own",
    )

    @property
    def mailboxes(self) -> list[str]:
        """The addresses of the mailboxes; none where mail is off."""
        return self.mail_boxes.get_secret_value().split() if self.mail_boxes else []

    @property
    def mail_servers(self) -> list[str]:
        """Every address of mail: there are passwords in them."""
        return [*self.mailboxes, *([self.mail_smtp.get_secret_value()] if self.mail_smtp else [])]

    @field_validator("mail_boxes")
    @classmethod
    def _boxes(cls, value: SecretStr | None) -> SecretStr | None:
        for url in value.get_secret_value().split() if value else []:
            if not (_is_address(url, "imaps://", "imap://") and urlsplit(url).password):
                raise ValueError("addresses like imaps://user:password@host/INBOX (an @ in the user is %40)")
        return value

    @field_validator("mail_smtp")
    @classmethod
    def _smtp(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _is_address(value.get_secret_value(), "smtps://", "smtp://"):
            raise ValueError("an address like smtps://user:password@host:465, or smtp://… for STARTTLS")
        return value

    @field_validator("mail_ca")
    @classmethod
    def _authority(cls, value: Path | None) -> Path | None:
        if value is not None:
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(value)
            except OSError:
                raise ValueError("a file with certificates in PEM that can be read") from None
        return value

    @field_validator("mail_from")
    @classmethod
    def _from(cls, value: str | None, info: ValidationInfo) -> str | None:
        others = [info.data.get("mail_boxes"), info.data.get("mail_smtp")]
        if value is None and not any(others):
            return value
        if value is None or not all(others):
            raise ValueError("all of MAIL_BOXES, MAIL_SMTP and MAIL_FROM, or none of them")
        if "@" not in parseaddr(value)[1]:
            raise ValueError("an address like Support <support@example.com>")
        if not (find_spec("imap_tools") and find_spec("aiosmtplib")):
            raise ValueError("the packages of mail with it: pip install '.[mail]'")
        return value


def _is_address(url: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(url)
        (parts.hostname or "").encode("idna")  # what no server can be called
        return url.startswith(schemes) and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False

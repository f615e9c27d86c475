"""A letter of ours as bytes: threaded, and marked so that no robot answers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr

from storage.files import File


def made(
    *,
    sender: str,
    to: str,
    subject: str,
    body: str,
    message_id: str,
    thread: Sequence[str],
    at: datetime,
    files: Sequence[File] = (),
) -> EmailMessage:
    """The letter. `thread`: Message-IDs of what was said before, oldest first, in answer to the last."""
    name, address = parseaddr(sender)
    found = EmailMessage(policy=SMTP)
    found["From"] = formataddr((name, address))
    found["To"] = to
    found["Subject"] = " ".join(subject.split())
    found["Date"] = format_datetime(at)
    found["Message-ID"] = message_id
    if thread:
        found["In-Reply-To"] = thread[-1]
        # The first and the last few: servers cut what is longer, and readers need no more.
        found["References"] = " ".join(dict.fromkeys([thread[0], *thread[-9:]]))
    # RFC 3834; and Exchange's own, against «I am out of office».
    found["Auto-Submitted"] = "auto-generated"
    found["X-Auto-Response-Suppress"] = "All"
    found.set_content(body, cte="quoted-printable" if body.isascii() else "base64")
    for file in files:
        main, _, sub = file.mime.partition("/")
        found.add_attachment(file.data, maintype=main, subtype=sub or "octet-stream", filename=file.name)
    return found

"""What `otklik check` says of mail: can each mailbox be read and marked, would the server take our letters.

It asks only: no letter is sent, none is fetched or marked. Imported where mail is set up; the packages may be
missing elsewhere.
"""

from __future__ import annotations

import asyncio
import ssl
from email.utils import parseaddr
from imaplib import IMAP4
from socket import gaierror
from urllib.parse import SplitResult, unquote, urlsplit

import aiosmtplib
from imap_tools import BaseMailBox, ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from bot.check_record import Row
from bot.mail.line import Line, NotEncrypted, encrypted, hang_up, log_in, on_this_machine, why
from bot.settings import Settings

_EXPIRED, _NAMES = 10, (62, 64)  # OpenSSL's numbers: X509_V_ERR_CERT_HAS_EXPIRED, …_HOSTNAME_MISMATCH, …_IP_…
_FOLDERS = 8  # named where the one that is asked for is not among them


async def rows(settings: Settings, patience: float) -> list[Row]:
    """A row for each mailbox, and one for what sends; all are looked at at once. `patience`: in seconds."""
    assert settings.mail_smtp is not None
    assert settings.mail_from is not None
    line = Line(settings.mail_ca, timeout=patience)
    urls = [urlsplit(url) for url in settings.mailboxes]
    found = await asyncio.gather(
        *(asyncio.to_thread(_mailbox, line, url) for url in urls),
        _sending(line, urlsplit(settings.mail_smtp.get_secret_value()), parseaddr(settings.mail_from)[1]),
    )
    return list(found)


def _mailbox(line: Line, url: SplitResult) -> Row:
    folder, user = unquote(url.path.strip("/")) or "INBOX", unquote(url.username or "")
    place = f"{user} at {url.hostname}"
    try:
        box = line.imap(url)
    except (IMAP4.error, ImapToolsError, OSError, EOFError) as error:
        return Row("mailbox", "wrong", f"{place}: {why(error)}", _mend(error, url, "MAIL_BOXES"))
    try:
        log_in(box, url)
        box.folder.set(folder)
        return _opened(box, f"{place}, {folder}")
    except MailboxFolderSelectError:
        mend = f"write another in MAIL_BOXES, or make it; there are {_folders(box)}"
        return Row("mailbox", "wrong", f"{place}: there is no folder {folder}", mend)
    except (IMAP4.error, ImapToolsError, OSError, EOFError) as error:
        return Row("mailbox", "wrong", f"{place}: {why(error)}", _mend(error, url, "MAIL_BOXES"))
    finally:
        hang_up(box)


def _opened(box: BaseMailBox, place: str) -> Row:
    permanent = b" ".join(one for one in box.client.response("PERMANENTFLAGS")[1] if isinstance(one, bytes))
    # A server that says nothing lets everything be changed (RFC 3501, 7.1).
    if permanent and b"\\Seen" not in permanent:
        mend = "give this user the right to mark letters as read (the ACL's s and w)"
        return Row("mailbox", "warning", f"{place}: letters can't be marked as read", mend)
    unread = len(box.uids("UNSEEN", charset=None))
    safe = "encrypted" if encrypted(box.client.sock) else "unencrypted on this machine"
    return Row("mailbox", "ok", f"{place}: {unread} unread, {safe}")


def _folders(box: BaseMailBox) -> str:
    try:
        names = [one.name for one in box.folder.list() if "\\Noselect" not in one.flags]
    except (IMAP4.error, ImapToolsError, OSError):
        names = []
    return ", ".join(names[:_FOLDERS]) + (" …" if len(names) > _FOLDERS else "") if names else "none"


async def _sending(line: Line, url: SplitResult, sender: str) -> Row:
    place = str(url.hostname)
    try:
        client = await line.smtp(url)
    except (OSError, aiosmtplib.SMTPException) as error:
        return Row("mail out", "wrong", f"{place}: {why(error)}", _mend(error, url, "MAIL_SMTP"))
    try:
        if url.username:
            await client.login(unquote(url.username), unquote(url.password or ""))
        await client.mail(sender)
        await client.rset()
        safe = encrypted(client.transport)
        near = on_this_machine(client.get_transport_info("peername")[0])
        await client.quit()
    except aiosmtplib.SMTPResponseException as error:
        return _refused(error, place, sender)
    except (OSError, aiosmtplib.SMTPException) as error:
        return Row("mail out", "wrong", f"{place}: {why(error)}", _mend(error, url, "MAIL_SMTP"))
    finally:
        client.close()
    if not (safe or near):
        mend = "let the server offer STARTTLS; anybody between reads what clients are told"
        return Row("mail out", "warning", f"{place} takes letters from {sender}, unencrypted", mend)
    said = "encrypted" if safe else "unencrypted on this machine"
    return Row("mail out", "ok", f"{place} takes letters from {sender}, {said}")


def _refused(error: aiosmtplib.SMTPResponseException, place: str, sender: str) -> Row:
    told = f"{error.code} {' '.join(error.message.split())[:100]}"
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        mend = (
            "look at user and password in MAIL_SMTP; many providers want a password of its own for programs"
        )
        return Row("mail out", "wrong", f"{place} does not let in: {told}", mend)
    if 400 <= error.code < 500:
        mend = "it says that this passes; run check again in a while"
        return Row("mail out", "warning", f"{place} takes no letters now: {told}", mend)
    mend = "MAIL_FROM must be an address that this user may write from, mostly his own"
    return Row("mail out", "wrong", f"{place} takes no letters from {sender}: {told}", mend)


def _mend(error: BaseException, url: SplitResult, setting: str) -> str:
    match error.__cause__ or error:
        case ssl.SSLCertVerificationError(verify_code=code) if code == _EXPIRED:
            return "the server's certificate wants to be renewed"
        case ssl.SSLCertVerificationError(verify_code=code) if code in _NAMES:
            return f"write the host in {setting} as the certificate names it"
        case ssl.SSLCertVerificationError():
            return "is it your own server? MAIL_CA names the file (PEM) of the authority that issued it"
        case ssl.SSLError():
            ports = "imaps:// 993, imap:// 143" if setting == "MAIL_BOXES" else "smtps:// 465, smtp:// 587"
            return f"look at the port in {setting}; mostly they are {ports}"
        case NotEncrypted():
            return f"write {url.scheme}s:// in {setting}, or let the server offer STARTTLS"
        case MailboxLoginError():
            return f"{_password(setting)}, and IMAP switched on"
        case IMAP4.readonly():
            return "give this user the right to write to the folder"
        case gaierror():
            return f"look at the host in {setting}"
        case aiosmtplib.SMTPException():
            return f"look at {setting}: host, port, and whether it wants a user"
    return f"look at host and port in {setting}, and whether a firewall is between"


def _password(setting: str) -> str:
    return f"look at user and password in {setting}; many providers want one of its own for programs"

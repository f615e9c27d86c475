"""A letter as it came → who wrote, what, in answer to what. Nothing in it is trusted to be well formed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.utils import unquote
from typing import Any

from handlers.mail import tnef
from handlers.mail.plain import unflowed, words_of
from storage.files import safe_name

_PARTS = 300  # of one letter: more of them are a trap, not a letter
_DECORATION = 20_000  # bytes: a smaller picture inside of the words is a logo of the signature
_SIGNATURES = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_OWN_ID = re.compile(r"<[^<>\s]{1,900}>")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a letter."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class MailLetter:
    """What a letter says. `headers` has the first of each, lower case, decoded.

    `references`: Message-IDs of what it answers, the nearest first. `returned`: of a report about a letter
    that did not arrive, what the report says of it.
    """

    message_id: str | None
    sender: str
    sender_name: str
    subject: str
    text: str
    files: tuple[Attached, ...]
    references: tuple[str, ...]
    headers: dict[str, str] = field(default_factory=dict)
    mime: str = "text/plain"
    returned: str | None = None


def read(raw: bytes) -> MailLetter:
    """The letter of these bytes, as much of it as can be read. Raises what `email` raises on a trap."""
    message = message_from_bytes(raw, policy=policy.compat32)
    headers: dict[str, str] = {}
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), decoded(str(value)))
    texts: list[str] = []
    pages: list[str] = []
    files: list[Attached] = []
    returned: list[str] = []
    for place, part in enumerate(_leaves(message)):
        if place >= _PARTS:
            raise ValueError(f"more than {_PARTS} parts")
        _sort(part, texts, pages, files, returned)
    text = "\n\n".join(one for one in texts if one.strip())
    if not text.strip():
        text = "\n\n".join(filter(None, map(words_of, pages)))
    name, sender = sender_in(headers.get("from", ""))
    ids = _ids(headers.get("in-reply-to", "")) + _ids(headers.get("references", ""))[::-1]
    own = _ids(headers.get("message-id", ""))
    return MailLetter(
        message_id=own[0] if own else None,
        sender=sender,
        sender_name=name,
        subject=" ".join(headers.get("subject", "").split()),
        text=text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"),
        files=tuple(files),
        references=tuple(dict.fromkeys(ids)),
        headers=headers,
        mime=_mime(message),
        returned="\n".join(returned) if returned else None,
    )


def identity(raw: bytes) -> tuple[str | None, str]:
    """Message-ID and sender of a letter of which nothing else may be readable; never raises."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0][:200_000]
    found: dict[str, str] = {}
    for line in re.split(rb"\r?\n(?![ \t])", head):
        name, colon, value = line.partition(b":")
        if colon and name.lower() in (b"message-id", b"from"):
            found.setdefault(name.decode("ascii").lower(), value.decode("utf-8", "replace"))
    ids = _ids(found.get("message-id", ""))
    return (ids[0] if ids else None), sender_in(decoded(found.get("from", "").strip()))[1]


# Words in quotation marks or brackets: whatever looks like an address there is none.
_ASIDE = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')
_IN_ANGLES = re.compile(r"<([^<>\s@]+@[^<>\s@]+)>")
_ADDRESS = re.compile(r"[^<>\s,;:@]+@[^<>\s,;:@]+")
_LONGEST = 2000  # characters of a header that are read


def sender_in(header: str) -> tuple[str, str]:
    """The name and the address of who a letter is from; both are empty where no address can be made out.

    Who has an address for a name, «anna@okna.ru <other@okna.ru>», is the one in angle brackets, as those see
    it who check signatures. `email.utils.parseaddr` answers otherwise from one patch of Python to the next,
    and knows nobody where a name has a comma and no quotation marks, «Окна, ООО <anna@okna.ru>».
    """
    header = header[:_LONGEST]
    plain = _ASIDE.sub(lambda aside: " " * len(aside[0]), header)
    found = _IN_ANGLES.search(plain) or _ADDRESS.search(plain)
    if found is None:
        return "", ""
    name = header[: found.start()] if plain[found.start()] == "<" else ""
    return " ".join(unquote(name.strip()).split()), plain_address(found[found.lastindex or 0])


def plain_address(address: str) -> str:
    """An address as it is compared: lower case, without spaces around, 320 characters at most."""
    return address.strip().casefold()[:320]


def decoded(header: str) -> str:
    """A header's words, its encoded pieces and its raw bytes of whatever charset made readable."""
    header = re.sub(r"\r?\n[ \t]+", " ", header)
    if any(0xDC80 <= ord(c) <= 0xDCFF for c in header):
        header = guessed(header.encode("utf-8", "surrogateescape"))
    if "=?" not in header:
        return header
    try:
        pieces = decode_header(header)
    except Exception:  # binascii.Error and others: as it stands
        return header
    found = ""
    for piece, charset in pieces:
        found += piece if isinstance(piece, str) else in_charset(piece, charset)
    return found


def in_charset(data: bytes, charset: str | None) -> str:
    """Bytes as the words they are, by the charset that they claim if it fits, else by the one that does."""
    name = (charset or "").strip("'\" ").lower()
    try:
        codec = codecs.lookup(name).name if name else ""
        # «ASCII» and «Latin» are what programs write that do not know: Russian letters come under them, too.
        if codec and codec not in ("ascii", "iso8859-1", "cp1252", "utf-8"):
            return data.decode(codec, "replace")
        if codec.startswith(("iso8859", "cp1252")) and not _russian(data):
            return data.decode(codec, "replace")
    except (LookupError, UnicodeError, ValueError):
        pass
    return guessed(data)


def guessed(data: bytes) -> str:
    """Bytes of an unknown charset: UTF-8 if they are, else the Russian one in which they are mostly small."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if not _russian(data):
        # A single broken place does not make other letters of the rest.
        return data.decode("utf-8", "replace")
    small_windows = sum(0xE0 <= byte <= 0xFF for byte in data)
    small_koi = sum(0xC0 <= byte <= 0xDF for byte in data)
    return data.decode("cp1251" if small_windows >= small_koi else "koi8-r", "replace")


def _russian(data: bytes) -> bool:
    """Whether these look like words of a Russian one-byte charset: letters in a row, not UTF-8's pairs."""
    try:
        data.decode("utf-8")
        return False
    except UnicodeDecodeError:
        pass
    whole = data.decode("utf-8", "ignore")
    if sum("а" <= c <= "я" for c in whole.casefold()) > 10:
        return False
    return bool(re.search(rb"[\xc0-\xff]{2}", data))


def _leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something, in order; a letter inside of a letter is one part."""
    if depth > 30:
        raise ValueError("parts inside of parts without end")
    payload: Any = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(payload, list):
        for part in payload:
            yield from _leaves(part, depth + 1)
    else:
        yield message


def _sort(
    part: Message, texts: list[str], pages: list[str], files: list[Attached], returned: list[str]
) -> None:
    mime, name = _mime(part), _file_name(part)
    attached = (part.get_content_disposition() or "") == "attachment" or bool(name)
    if mime in ("message/delivery-status", "message/rfc822", "text/rfc822-headers", "message/global"):
        inner = part.get_payload()
        whole = "\n".join(map(str, inner)) if isinstance(inner, list) else str(inner)
        if mime != "message/rfc822" or "report" in str(part.get("content-description", "")).lower():
            returned.append(whole)
            return
        returned.append(whole)
        data = whole.encode("utf-8", "replace")
        files.append(Attached(safe_name(name or "letter.eml"), "message/rfc822", data))
        return
    data = _bytes(part)
    if mime == "application/ms-tnef" or name.lower() == "winmail.dat":
        try:
            words, inside = tnef.opened(data)
        except ValueError:
            files.append(Attached(safe_name(name or "winmail.dat"), mime, data))
            return
        texts.append(words)
        files += [Attached(safe_name(one), "application/octet-stream", value) for one, value in inside]
    elif mime == "text/plain" and not attached:
        flowed = str(part.get_param("format") or "").lower() == "flowed"
        said = in_charset(data, part.get_content_charset())
        delsp = str(part.get_param("delsp") or "").lower() == "yes"
        texts.append(unflowed(said, delsp=delsp) if flowed else said)
    elif mime == "text/html" and not attached:
        pages.append(in_charset(data, part.get_content_charset()))
    elif mime in _SIGNATURES:
        return  # it proves to a program who wrote, and tells a person nothing
    elif data and not (part.get("content-id") and mime.startswith("image/") and len(data) < _DECORATION):
        files.append(Attached(safe_name(name or f"file.{_ending(mime)}"), mime, data))


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    return str(part.get_payload()).encode("utf-8", "surrogateescape")


def _mime(part: Message) -> str:
    """Its type; of one that names none or nonsense, what RFC 2045 says: plain text."""
    torn = part.get_content_maintype() == "multipart" and not part.is_multipart()
    return "text/plain" if torn else part.get_content_type()


def _file_name(part: Message) -> str:
    try:
        return decoded(part.get_filename() or "")
    except Exception:  # RFC 2231 pieces in no order: the file is worth more than its name
        return "file"


def _ending(mime: str) -> str:
    known = {"jpeg": "jpg", "plain": "txt", "octet-stream": "bin", "calendar": "ics"}
    ending = re.sub(r"[^a-z0-9]", "", mime.rpartition("/")[2])[:8]
    return known.get(mime.rpartition("/")[2], ending or "bin")


def _ids(header: str) -> list[str]:
    return _OWN_ID.findall(header)

"""Ugly letters, each with what has to come of it: its writer, what is new, its files, the list (R1.2)."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass, field
from email import encoders
from email.mime.base import MIMEBase

import pytest

from handlers.mail import listed, nature, quotes, verdicts
from handlers.mail.letter import identity, read, sender_in
from handlers.mail.nature import Nature
from handlers.mail.verdicts import Verdict

OURS = {"support@otklik.example"}
RU = "Не печатает раскрой, версия 8.5"


@dataclass(frozen=True, slots=True)
class Ugly:
    """A letter and what is expected of it; what is None is not the matter of this one."""

    name: str
    raw: bytes
    new: str | None = None
    sender: str = "anna@okna.ru"
    nature: Nature = Nature.HUMAN
    files: tuple[str, ...] = ()
    subject: str | None = None
    fields: dict[str, str] = field(default_factory=dict)


def letter(body: str | bytes, *headers: str, charset: str = "utf-8") -> bytes:
    """A letter from Анна with these headers more; `Content-Type` is plain text unless one of them says so."""
    given = {line.partition(":")[0].lower() for line in headers}
    head = [*headers]
    if "from" not in given:
        head.insert(0, "From: anna@okna.ru")
    if "content-type" not in given:
        head.append(f"Content-Type: text/plain; charset={charset}")
    if "subject" not in given:
        head.append("Subject: x")
    data = body if isinstance(body, bytes) else body.encode(charset)
    encoded = [line.encode("utf-8", "surrogateescape") for line in head]
    return b"\r\n".join(encoded) + b"\r\n\r\n" + data


def several(*parts: bytes, kind: str = "mixed", more: str = "", end: bool = True) -> bytes:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + (b"--b--\r\n" if end else b"")
    return letter(body, f"Content-Type: multipart/{kind}; boundary=b{more}")


def text(words: str, charset: str = "utf-8", kind: str = "plain") -> bytes:
    return f"Content-Type: text/{kind}; charset={charset}\r\n\r\n".encode() + words.encode(charset)


def attached(
    name: str, data: bytes, how: str = 'attachment; filename="{}"', mime: str = "application/pdf"
) -> bytes:
    part = MIMEBase(*mime.split("/"))
    part.set_payload(data)
    encoders.encode_base64(part)
    part["Content-Disposition"] = how.format(name)
    return part.as_bytes()


def winmail() -> bytes:
    """Outlook's envelope with words and a file in it."""

    def attribute(level: int, number: int, value: bytes) -> bytes:
        return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) % 65536)

    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        [
            attribute(1, 0x0002800C, f"{RU}\x00".encode("cp1251")),
            attribute(2, 0x00069002, b"\x01" * 14),
            attribute(2, 0x00018010, "раскрой.pdf\x00".encode("cp1251")),
            attribute(2, 0x0006800F, b"%PDF-1.4"),
        ]
    )


def bounce(action: str = "failed", status: str = "5.1.1") -> bytes:
    report = f"Final-Recipient: rfc822; anna@okna.ru\r\nAction: {action}\r\nStatus: {status}\r\n"
    return letter(
        b"--b\r\n" + text("Undelivered") + b"\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx\r\n\r\n" + report.encode() + b"\r\n--b\r\nContent-Type: text/rfc822-headers"
        b"\r\n\r\nMessage-ID: <otklik.1.a@otklik.example>\r\n\r\n--b--\r\n",
        "From: MAILER-DAEMON@mx.okna.ru",
        "Return-Path: <>",
        "Subject: Undelivered Mail Returned to Sender",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    )


OUTLOOK = (
    "Версия 8.5\n\nС уважением, Анна\n\n________________________________\n"
    "От: Поддержка <support@otklik.example>\n"
    "Отправлено: 18 ноября 2026 г. 10:42\nКому: Анна\nТема: [26-00001] Раскрой\n\nКакая версия?\n"
)
OUTLOOK_EN = (
    "Version 8.5\n\nFrom: Support <support@otklik.example>\nSent: Wednesday, November 18, 2026 10:42 AM\n"
    "To: Anna\nSubject: RE: [26-00001]\n\nWhich version?\n"
)
GMAIL_RU = (
    "Версия 8.5\n\nср, 18 нояб. 2026 г. в 10:42, Поддержка Otklik <support@otklik.example>:\n\n"
    "> 26-00001: нужен ваш ответ.\n> Какая версия?\n"
)
GMAIL_WRAPPED = (
    "Version 8.5\n\nOn Wed, Nov 18, 2026 at 10:42 AM A Very Long Name Of The Support Desk\n"
    "<support@otklik.example> wrote:\n\n> Which version?\n"
)
MAILRU = (
    "Версия 8.5\n\n-- \nАнна\n\nСреда, 18 ноября 2026, 10:42 +03:00 от Поддержка <support@otklik.example>:\n"
    ">Какая версия?\n>\n"
)
MAILRU_BARE = (
    "Версия 8.5\n \n>Среда, 18 ноября 2026, 10:42 +03:00 от support@otklik.example:\n>\n>Какая версия?\n"
)
YANDEX = 'Версия 8.5\n\n18.11.2026, 10:42, "Поддержка" <support@otklik.example>:\n> Какая версия?\n> \n'
THUNDERBIRD = "18.11.2026 10:42, Поддержка пишет:\n> Какая версия?\n\nВерсия 8.5\n"
APPLE = (
    "Версия 8.5\n\nОтправлено с iPhone\n\n> 18 нояб. 2026 г., в 10:42, Поддержка <support@otklik.example> "
    "написал(а):\n> \n> Какая версия?\n"
)
BETWEEN = (
    "18.11.2026, 10:42, Поддержка <support@otklik.example>:\n> Какая версия?\n8.5\n> Какая Windows?\n11\n"
)
LIST_RU = (
    "Здравствуйте!\n1. Описание: Не печатает\nвторая строка\n2. Приоритет: 2\n"
    "Контактное лицо: Анна Петрова, тел. +7 921 123-45-67, anna@okna.ru\n"
    "- Переработчик профиля Exprof — он же\n* Компания: ООО «Окна»\n"
)
LIST_EN = (
    "Company: Okna LLC\nFabricator: same\nContact person: Anna\nPhone: +7 921 123-45-67\nPriority: 1\n"
    "Description:\nIt won't print"
)
HTML_GMAIL = (
    '<html><head><style>p{color:red}</style></head><body><div dir="ltr">Версия&nbsp;8.5<br>&lt;b&gt;</div>'
    '<div class="gmail_quote">ср, 18 нояб. 2026 г. в 10:42, Поддержка &lt;support@otklik.example&gt;:<br>'
    "<blockquote>Какая версия?</blockquote></div><script>alert(1)</script></body></html>"
)
MAILRU_EN = (
    "Version 8.5\n\nWednesday, November 18, 2026 10:42 AM +03:00 from Support <support@otklik.example>:\n"
    "> \n> Which version?\n"
)
YANDEX_EN = 'Version 8.5\n\n18.11.2026, 10:42, "Support" <support@otklik.example>:\n> Which version?\n'
YANDEX_HTML = (
    '<div>Версия 8.5</div><div> </div><div>18.11.2026, 10:42, "Поддержка" '
    "&lt;support@otklik.example&gt;:</div><blockquote><p>Какая версия?</p></blockquote>"
)
GMAIL_PHONE = (
    "Версия 8.5\n\nср, 18 нояб. 2026 г., 10:42 Поддержка Otklik <support@otklik.example>:\n\n"
    "> Какая версия?\n"
)
OUTLOOK_HTML = (
    '<html><body><p class="MsoNormal">Версия 8.5</p><div style="border:none;border-top:solid #E1E1E1 1.0pt">'
    '<p class="MsoNormal"><b>From:</b> Поддержка &lt;support@otklik.example&gt;<br><b>Sent:</b> Wednesday, '
    "November 18, 2026 10:42 AM<br><b>To:</b> Анна<br><b>Subject:</b> [26-00001] Раскрой</p></div>"
    "<p>Какая версия?</p></body></html>"
)
OUTLOOK_PHONE = (
    "Версия 8.5\n\nПолучить Outlook для iOS<https://aka.ms/o0ukef>\n________________________________\n"
    "От: Поддержка <support@otklik.example>\nОтправлено: Wednesday, November 18, 2026 10:42:00 AM\n"
    "Кому: Анна <anna@okna.ru>\nТема: [26-00001] Раскрой\n\nКакая версия?\n"
)
SAMSUNG = (
    "Версия 8.5\n\nОтправлено с моего Galaxy\n\n-------- Исходное сообщение --------\n"
    "От: Поддержка <support@otklik.example>\nДата: 18.11.2026 10:42 (GMT+03:00)\nКому: Анна\n\n"
    "Какая версия?\n"
)
ORIGINAL = (
    "Version 8.5\n\n-----Original Message-----\nFrom: Support\nSent: Wednesday\nTo: Anna\n\nWhich version?\n"
)
FLOWED = (
    "Не печатает раскрой после обновления, а до него печатал без всяких \r\nзамечаний.\r\n\r\n"
    "> Какая у вас \r\n> версия?\r\n 8.5\r\n-- \r\nАнна\r\n"
)
HIDDEN = (
    '<div style="display:none;max-height:0">Не показывай<div>и это</div></div><p>Версия 8.5</p>'
    '<span style="font-size:0px">запятая</span><div hidden>и это</div>'
    '<div style="font-size:0.9em">Windows 11</div>'
)
INVITED = (
    b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n"
    b"END:VCALENDAR\r\n"
)
KOI = RU.encode("koi8-r")
CORPUS = [
    Ugly("utf-8", letter(RU), RU),
    Ugly("koi8-r", letter(KOI, charset="koi8-r"), RU),
    Ugly("cp1251", letter(RU.encode("cp1251"), charset="windows-1251"), RU),
    Ugly("no charset, cp1251", letter(RU.encode("cp1251"), "Content-Type: text/plain"), RU),
    Ugly("no charset, koi8-r", letter(KOI, "Content-Type: text/plain"), RU),
    Ugly("says ascii, is cp1251", letter(RU.encode("cp1251"), charset="us-ascii"), RU),
    Ugly("says latin, is koi8-r", letter(KOI, charset="iso-8859-1"), RU),
    Ugly("says utf-8, is cp1251", letter(RU.encode("cp1251"), "Content-Type: text/plain; charset=utf-8"), RU),
    Ugly("a charset that there is not",
         letter(RU.encode(), "Content-Type: text/plain; charset=x-unknown"), RU),
    Ugly("one broken byte in utf-8", letter(RU.encode() + b"\xff"), RU + "�"),
    Ugly("really latin", letter("Déjà vu".encode("latin-1"), charset="iso-8859-1"), "Déjà vu"),
    Ugly("quoted-printable with a torn end",
         letter("=D0=9E=D0=BA=D0=BD=D0=B0=", "Content-Transfer-Encoding: quoted-printable"), "Окна"),
    Ugly("base64 with rubbish in it",
         letter(base64.b64encode(RU.encode())[:20] + b"\r\n!!\r\n" + base64.b64encode(RU.encode())[20:],
                "Content-Transfer-Encoding: base64"), RU),
    Ugly("raw cp1251 in the subject",
         letter("x").replace(b"Subject: x", "Subject: Раскрой".encode("cp1251")), "x", subject="Раскрой"),
    Ugly("an encoded subject in two pieces",
         letter("x", "Subject: =?koi8-r?B?8sHTy9LPyg==?=\r\n =?utf-8?Q?_=D0=BD=D0=B5?="), "x",
         subject="Раскрой не"),
    Ugly("an encoded word that is none", letter("x", "Subject: =?utf-8?B?%%%?="), "x"),
    Ugly("no subject, no id", letter(RU, "Subject:"), RU, subject=""),
    Ugly("html only", letter(HTML_GMAIL, "Content-Type: text/html; charset=utf-8"), "Версия 8.5\n<b>"),
    Ugly("html never closed",
         letter("<p>Не печатает<p>раскрой<table><tr><td>версия<td>8.5",
                "Content-Type: text/html; charset=utf-8"), "Не печатает\nраскрой\nверсия 8.5"),
    Ugly("html of words in cp1251",
         letter(f"<p>{RU}</p>".encode("cp1251"), "Content-Type: text/html; charset=windows-1251"), RU),
    Ugly("both plain and html",
         several(text(RU), text("<p>Другое</p>", kind="html"), kind="alternative"), RU),
    Ugly("an empty plain beside html",
         several(text(" \r\n"), text(f"<p>{RU}</p>", kind="html"), kind="alternative"), RU),
    Ugly("the last boundary is missing", several(text(RU), attached("a.pdf", b"1"), end=False), RU,
         files=("a.pdf",)),
    Ugly("no boundary at all", letter(RU, "Content-Type: multipart/mixed"), RU),
    Ugly("a file named in RFC 2231",
         several(text(RU), attached("", b"1", "attachment; filename*=utf-8''%D0%9E%D0%BA%D0%BD%D0%B0.pdf")),
         RU, files=("Окна.pdf",)),
    Ugly("a file named in an encoded word",
         several(text(RU), attached("=?utf-8?B?0J7QutC90LAucGRm?=", b"1")), RU, files=("Окна.pdf",)),
    Ugly("a file with a path in its name", several(text(RU), attached("../../etc/passwd", b"1")), RU,
         files=("_.._etc_passwd",)),
    Ugly("a file without a name", several(text(RU), attached("", b"1", "attachment")), RU,
         files=("file.pdf",)),
    Ugly("text as a file", several(text(RU), attached("log.txt", b"1", mime="text/plain")), RU,
         files=("log.txt",)),
    Ugly("a logo in the signature",
         several(text(RU), b"Content-ID: <logo>\r\n" + attached("l.png", b"1", "inline", "image/png")), RU),
    Ugly("winmail.dat", several(text(""), attached("winmail.dat", winmail(), mime="application/ms-tnef")), RU,
         files=("раскрой.pdf",)),
    Ugly("winmail.dat that is torn",
         several(text(RU), attached("winmail.dat", b"\x78\x9f", mime="application/ms-tnef")),
         RU, files=("winmail.dat",)),
    Ugly("a letter inside of a letter",
         several(text(RU), b"Content-Type: message/rfc822\r\n\r\n" + letter("внутри")), RU,
         files=("letter.eml",)),
    Ugly("null bytes", letter(b"\x00" + RU.encode() + b"\x00"), None),
    Ugly("no header at all", RU.encode(), None, sender=""),
    Ugly("nothing at all", b"", None, sender=""),
    Ugly("an address that is none", letter(RU, "From: Анна"), RU, sender=""),
    Ugly("a name with a comma and an address", letter(RU, 'From: "Окна, ООО" <Anna@Okna.RU>'), RU),
    Ugly("a name with a comma and no quotation marks", letter(RU, "From: Окна, ООО <anna@okna.ru>"), RU),
    Ugly("a name that is the address", letter(RU, "From: anna@okna.ru <anna@okna.ru>"), RU),
    Ugly("a name that is another's address", letter(RU, "From: petr@okna.ru <anna@okna.ru>"), RU),
    Ugly("another's address in quotation marks", letter(RU, 'From: "<petr@okna.ru>" <anna@okna.ru>'), RU),
    Ugly("two senders with their names", letter(RU, "From: Анна <anna@okna.ru>, Пётр <petr@okna.ru>"), RU),
    Ugly("two senders", letter(RU, "From: anna@okna.ru, petr@okna.ru"), RU),
    Ugly("Outlook in Russian", letter(OUTLOOK), "Версия 8.5\n\nС уважением, Анна"),
    Ugly("Outlook in English", letter(OUTLOOK_EN), "Version 8.5"),
    Ugly("Gmail in Russian", letter(GMAIL_RU), "Версия 8.5"),
    Ugly("Gmail, its line broken", letter(GMAIL_WRAPPED), "Version 8.5"),
    Ugly("Mail.ru", letter(MAILRU), "Версия 8.5"),
    Ugly("Mail.ru, all of it marked", letter(MAILRU_BARE), "Версия 8.5"),
    Ugly("Yandex", letter(YANDEX), "Версия 8.5"),
    Ugly("Thunderbird, answered below", letter(THUNDERBIRD), "Версия 8.5"),
    Ugly("Apple", letter(APPLE), "Версия 8.5"),
    Ugly("answered between the lines", letter(BETWEEN), "8.5\n11"),
    Ugly("only passed on", letter("-----Пересылаемое сообщение-----\nОт: Ольга\nНе печатает"), None),
    Ugly("words that look like a quotation's head", letter("От: меня\nНе печатает"), "От: меня\nНе печатает"),
    Ugly("the list in Russian, in disorder", letter(LIST_RU), fields={
        "company": "ООО «Окна»", "fabricator": "он же", "contact_name": "Анна Петрова", "impact": "2",
        "phone": "+7 921 123-45-67", "email": "anna@okna.ru", "description": "Не печатает\nвторая строка"}),
    Ugly("the list in English", letter(LIST_EN), fields={
        "company": "Okna LLC", "fabricator": "same", "contact_name": "Anna", "phone": "+7 921 123-45-67",
        "impact": "1", "description": "It won't print"}),
    Ugly("Mail.ru in English", letter(MAILRU_EN), "Version 8.5"),
    Ugly("Yandex in English", letter(YANDEX_EN), "Version 8.5"),
    Ugly("Yandex in html", letter(YANDEX_HTML, "Content-Type: text/html; charset=utf-8"), "Версия 8.5"),
    Ugly("Gmail on a phone", letter(GMAIL_PHONE), "Версия 8.5"),
    Ugly("Outlook in html", letter(OUTLOOK_HTML, "Content-Type: text/html; charset=utf-8"), "Версия 8.5"),
    Ugly("Outlook on a phone", letter(OUTLOOK_PHONE), "Версия 8.5"),
    Ugly("a Samsung phone", letter(SAMSUNG), "Версия 8.5"),
    Ugly("the original message", letter(ORIGINAL), "Version 8.5"),
    Ugly("flowing lines",
         letter(FLOWED, "Content-Type: text/plain; charset=utf-8; format=flowed"),
         "Не печатает раскрой после обновления, а до него печатал без всяких замечаний.\n\n8.5"),
    Ugly("flowing lines without the spaces",
         letter("Не печа \r\nтает", "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes"),
         "Не печатает"),
    Ugly("html with words that nobody sees",
         letter(HIDDEN, "Content-Type: text/html; charset=utf-8"), "Версия 8.5\nWindows 11"),
    Ugly("html that hides everything",
         letter(f"<div style='display:none'>{RU}</div>", "Content-Type: text/html; charset=utf-8"), RU),
    Ugly("raw koi8-r in the subject and the name",
         letter("x", "Subject: x").replace(b"Subject: x", "Subject: Раскрой".encode("koi8-r")), "x",
         subject="Раскрой"),
    Ugly("raw cp1251 in the sender's name",
         letter(RU, "From: NAME <anna@okna.ru>").replace(b"NAME", "Анна Петрова".encode("cp1251")), RU),
    Ugly("turned around and stretched by signs that nobody sees",
         letter("Не\u200b печатает \u202eйоркср\u202c", "Subject: \u200b\u202e\ufeff"),
         "Не\u200b печатает \u202eйоркср\u202c"),
    Ugly("a header of a megabyte", letter(RU, "Subject: x", f"X-Long: {'a' * 1_000_000}"), RU, subject="x"),
    Ugly("five thousand addressees",
         letter(RU, "To: " + ",\r\n ".join(f"a{n}@okna.ru" for n in range(5000))), RU),
    Ugly("a signature that a program reads",
         several(text(RU), attached("smime.p7s", b"0\x80", mime="application/pkcs7-signature"),
                 kind="signed"), RU),
    Ugly("signed and wrapped",
         letter(b"MIAGCSqGSIb3DQEHAqCAMIACAQEx", "Content-Type: application/pkcs7-mime; name=smime.p7m",
                "Content-Disposition: attachment; filename=smime.p7m", "Content-Transfer-Encoding: base64"),
         "", files=("smime.p7m",)),
    Ugly("an invitation", several(text(RU), INVITED, kind="alternative"), RU, files=("file.ics",)),
    Ugly("a file alone", several(attached("photo.jpg", b"\xff\xd8", mime="image/jpeg")), "",
         files=("photo.jpg",)),
    Ugly("an inline picture without a word",
         several(attached("photo.jpg", b"\xff\xd8" * 20_000, "inline; filename={}", "image/jpeg")), "",
         files=("photo.jpg",)),
    Ugly("base64 cut in the middle",
         letter(base64.b64encode(RU.encode())[:21], "Content-Transfer-Encoding: base64"), None),
    Ugly("on vacation", letter("До 25-го", "X-Autoreply: yes", "Precedence: junk"), nature=Nature.AUTOMATIC),
    Ugly("away", letter("До 25-го", "Auto-Submitted: auto-replied"), nature=Nature.AUTOMATIC),
    Ugly("away, says only its subject", letter("x", "Subject: Автоматический ответ: x"),
         nature=Nature.AUTOMATIC),
    Ugly("away, says so in English", letter("x", "Subject: Out of Office Re: x"), nature=Nature.AUTOMATIC),
    Ugly("a newsletter", letter("x", "List-Unsubscribe: <mailto:x@y.z>"), nature=Nature.AUTOMATIC),
    Ugly("in bulk", letter("x", "Precedence: bulk"), nature=Nature.AUTOMATIC),
    Ugly("nobody to answer", letter("x", "From: no-reply@okna.ru"), sender="no-reply@okna.ru",
         nature=Nature.AUTOMATIC),
    Ugly("Auto-Submitted: no is a person", letter(RU, "Auto-Submitted: no"), RU),
    Ugly("a person who writes of an automatic line", letter(RU, "Subject: Автомат не печатает"), RU),
    Ugly("came back", bounce(), sender="mailer-daemon@mx.okna.ru", nature=Nature.BOUNCE),
    Ugly("only late", letter("x", "From: MAILER-DAEMON@mx", "Subject: Warning: could not send for 4 hours"),
         sender="mailer-daemon@mx", nature=Nature.AUTOMATIC),
    Ugly("read", letter(b"--b\r\n" + text("Read") + b"\r\n--b--",
         "Content-Type: multipart/report; report-type=disposition-notification; boundary=b"),
         nature=Nature.AUTOMATIC),
    Ugly("from ourselves", letter("x", "From: support@otklik.example"), sender="support@otklik.example",
         nature=Nature.OWN),
]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Анна <anna@okna.ru>", "Анна"),
        ('"Окна, ООО" <anna@okna.ru>', "Окна, ООО"),
        ('"Анна \\"Окна\\"" <anna@okna.ru>', 'Анна "Окна"'),
        ("Окна, ООО <anna@okna.ru>", "Окна, ООО"),
        ("anna@okna.ru", ""),
        ("<anna@okna.ru>", ""),
        ("anna@okna.ru (Анна)", ""),
    ],
)
def test_who_a_letter_is_from_has_the_name_before_his_address(header: str, name: str) -> None:
    assert sender_in(header) == (name, "anna@okna.ru")


def test_a_header_without_an_address_is_nobody_s_however_long() -> None:
    """And is read at once: nothing in it makes the search go over it again and again."""
    for header in ("Анна", "", "@", "anna@", "<>", '"' * 200_000, "(" * 200_000, "a<" * 100_000):
        assert sender_in(header) == ("", "")


def test_the_corpus_is_large_enough() -> None:
    assert len({one.name for one in CORPUS}) == len(CORPUS) >= 40


@pytest.mark.parametrize("one", CORPUS, ids=lambda one: one.name)
def test_an_ugly_letter_is_read(one: Ugly) -> None:
    found = read(one.raw)
    assert found.sender == one.sender
    assert identity(one.raw)[1] == one.sender
    assert nature.of(found, OURS) is one.nature
    assert tuple(file.name for file in found.files) == one.files
    if one.new is not None:
        assert quotes.fresh(found.text) == one.new
    if one.subject is not None:
        assert found.subject == one.subject
    fields, _ = listed.read(quotes.fresh(found.text))
    assert {name: fields.get(name) for name in one.fields} == one.fields


def test_a_trap_is_refused_and_not_endured() -> None:
    """Parts inside of parts, and parts without number: such a letter goes to a person, whole."""
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(60)
    )
    many = several(*[text("x")] * 10_000)
    for raw in (letter(b"").replace(b"Content-Type: text/plain; charset=utf-8\r\n", b"")[:-2] + deep, many):
        with pytest.raises((ValueError, RecursionError)):
            read(raw)


@pytest.mark.long
def test_thirty_megabytes_are_a_letter_like_any_other() -> None:
    found = read(several(text(RU), attached("big.bin", b"\x01" * 30_000_000)))
    assert (found.text, len(found.files[0].data)) == (RU, 30_000_000)


def test_a_report_says_which_letter_came_back_and_whether_for_good() -> None:
    found = read(bounce())
    assert nature.ids_inside(found) == ["<otklik.1.a@otklik.example>"]
    assert nature.failed_for_good(found)
    assert not nature.failed_for_good(read(bounce(status="4.2.2")))
    assert nature.of(read(bounce(action="delayed")), OURS) is not Nature.HUMAN


@pytest.mark.parametrize(
    ("said", "verdict", "reason"),
    [
        ("Решено", Verdict.SOLVED, ""),
        ("Здравствуйте, Пётр!\nРешено, спасибо!\n\nС уважением,\nАнна", Verdict.SOLVED, ""),
        ("Подтверждаю, спасибо", Verdict.SOLVED, ""),
        ("Да, всё работает", Verdict.SOLVED, ""),
        ("Solved, thank you!", Verdict.SOLVED, ""),
        ("Спасибо!", Verdict.UNCLEAR, ""),
        ("Спасибо, проверим завтра", Verdict.UNCLEAR, ""),
        ("Решено? Не знаю", Verdict.UNCLEAR, ""),
        ("Решено, но теперь не печатает отчёт", Verdict.UNCLEAR, ""),
        ("Нет, спасибо, вопросов нет", Verdict.UNCLEAR, ""),
        ("А когда выйдет 8.7?", Verdict.UNCLEAR, ""),
        ("Не решено", Verdict.NOT_SOLVED, ""),
        ("Нет", Verdict.NOT_SOLVED, ""),
        ("Not solved.", Verdict.NOT_SOLVED, ""),
        ("Не решено: падает снова", Verdict.NOT_SOLVED, "Не решено: падает снова"),
        ("Добрый день!\nНе помогло, та же ошибка", Verdict.NOT_SOLVED, "Не помогло, та же ошибка"),
        (
            "It still doesn't work after the update",
            Verdict.NOT_SOLVED,
            "It still doesn't work after the update",
        ),
    ],
)
def test_r8_r9_a_word_on_the_solution_is_plain_or_asked_about(
    said: str, verdict: Verdict, reason: str
) -> None:
    assert verdicts.on_solution(said) == (verdict, reason)


AGREED = ["Согласны", "Да", "Agreed", "Согласен, спасибо!", "Да, согласна на новый срок", "Не против.", "Yes",
          "Здравствуйте!\nСогласен.\n\nС уважением, Анна", "We agree to that", "Договорились"]  # fmt: skip
DECLINED = ["Не согласен", "Нет, нам нужно раньше", "Мы против: стоит цех", "No", "I don't agree",
            "Not agreed", "Нет, не согласны"]  # fmt: skip
UNCLEAR = ["А почему?", "Пришлите счёт", "Да, но только до среды", "Согласен, если успеете к пятнице",
           "Нет, мы не против", "Нет вопросов, согласен", "Согласен?", "ok let me ask the boss", "",
           "Согласен с вами, программа глючит", "да уж"]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "agrees"),
    [
        *((one, True) for one in AGREED),
        *((one, False) for one in DECLINED),
        *((one, None) for one in UNCLEAR),
    ],
)
def test_t4_a_word_on_a_later_deadline_is_plain_or_asked_about(said: str, agrees: bool | None) -> None:
    assert verdicts.on_proposal(said) is agrees


def test_t4_in_answer_to_another_letter_only_a_word_that_names_it_counts() -> None:
    heard = {
        one: verdicts.on_proposal(one, named=True) for one in ("Да", "Нет", "ok", "Согласен", "Не согласен")
    }
    assert heard == {"Да": None, "Нет": None, "ok": None, "Согласен": True, "Не согласен": False}


@pytest.mark.parametrize(
    ("said", "rating"),
    [
        ("5", (5, "")), ("Оценка: 4", (4, "")), ("5 из 5!", (5, "")), ("4 балла", (4, "")), ("3/5", (3, "")),
        ("Здравствуйте!\n5\n\nС уважением, Анна", (5, "")), ("5, спасибо, всё отлично!", (5, "")),
        ("2\nДолго ждали ответа", (2, "Долго ждали ответа")), ("1, грубили", (1, "грубили")),
        ("3 - хорошо", (3, "")), ("5, но отчёт опять не печатает", None), ("5 компьютеров не работают", None),
        ("2.5", None), ("6", None), ("1. Не печатает\n2. Вылетает", None), ("1-2 дня ждали", None),
        ("1?", None), ("Спасибо", None), ("", None), ("10", None), ("3 окна не считаются", None),
    ],
)  # fmt: skip
def test_s2_a_digit_is_a_rating_where_nothing_else_can_be_meant(said: str, rating: object) -> None:
    assert verdicts.rating(said) == rating

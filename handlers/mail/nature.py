"""Who wrote a letter: a person, a robot, a server that brings one back, or we ourselves."""

from __future__ import annotations

import re
from collections.abc import Set
from enum import StrEnum

from handlers.mail.letter import MailLetter


class Nature(StrEnum):
    """Only what a person wrote opens or reopens a ticket."""

    HUMAN = "human"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    OWN = "own"


_ROBOTS = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?_?reply|do-?not-?reply|noreply\+.*|bounces?(?:[+-].*)?|autoreply|daemon|"
    r"notifications?|robot|ne-?otvechai)@",
    re.IGNORECASE,
)
_SUBJECTS = re.compile(
    r"^(?:re:\s*)?(?:auto(?:matic)?[ -]?(?:reply|response|answer)|autosvar|out of (?:the )?office|"
    r"автоответ|авто-ответ|автоматический ответ|вне офиса|не в офисе|нет на месте|я в отпуске|отпуск:)",
    re.IGNORECASE,
)
_BOUNCED = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed)|failure notice|returned mail|"
    r"mail delivery failed|не(?:возможно)? доставлен|недоставлен|не удалось доставить|ошибка доставки",
    re.IGNORECASE,
)
_ANSWERING = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-vacation")
_ADDRESSED_TO_MANY = ("list-unsubscribe", "list-id", "x-mailgun-tag", "x-campaign-id")


def of(letter: MailLetter, ours: Set[str]) -> Nature:
    """What wrote it; `ours`: the desk's own addresses."""
    headers = letter.headers
    if letter.sender in ours or "x-otklik" in headers:
        return Nature.OWN
    if letter.mime == "multipart/report":
        report = headers.get("content-type", "").lower()
        failed = letter.returned is not None and re.search(r"(?im)^action:\s*failed", letter.returned)
        if "disposition-notification" in report or not (failed or _BOUNCED.search(letter.subject)):
            return Nature.AUTOMATIC  # read, or only late
        return Nature.BOUNCE
    postman = letter.sender.startswith(("mailer-daemon@", "postmaster@"))
    if postman or (headers.get("return-path", "").strip() == "<>" and _BOUNCED.search(letter.subject)):
        return Nature.BOUNCE if _BOUNCED.search(letter.subject) else Nature.AUTOMATIC
    auto = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    precedence = headers.get("precedence", "").strip().lower()
    if (
        auto != "no"
        or precedence in ("bulk", "junk", "list", "auto_reply")
        or any(name in headers for name in (*_ANSWERING, *_ADDRESSED_TO_MANY))
        or headers.get("return-path", "").strip() == "<>"
        or _ROBOTS.match(letter.sender)
        or _SUBJECTS.match(letter.subject)
    ):
        return Nature.AUTOMATIC
    return Nature.HUMAN


def failed_for_good(letter: MailLetter) -> bool:
    """Whether a bounce says that the letter will never arrive."""
    status = re.search(r"(?im)^status:\s*([245])\.", letter.returned or "")
    return status is None or status.group(1) == "5"


def ids_inside(letter: MailLetter) -> list[str]:
    """Message-IDs anywhere in a report: servers quote the letter that came back in their own ways."""
    return re.findall(r"<[^<>\s@]{1,200}@[^<>\s]{1,200}>", f"{letter.returned or ''}\n{letter.text}")

"""What somebody wrote anew in a letter, without what he answers: Outlook, Gmail, Mail.ru, Yandex, Apple."""

from __future__ import annotations

import re

_DASHES = re.compile(
    r"^[\s>*_-]*-{2,}\s*(?:original message|исходное сообщение|пересылаемое сообщение|пересланное сообщение|"
    r"конец пересылаемого сообщения|forwarded message|reply message|original appointment)\s*-{2,}",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"^(?:begin forwarded message|начало переадресованного сообщения|начало пересланного)", re.I
)
_FROM = re.compile(r"^\s*[>*]*\s*\*?(?:from|от|от кого|отправитель)\*?\s*:\*?\s*\S", re.IGNORECASE)
_SENT = re.compile(
    r"^\s*[>*]*\s*\*?(?:sent|date|отправлено|дата|дата отправки|to|кому|subject|тема|cc|копия)\*?\s*:",
    re.IGNORECASE,
)
_ADDRESS = r"[\w.+-]+@[\w.-]+"
_TIME = re.compile(r"\d{1,2}[:.]\d{2}|\d{1,2}\s?[ap]m", re.IGNORECASE)
_WROTE = re.compile(
    r"(?:wrote|writes|пишет|писала?|написала?|писал\(а\)|написал\(а\))\s*:?\s*$", re.IGNORECASE
)
_DATE = re.compile(r"\b(?:20\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b")
_SIGNED = re.compile(
    r"^\s*(?:отправлено (?:из|с|через) |sent from (?:my |mail|yahoo|outlook)|get outlook for |"
    r"(?:скачать|получить) outlook |пересла?но с )",
    re.IGNORECASE,
)
_LINE = re.compile(r"^\s*_{10,}\s*$")


def fresh(text: str) -> str:
    """The new words. Of a letter that has nothing but a quotation, all of it: somebody passed it on."""
    lines = text.replace("\u00a0", " ").split("\n")
    kept = _without_quoted(lines)
    kept = _without_signature(kept)
    found = "\n".join(kept).strip()
    return found if any(c.isalnum() for c in found) else _unmarked(text)


def _without_quoted(lines: list[str]) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(lines):
        if _ends_here(lines, place):
            break
        length = _attribution(lines, place)
        if length:
            rest = lines[place + length :]
            if not any(line.lstrip().startswith(">") for line in rest):
                break  # quoted without a mark: everything below
            place += length
            continue
        if not lines[place].lstrip().startswith(">"):
            found.append(lines[place])
        place += 1
    return found


def _ends_here(lines: list[str], place: int) -> bool:
    """A line of dashes, or Outlook's little head of the letter that is answered."""
    line = lines[place]
    if _DASHES.match(line) or _BEGINS.match(line.strip()):
        return True
    head = place
    if _LINE.match(line):
        head = next((at for at in range(place + 1, min(place + 3, len(lines))) if lines[at].strip()), place)
    if not _FROM.match(lines[head]):
        return False
    below = [one for one in lines[head + 1 : head + 8] if one.strip()][:4]
    return sum(bool(_SENT.match(one)) for one in below) >= 2


def _attribution(lines: list[str], place: int) -> int:
    """How many lines from here say who wrote what follows, and when; 0: none."""
    for length in (1, 2, 3):
        piece = lines[place : place + length]
        if len(piece) < length or not all(one.strip() for one in piece):
            return 0
        whole = " ".join(one.strip(" >\t") for one in piece)
        # Broken in two, it has its date in the first line: otherwise that line is his own words.
        if len(whole) > 300 or (length > 1 and not _DATE.search(piece[0])):
            return 0
        if any(_DATE.search(one) for one in piece[1:]):
            return 0
        if _WROTE.search(whole) and (
            _TIME.search(whole) or _DATE.search(whole) or re.search(_ADDRESS, whole)
        ):
            return length
        named = re.search(rf"<?\s*(?:mailto:)?{_ADDRESS}\s*>?\s*:\s*$", whole)
        if named and _TIME.search(whole) and _DATE.search(whole):
            return length
    return 0


def _without_signature(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines):
        if place and (line.rstrip() in ("--", "—") or line == "-- "):
            return lines[:place]
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    return lines[: last - 1] if last > 1 and _SIGNED.match(lines[last - 1]) else lines[:last]


def _unmarked(text: str) -> str:
    return "\n".join(re.sub(r"^[>\s]+", "", line) for line in text.split("\n")).strip()

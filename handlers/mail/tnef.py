"""winmail.dat: Outlook's own envelope, opened. https://learn.microsoft.com/openspecs/exchange_server_protocols
/ms-oxtnef: a signature, a key, then attributes one after another, each with its length and a checksum."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_SIGNATURE = 0x223E9F78
_BODY, _TITLE, _DATA, _NEXT = 0x0002800C, 0x00018010, 0x0006800F, 0x00069002


def opened(data: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """The words, if there are plain ones, and the files in it. ValueError where it is no such envelope."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        raise ValueError("not a winmail.dat")
    body, title = "", ""
    files: list[tuple[str, bytes]] = []
    for attribute, value in _attributes(data):
        if attribute == _BODY:
            body = _text(value)
        elif attribute == _NEXT:
            title = ""
        elif attribute == _TITLE:
            title = _text(value)
            if files and not files[-1][0]:
                files[-1] = (title, files[-1][1])
        elif attribute == _DATA and value:
            files.append((title, value))
    return body, [(name or "file", value) for name, value in files]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 6
    while place + 9 <= len(data):
        _, attribute, length = struct.unpack_from("<BII", data, place)
        end = place + 9 + length
        if end > len(data):
            return  # cut off on its way: what came before is whole
        yield attribute, data[place + 9 : end]
        place = end + 2


def _text(value: bytes) -> str:
    value = value.split(b"\x00")[0]
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1251", "replace")

"""Small files a person may send: made here, so that nothing is carried along."""

import struct
import zlib
from functools import cache


@cache
def picture(seed: int = 0, width: int = 320, height: int = 240) -> bytes:
    """A PNG of an empty window on a wall whose colour depends on `seed`."""
    walls = ((222, 205, 180), (188, 207, 214), (205, 214, 188), (220, 196, 204))
    wall = bytes(walls[seed % len(walls)])
    frame, glass, shine = bytes((250, 250, 248)), bytes((126, 170, 205)), bytes((168, 201, 226))
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            across, down = abs(x - width // 2), abs(y - height // 2)
            if across > width // 3 or down > height // 3:
                rows += wall
            elif across > width // 3 - 9 or down > height // 3 - 9 or across < 4 or down < 4:
                rows += frame
            else:
                rows += shine if (x + y + seed * 17) % 90 < 26 else glass
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

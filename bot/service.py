"""What a service manager hears of us: systemd's sd_notify, lines in a datagram; nobody may be listening."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def notify(*lines: str) -> None:
    """`READY=1`, `WATCHDOG=1`, `STOPPING=1`, `STATUS=…`. Never raises: who listens is not our business."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):  # an abstract socket
        address = f"\0{address[1:]}"
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.setblocking(False)
        line.sendto("\n".join(lines).encode(), address)


def watchdog_seconds() -> float | None:
    """How often the service manager wants a sign of life, in seconds; None where it does not ask."""
    period, whose = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
    if not period.isdigit() or (whose and whose != str(os.getpid())):
        return None
    return int(period) / 1_000_000

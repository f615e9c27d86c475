"""Certificates for servers of a test: of an authority that is believed, and such as nobody should take."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme


class Authority:
    """Issues certificates; `pem` is the file that makes one believe it."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self._folder, self._name = folder, name
        self._ca = trustme.CA()
        self.pem = folder / f"{name}.pem"
        self._ca.cert_pem.write_to_path(str(self.pem))

    def issues(self, *names: str, expired: bool = False) -> Path:
        """A file with a certificate for these names, and its key."""
        over = datetime.now(UTC) - timedelta(days=1) if expired else None
        issued = self._ca.issue_cert(*names, not_after=over, not_before=over and over - timedelta(days=9))
        file = self._folder / f"{self._name}-{'-'.join(names)}{'-expired' if expired else ''}.pem"
        issued.private_key_and_cert_chain_pem.write_to_path(str(file))
        return file


def shown(certificate: Path) -> ssl.SSLContext:
    """What a server needs to show this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context

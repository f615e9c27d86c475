"""A real IMAP server on this machine: Debian's Dovecot, not as root, in a folder of its own."""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from imap_tools import MailBoxUnencrypted

from tests.ports import a_free_port

PASSWORD = "box-password"
SUPPORT = "support@otklik.example"
CYRILLIC = "letters@otklik.example", "пароль-ящика"  # user and password
USERS = (SUPPORT, "info@otklik.example", "first@otklik.example")
MISSING = "Dovecot is not installed: mailboxes are NOT tested (apt-get install dovecot-imapd; .ci/run does)"
_CONF = """
protocols = imap
base_dir = {at}/run
state_dir = {at}/state
log_path = {at}/log
listen = 127.0.0.1
ssl = {ssl}
ssl_cert = <{at}/certificate
ssl_key = <{at}/certificate
auth_failure_delay = 0
disable_plaintext_auth = no
mail_location = maildir:{at}/mail/%u
first_valid_uid = 1
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = {at}/passwords
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={at}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


class Dovecot:
    """The server at `port`, with a certificate also at `tls_port`; almost all passwords are the same."""

    def __init__(self, program: str, at: Path, certificate: Path | None) -> None:
        self._program, self.at = program, at
        self.port, self.tls_port = a_free_port(), a_free_port() if certificate else 0
        self._user = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwnam(getpass.getuser())
        self._process: subprocess.Popen[bytes] | None = None
        for name in ("run", "state", "mail"):
            (at / name).mkdir()
        self._write("certificate", certificate.read_text() if certificate else "")
        for user in USERS:
            self.password(user)
        self.password(*CYRILLIC)
        conf = _CONF.format(
            at=at, port=self.port, tls_port=self.tls_port, ssl="yes" if certificate else "no",
            uid=self._user.pw_uid, gid=self._user.pw_gid,
            user=self._user.pw_name, group=grp.getgrgid(self._user.pw_gid).gr_name,
        )  # fmt: skip
        self._write("dovecot.conf", conf)
        if os.getuid() == 0:
            for path in (at, *at.rglob("*")):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def url(
        self, user: str = SUPPORT, password: str = PASSWORD, *, port: int = 0, folder: str = "INBOX"
    ) -> str:
        """The mailbox as MAIL_BOXES names it; `port`: of what stands before the server."""
        return f"imap://{user.replace('@', '%40')}:{password}@127.0.0.1:{port or self.port}/{folder}"

    @contextmanager
    def box(self, user: str = SUPPORT, password: str = PASSWORD) -> Iterator[MailBoxUnencrypted]:
        """The mailbox as a person opens it."""
        with MailBoxUnencrypted("127.0.0.1", self.port).login(user, password) as found:
            yield found

    def renumber(self, user: str = SUPPORT) -> None:
        """Another UIDVALIDITY, as after a server was restored: every UID means another letter."""
        for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache"):
            (self.at / "mail" / user / name).unlink(missing_ok=True)

    def password(self, user: str, password: str = PASSWORD) -> None:
        """The password of this user from the next start on: what it has read it remembers for a second."""
        known = self.at / "passwords"
        lines = known.read_text().splitlines() if known.exists() else []
        others = [line for line in lines if not line.startswith(f"{user}:")]
        self._write("passwords", "\n".join([*others, f"{user}:{{PLAIN}}{password}"]) + "\n")

    def start(self) -> None:
        """The server answers from here on."""
        uid, gid = self._user.pw_uid, self._user.pw_gid
        as_user = {"user": uid, "group": gid, "extra_groups": []} if os.getuid() == 0 else {}
        command = [self._program, "-F", "-c", str(self.at / "dovecot.conf")]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **as_user)  # type: ignore[call-overload]
        _answers(self.port, self._process, self.at)

    def stop(self) -> None:
        """The server is gone, and whoever was connected with it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)

    def _write(self, name: str, text: str) -> None:
        new = self.at / f"{name}.new"
        new.write_text(text)
        if os.getuid() == 0:
            os.chown(new, self._user.pw_uid, self._user.pw_gid)
        new.rename(self.at / name)


@contextmanager
def dovecot(certificate: Path | None = None) -> Iterator[Dovecot]:
    """Runs until the end of the block; skips, loudly, where it is not installed.

    With a `certificate` (and its key in the same file) it offers STARTTLS, and TLS at once at `tls_port`.
    """
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip(MISSING)
    at = Path(tempfile.mkdtemp(prefix="dovecot", dir="/tmp"))
    server = Dovecot(program, at, certificate)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(at, ignore_errors=True)


def _answers(port: int, server: subprocess.Popen[bytes], at: Path) -> None:
    for _ in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), 0.5) as door:
                door.settimeout(0.5)
                if door.recv(64).startswith(b"* OK"):
                    return
        except OSError:
            pass
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.05)  # a pause, cut short where it has ended
            break
    log = at / "log"
    pytest.fail(f"Dovecot does not start: {log.read_text() if log.exists() else server.returncode}")

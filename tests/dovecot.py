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

PASSWORD = "box-password"
MISSING = "Dovecot is not installed: mailboxes are NOT tested (apt-get install dovecot-imapd; .ci/run does)"
_CONF = """
protocols = imap
base_dir = {at}/run
state_dir = {at}/state
log_path = {at}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{at}/mail/%u
first_valid_uid = 1
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={password}
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
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


class Dovecot:
    """The server at `port`; everybody's password is the same."""

    def __init__(self, at: Path, port: int) -> None:
        self.at, self.port = at, port

    def url(self, user: str = "support@otklik.example", password: str = PASSWORD) -> str:
        """The mailbox as MAIL_BOXES names it."""
        return f"imap://{user.replace('@', '%40')}:{password}@127.0.0.1:{self.port}/INBOX"

    @contextmanager
    def box(self, user: str = "support@otklik.example") -> Iterator[MailBoxUnencrypted]:
        """The mailbox as a person opens it."""
        with MailBoxUnencrypted("127.0.0.1", self.port).login(user, PASSWORD) as found:
            yield found

    def renumber(self, user: str = "support@otklik.example") -> None:
        """Another UIDVALIDITY, as after a server was restored: every UID means another letter."""
        for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache"):
            (self.at / "mail" / user / name).unlink(missing_ok=True)


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Runs until the end of the block; skips, loudly, where it is not installed."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip(MISSING)
    user = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwnam(getpass.getuser())
    at = Path(tempfile.mkdtemp(prefix="dovecot", dir="/tmp"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for name in ("run", "state", "mail"):
        (at / name).mkdir()
    names = {"user": user.pw_name, "group": grp.getgrgid(user.pw_gid).gr_name, "password": PASSWORD}
    conf = at / "dovecot.conf"
    conf.write_text(_CONF.format(at=at, port=port, uid=user.pw_uid, gid=user.pw_gid, **names))
    if os.getuid() == 0:
        for path in (at, *at.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    server = subprocess.Popen([program, "-F", "-c", str(conf)], stderr=subprocess.DEVNULL, **as_user)  # type: ignore[call-overload]
    try:
        _answers(port, server, at)
        yield Dovecot(at, port)
    finally:
        server.terminate()
        server.wait(10)
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

"""A throw-away Postfix (Debian: postfix, needs root): refuses by recipient, delivers by LMTP into Dovecot.

Its own configuration and queue; /etc/postfix stays untouched and nothing can leave the machine.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from .certificates import write_certificate
from .process import MissingServer, ServerProcess, free_port, greeting, require_binary

#: Local parts with an answer of their own at RCPT TO, in the domain example.test.
REFUSALS = {
    "temp@example.test": "450 4.2.0 mailbox temporarily unavailable",
    "grey@example.test": "451 4.7.1 greylisted, try again later",
    "full@example.test": "452 4.2.2 mailbox full",
    "gone@example.test": "550 5.1.1 no such user",
    "spam@example.test": "554 5.7.1 message refused",
}

MAIN = """\
compatibility_level = 3.6
queue_directory = {d}/spool
data_directory = {d}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
multi_instance_enable = yes
myhostname = mx.example.test
mydestination =
local_recipient_maps =
local_transport = error:no local mail
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
maillog_file = {d}/postfix.log
maillog_file_prefixes = {d}
virtual_mailbox_domains = example.test
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
default_transport = error:5.7.1 outbound mail is disabled in tests
relay_transport = error:5.7.1 outbound mail is disabled in tests
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{ {access} }}, permit_mynetworks, reject
smtpd_tls_security_level = may
smtpd_tls_cert_file = {d}/cert.pem
smtpd_tls_key_file = {d}/key.pem
smtpd_tls_session_cache_database =
message_size_limit = 2000000
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
disable_dns_lookups = yes
smtpd_peername_lookup = no
lmtp_connect_timeout = 2s
bounce_queue_lifetime = 0
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
QUEUES = ("incoming", "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "private", "saved", "trace")


class Postfix(ServerProcess):
    """`with Postfix(dovecot.lmtp_port) as server:` then `port`, `ca_file`; mail lands in Dovecot."""

    prefix = "mbpf-"

    def __init__(self, lmtp_port: int, refusals: dict[str, str] | None = None) -> None:
        self.binary = require_binary("/usr/lib/postfix/sbin/master", "postfix")
        if os.getuid() != 0:
            raise MissingServer("Postfix (Debian package postfix) runs as root only: run these tests as root.")
        super().__init__()
        self.dir.chmod(0o755)
        self.port = free_port()
        self.ca_file = write_certificate(self.dir)
        self._make_folders(self.dir / "spool")
        self._write_configuration(lmtp_port, REFUSALS if refusals is None else refusals)

    def _make_folders(self, spool: Path) -> None:
        for folder in (spool, spool / "pid", self.dir / "data", self.dir / "etc"):
            folder.mkdir()
        shutil.chown(self.dir / "data", "postfix")
        for name in QUEUES:
            (spool / name).mkdir(mode=0o700)
            shutil.chown(spool / name, "postfix")
        for name, mode in (("maildrop", 0o730), ("public", 0o710)):
            (spool / name).mkdir()
            (spool / name).chmod(mode)
            shutil.chown(spool / name, "postfix", "postdrop")

    def _write_configuration(self, lmtp_port: int, refusals: dict[str, str]) -> None:
        access = ", ".join(f"{{ {address} = {answer} }}" for address, answer in refusals.items())
        etc = self.dir / "etc"
        (etc / "main.cf").write_text(MAIN.format(d=self.dir, lmtp=lmtp_port, access=access))
        (etc / "master.cf").write_text(MASTER.format(port=self.port))
        (etc / "dynamicmaps.cf").write_text("")
        (self.dir / "postfix.log").touch()
        shutil.chown(self.dir / "postfix.log", "postfix")

    def command(self) -> list[str]:
        # -d keeps the master in the foreground without being a session leader
        return [str(self.binary), "-d", "-c", str(self.dir / "etc")]

    def popen_options(self) -> dict[str, Any]:
        path = "/usr/sbin:/usr/bin:/sbin:/bin"
        return {"env": {"PATH": path, "MAIL_CONFIG": str(self.dir / "etc"), "MAIL_LOGTAG": "postfix"}}

    def ready(self) -> bool:
        return greeting(self.port, b"220")

    def log(self) -> str:
        return super().log() + (self.dir / "postfix.log").read_text(errors="replace")

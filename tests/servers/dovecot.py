"""A throw-away Dovecot 2.3 (Debian: dovecot-imapd, dovecot-lmtpd): IMAP, IMAPS, LMTP, SPECIAL-USE, OAuth2.

Every process runs as one unprivileged user, so root is not needed. Any address logs in with the
one password, so a test takes a fresh mailbox with `new_user()` on a server shared by the session.
Dovecot 2.3 pushes IDLE news about half a second after the delivery: assert no thin margins.
"""

from __future__ import annotations

import base64
import grp
import hashlib
import hmac
import itertools
import json
import os
import time
from pathlib import Path
from typing import Any

from .certificates import write_certificate
from .process import ServerProcess, free_port, give_to, greeting, require_binary, unprivileged

PASSWORD = "correct horse"
OAUTH_SECRET = b"mailbot-test-secret-mailbot-test"

CONF = """\
base_dir = {d}/run
state_dir = {d}/state
log_path = {d}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
instance_name = mailbot-test
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
verbose_proctitle = no
shutdown_clients = yes

ssl = yes
ssl_cert = <{d}/cert.pem
ssl_key = <{d}/key.pem
disable_plaintext_auth = {disable_plaintext}
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0

mail_location = maildir:{d}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = {uid}
first_valid_gid = {gid}
mail_max_userip_connections = 200

passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {d}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  args = username_format=any {d}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={d}/mail/%u allow_all_users=yes
}}

namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    special_use = \\Drafts
    auto = subscribe
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = subscribe
  }}
}}

service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
service imap {{
  process_limit = 1024
}}
service stats {{
  chroot =
}}
# throw-away data: APPEND goes from 61 to 516 a second
mail_fsync = never
protocol imap {{
  imap_idle_notify_interval = 29 min
}}
"""

OAUTH = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={d}/keys/
username_attribute = email
"""


class Dovecot(ServerProcess):
    """`with Dovecot() as server:` then `imap_port`, `imaps_port`, `lmtp_port`, `ca_file`, `new_user()`."""

    prefix = "mbdc-"

    def __init__(self, *, require_tls: bool = False) -> None:
        self.binary = require_binary("/usr/sbin/dovecot", "dovecot-imapd")
        require_binary("/usr/lib/dovecot/lmtp", "dovecot-lmtpd")
        super().__init__()
        self.imap_port, self.imaps_port, self.lmtp_port = free_port(), free_port(), free_port()
        self.password = PASSWORD
        self.ca_file = write_certificate(self.dir)
        self._numbers = itertools.count(1)
        self._owner = unprivileged("nobody")
        self._write_configuration(require_tls)

    def _write_configuration(self, require_tls: bool) -> None:
        folder, owner = self.dir, self._owner
        for name in ("run", "state", "mail", "keys/default/HS256"):
            (folder / name).mkdir(parents=True)
        (folder / "users").write_text(f"any:{{PLAIN}}{PASSWORD}\n")
        (folder / "oauth2.conf").write_text(OAUTH.format(d=folder))
        (folder / "keys/default/HS256/default").write_text(base64.b64encode(OAUTH_SECRET).decode())
        (folder / "dovecot.conf").write_text(
            CONF.format(
                d=folder,
                user=owner.pw_name,
                group=grp.getgrgid(owner.pw_gid).gr_name,
                uid=owner.pw_uid,
                gid=owner.pw_gid,
                imap_port=self.imap_port,
                imaps_port=self.imaps_port,
                lmtp_port=self.lmtp_port,
                disable_plaintext="yes" if require_tls else "no",
            )
        )
        (folder / "out").touch()
        give_to(folder, owner.pw_uid, owner.pw_gid)

    def command(self) -> list[str]:
        return [str(self.binary), "-F", "-c", str(self.dir / "dovecot.conf")]

    def popen_options(self) -> dict[str, Any]:
        if os.getuid() != 0:
            return {}
        return {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []}

    def ready(self) -> bool:
        return greeting(self.imap_port, b"* OK")

    def log(self) -> str:
        path = self.dir / "dovecot.log"
        return super().log() + (path.read_text(errors="replace") if path.exists() else "")

    def new_user(self, name: str = "inbox") -> str:
        """Return an address that no test has used; its mailbox is empty and logs in with `password`."""
        return f"{name}{next(self._numbers)}@example.test"

    def maildir(self, user: str) -> Path:
        """Return the Maildir of `user` (exists after the first login or delivery)."""
        return self.dir / "mail" / user

    def token(self, user: str, seconds: int = 600) -> str:
        """Return an OAuth2 access token (a JWT signed with HS256) that the server accepts for `user`."""
        now = int(time.time())
        claims = {"email": user, "sub": user, "iat": now, "nbf": now - 5, "exp": now + seconds}
        signed = b".".join(_base64url(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        return (signed + b"." + _base64url(hmac.digest(OAUTH_SECRET, signed, hashlib.sha256))).decode()


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")

"""The demo's embedded mail servers, with the same face as Dovecot's for contract tests."""

from __future__ import annotations

import imaplib
import itertools
from typing import Protocol

from mailbot.demo.mail_servers import MailServers

from .postfix import REFUSALS


class ImapServer(Protocol):
    """What contract tests of the mailbox need from an IMAP server."""

    imap_port: int
    password: str

    def new_user(self, name: str = "inbox") -> str:
        """Return a fresh address that logs in with `password`."""
        ...


class Embedded(MailServers):
    """The embedded pair with refusals by recipient as our Postfix has them."""

    def __init__(self) -> None:
        super().__init__(refusals=REFUSALS)
        self._numbers = itertools.count(1)

    def new_user(self, name: str = "inbox") -> str:
        """Return a fresh address that logs in with `password`."""
        address = f"{name}{next(self._numbers)}@example.test"
        self.add_mailbox(address)
        return address


class Hand:
    """A second mail client on a mailbox: puts, removes and reads mail as a person's program does."""

    def __init__(self, server: ImapServer, user: str) -> None:
        self._server, self._user = server, user
        self._client = self._login()

    def _login(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self._server.imap_port, timeout=60)
        client.login(self._user, self._server.password)
        return client

    def put(self, raw: bytes, folder: str = "INBOX", flags: str | None = None) -> None:
        """Append a mail."""
        status, answer = self._client.append(folder, flags, None, raw)  # type: ignore[arg-type]
        assert status == "OK", answer

    def remove(self, uid: int, folder: str = "INBOX") -> None:
        """Delete and expunge one mail."""
        self._client.select(folder)
        self._client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
        self._client.expunge()

    def uids(self, folder: str = "INBOX") -> list[int]:
        """Return the UIDs in a folder."""
        self._client.select(folder, readonly=True)
        return [int(uid) for uid in self._client.uid("SEARCH", "ALL")[1][0].split()]

    def raw(self, uid: int, folder: str = "INBOX") -> bytes:
        """Return one mail."""
        self._client.select(folder, readonly=True)
        answer = self._client.uid("FETCH", str(uid), "(BODY.PEEK[])")[1][0]
        assert isinstance(answer, tuple)
        return bytes(answer[1])

    def flags(self, uid: int, folder: str = "INBOX") -> str:
        """Return the FLAGS answer of one mail."""
        self._client.select(folder, readonly=True)
        return str(self._client.uid("FETCH", str(uid), "(FLAGS)")[1][0])

    def new_life(self, folder: str) -> None:
        """Delete a folder and make it again, which changes its UIDVALIDITY."""
        self._client.delete(folder)
        self._client.create(folder)

    def close(self) -> None:
        """Hang up."""
        self._client.logout()

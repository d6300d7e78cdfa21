"""A second mail client on the desk's mailbox, doing what Thunderbird does with a draft, command by command."""

from __future__ import annotations

import email
import imaplib
import smtplib
import time
from email.message import EmailMessage, Message
from email.policy import SMTP, default

from tests.servers.dovecot import Dovecot


class Thunderbird:
    """A person's mail program: finds the folders by SPECIAL-USE, edits, saves and sends drafts."""

    def __init__(self, server: Dovecot, user: str, smtp_port: int) -> None:
        self._imap = imaplib.IMAP4("127.0.0.1", server.imap_port, timeout=60)
        self._imap.login(user, server.password)
        self._user, self._smtp_port, self._written = user, smtp_port, 0
        self.drafts_folder, self.sent_folder = self._special(rb"\Drafts"), self._special(rb"\Sent")

    def _special(self, use: bytes) -> str:
        """Return the name of the folder with a SPECIAL-USE attribute (RFC 6154)."""
        lines = self._imap.list()[1]
        return next(line.split()[-1].decode().strip('"') for line in lines if isinstance(line, bytes) and use in line)

    def drafts(self) -> dict[int, bytes]:
        """Return what lies in Drafts, by UID."""
        return self._folder(self.drafts_folder)

    def sent(self) -> list[Message]:
        """Return what lies in Sent."""
        return [email.message_from_bytes(raw, policy=default) for raw in self._folder(self.sent_folder).values()]

    def _folder(self, folder: str) -> dict[int, bytes]:
        self._imap.select(folder, readonly=True)
        found: dict[int, bytes] = {}
        for uid in self._imap.uid("SEARCH", "UNDELETED")[1][0].split():
            answer = self._imap.uid("FETCH", uid.decode(), "(UID RFC822.SIZE FLAGS BODY.PEEK[])")[1][0]
            if isinstance(answer, tuple):  # None: somebody took it away in between
                found[int(uid)] = bytes(answer[1])
        return found

    def save(self, uid: int, text: str) -> bytes:
        """Save an edited draft: a new mail with a new Message-ID, then the old one goes. Return the new one."""
        edited = self._edited(uid, text)
        edited["X-Mozilla-Draft-Info"] = "internal/draft; vcard=0; receipt=0; DSN=0; uuencode=0"
        raw = edited.as_bytes()
        self._append(self.drafts_folder, r"(\Draft \Seen)", raw)
        self._drop(uid)
        return raw

    def send(self, uid: int, text: str) -> str:
        """Edit a draft, send it, keep the copy in Sent, drop the draft; return its Message-ID."""
        mail = self._edited(uid, text)
        with smtplib.SMTP("127.0.0.1", self._smtp_port) as smtp:
            smtp.send_message(mail)
        self._append(self.sent_folder, r"(\Seen)", mail.as_bytes())
        self._drop(uid)
        return str(mail["Message-ID"])

    def _edited(self, uid: int, text: str) -> EmailMessage:
        """Return the draft with other words: its recipients, subject and thread stay, its Message-ID does not."""
        draft = email.message_from_bytes(self.drafts()[uid], policy=default)
        mail = EmailMessage(policy=SMTP)
        self._written += 1
        mail["Message-ID"] = f"<{self._user.partition('@')[0]}-{self._written}-7c1e@thunderbird.example>"
        mail["Date"] = email.utils.localtime()
        mail["User-Agent"] = "Mozilla Thunderbird"
        for name in ("From", "To", "Cc", "Subject", "In-Reply-To", "References"):
            if draft[name]:
                mail[name] = str(draft[name])
        mail.set_content(text)
        return mail

    def _append(self, folder: str, flags: str, raw: bytes) -> None:
        status, answer = self._imap.append(folder, flags, imaplib.Time2Internaldate(time.time()), raw)
        assert status == "OK", answer

    def _drop(self, uid: int) -> None:
        self._imap.select(self.drafts_folder)
        self._imap.uid("STORE", str(uid), "+FLAGS", r"(\Deleted \Seen)")
        self._imap.uid("EXPUNGE", str(uid))

    def close(self) -> None:
        """Hang up."""
        self._imap.logout()

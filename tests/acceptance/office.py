"""One desk for acceptance tests: the program with its mailbox on real servers, and a customer who writes to it."""

from __future__ import annotations

import email
import smtplib
from email.message import EmailMessage, Message
from email.policy import SMTP, default
from pathlib import Path

from tests.acceptance.program import Program
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import Hand
from tests.servers.postfix import Postfix

MILD = """Hello,

My order LP-20417, the oak lamp, was due last week and it is not here. Could you tell me when it will come?

Kind regards,
Maureen Whitlock
"""


class Office:
    """The program with its mailbox, and a customer with theirs."""

    def __init__(self, dovecot: Dovecot, postfix: Postfix, folder: Path, more: str = "", *, imap: str = "") -> None:
        self.postfix = postfix
        self.support, self.customer = dovecot.new_user("support"), dovecot.new_user("customer")
        self.hand, self.desk = Hand(dovecot, self.customer), Hand(dovecot, self.support)
        self.program = Program(folder, self.support, dovecot.imap_port, postfix.port, dovecot.password, more, imap=imap)
        self.program.people()

    def write(self, subject: str, text: str) -> str:
        """Send the customer's mail and return its Message-ID."""
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = f"A Customer <{self.customer}>", self.support, subject
        mail["Message-ID"] = f"<{subject.lower().replace(' ', '-')}@{self.customer.partition('@')[2]}>"
        mail.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.postfix.port) as smtp:
            smtp.send_message(mail)
        return str(mail["Message-ID"])

    def letters(self) -> list[Message]:
        """Return what lies in the customer's mailbox."""
        return [email.message_from_bytes(self.hand.raw(uid), policy=default) for uid in self.hand.uids()]

    def sent(self) -> list[str]:
        """Return the Message-IDs in our Sent folder."""
        parsed = [
            email.message_from_bytes(self.desk.raw(uid, "Sent"), policy=default) for uid in self.desk.uids("Sent")
        ]
        return [str(one["Message-ID"]) for one in parsed]

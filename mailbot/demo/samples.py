"""The sample mails as bytes, as a customer's mail program and our receiving server would have made them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from importlib.resources import files
from typing import Any

from mailbot.demo.mail_servers import AUTHSERV_ID


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleMail:
    """One mail of the tour."""

    sender: str  # envelope sender
    subject: str
    expect: str  # what the tour shows with it
    raw: bytes


def sample_mails(to: str, now: datetime) -> list[SampleMail]:
    """Return the sample mails, in the order of their arrival."""
    entries = tomllib.loads(files("mailbot.demo").joinpath("mails.toml").read_text(encoding="utf-8"))["mail"]
    return [_sample(number, entry, entries[number - 1], to, now) for number, entry in enumerate(entries)]


def _sample(number: int, entry: dict[str, Any], previous: dict[str, Any], to: str, now: datetime) -> SampleMail:
    sender = parseaddr(entry["from"])[1]
    mail = _headed(number, entry, to, now)
    if entry.get("reply_to_previous"):
        mail["In-Reply-To"] = mail["References"] = message_id(number - 1, previous)
    mail.set_content(entry["text"].strip() + "\n")
    raw = mail.as_bytes(policy=SMTP)
    if "nesting" in entry:
        raw = _nested(raw, entry["nesting"])
    return SampleMail(sender=sender, subject=entry["subject"], expect=entry["expect"], raw=raw)


def _headed(number: int, entry: dict[str, Any], to: str, now: datetime) -> EmailMessage:
    mail = EmailMessage()
    # Our receiving server vouches for the sender; only its word counts (RFC 8601).
    mail["Authentication-Results"] = f"{AUTHSERV_ID}; dmarc=pass header.from=customers.example"
    mail["Date"] = format_datetime(now)
    mail["From"] = entry["from"]
    mail["To"] = to
    mail["Subject"] = entry["subject"]
    mail["Message-ID"] = message_id(number, entry)
    for name, value in entry.get("headers", {}).items():
        mail[name] = value
    return mail


def answer_to(original: bytes, sender: str, text: str, now: datetime) -> bytes:
    """Return a customer's answer to a mail of ours."""
    from email import message_from_bytes
    from email.policy import default

    asked = message_from_bytes(original, policy=default)
    mail = EmailMessage()
    mail["Authentication-Results"] = f"{AUTHSERV_ID}; dmarc=pass header.from=customers.example"
    mail["Date"] = format_datetime(now)
    mail["From"] = sender
    mail["To"] = str(asked["From"])
    mail["Subject"] = "Re: " + str(asked["Subject"])
    mail["Message-ID"] = f"<answer.{str(asked['Message-ID']).strip('<>')}>"
    mail["In-Reply-To"] = mail["References"] = str(asked["Message-ID"])
    mail.set_content(text + "\n")
    return mail.as_bytes(policy=SMTP)


def message_id(number: int, entry: dict[str, Any]) -> str:
    """Return the Message-ID of a sample."""
    return f"<sample-{number}@{parseaddr(entry['from'])[1].rpartition('@')[2]}>"


def _nested(raw: bytes, depth: int) -> bytes:
    """Wrap a mail's body into `depth` boxes, more than any honest mail has."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"content-", b"mime-version"))]
    opening, closing = [], []
    for level in range(depth):
        opening.append(b"Content-Type: multipart/mixed; boundary=box%d\r\n\r\n--box%d\r\n" % (level, level))
        closing.append(b"\r\n--box%d--\r\n" % level)
    boxes = b"".join(opening) + b"Content-Type: text/plain\r\n\r\n" + body + b"".join(reversed(closing))
    return b"\r\n".join([*lines, b"MIME-Version: 1.0"]) + b"\r\n" + boxes

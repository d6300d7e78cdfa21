"""Mails as values: what arrived, what it says, what leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A mailbox as in RFC 5322 section 3.4, decoded and harmless to print."""

    name: str = ""  # display name without control characters
    email: str  # addr-spec; the domain in lower case


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A part that is not the readable body; its bytes stay in the raw mail."""

    filename: str  # safe to show and to save: no path, no control or direction characters
    content_type: str  # "image/png"
    size: int  # decoded bytes
    content_id: str | None = None  # without angle brackets, for inline images
    inline: bool = False
    part: str = ""  # path of the MIME part, "2.1", to find the bytes again


class Automatic(StrEnum):
    """Why a mail counts as written by a machine (RFC 3834, RFC 3464, RFC 2919)."""

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    VACATION = "vacation"
    LIST = "list"
    ROBOT = "robot"
    SPAM = "spam"
    OWN = "own"
    CALENDAR = "calendar"
    STORM = "storm"  # beyond a cap on its sender: held until a person releases it


class Written(NamedTuple):
    """A mail that a sender wrote to us lately, for the caps on robots."""

    at: datetime
    subject: str
    conversation_id: str


class Verdict(StrEnum):
    """What our own receiving server says of the sender (RFC 8601)."""

    VERIFIED = "verified"  # DMARC pass, or aligned SPF/DKIM pass
    UNVERIFIED = "unverified"  # no trusted Authentication-Results header
    FAILED = "failed"  # our server says that the sender is forged


@dataclass(frozen=True, kw_only=True, slots=True)
class RawMail:
    """Bytes as the server gave them, with their place in the mailbox."""

    mailbox: str  # the configured mailbox's name, not a folder
    folder: str  # "INBOX"
    uidvalidity: int
    uid: int
    raw: bytes
    received_at: datetime  # INTERNALDATE, aware
    size: int | None = None  # RFC822.SIZE as the server said it, None when unknown
    headers_only: bool = False  # larger than the limit: `raw` holds the header section alone


@dataclass(frozen=True, kw_only=True, slots=True)
class BounceReport:
    """The essence of a delivery report (RFC 3464)."""

    original_message_id: str | None  # Message-ID of the mail that bounced, with brackets
    recipient: str | None
    status: str | None  # "5.1.1"
    action: str | None  # failed, delayed, delivered, relayed, expanded
    diagnostic: str = ""

    @property
    def hard(self) -> bool:
        """Tell whether the address will never take our mail (status 5.x.x or action failed)."""
        return (self.status or "").startswith("5") or (self.status is None and self.action == "failed")


@dataclass(frozen=True, kw_only=True, slots=True)
class InboundMessage:
    """A parsed mail. Parsing never raises for odd mails: `defects` names what was odd."""

    message_id: str | None  # "<id@host>", a hint and never the identity
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: Address
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None  # Date header with its offset, None when absent or absurd
    text: str = ""  # the whole readable body, NFC
    new_text: str = ""  # what the writer newly wrote: no quotes, signature, disclaimer
    signature: str = ""  # the block cut off below the new text, for name and phone
    html: str | None = None  # the HTML alternative, not sanitised
    language: str = "en"  # ISO 639-1 of the new text
    attachments: tuple[Attachment, ...] = ()
    automatic: Automatic | None = None
    automatic_reason: str = ""  # the header or wording that gave it away
    bounce: BounceReport | None = None
    authentication: Verdict = Verdict.UNVERIFIED
    content_hash: str = ""  # sha256 hex over what makes the mail itself
    mostly_quoted: bool = False  # stripping took away most of the body
    encrypted: bool = False  # S/MIME or PGP: a person has to open it
    urgent: bool = False  # danger to life or health at intake's first glance (GUIDANCE 3.4): no silence is waited for
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Enclosure:
    """A small file of our own making that goes along with a mail of ours: an agreed time for a calendar."""

    filename: str  # ASCII letters, digits, ".", "-", "_"
    content_type: str  # with its parameters, "text/calendar; charset=utf-8; method=PUBLISH"
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboundMessage:
    """A mail of ours, complete but not yet bytes."""

    message_id: str  # fixed before anything is sent
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    subject: str
    text: str
    language: str = "en"
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    quoted: str = ""  # the customer's mail to quote below, or ""
    quoted_intro: str = ""  # attribution line above the quote
    automatic: bool = False  # no person approved it: Auto-Submitted: auto-generated (RFC 3834)
    unsubscribe: str | None = None  # List-Unsubscribe target, only for follow-ups
    date: datetime
    headers: tuple[tuple[str, str], ...] = field(default=())  # further X-… headers
    enclosures: tuple[Enclosure, ...] = ()

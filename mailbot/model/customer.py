"""What is known of a customer beyond one case, and who we are when we write to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailbot.model.message import Address


@dataclass(frozen=True, kw_only=True, slots=True)
class Customer:
    """A customer's file; for an unverified sender it is not opened (threat: spoofed senders)."""

    email: str  # lower case
    name: str = ""
    language: str | None = None  # ISO 639-1, when a person set it
    zone: str | None = None  # IANA zone, for quiet hours
    valued: bool = False
    habitual: bool = False
    opted_out: bool = False  # wants no follow-up mails
    do_not_call: bool = False
    undeliverable_since: datetime | None = None  # a hard bounce came back
    phones: tuple[str, ...] = ()  # E.164, put on file by a person


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who we are in one mailbox."""

    mailbox: str  # the configured name
    address: Address  # From of everything we send
    own: frozenset[str] = frozenset()  # all our addresses, lower case, aliases too
    language: str = "en"  # when a customer's is not known
    per_minute: int = 30  # mails that may leave in a minute, over all processes

    @property
    def domain(self) -> str:
        """Return the domain for our Message-IDs."""
        return self.address.email.rpartition("@")[2] or "mailbot.invalid"

"""What the API takes and gives about rarer acts on cases and about quarantine; fields may be added, never renamed."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from mailbot.console.shapes import Given, Id, Line


class Fate(Given):
    """What became of a mail in the outbox (`id` of a case's `outgoing`)."""

    outbox: Id
    left: bool


class Standing(Given):
    """Whether a customer is valued, and why."""

    valued: bool
    why: Line = ""


class Hold(Given):
    """Whether a case is kept from being erased, and why."""

    held: bool
    why: Line = ""


class QuarantineShape(BaseModel):
    """A mail that could not be read."""

    id: str
    mailbox: str
    folder: str
    received_at: datetime
    size: int
    error: str


class ReadAgain(BaseModel):
    """How many mails are being read once more."""

    mails: int

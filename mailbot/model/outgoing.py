"""Mails on their way out: outbox rows, and those that are ready for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailbot.model.delivery import SendPhase
from mailbot.model.draft import OutboxState
from mailbot.model.message import OutboundMessage


class MailKind(StrEnum):
    """Why a mail of ours exists."""

    REPLY = "reply"
    INVITATION = "invitation"  # to a call
    CONFIRMATION = "confirmation"  # of what a call agreed
    FOLLOW_UP = "follow_up"
    HOLDING = "holding"
    NOTICE = "notice"  # to our own people


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxMail:
    """An outbox row."""

    id: str
    conversation_id: str | None
    draft_id: str | None = None
    mailbox: str
    message_id: str
    kind: MailKind = MailKind.REPLY
    automatic: bool = False
    sender: str  # envelope
    recipients: tuple[str, ...]  # envelope
    subject: str = ""
    payload: bytes
    state: OutboxState
    phase: SendPhase | None = None
    due_at: datetime
    attempts: int = 0
    lookups: int = 0
    last_error: str | None = None
    accepted: tuple[str, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)  # recipient -> sentence
    created_at: datetime
    created_by: str | None = None
    sent_at: datetime | None = None
    filed_at: datetime | None = None
    proof: str | None = None  # how we know that it left, when SMTP did not say
    fence: int = 0

    @property
    def may_have_left(self) -> bool:
        """Tell whether a broken-off attempt may have delivered it: the final dot was due (SendPhase)."""
        return self.phase is SendPhase.ANSWER

    @property
    def pending(self) -> tuple[str, ...]:
        """Return the recipients that have neither taken nor finally refused it."""
        return tuple(one for one in self.recipients if one not in self.accepted and one not in self.refused)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMail:
    """A mail that is ready to be put into the outbox."""

    conversation_id: str | None
    mailbox: str
    message: OutboundMessage
    payload: bytes  # composed, CRLF
    due_at: datetime
    kind: MailKind = MailKind.REPLY
    draft_id: str | None = None
    body_hash: str | None = None
    created_by: str | None = None

"""Drafts, what the lint finds in them, and the outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailbot.model.facts import Facts
from mailbot.model.heat import Span


class DraftStatus(StrEnum):
    """The life of a draft: a versioned row."""

    OPEN = "open"
    APPROVED = "approved"  # frozen; the outbox row exists, undo is still possible until it is claimed
    SENT = "sent"
    REJECTED = "rejected"
    RETIRED = "retired"  # a newer mail, another reply or a call made it pointless


class Severity(StrEnum):
    """What the policy makes of a finding."""

    WARN = "warn"
    MANAGER = "manager"  # a manager must approve
    BLOCK = "block"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing the reply lint objects to (GUIDANCE section 2)."""

    rule: str  # "apology-first"
    message: str  # why, in the agent's language
    span: Span | None = None  # into the reply
    suggestion: str | None = None  # words to put in place of the span


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftText:
    """What drafting returns: a text that is not yet a row."""

    language: str
    playbook: str
    why: tuple[str, ...] = ()  # reasons for the choice of the playbook
    subject: str
    body: str
    missing: tuple[str, ...] = ()  # slots to ask for
    facts: Facts = field(default_factory=Facts)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A draft as the store holds it."""

    id: str
    conversation_id: str
    version: int  # compare-and-set token
    status: DraftStatus
    language: str
    playbook: str
    subject: str
    body: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    why: tuple[str, ...] = ()
    stale_reason: str | None = None  # what changed since it was written
    written_by: str = "playbook"  # playbook, llm, or an agent's id
    updated_at: datetime
    updated_by: str | None = None
    approved_by: str | None = None
    send_after: datetime | None = None  # end of the undo window or the chosen time
    original_body: str = ""  # as first proposed: edits teach


class OutboxState(StrEnum):
    """The life of an outgoing mail; `unknown` is never repeated blindly."""

    WAITING = "waiting"
    SENDING = "sending"  # claimed; a crash here means unknown
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"

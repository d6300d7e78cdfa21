"""What the console and the command line show: rows read for people, never written back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mailbot.model.case import ThreadMessage
from mailbot.model.conversation import Conversation
from mailbot.model.draft import Draft
from mailbot.model.event import Event
from mailbot.model.heat import Heat
from mailbot.model.message import Attachment, Automatic
from mailbot.model.outgoing import OutboxMail


class Tab(StrEnum):
    """The inbox's tabs, in their order on the page."""

    TODO = "todo"  # a draft or a question waits for an agent
    MINE = "mine"
    CALLS = "calls"
    GATHERING = "gathering"
    WAITING = "waiting"
    SOLVED = "solved"
    ALL = "all"


class Order(StrEnum):
    """How the inbox is sorted."""

    HEAT = "heat"
    AGE = "age"  # who waits longest
    RECENT = "recent"


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxQuery:
    """What an agent asked the inbox for."""

    tab: Tab = Tab.TODO
    order: Order = Order.HEAT
    agent: str | None = None  # for MINE
    mailbox: str | None = None
    language: str | None = None
    category: str | None = None
    words: str = ""  # full-text search
    after: str | None = None  # cursor of the last row shown
    limit: int = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxRow:
    """One case in a list."""

    id: str
    reference: str
    mailbox: str
    customer_name: str
    customer_email: str
    subject: str
    snippet: str
    state: str
    heat: float
    band: str
    urgent: bool
    language: str
    category: str
    kind: str
    assignee: str | None  # agent id
    assignee_name: str | None
    waiting_since: datetime | None  # the customer's oldest unanswered word
    last_activity_at: datetime
    messages: int
    reopened: int
    draft_id: str | None = None
    draft_stale: bool = False
    attention: str | None = None
    leaves_at: datetime | None = None  # an approved reply is about to leave


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxPage:
    """A page of the inbox."""

    rows: tuple[InboxRow, ...]
    counts: dict[str, int] = field(default_factory=dict)  # tab -> cases, capped at 1,000
    next: str | None = None  # cursor of the next page


@dataclass(frozen=True, kw_only=True, slots=True)
class MailView:
    """One mail as people read it."""

    message: ThreadMessage
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    html: str | None = None  # not sanitised
    attachments: tuple[Attachment, ...] = ()
    raw_mail_id: str | None = None
    heat: float | None = None
    mostly_quoted: bool = False
    encrypted: bool = False
    automatic_reason: str = ""
    author: str | None = None  # agent's name for a mail of ours
    source: str = "mailbox"
    delivery: dict[str, Any] = field(default_factory=dict)
    bounced_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """An internal note."""

    id: str
    author: str
    body: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CallGlance:
    """The call of a case, as far as its page tells."""

    id: str
    state: str  # escalation.callback.CallState
    number: str | None
    confirmed: bool
    not_before: datetime | None
    disposition: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """How long a case is kept: what goes next and when, what is gone, and who holds it."""

    stage: str = ""  # what goes next: raw_mail, person, trail; empty: nothing more
    at: datetime | None = None  # None while the case is open or held
    erased: str = ""  # what is gone
    erased_at: datetime | None = None
    held_by: str = ""  # the manager's name
    held_why: str = ""
    held_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A case on legal hold."""

    id: str
    reference: str
    customer: str
    held_by: str  # the manager's name
    held_why: str
    held_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaving:
    """A reply that its approver may still take back."""

    draft_id: str
    conversation_id: str
    customer: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Called:
    """A note that calls somebody who has not yet come."""

    conversation_id: str
    subject: str
    author: str  # name
    body: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Something that just happened, for pages that are open."""

    id: str  # of the event
    conversation_id: str | None
    actor: str  # mailbot, customer, or an agent's id


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseView:
    """Everything that the page of a case shows."""

    conversation: Conversation
    heat: Heat
    signal_messages: tuple[int, ...] = ()  # for each signal of the heat: position of the message it quotes
    flags: tuple[str, ...] = ()
    facts: tuple[dict[str, Any], ...] = ()
    why: tuple[str, ...] = ()
    attention: str | None = None
    urgent: bool = False
    order_ref: str | None = None
    phone: str | None = None
    phone_source: str | None = None
    mails: tuple[MailView, ...] = ()
    draft: Draft | None = None
    outgoing: tuple[OutboxMail, ...] = ()  # not yet gone, or in trouble
    events: tuple[Event, ...] = ()
    notes: tuple[Note, ...] = ()
    others: tuple[InboxRow, ...] = ()  # the customer's other cases
    assignee_name: str | None = None
    call: CallGlance | None = None  # the newest one

    @property
    def held(self) -> bool:
        """Tell whether mails of this case are held until a person releases them."""
        return any(one.message.automatic is Automatic.STORM for one in self.mails)


@dataclass(frozen=True, kw_only=True, slots=True)
class QuarantineRow:
    """A mail that could not be parsed."""

    id: str
    mailbox: str
    folder: str
    received_at: datetime
    size: int
    error: str
    head: str  # the first header lines, made harmless


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """Something that will happen by itself, or that somebody promised."""

    id: str
    what: str  # follow_up, promise, reply, snooze, triage, callback, report
    kind: str  # of its sort: question, reminder, close, card; running, warned
    due_at: datetime
    reason: str
    conversation_id: str  # "" for a report
    subject: str
    customer: str  # of a report: who gets it
    state: str = "planned"
    reference: str = ""  # of the case: "MB-7K3QX9"


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """One bar of a chart."""

    label: str
    value: int
    part: int = 0  # of it, the hot ones


@dataclass(frozen=True, kw_only=True, slots=True)
class Insight:
    """What the complaints of a span point at."""

    since: datetime
    until: datetime
    cases: int
    complaints: int
    hot: int
    reopened: int
    content: int  # answers to follow-ups
    unhappy: int
    first_answer_minutes: float | None  # median from first mail to our first word
    by_category: tuple[Count, ...]
    by_language: tuple[Count, ...]
    by_day: tuple[Count, ...]

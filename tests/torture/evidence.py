"""What is found at the end of a torture, as plain values: in mailboxes, at the SMTP sink, on the telephone network,
and in the database. The checker sees nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A mail that a customer, or a machine, wrote to us."""

    message_id: str
    topic: str  # what it is about; all mails of a topic belong into one case
    order: int  # counts up over the whole stream
    automatic: bool = False  # a machine's: must move nothing
    copies: int = 1  # how often it was delivered


@dataclass(frozen=True, kw_only=True, slots=True)
class Raw:
    """A row of raw_mails."""

    message_id: str
    folder: str
    state: str
    error: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """A row of messages, in the order in which the thread shows them."""

    message_id: str
    case: str
    place: int  # in the thread as shown
    position: int  # as recorded
    direction: str
    outbox: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A row of conversations."""

    id: str
    state: str
    overdue: bool = False  # a decision should have been made by now
    draft_open: bool = False
    call_open: bool = False
    attention: str = ""
    solved: bool = False  # a person, or a call, solved it: follow-ups are due
    answered_again: bool = False  # the customer wrote after the solution: they are not


@dataclass(frozen=True, kw_only=True, slots=True)
class Out:
    """A row of outbox."""

    id: str
    message_id: str
    case: str
    kind: str
    state: str
    recipients: tuple[str, ...]
    draft: str | None = None
    filed: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """A mail that the SMTP sink took."""

    message_id: str
    recipient: str
    at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Ring:
    """A leg on the telephone network."""

    ref: str
    to: str
    began: float
    ended: float | None
    customer: bool  # a customer's number rang; otherwise a manager's


@dataclass(frozen=True, kw_only=True, slots=True)
class Try:
    """A row of call_attempts."""

    id: str
    callback: str
    number: str
    refs: tuple[str, ...]
    dialled: bool
    ended: bool
    outcome: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """A row of follow_ups."""

    id: str
    case: str
    kind: str
    state: str
    overdue: bool = False
    outbox: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """All of it."""

    written: tuple[Written, ...] = ()
    inbox: tuple[str, ...] = ()  # Message-IDs, as often as they lie there
    sent: tuple[str, ...] = ()  # likewise, in Sent
    raws: tuple[Raw, ...] = ()
    mails: tuple[Mail, ...] = ()
    cases: tuple[Case, ...] = ()
    outbox: tuple[Out, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    rings: tuple[Ring, ...] = ()
    tries: tuple[Try, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()

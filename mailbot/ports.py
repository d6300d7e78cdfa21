"""What the use cases need from the world, as small protocols in mail words.

`Tx` is an open transaction of the store. Use cases pass it on and never look inside; everything that is given the
same `tx` happens together or not at all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from mailbot.model.case import Case, Judgement, ThreadMessage
from mailbot.model.conversation import Conversation
from mailbot.model.customer import Customer
from mailbot.model.decision import Escalate
from mailbot.model.delivery import Outcome, SendPhase
from mailbot.model.draft import Draft, DraftText, Finding, OutboxState
from mailbot.model.event import Event
from mailbot.model.facts import Facts
from mailbot.model.heat import Heat, Reading
from mailbot.model.mailbox import Cursor, DraftFate, DraftPlace, DraftSighting, MirroredDraft
from mailbot.model.message import Address, BounceReport, InboundMessage, OutboundMessage, RawMail
from mailbot.model.outgoing import MailKind, NewMail, OutboxMail
from mailbot.model.playbook import Playbook
from mailbot.model.view import CaseView, InboxPage, InboxQuery, InboxRow, Leaving, QuarantineRow

#: An open transaction, opaque to use cases.
Tx: TypeAlias = Any


class Clock(Protocol):
    """Wall time for due dates; never for timeouts (those are monotonic)."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class Transactions(Protocol):
    """The store's two kinds of transaction; both raise StoreBusy when it is locked, full or gone."""

    def write(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction that commits at the end of the block."""
        ...

    def read(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction that only reads."""
        ...


class Events(Protocol):
    """The append-only memory."""

    async def add(self, tx: Tx, event: Event) -> None:
        """Append one event."""
        ...


# -- mail in --------------------------------------------------------------------------------------------------------


class Reader(Protocol):
    """Parses raw mail, away from the loop and with a deadline."""

    async def read(self, mail: RawMail) -> InboundMessage:
        """Return the mail as a value, judged by the gate for automatic mail.

        Raises:
            UnreadableMail: a limit is exceeded or the deadline has passed; the mail goes to quarantine.
        """
        ...


class Glance(Protocol):
    """A first look at a person's mail, before the customer has finished."""

    async def __call__(self, message: InboundMessage) -> bool:
        """Tell whether it speaks of danger to life or health (GUIDANCE 3.4)."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredRaw:
    """A raw mail in the store, under our lease."""

    id: str
    mail: RawMail
    attempts: int
    fence: int
    from_sent: bool = False  # lay in the Sent folder: written by a person of ours, or by us


class RawMails(Protocol):
    """Every mail as the server gave it."""

    async def keep(
        self, tx: Tx, mails: Sequence[RawMail], *, holder: str, seconds: float, now: datetime, from_sent: bool
    ) -> Sequence[StoredRaw]:
        """Keep those not yet known by (mailbox, folder, UIDVALIDITY, UID), leased to us; return these."""
        ...

    async def claim(self, tx: Tx, *, holder: str, seconds: float, now: datetime, limit: int) -> Sequence[StoredRaw]:
        """Claim mails that were kept but never worked off, oldest first; each claim counts as an attempt."""
        ...

    async def known_content(self, tx: Tx, mailbox: str, content_hash: str) -> str | None:
        """Return the id of a worked-off raw mail with this content in this mailbox, if any."""
        ...

    async def settle(
        self,
        tx: Tx,
        raw: StoredRaw,
        state: str,
        *,
        content_hash: str | None = None,
        message: str | None = None,
        error: str | None = None,
    ) -> None:
        """Give the lease back with what became of the mail (recorded, ignored, duplicate, quarantined).

        Raises:
            StaleError: another worker took it meanwhile.
        """
        ...

    async def put_off(self, tx: Tx, raw: StoredRaw, *, due_at: datetime, error: str) -> None:
        """Give the lease back; the mail is tried again when due."""
        ...


class Cursors(Protocol):
    """How far each folder is read."""

    async def get(self, tx: Tx, mailbox: str, folder: str) -> Cursor | None:
        """Return the cursor, None before the first look."""
        ...

    async def save(self, tx: Tx, cursor: Cursor, now: datetime) -> None:
        """Record it, in the transaction that records the mails up to it."""
        ...


# -- cases ----------------------------------------------------------------------------------------------------------


class Conversations(Protocol):
    """The cases. `lock` before changing anything of a case: it orders all writers of that case."""

    async def serialise(self, tx: Tx, mailbox: str) -> None:
        """Let one transaction at a time match new mail of a mailbox to cases."""
        ...

    async def open(self, tx: Tx, conversation: Conversation) -> Conversation:
        """Insert a new case; `id` and `reference` are given by the store when empty."""
        ...

    async def get(self, tx: Tx, conversation_id: str) -> Conversation:
        """Return a case. Raises RefusedError when there is none."""
        ...

    async def lock(self, tx: Tx, conversation_id: str) -> Conversation:
        """Return a case and keep others from changing it until the end of the transaction."""
        ...

    async def change(self, tx: Tx, conversation: Conversation, **changes: Any) -> Conversation:
        """Write fields and return the new version.

        Keys are fields of Conversation or further columns of the case (urgent, attention, order_ref, playbook, …).

        Raises:
            StaleError: the case is no longer at the version in hand.
        """
        ...

    async def judged(
        self,
        tx: Tx,
        conversation: Conversation,
        heat: Heat,
        reading: Reading,
        *,
        text: DraftText | None = None,
        **changes: Any,
    ) -> Conversation:
        """Write what triage read (ledger, band, kind, category, flags; playbook and facts of the text) and more."""
        ...

    async def weighed(self, tx: Tx, conversation: Conversation, heat: Heat, **changes: Any) -> Conversation:
        """Write the heat that the course of a case has come to, with its ledger. Raises StaleError as `change`."""
        ...

    async def waiting(self, tx: Tx, since: datetime, limit: int) -> Sequence[str]:
        """Return open complaints that nobody has answered and nobody has weighed since then, longest first."""
        ...

    async def facts(self, tx: Tx, conversation_id: str) -> Facts:
        """Return what the customer told us, as triage extracted it."""
        ...

    async def by_message_ids(self, tx: Tx, mailbox: str, message_ids: Sequence[str]) -> dict[str, str]:
        """Return Message-ID -> conversation id for those ever seen or sent in this mailbox."""
        ...

    async def by_reference(self, tx: Tx, mailbox: str, reference: str) -> Conversation | None:
        """Return the case with our own token ("MB-7K3QX9")."""
        ...

    async def of_customer(self, tx: Tx, mailbox: str, email: str, since: datetime) -> Sequence[Conversation]:
        """Return the customer's cases with activity since then, newest first, at most twenty."""
        ...

    async def participants(self, tx: Tx, conversation_id: str) -> frozenset[str]:
        """Return every address that wrote or was written to in the case, lower case."""
        ...

    async def merged_into(self, tx: Tx, conversation_id: str) -> str | None:
        """Return the case that took this one's mails, if any."""
        ...

    async def claim_due(
        self, tx: Tx, *, now: datetime, holder: str, seconds: float, limit: int
    ) -> Sequence[ClaimedCase]:
        """Claim cases whose silence has passed; each claim counts as an attempt."""
        ...

    async def release(self, tx: Tx, claimed: ClaimedCase, **changes: Any) -> None:
        """Give a claimed case back. Raises StaleError when another worker has it."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimedCase:
    """A case under our lease."""

    conversation: Conversation
    fence: int
    attempts: int


class Messages(Protocol):
    """The mails of the cases."""

    async def add_inbound(
        self, tx: Tx, conversation: Conversation, message: InboundMessage, *, raw: StoredRaw, at: datetime, **more: Any
    ) -> str:
        """Append a mail to its case, remember its Message-ID, return the row's id."""
        ...

    async def add_outbound(
        self, tx: Tx, conversation: Conversation, message: OutboundMessage, *, at: datetime, **more: Any
    ) -> str:
        """Append a mail of ours to its case, remember its Message-ID, return the row's id."""
        ...

    async def thread(self, tx: Tx, conversation_id: str) -> tuple[ThreadMessage, ...]:
        """Return the mails of a case, oldest first."""
        ...

    async def remember_id(
        self, tx: Tx, mailbox: str, message_id: str, conversation_id: str, *, out: bool, now: datetime
    ) -> None:
        """Index a Message-ID; the first case that had it keeps it."""
        ...

    async def bounced(self, tx: Tx, mailbox: str, report: BounceReport, now: datetime) -> str | None:
        """Mark the mail of ours that a delivery report is about; return its case's id."""
        ...

    async def read_as(self, tx: Tx, readings: dict[str, Reading]) -> None:
        """Write what triage read out of single mails (row id -> reading)."""
        ...

    async def sent_lately(self, tx: Tx, mailbox: str, sender: str, since: datetime) -> int:
        """Return how many mails a sender has written to us since then, for the caps on robots."""
        ...

    async def move(self, tx: Tx, message_rows: Sequence[str], *, source: str, target: str) -> int:
        """Move mails to another case, renumber both, return how many moved."""
        ...


class Customers(Protocol):
    """The customers' files."""

    async def get(self, tx: Tx, email: str) -> Customer | None:
        """Return a file, or None."""
        ...

    async def undeliverable(self, tx: Tx, email: str, now: datetime) -> None:
        """Note that a mail to this address came back for good."""
        ...


class Decide(Protocol):
    """Triage as the intake calls it: pure underneath, wired with playbooks and policy."""

    async def __call__(self, case: Case) -> Judgement:
        """Return what to do about a case."""
        ...


class Callbacks(Protocol):
    """What intake and desk need of the telephone's side."""

    async def open(self, tx: Tx, conversation: Conversation, decision: Escalate, now: datetime) -> str:
        """Open a callback, or heat up the open one of this case or customer; return its id."""
        ...

    async def is_open(self, tx: Tx, conversation_id: str) -> bool:
        """Tell whether a call is due or running in this case."""
        ...


class Watcher(Protocol):
    """A part of the house that acts when something happens in a case, in the same transaction.

    Follow-ups, promises and callbacks are watchers; `QuietWatcher` does nothing and is meant to be derived from.
    """

    async def customer_wrote(self, tx: Tx, conversation: Conversation, message_row: str, now: datetime) -> None:
        """A person's mail was recorded (never machine mail)."""
        ...

    async def reply_left(self, tx: Tx, conversation: Conversation, message_row: str, text: str, now: datetime) -> None:
        """A mail of ours left, through us or through a person's own mail client."""
        ...

    async def resolved(self, tx: Tx, conversation: Conversation, by: str, now: datetime) -> None:
        """A person called the case solved."""
        ...

    async def reopened(self, tx: Tx, conversation: Conversation, by: str, now: datetime) -> None:
        """A person, or the customer's mail, opened a solved case again."""
        ...

    async def closed(self, tx: Tx, conversation: Conversation, by: str, now: datetime) -> None:
        """Nothing more is to be done in the case (also when it was merged into another)."""
        ...


class QuietWatcher:
    """A watcher that does nothing: derive and override what matters."""

    async def customer_wrote(self, tx: Tx, conversation: Conversation, message_row: str, now: datetime) -> None:
        """See Watcher."""

    async def reply_left(self, tx: Tx, conversation: Conversation, message_row: str, text: str, now: datetime) -> None:
        """See Watcher."""

    async def resolved(self, tx: Tx, conversation: Conversation, by: str, now: datetime) -> None:
        """See Watcher."""

    async def reopened(self, tx: Tx, conversation: Conversation, by: str, now: datetime) -> None:
        """See Watcher."""

    async def closed(self, tx: Tx, conversation: Conversation, by: str, now: datetime) -> None:
        """See Watcher."""


# -- drafts and mail out --------------------------------------------------------------------------------------------


class Drafts(Protocol):
    """Versioned drafts, at most one open in a case."""

    async def propose(
        self,
        tx: Tx,
        conversation: Conversation,
        text: DraftText,
        *,
        to: tuple[str, ...],
        now: datetime,
        kind: MailKind = MailKind.REPLY,
        answers: str | None = None,
        callback_id: str | None = None,
        written_by: str = "playbook",
    ) -> Draft:
        """Insert a draft; an older open one of the case is retired."""
        ...

    async def get(self, tx: Tx, draft_id: str) -> Draft:
        """Return a draft. Raises RefusedError when there is none."""
        ...

    async def details(self, tx: Tx, draft_id: str) -> dict[str, Any]:
        """Return every column of a draft: kind, answers, body_hash, callback_id, outbox_id, …"""
        ...

    async def open_of(self, tx: Tx, conversation_id: str) -> Draft | None:
        """Return the open draft of a case."""
        ...

    async def change(self, tx: Tx, draft: Draft, **changes: Any) -> Draft:
        """Write fields and return the new version.

        Raises:
            StaleError: the draft is no longer at the version in hand; says who changed it and when.
        """
        ...

    async def retire_open(self, tx: Tx, conversation_id: str, reason: str, now: datetime) -> Sequence[str]:
        """Retire all open drafts of a case, return their ids."""
        ...

    async def retire(self, tx: Tx, draft_id: str, reason: str, now: datetime) -> None:
        """Retire a draft that is open or approved."""
        ...

    async def mark_stale(self, tx: Tx, conversation_id: str, reason: str, now: datetime) -> Sequence[str]:
        """Say on the open draft of a case what changed since it was written; return its id."""
        ...


class Outbox(Protocol):
    """Mails that leave once."""

    async def put(self, tx: Tx, mail: NewMail, now: datetime) -> str:
        """Insert a waiting mail, return the row's id."""
        ...

    async def get(self, tx: Tx, outbox_id: str) -> OutboxMail:
        """Return a row. Raises RefusedError when there is none."""
        ...

    async def of_draft(self, tx: Tx, draft_id: str) -> OutboxMail | None:
        """Return the newest row of a draft."""
        ...

    async def waiting_of(self, tx: Tx, conversation_id: str) -> Sequence[OutboxMail]:
        """Return the mails of a case that have not left and are not being sent."""
        ...

    async def prove(self, tx: Tx, message_id: str, proof: str, now: datetime, *, filed: bool) -> bool:
        """Note that a mail of ours did leave (seen in Sent, a delivery report); False when it is none of ours.

        One of unknown outcome is due for its look at once.
        """
        ...

    async def message(self, tx: Tx, outbox_id: str) -> OutboundMessage:
        """Return the mail of a row as it will stand in the thread."""
        ...

    async def cancel(self, tx: Tx, outbox_id: str, reason: str) -> bool:
        """Take a waiting mail back; False when it is already being sent or gone."""
        ...

    async def claim_due(
        self, tx: Tx, *, now: datetime, holder: str, seconds: float, limit: int, mailbox: str | None = None
    ) -> Sequence[OutboxMail]:
        """Claim waiting mails that are due: their state is `sending` from here on."""
        ...

    async def due_mailboxes(self, tx: Tx, now: datetime) -> dict[str, int]:
        """Return how many mails are due in each mailbox that has any."""
        ...

    async def claim_one(
        self, tx: Tx, outbox_id: str, state: OutboxState, *, holder: str, seconds: float
    ) -> OutboxMail | None:
        """Claim one row if it is in this state and free."""
        ...

    async def claim_unknown(
        self, tx: Tx, *, now: datetime, holder: str, seconds: float, limit: int
    ) -> Sequence[OutboxMail]:
        """Claim mails of unknown outcome that are due for a look in Sent."""
        ...

    async def claim_unfiled(
        self, tx: Tx, *, now: datetime, holder: str, seconds: float, limit: int
    ) -> Sequence[OutboxMail]:
        """Claim mails that left and do not lie in Sent yet."""
        ...

    async def orphans(self, tx: Tx, *, holder: str, seconds: float) -> Sequence[OutboxMail]:
        """Take over mails left in `sending` by workers that died, under a new fence; the caller settles them."""
        ...

    async def reached(self, tx: Tx, mail: OutboxMail, phase: SendPhase, *, seconds: float) -> None:
        """Record how far an attempt came and prolong the lease. Raises StaleError when the lease is lost."""
        ...

    async def settle(self, tx: Tx, mail: OutboxMail, state: OutboxState, **changes: Any) -> None:
        """Give the lease back with what became of the mail. Raises StaleError when the lease is lost."""
        ...


class Allowances(Protocol):
    """Token buckets shared by all processes."""

    async def take(self, tx: Tx, key: str, *, per_second: float, burst: float, now: datetime, wanted: int = 1) -> int:
        """Take up to `wanted` tokens and return how many there were."""
        ...


class Transport(Protocol):
    """Hands a mail to the SMTP server, once."""

    async def send(
        self,
        payload: bytes,
        sender: str,
        recipients: tuple[str, ...],
        *,
        reached: Callable[[SendPhase], Awaitable[None]] | None = None,
    ) -> Outcome:
        """Try once and say what became of it; failures of the network and the server are outcomes too.

        `reached` is awaited before each phase begins. When it raises, nothing more is sent and the exception passes
        through: we may have lost the right to send.
        """
        ...


class SentFolder(Protocol):
    """The mailbox's folder of sent mail."""

    async def find(self, message_id: str) -> bool:
        """Tell whether a mail with this Message-ID lies in Sent. Raises ServerUnreachable when it cannot be known."""
        ...

    async def file(self, payload: bytes, message_id: str) -> None:
        """File a mail, marked as seen, unless one with this Message-ID lies there.

        Raises:
            ServerUnreachable: it may have been filed; calling again is safe.
            Refused: the server will never take it.
        """
        ...


class DraftsFolder(Protocol):
    """The mailbox's folder of drafts, where agents find ours in their own mail programs."""

    async def put_draft(self, payload: bytes, message_id: str) -> DraftPlace:
        """Lay a draft there, once by Message-ID.

        Raises:
            ServerUnreachable: try again later, nothing is doubled.
            StaleError: a person has edited it there.
        """
        ...

    async def read_draft(self, place: DraftPlace) -> DraftSighting:
        """Tell what has become of a draft of ours."""
        ...

    async def remove_draft(self, place: DraftPlace) -> bool:
        """Remove a draft of ours if nobody touched it; tell whether we did."""
        ...


class DraftMirrors(Protocol):
    """Which drafts lie in a Drafts folder too."""

    async def missing(self, tx: Tx, mailboxes: Sequence[str], limit: int) -> Sequence[Draft]:
        """Return open drafts that lie nowhere yet, oldest first."""
        ...

    async def stale(self, tx: Tx, mailboxes: Sequence[str], limit: int) -> Sequence[MirroredDraft]:
        """Return copies of drafts that are no longer open, or whose text has changed since."""
        ...

    async def laid(self, tx: Tx, draft: Draft, place: DraftPlace) -> None:
        """Note that a draft lies there as it is now."""
        ...

    async def ended(self, tx: Tx, draft_id: str, fate: DraftFate | None) -> None:
        """Note that our copy is history; None: a new one may be laid."""
        ...


class Composer(Protocol):
    """Turns a mail of ours into bytes (mailbot.mail.compose)."""

    def __call__(self, message: OutboundMessage) -> bytes:
        """Return the complete mail, CRLF, with no header that was not meant."""
        ...


class Attribution(Protocol):
    """Writes the line above a quote, in the reader's language."""

    def __call__(self, language: str, author: Address, at: datetime) -> str:
        """Return "On Monday, 2 March 2026 at 09:10, Petra wrote:" or its like."""
        ...


class Lint(Protocol):
    """The reply lint as desk and scheduler call it."""

    async def __call__(self, text: DraftText, case: Case) -> tuple[Finding, ...]:
        """Return what is wrong with a reply, in order of appearance."""
        ...


class Playbooks(Protocol):
    """The site's playbooks, loaded and validated once."""

    def get(self, playbook_id: str) -> Playbook:
        """Return a playbook. Raises TemplateError when there is none."""
        ...

    def all(self) -> Sequence[Playbook]:
        """Return every playbook."""
        ...


class Notes(Protocol):
    """What agents write beside the mails."""

    async def add(
        self, tx: Tx, conversation_id: str, author: str, body: str, mentions: tuple[str, ...], now: datetime
    ) -> str:
        """Insert an internal note, return its id."""
        ...

    async def move(self, tx: Tx, source: str, target: str) -> None:
        """Give all notes of a case to another one."""
        ...

    async def dispute(
        self,
        tx: Tx,
        conversation_id: str,
        agent: str,
        *,
        message_row: str | None,
        signal: str | None,
        heat: float,
        proposed_heat: float | None,
        proposed_band: str | None,
        comment: str,
        now: datetime,
    ) -> str:
        """Insert an objection against the heat, return its id."""
        ...


class Switches(Protocol):
    """Settings that change while we run."""

    async def get(self, tx: Tx, key: str, default: Any = None) -> Any:
        """Return a value; `kill_switch` stops all sending and dialling, `dry_run` all that leaves the house."""
        ...

    async def set(self, tx: Tx, key: str, value: Any, *, by: str, now: datetime) -> None:
        """Write a value."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """The store's parts together, as `mailbot.store.records` makes them."""

    db: Transactions
    events: Events
    raw_mails: RawMails
    cursors: Cursors
    conversations: Conversations
    messages: Messages
    customers: Customers
    drafts: Drafts
    outbox: Outbox
    allowances: Allowances
    notes: Notes
    switches: Switches


class Views(Protocol):
    """Read models for people: each is one consistent look at the store."""

    async def inbox(self, query: InboxQuery, now: datetime) -> InboxPage:
        """Return one page of cases and how many each tab holds."""
        ...

    async def of_customer(self, email: str, besides: str, limit: int = 10) -> tuple[InboxRow, ...]:
        """Return the customer's other cases, newest first."""
        ...

    async def leaving(self, agent_id: str, now: datetime) -> tuple[Leaving, ...]:
        """Return the replies of an agent that leave within minutes, the last approved first."""
        ...

    async def quarantine(self, limit: int = 100) -> tuple[QuarantineRow, ...]:
        """Return mails that could not be parsed, newest first."""
        ...

    async def raw(self, raw_mail_id: str) -> bytes:
        """Return a mail as it came. Raises RefusedError when there is none."""
        ...


class CasePages(Protocol):
    """Reads the page of a case."""

    async def case(self, conversation_id: str) -> CaseView:
        """Return everything that the page shows. Raises RefusedError when there is no such case."""
        ...

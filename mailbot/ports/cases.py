"""The cases: conversations, their mails, the customers, and who watches what happens in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from mailbot.model.case import Case, Judgement, ThreadMessage
from mailbot.model.conversation import Conversation
from mailbot.model.customer import Customer
from mailbot.model.decision import Escalate
from mailbot.model.draft import DraftText
from mailbot.model.facts import Facts
from mailbot.model.heat import Heat, Reading
from mailbot.model.message import BounceReport, InboundMessage, OutboundMessage, Written
from mailbot.ports.base import Tx
from mailbot.ports.incoming import StoredRaw


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

    async def call_attention(self, tx: Tx, conversation_id: str, sentence: str) -> None:
        """Ask a person to look, unless something asks already; the case's version moves on."""
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

    async def threads(self, tx: Tx, conversation_ids: Sequence[str]) -> Mapping[str, tuple[ThreadMessage, ...]]:
        """Return the mails of some cases, by case, oldest first."""
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

    async def sent_lately(self, tx: Tx, mailbox: str, sender: str, since: datetime, most: int) -> Sequence[Written]:
        """Return the newest mails that a sender has written to us since then, newest first, for the caps on robots."""
        ...

    async def release(self, tx: Tx, conversation_id: str) -> Sequence[str]:
        """Make the held mails of a case mails like any other; return their rows, oldest first."""
        ...

    async def move(self, tx: Tx, message_rows: Sequence[str], *, source: str, target: str) -> int:
        """Move mails to another case, renumber both, return how many moved."""
        ...


class Customers(Protocol):
    """The customers' files."""

    async def get(self, tx: Tx, email: str) -> Customer | None:
        """Return a file, or None."""
        ...

    async def of(self, tx: Tx, emails: Sequence[str]) -> Mapping[str, Customer]:
        """Return the files that there are, by address in lower case."""
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

    async def open_among(self, tx: Tx, conversation_ids: Sequence[str]) -> frozenset[str]:
        """Return those of some cases in which a call is due or running."""
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

    async def merged(self, tx: Tx, source: Conversation, target: Conversation, now: datetime) -> None:
        """A person moved everything of a case into another one; that it is closed is told after this."""
        ...

    async def split(
        self, tx: Tx, source: Conversation, new: Conversation, message_rows: Sequence[str], now: datetime
    ) -> None:
        """A person moved some mails of a case (rows of messages) into a new one."""
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

    async def merged(self, tx: Tx, source: Conversation, target: Conversation, now: datetime) -> None:
        """See Watcher."""

    async def split(
        self, tx: Tx, source: Conversation, new: Conversation, message_rows: Sequence[str], now: datetime
    ) -> None:
        """See Watcher."""

    async def closed(self, tx: Tx, conversation: Conversation, by: str, now: datetime) -> None:
        """See Watcher."""

"""Drafts and mail out: rows, the server, the folders, and what composes and checks a reply."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from mailbot.model.case import Case
from mailbot.model.conversation import Conversation
from mailbot.model.delivery import Outcome, SendPhase
from mailbot.model.draft import Draft, DraftText, Finding, OutboxState
from mailbot.model.mailbox import DraftFate, DraftPlace, DraftSighting, MirroredDraft
from mailbot.model.message import Address, OutboundMessage
from mailbot.model.outgoing import MailKind, NewMail, OutboxMail
from mailbot.model.playbook import Playbook
from mailbot.ports.base import Tx


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

    async def mailboxes_at_work(self, tx: Tx, now: datetime) -> frozenset[str]:
        """Return the mailboxes that have a mail to send, to look up or to file."""
        ...

    async def claim_unknown(
        self, tx: Tx, *, now: datetime, holder: str, seconds: float, limit: int, mailbox: str | None = None
    ) -> Sequence[OutboxMail]:
        """Claim mails of unknown outcome that are due for a look in Sent, of one mailbox or of all."""
        ...

    async def claim_unfiled(
        self, tx: Tx, *, now: datetime, holder: str, seconds: float, limit: int, mailbox: str | None = None
    ) -> Sequence[OutboxMail]:
        """Claim mails that left and do not lie in Sent yet, of one mailbox or of all."""
        ...

    async def orphans(self, tx: Tx, *, holder: str, seconds: float) -> Sequence[OutboxMail]:
        """Take over mails left in `sending` by workers that died, under a new fence; the caller settles them."""
        ...

    async def reached(self, tx: Tx, mail: OutboxMail, phase: SendPhase, *, seconds: float) -> None:
        """Record how far an attempt came and prolong the lease. Raises StaleError when the lease is lost."""
        ...

    async def doubtful(self, tx: Tx, conversation_id: str, *, besides: str) -> bool:
        """Tell whether it is unknown of a mail of the case, other than `besides`, if it left."""
        ...

    async def still_ours(self, tx: Tx, mail: OutboxMail) -> None:
        """Make sure that a mail is being sent, by us: also that no earlier turn of ours has settled it.

        Raises:
            StaleError: the lease is lost, or the outcome is recorded.
        """
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

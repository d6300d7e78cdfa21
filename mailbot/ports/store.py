"""The store's parts together, with notes and switches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from mailbot.ports.base import Events, Transactions, Tx
from mailbot.ports.cases import Conversations, Customers, Messages
from mailbot.ports.incoming import Cursors, Foresight, RawMails, Watches
from mailbot.ports.outgoing import Allowances, Drafts, Outbox


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
    watches: Watches
    foresight: Foresight
    conversations: Conversations
    messages: Messages
    customers: Customers
    drafts: Drafts
    outbox: Outbox
    allowances: Allowances
    notes: Notes
    switches: Switches

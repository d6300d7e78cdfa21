"""Mail in: raw mails, their cursors, and what reads them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mailbot.model.mailbox import Cursor, SkippedMail
from mailbot.model.message import InboundMessage, RawMail
from mailbot.ports.base import Tx


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

    async def claim(
        self,
        tx: Tx,
        *,
        holder: str,
        seconds: float,
        now: datetime,
        limit: int,
        mailboxes: Collection[str] | None = None,
        missed: bool = False,
    ) -> Sequence[StoredRaw]:
        """Claim what is due, oldest first; each claim counts as an attempt.

        Mails that were kept but never worked off, or, if `missed`, those that the server announced and did not give.
        """
        ...

    async def miss(
        self, tx: Tx, cursor: Cursor, missed: Sequence[SkippedMail], *, now: datetime, from_sent: bool
    ) -> None:
        """Note what the server announced and did not give, where the cursor passes it by."""
        ...

    async def arrived(self, tx: Tx, raw: StoredRaw, mail: RawMail) -> None:
        """Keep the bytes of what was missed; it is worked off like any new mail."""
        ...

    async def inherit(self, tx: Tx, mailbox: str, folder: str, *, holder: str) -> int:
        """Free what the last watcher of a folder kept and did not record, whatever its lease; return how much it is."""
        ...

    async def kept_since(self, tx: Tx, cursor: Cursor, since: datetime, *, most: int) -> Sequence[RawMail]:
        """Return where the newest mails of a folder lie that were kept since then, without their bytes."""
        ...

    async def known_contents(self, tx: Tx, mailbox: str, hashes: Sequence[str]) -> frozenset[str]:
        """Return which of some contents a worked-off raw mail of this mailbox has."""
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

    async def put_off(
        self, tx: Tx, raw: StoredRaw, *, due_at: datetime | None, error: str | None, attempts: int
    ) -> None:
        """Give the lease back; the mail is tried again when due (None: as soon as can be), as if it had been tried `attempts` times."""
        ...

    async def again(self, tx: Tx, raw_id: str) -> bool:
        """Put a quarantined mail back to be read anew; False when it is not in quarantine."""
        ...

    async def all_again(self, tx: Tx) -> int:
        """Put all quarantined mails back to be read anew; return how many."""
        ...

    async def mailboxes_waiting(self, tx: Tx) -> frozenset[str]:
        """Return the mailboxes of which mails are kept, or announced, and not recorded."""
        ...


class Folders(Protocol):
    """A mailbox's folders, where a mail was announced and not given."""

    async def fetch_again(self, folder: str, uidvalidity: int, uid: int) -> RawMail | SkippedMail:
        """Ask for it once more. Raises ServerUnreachable, LoginRefused, Refused."""
        ...

    async def acknowledge(self, mails: Sequence[RawMail]) -> None:
        """Mark or move kept mails if the operator allows it. Raises ServerUnreachable, LoginRefused, Refused."""
        ...


class Foresight(Protocol):
    """Reads at once what many mails or decisions will ask for; what they leave behind is then written at once too."""

    async def of_mails(
        self, tx: Tx, mailbox: str, ids: Collection[str], senders: Collection[str], *, since: datetime, most: int
    ) -> None:
        """Foresee mails of a mailbox: the Message-IDs that they have or name, their cases, what their senders wrote."""
        ...

    async def of_cases(self, tx: Tx, case_ids: Collection[str]) -> None:
        """Foresee cases, and lock them."""
        ...


class Cursors(Protocol):
    """How far each folder is read."""

    async def get(self, tx: Tx, mailbox: str, folder: str) -> Cursor | None:
        """Return the cursor, None before the first look."""
        ...

    async def save(self, tx: Tx, cursor: Cursor, now: datetime) -> None:
        """Record it, in the transaction that records the mails up to it."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class WatchLease:
    """The right to watch a mailbox; each batch is recorded under its fence."""

    mailbox: str
    fence: int


class Watches(Protocol):
    """One watcher a mailbox, whatever the number of nodes."""

    async def take(self, tx: Tx, mailbox: str, *, holder: str, seconds: float) -> WatchLease | None:
        """Take the right to watch a mailbox if nobody has it."""
        ...

    async def holder(self, tx: Tx, mailbox: str) -> str | None:
        """Return who holds or held the watch last ("host:pid")."""
        ...

    async def watched(self, tx: Tx) -> frozenset[str]:
        """Return the mailboxes that some node watches now."""
        ...

    async def unwatched(self, tx: Tx, mailboxes: Collection[str], *, seconds: float) -> frozenset[str]:
        """Return those of some mailboxes that nobody has watched for so long; of those never watched, from now on."""
        ...

    async def free_from(self, tx: Tx, holder: str) -> None:
        """Free what a process held that is known to be dead: nobody has to wait for its lease."""
        ...

    async def renew(self, tx: Tx, lease: WatchLease, *, seconds: float) -> None:
        """Prolong it. Raises StaleError: another node watches."""
        ...

    async def release(self, tx: Tx, lease: WatchLease) -> None:
        """Give it to whoever comes first. Raises StaleError: another node watches already."""
        ...

    async def prove(self, tx: Tx, lease: WatchLease) -> None:
        """Make sure that the lease is the latest, and stays it until the end of the transaction.

        Raises:
            StaleError: another node watches; what we fetched is its to record.
        """
        ...

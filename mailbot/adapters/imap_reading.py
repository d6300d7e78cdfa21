"""Reading new mail of one folder by UID, in bounded batches, without changing anything (RFC 3501).

BODY.PEEK keeps `\\Seen` as it is; EXAMINE makes sure. Sequence numbers are never used: an expunge by
somebody else would shift them between two commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, ProtocolError

from mailbot.adapters.imap_connection import PASSING_CODES, ImapConnection, spoken
from mailbot.errors import ServerUnreachable
from mailbot.model.mailbox import Cursor, MailBatch, SkippedMail
from mailbot.model.message import RawMail

#: UIDs asked for in one SEARCH: imaplib breaks on an answer line longer than 1,000,000 bytes.
SEARCH_WINDOW = 80_000


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingLimits:
    """How much is taken at once, and how long we wait for the server."""

    max_mail_bytes: int = 10_240_000  # larger: headers only (Postfix's own message_size_limit)
    batch_mails: int = 50
    batch_bytes: int = 16_000_000  # of RFC822.SIZE
    connect_seconds: float = 20.0
    answer_seconds: float = 60.0  # without a byte from the server: it is dead
    poll_seconds: float = 240.0  # IDLE is renewed and the folder looked through at least this often (RFC 2177: 29 min)
    poll_without_idle_seconds: float = 30.0
    first_look_days: int | None = None  # without a cursor: how far back; None for everything


class FolderReader:
    """The new mail of one folder on one connection. All methods block: call them in the connection's thread."""

    def __init__(
        self,
        connection: ImapConnection,
        *,
        mailbox: str,
        folder: str,
        limits: ReadingLimits,
        now: Callable[[], datetime],
    ) -> None:
        self._connection, self._limits, self._now = connection, limits, now
        self._mailbox, self._folder = mailbox, folder
        self._pending: list[int] = []

    def open(self, cursor: Cursor | None) -> MailBatch:
        """Open the folder read-only and find what is new behind `cursor`; return an empty batch with the cursor to use.

        Raises ServerUnreachable, Refused (through the caller's translation).
        """
        state = self._connection.select_folder(self._folder, readonly=True)
        self._connection.new_mail_announced()  # SELECT's own EXISTS is no news
        validity, last = state.get(b"UIDVALIDITY"), int(state.get(b"UIDNEXT") or 0) - 1
        if not isinstance(validity, int):
            raise ServerUnreachable(f"The IMAP server gives no UIDVALIDITY for {self._folder}: it cannot be watched.")
        if cursor is None:
            return self._first_look(validity, last)
        if cursor.uidvalidity == validity:
            self._pending = self._search(cursor.uid, last)
            return MailBatch(mails=(), cursor=cursor)
        self._pending = self._search(0, last)
        renewed = Cursor(
            mailbox=self._mailbox, folder=self._folder, uidvalidity=validity, uid=0, resync_to=max(last, 0)
        )
        return MailBatch(mails=(), cursor=renewed, resync=True)

    def _first_look(self, validity: int, last: int) -> MailBatch:
        days = self._limits.first_look_days
        since = None if days is None else (self._now() - timedelta(days=days)).date()
        self._pending = self._search(0, last, since)
        before = self._pending[0] - 1 if self._pending else max(last, 0)
        return MailBatch(
            mails=(), cursor=Cursor(mailbox=self._mailbox, folder=self._folder, uidvalidity=validity, uid=before)
        )

    def look_again(self, cursor: Cursor) -> bool:
        """Search behind `cursor`; tell whether there is anything to fetch."""
        if not self._pending:
            self._pending = self._search(cursor.uid, 0)
        return bool(self._pending)

    def _search(self, after: int, last: int, since: date | None = None) -> list[int]:
        """Return the UIDs above `after`, ascending. "n:*" also names the last mail when it lies below n."""
        uids: set[int] = set()
        low = after + 1
        while last - low > SEARCH_WINDOW:
            uids.update(self._search_range(f"{low}:{low + SEARCH_WINDOW - 1}", since))
            low += SEARCH_WINDOW
        uids.update(self._search_range(f"{low}:*", since))
        return sorted(uid for uid in uids if uid > after)

    def _search_range(self, uids: str, since: date | None) -> list[int]:
        criteria: list[Any] = ["UID", uids]
        if since is not None:
            criteria += ["SINCE", since]
        return [int(uid) for uid in self._connection.search(criteria)]

    def next_batch(self, cursor: Cursor) -> MailBatch | None:
        """Fetch the next mails behind `cursor`; None when there are none left for now."""
        self._pending = [uid for uid in self._pending if uid > cursor.uid]
        if not self._pending:
            return None
        asked = self._pending[: self._limits.batch_mails]
        sizes = self._sizes(asked)
        chosen = list(self._within_budget(asked, sizes))
        mails, skipped = self._fetch(chosen, sizes, cursor.uidvalidity)
        self._pending = self._pending[len(chosen) :]
        return MailBatch(
            mails=mails,
            cursor=replace(cursor, uid=chosen[-1]),
            resync=chosen[0] <= cursor.resync_to,
            skipped=skipped,
        )

    def again(self, validity: int, uid: int) -> RawMail | SkippedMail:
        """Open the folder read-only and ask once more for a mail that was not given."""
        state = self._connection.select_folder(self._folder, readonly=True)
        if state.get(b"UIDVALIDITY") != validity:
            return SkippedMail(uid=uid, reason="Its folder was numbered anew: it is read under another number.")
        mails, skipped = self._fetch([uid], self._sizes([uid]), validity)
        return mails[0] if mails else skipped[0]

    def _within_budget(self, uids: Sequence[int], sizes: Mapping[int, int]) -> Iterator[int]:
        """Yield leading UIDs until the byte budget is spent; always at least one."""
        spent = 0
        for uid in uids:
            size = min(sizes.get(uid, 0), self._limits.max_mail_bytes)
            if spent and spent + size > self._limits.batch_bytes:
                return
            spent += size
            yield uid

    def _sizes(self, uids: Sequence[int]) -> dict[int, int]:
        answer = self._connection.fetch(uids, ["RFC822.SIZE"])
        return {uid: int(items[b"RFC822.SIZE"]) for uid, items in answer.items() if b"RFC822.SIZE" in items}

    def _fetch(
        self, uids: Sequence[int], sizes: Mapping[int, int], validity: int
    ) -> tuple[tuple[RawMail, ...], tuple[SkippedMail, ...]]:
        too_large = {uid for uid in uids if sizes.get(uid, 0) > self._limits.max_mail_bytes}
        mails: dict[int, RawMail] = {}
        skipped: list[SkippedMail] = []
        for section, group in (("BODY.PEEK[]", set(uids) - too_large), ("BODY.PEEK[HEADER]", too_large)):
            present = sorted(uid for uid in group if uid in sizes)
            for uid, items in self._fetch_section(present, section, skipped).items():
                raw = items.get(section.replace(".PEEK", "").encode())
                if isinstance(raw, bytes):
                    mails[uid] = self._raw_mail(uid, raw, items, validity, sizes[uid], section.endswith("[HEADER]"))
        told = {one.uid for one in skipped}
        skipped += self._absent([uid for uid in uids if uid not in mails and uid not in told])
        return tuple(mails[uid] for uid in sorted(mails)), tuple(sorted(skipped, key=lambda one: one.uid))

    def _absent(self, uids: Sequence[int]) -> list[SkippedMail]:
        """Tell what is gone from what the server has, and answered an OK without."""
        there = set(self._search_range(",".join(map(str, uids)), None)) if uids else set()
        gone, kept = "It was moved or deleted before we could read it.", "The server does not give it and says OK."
        return [SkippedMail(uid=uid, reason=kept if uid in there else gone, there=uid in there) for uid in uids]

    def _fetch_section(
        self, uids: Sequence[int], section: str, skipped: list[SkippedMail]
    ) -> dict[int, Mapping[bytes, Any]]:
        """Fetch together; when the server or the parser chokes on one mail, fetch one by one and name that mail."""
        if not uids:
            return {}
        try:
            return dict(self._connection.fetch(uids, [section, "INTERNALDATE"]))
        except IMAPClientAbortError:
            raise
        except (IMAPClientError, ProtocolError, ValueError) as error:
            if any(code in spoken(error) for code in PASSING_CODES):
                raise ServerUnreachable(
                    f"The IMAP server gives no mail of {self._folder} now: {spoken(error)}."
                ) from error
            if len(uids) > 1:
                answers: dict[int, Mapping[bytes, Any]] = {}
                for uid in uids:
                    answers |= self._fetch_section([uid], section, skipped)
                return answers
            skipped.append(
                SkippedMail(uid=uids[0], reason=f"The server does not give it: {spoken(error)}.", there=True)
            )
            return {}

    def _raw_mail(
        self, uid: int, raw: bytes, items: Mapping[bytes, Any], validity: int, size: int, headers_only: bool
    ) -> RawMail:
        return RawMail(
            mailbox=self._mailbox,
            folder=self._folder,
            uidvalidity=validity,
            uid=uid,
            raw=raw,
            received_at=_aware(items.get(b"INTERNALDATE")) or self._now(),
            size=size,
            headers_only=headers_only,
        )


def _aware(moment: object) -> datetime | None:
    if not isinstance(moment, datetime):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

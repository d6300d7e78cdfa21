"""Raw mail becomes a recorded message: durable first, then read, judged, threaded, all in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from mailbot.errors import MailbotError, StaleError, StoreBusy, TransientError, UnreadableMail
from mailbot.intake.adoption import Adoption
from mailbot.intake.recording import Recording
from mailbot.model.customer import Identity
from mailbot.model.event import Event
from mailbot.model.mailbox import Cursor, SkippedMail
from mailbot.model.message import InboundMessage, RawMail
from mailbot.model.policy import Policy
from mailbot.model.sentence import raised
from mailbot.ports import Clock, Glance, Reader, Records, StoredRaw, Tx, Watcher, WatchLease
from mailbot.ports.patience import patiently

#: A kept mail and what reading it gave: a value, or the error that it ended in.
ReadMail = tuple[StoredRaw, InboundMessage | Exception]


class Fate(StrEnum):
    """What became of a raw mail."""

    RECORDED = "recorded"
    IGNORED = "ignored"  # machine mail that belongs to no case, or a mail of our own
    DUPLICATE = "duplicate"  # the same mail is recorded already, from another folder or before a resync
    QUARANTINED = "quarantined"  # a person has to look; the bytes are kept
    KNOWN = "known"  # this very UID is kept already
    PUT_OFF = "put_off"  # failed for the moment; tried again


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """What became of one raw mail, and where it went."""

    fate: Fate
    raw_id: str | None = None
    conversation_id: str | None = None
    message_row: str | None = None


class Receiving:
    """Keeps and records incoming mail."""

    def __init__(
        self,
        *,
        records: Records,
        reader: Reader,
        clock: Clock,
        policy: Policy,
        identities: dict[str, Identity],
        watchers: Sequence[Watcher] = (),
        glance: Glance | None = None,
        holder: str = "intake",
    ) -> None:
        """Wire the use case; `identities` has one entry for each configured mailbox.

        `glance` looks at each person's mail for danger to life or health, so that it does not wait for a silence.
        """
        self._glance = glance
        self._records, self._reader, self._clock = records, reader, clock
        self._policy, self._holder = policy.intake, holder
        self._recording = Recording(records=records, policy=policy, identities=identities, watchers=watchers)
        self._adoption = Adoption(records=records, identities=identities, watchers=watchers)

    async def receive(self, mail: RawMail, *, from_sent: bool = False) -> Received:
        """Keep and record one mail; when this returns, the mail may be acknowledged upstream.

        Raises:
            StoreBusy: nothing was kept; the mail stays on the server.
        """
        return (await self.receive_all((mail,), from_sent=from_sent))[0]

    async def receive_all(
        self,
        mails: Sequence[RawMail],
        *,
        cursor: Cursor | None = None,
        missed: Sequence[SkippedMail] = (),
        from_sent: bool = False,
        under: WatchLease | None = None,
    ) -> Sequence[Received]:
        """Keep some mails in one transaction, then record them; answers in the order given.

        What was `missed`, where the cursor passes it by, is noted with it: `Missing` asks for it again.

        Raises:
            StaleError: the watch under which they were fetched is no longer ours; nothing was kept.
            StoreBusy: nothing was kept; the mails stay on the server.
        """
        kept = await self.keep(mails, cursor=cursor, missed=missed, from_sent=from_sent, under=under)
        done = await self._work_in_batches(kept)
        by_key = {_key(raw.mail): received for raw, received in zip(kept, done, strict=True)}
        return [by_key.get(_key(mail), Received(fate=Fate.KNOWN)) for mail in mails]

    async def keep(
        self,
        mails: Sequence[RawMail],
        *,
        cursor: Cursor | None = None,
        missed: Sequence[SkippedMail] = (),
        from_sent: bool = False,
        under: WatchLease | None = None,
    ) -> Sequence[StoredRaw]:
        """Keep some mails in one transaction, with the cursor behind them; return the new ones, leased to us.

        Raises:
            StaleError, StoreBusy: as for `receive_all`.
        """
        async with self._records.db.write() as tx:
            if under is not None:
                await self._records.watches.prove(tx, under)
            kept = await self._keep(tx, mails, cursor, from_sent)
            if cursor is not None and missed:
                await self._records.raw_mails.miss(tx, cursor, missed, now=self._clock.now(), from_sent=from_sent)
        return kept

    async def _keep(
        self, tx: Tx, mails: Sequence[RawMail], cursor: Cursor | None, from_sent: bool
    ) -> Sequence[StoredRaw]:
        now = self._clock.now()
        if cursor is not None:
            await self._records.cursors.save(tx, cursor, now)
        if not mails:
            return []
        return await self._records.raw_mails.keep(
            tx, mails, holder=self._holder, seconds=self._policy.lease_seconds, now=now, from_sent=from_sent
        )

    async def inherit(self, mailbox: str, folder: str, under: WatchLease) -> int:
        """Record what the last watcher of a folder kept and could not record any more, before anything newer.

        Raises:
            StaleError: the watch is no longer ours.
        """
        async with self._records.db.write() as tx:
            await self._records.watches.prove(tx, under)
            left = await self._records.raw_mails.inherit(tx, mailbox, folder, holder=self._holder)
        return await self.work_off(left, (mailbox,)) if left else 0

    async def work_off(self, limit: int = 50, mailboxes: Collection[str] | None = None) -> int:
        """Take up mails that were kept but never recorded (a crash, a failure put off); return how many.

        `mailboxes` are those that this node watches, None all: mails of one mailbox are recorded by one node, in
        their order, or an answer may be read before the mail that it answers.
        """
        async with self._records.db.write() as tx:
            raws = await self._records.raw_mails.claim(
                tx, holder=self._holder, seconds=self._policy.lease_seconds, now=self._clock.now(), limit=limit,
                mailboxes=mailboxes,
            )  # fmt: skip
        await self._work_in_batches(raws)
        return len(raws)

    async def _work_in_batches(self, raws: Sequence[StoredRaw]) -> Sequence[Received]:
        size, done = self._policy.batch, list[Received]()
        for start in range(0, len(raws), size):
            done += await self._work(raws[start : start + size])
        return done

    async def _work(self, raws: Sequence[StoredRaw]) -> Sequence[Received]:
        return await self._record(await self.read(raws))

    async def read(self, raws: Sequence[StoredRaw]) -> Sequence[ReadMail]:
        """Read kept mails, each as a value or as the error that its reading ended in; nothing is written."""
        return list(zip(raws, await asyncio.gather(*(self._read(raw) for raw in raws)), strict=True))

    async def record(self, read: Sequence[ReadMail]) -> None:
        """Record mails that were read, in their order and in batches.

        Raises:
            StoreBusy: the store was away for too long; what was not recorded is taken up again.
        """
        for start in range(0, len(read), self._policy.batch):
            await self._record(read[start : start + self._policy.batch])

    async def _record(self, read: Sequence[ReadMail]) -> Sequence[Received]:
        async def record() -> Sequence[Received]:
            async with self._records.db.write() as tx:
                known = await self._known(tx, read)
                return [await self._settle(tx, raw, result, known) for raw, result in read]

        try:
            return await patiently(record, self._policy.lease_seconds / 2)
        except StoreBusy:
            await self._excuse([raw for raw, _ in read])
            raise
        except Exception as error:  # one mail may spoil a batch; alone, it is that mail's own trouble
            if len(read) == 1:
                return [await self._failed(read[0][0], error)]
        return [received for pair in read for received in await self._alone(*pair)]

    async def _excuse(self, raws: Sequence[StoredRaw]) -> None:
        """Give back what the store could not take, uncounted: that is nobody's fault, and no reason for quarantine.

        If not even that can be written, they are taken up again when their lease ends.
        """
        for raw in raws:
            with suppress(StaleError, StoreBusy):
                async with self._records.db.write() as tx:
                    await self._records.raw_mails.put_off(tx, raw, due_at=None, error=None, attempts=raw.attempts - 1)

    async def _alone(self, raw: StoredRaw, result: InboundMessage | Exception) -> Sequence[Received]:
        try:
            async with self._records.db.write() as tx:
                return [await self._settle(tx, raw, result, await self._known(tx, [(raw, result)]))]
        except Exception as error:  # the next mail must not suffer; the failure is recorded and counted
            return [await self._failed(raw, error)]

    async def _read(self, raw: StoredRaw) -> InboundMessage | Exception:
        if raw.attempts > self._policy.attempts:
            # The process died while reading it, each time: the mail itself is the likely cause.
            return UnreadableMail("Reading this mail was broken off {times} times.", times=raw.attempts - 1)
        try:
            message = await self._reader.read(raw.mail)
            if self._glance is None or message.automatic is not None or raw.from_sent:
                return message
            urgent = await self._glance(message)
            return message if message.urgent is urgent else replace(message, urgent=urgent)
        except Exception as error:  # judged in _settle
            return error

    async def _known(self, tx: Tx, read: Sequence[ReadMail]) -> set[tuple[str, str]]:
        """Return which of a batch's contents are recorded already, as (mailbox, hash); recording waits for us."""
        mails: dict[str, list[InboundMessage]] = {}
        for raw, result in read:
            if isinstance(result, InboundMessage):
                mails.setdefault(raw.mail.mailbox, []).append(result)
        known: set[tuple[str, str]] = set()
        for mailbox, some in sorted(mails.items(), key=lambda pair: pair[0]):
            await self._records.conversations.serialise(tx, mailbox)
            found = await self._records.raw_mails.known_contents(tx, mailbox, [one.content_hash for one in some])
            known.update((mailbox, one) for one in found)
            await self._recording.foresee(tx, mailbox, some, self._clock.now())
        return known

    async def _settle(
        self, tx: Tx, raw: StoredRaw, result: InboundMessage | Exception, known: set[tuple[str, str]]
    ) -> Received:
        now = self._clock.now()
        if isinstance(result, UnreadableMail):
            return await self._quarantine(tx, raw, raised(result), now)
        if isinstance(result, Exception):
            raise result
        content = (raw.mail.mailbox, result.content_hash)
        if content in known:
            await self._records.raw_mails.settle(tx, raw, Fate.DUPLICATE, content_hash=result.content_hash)
            return Received(fate=Fate.DUPLICATE, raw_id=raw.id)
        known.add(content)  # a second copy within this batch
        record = self._adoption.adopt if raw.from_sent else self._recording.record
        place = await record(tx, raw, result, now)
        fate = Fate.RECORDED if place.message_row else Fate.IGNORED
        await self._records.raw_mails.settle(tx, raw, fate, content_hash=result.content_hash, message=place.message_row)
        return Received(fate=fate, raw_id=raw.id, conversation_id=place.conversation_id, message_row=place.message_row)

    async def _failed(self, raw: StoredRaw, error: Exception) -> Received:
        if isinstance(error, StaleError):  # somebody else works on it
            return Received(fate=Fate.KNOWN, raw_id=raw.id)
        sentence = raised(error) if isinstance(error, MailbotError) else f"{type(error).__name__}: {error}"
        now, blameless = (
            self._clock.now(),
            isinstance(error, TransientError),
        )  # what is over by itself is no fault of it
        async with self._records.db.write() as tx:
            if raw.attempts >= self._policy.attempts and not blameless:
                return await self._quarantine(tx, raw, sentence, now)
            wait = timedelta(seconds=self._policy.retry_seconds * 2 ** (raw.attempts - 1))
            await self._records.raw_mails.put_off(
                tx, raw, due_at=now + wait, error=sentence, attempts=raw.attempts - blameless
            )
        return Received(fate=Fate.PUT_OFF, raw_id=raw.id)

    async def _quarantine(self, tx: Tx, raw: StoredRaw, sentence: str, now: datetime) -> Received:
        await self._records.raw_mails.settle(tx, raw, Fate.QUARANTINED, error=sentence)
        place = {"raw_mail": raw.id, "mailbox": raw.mail.mailbox, "folder": raw.mail.folder, "uid": raw.mail.uid}
        await self._records.events.add(tx, Event(kind="mail_quarantined", at=now, reasons=(sentence,), data=place))
        return Received(fate=Fate.QUARANTINED, raw_id=raw.id)


def _key(mail: RawMail) -> tuple[str, str, int, int]:
    return (mail.mailbox, mail.folder, mail.uidvalidity, mail.uid)

"""Finds out what became of mails of unknown outcome, and files what left in Sent, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from mailbot.delivery.departure import Departure
from mailbot.errors import ConfigurationError, MailbotError, RefusedError, StaleError, TransientError
from mailbot.model.draft import OutboxState
from mailbot.model.outgoing import OutboxMail
from mailbot.model.person import Agent
from mailbot.model.policy import Policy
from mailbot.model.sentence import raised, say
from mailbot.ports import Clock, Records, SentFolder, Tx, Watcher

_DAY = timedelta(days=1)


class Lookup:
    """Looks into Sent."""

    def __init__(
        self,
        *,
        records: Records,
        sent_folders: dict[str, SentFolder],
        clock: Clock,
        policy: Policy,
        watchers: Sequence[Watcher] = (),
        holder: str = "lookup",
    ) -> None:
        """Wire the use case; `sent_folders` has one entry for each configured mailbox."""
        self._records, self._sent, self._clock = records, sent_folders, clock
        self._policy, self._holder = policy.delivery, holder
        self._departure = Departure(records=records, watchers=watchers)

    async def look_up(self, limit: int = 10, *, mailbox: str | None = None) -> int:
        """Look for mails of unknown outcome; after some vain looks a person is asked. Never sends anything.

        `mailbox` is the only one that is looked after, None all: see `file_sent`.
        """
        async with self._records.db.write() as tx:
            mails = await self._records.outbox.claim_unknown(
                tx,
                now=self._clock.now(),
                holder=self._holder,
                seconds=self._policy.lease_seconds,
                limit=limit,
                mailbox=mailbox,
            )
        for mail in mails:
            await self._look_for(mail)
        return len(mails)

    async def _look_for(self, mail: OutboxMail) -> None:
        sentence = ""
        try:
            proof = mail.proof or ("found in Sent" if await self._find(mail) else None)
        except MailbotError as error:
            proof, sentence = None, error.sentence()
        try:
            async with self._records.db.write() as tx:
                if proof:
                    await self._has_left(tx, mail, proof, self._clock.now())
                else:
                    await self._still_unknown(tx, mail, sentence, self._clock.now())
        except StaleError:  # another process has it now
            return

    async def _find(self, mail: OutboxMail) -> bool:
        return await self._folder(mail).find(mail.message_id)

    def _folder(self, mail: OutboxMail) -> SentFolder:
        """Return where the copy belongs. Raises ConfigurationError: the mailbox is no longer configured."""
        if mail.mailbox not in self._sent:
            raise ConfigurationError("No mailbox {name} is configured.", name=mail.mailbox)
        return self._sent[mail.mailbox]

    async def _has_left(self, tx: Tx, mail: OutboxMail, proof: str, now: datetime) -> None:
        await self._departure.left(
            tx, mail, now, reasons=(say("known_left", "We know that it left: {proof}.", proof=proof),)
        )
        await self._records.outbox.settle(
            tx,
            mail,
            OutboxState.SENT,
            proof=proof,
            accepted=mail.accepted + mail.pending,
            sent_at=mail.sent_at or now,
            filed_at=mail.filed_at or (now if "Sent" in proof else None),
            due_at=now,
            last_error=None,
        )

    async def _still_unknown(self, tx: Tx, mail: OutboxMail, sentence: str, now: datetime) -> None:
        in_vain = mail.lookups >= self._policy.lookups  # asked anew each day: a question may be lost sight of
        wait = timedelta(seconds=self._policy.lookup_seconds * 2 ** min(mail.lookups - 1, 20))
        due = now + (_DAY if in_vain else min(wait, _DAY))
        error = sentence or mail.last_error or say("not_in_sent", "It is not in Sent.")
        if in_vain:
            await self._departure.unknown(tx, mail, error, now, ask=True)
        await self._records.outbox.settle(tx, mail, OutboxState.UNKNOWN, due_at=due, last_error=error)

    async def settle_unknown(self, agent: Agent, outbox_id: str, *, left: bool) -> None:
        """Let a person say whether a mail of unknown outcome left; if not, the very same mail is sent.

        Raises:
            RefusedError: its outcome is not unknown (any more).
        """
        now = self._clock.now()
        async with self._records.db.write() as tx:
            mail = await self._records.outbox.get(tx, outbox_id)
            if mail.conversation_id:  # cases are locked before their mails, everywhere: so nobody waits in a circle
                await self._records.conversations.lock(tx, mail.conversation_id)
            claimed = await self._records.outbox.claim_one(
                tx, outbox_id, OutboxState.UNKNOWN, holder=agent.id, seconds=self._policy.lease_seconds
            )
            if claimed is None:
                raise RefusedError(
                    "Whether this mail left is known by now, or is being looked up.", hint="Reload the page."
                )
            if left:
                await self._has_left(tx, claimed, say("says_so", "{who} says so", who=agent.name), now)
            else:
                await self._records.outbox.settle(tx, claimed, OutboxState.WAITING, due_at=now, phase=None)

    async def file_sent(self, limit: int = 20, *, mailbox: str | None = None) -> int:
        """File in Sent what left and does not lie there yet; return how many were filed.

        `mailbox` is the only one that is looked after, None all: one after the other, so that a server that does not
        answer holds up whatever else was claimed.
        """
        async with self._records.db.write() as tx:
            mails = await self._records.outbox.claim_unfiled(
                tx,
                now=self._clock.now(),
                holder=self._holder,
                seconds=self._policy.lease_seconds,
                limit=limit,
                mailbox=mailbox,
            )
        return sum([await self._file(mail) for mail in mails])

    async def _file(self, mail: OutboxMail) -> bool:
        now = self._clock.now()
        error: MailbotError | None = None
        try:
            await self._folder(mail).file(mail.payload, mail.message_id)
        except MailbotError as trouble:
            error = trouble
        wait = timedelta(seconds=self._policy.lookup_seconds) if isinstance(error, TransientError) else _DAY
        filed = None if error else now
        words = (
            mail.last_error
            if error is None
            else say("not_yet_filed", "Not yet filed in Sent: {why}", why=raised(error))
        )
        try:
            async with self._records.db.write() as tx:
                await self._records.outbox.settle(
                    tx, mail, OutboxState.SENT, filed_at=filed, due_at=now + wait, last_error=words
                )
        except StaleError:  # another process has it now; filing twice is harmless
            return False
        return error is None

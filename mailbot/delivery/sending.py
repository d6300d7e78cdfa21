"""Claims outbox rows and hands them to the SMTP server, each once."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime

from mailbot.delivery.departure import Departure
from mailbot.delivery.verdict import Verdict, judge
from mailbot.errors import ConfigurationError, MailbotError, RefusedError, StaleError
from mailbot.model.customer import Identity
from mailbot.model.delivery import Outcome, SendPhase, SendState
from mailbot.model.draft import OutboxState
from mailbot.model.outgoing import OutboxMail
from mailbot.model.policy import Policy
from mailbot.model.sentence import say
from mailbot.ports import Clock, Records, Transport, Tx, Watcher
from mailbot.ports.patience import patiently


class Delivery:
    """Sends what is due. Any number of processes may run it on one store."""

    def __init__(
        self,
        *,
        records: Records,
        transports: dict[str, Transport],
        identities: dict[str, Identity],
        clock: Clock,
        policy: Policy,
        watchers: Sequence[Watcher] = (),
        holder: str = "delivery",
        dice: Callable[[], float] = random.random,
    ) -> None:
        """Wire the use case; `transports` has one entry for each configured mailbox, `dice` gives 0..1."""
        self._records, self._transports, self._identities = records, transports, identities
        self._clock, self._policy, self._holder, self._dice = clock, policy.delivery, holder, dice
        self._departure = Departure(records=records, watchers=watchers)

    async def deliver_due(self, limit: int = 20, *, mailbox: str | None = None) -> int:
        """Send what is due within each mailbox's allowance; return how many attempts were made.

        Nothing leaves while the kill switch or dry run is on. `mailbox` is the only one that is looked after, and its
        mails say so where we have no transport for it; None all that we have one for:
        one after the other, so that a server that keeps us waiting holds up whatever else was claimed with its mails.
        """
        mails = await self._claim(limit, mailbox)
        for mail in mails:
            await self._deliver(mail)
        return len(mails)

    async def recover(self) -> int:
        """Take up what died workers left in `sending`: back in line before the final dot, unknown after it."""
        now = self._clock.now()
        async with self._records.db.write() as tx:
            orphans = await self._records.outbox.orphans(tx, holder=self._holder, seconds=self._policy.lease_seconds)
        for mail in orphans:
            async with self._records.db.write() as tx:
                await self._settle_orphan(tx, mail, now)
        return len(orphans)

    async def _settle_orphan(self, tx: Tx, mail: OutboxMail, now: datetime) -> None:
        if not mail.may_have_left:
            await self._records.outbox.settle(tx, mail, OutboxState.WAITING, due_at=now)
            return
        sentence = say("stopped_midway", "We were stopped while the server had the mail.")
        await self._departure.unknown(tx, mail, sentence, now, ask=False)
        await self._records.outbox.settle(tx, mail, OutboxState.UNKNOWN, due_at=now, last_error=sentence)

    async def _claim(self, limit: int, only: str | None) -> Sequence[OutboxMail]:
        now = self._clock.now()
        async with self._records.db.read() as tx:
            due = await self._records.outbox.due_mailboxes(tx, now)
        if only is not None:
            due = {only: due[only]} if only in due else {}
        if not due:
            return []
        async with self._records.db.write() as tx:
            if await self._stopped(tx):
                return []
            return [
                mail
                for mailbox, count in due.items()
                if mailbox in self._transports or mailbox == only  # of all others another process serves them
                for mail in await self._claim_of(tx, mailbox, min(count, limit), now)
            ]

    async def _stopped(self, tx: Tx) -> bool:
        switches = self._records.switches
        return bool(await switches.get(tx, "kill_switch") or await switches.get(tx, "dry_run"))

    async def _claim_of(self, tx: Tx, mailbox: str, wanted: int, now: datetime) -> Sequence[OutboxMail]:
        allowed = wanted
        if mailbox in self._transports:
            per_minute = self._identities[mailbox].per_minute
            allowed = await self._records.allowances.take(
                tx, f"smtp:{mailbox}", per_second=per_minute / 60, burst=self._policy.burst, now=now, wanted=wanted
            )
        if not allowed:
            return []
        return await self._records.outbox.claim_due(
            tx, now=now, holder=self._holder, seconds=self._policy.lease_seconds, limit=allowed, mailbox=mailbox
        )

    async def _deliver(self, mail: OutboxMail) -> None:
        try:
            outcome = await self._attempt(mail)
            verdict = judge(mail, outcome, now=self._clock.now(), policy=self._policy, jitter=self._dice())

            async def record() -> None:
                async with self._records.db.write() as tx:
                    await self._records.outbox.still_ours(tx, mail)
                    await self._record(tx, mail, verdict, outcome)

            # The server's answer is known here and nowhere else: as long as the row is ours, we keep trying to write it.
            await patiently(record, self._policy.lease_seconds)
        except StaleError:  # we slept past our lease: whoever has the row now decides about it
            return

    async def _attempt(self, mail: OutboxMail) -> Outcome:
        """Try once; whatever else goes wrong is deferred before the final dot and unknown after it."""
        come = SendPhase.CONNECT

        async def reached(phase: SendPhase) -> None:
            nonlocal come
            if phase is SendPhase.ANSWER:  # the only point of no return: on disk before the dot leaves
                async with self._records.db.write() as tx:
                    if await self._stopped(tx):  # since the mail was claimed, minutes ago perhaps
                        raise RefusedError("All sending was stopped before it left.")
                    await self._records.outbox.reached(tx, mail, phase, seconds=self._policy.lease_seconds)
            come = phase

        try:
            if mail.mailbox not in self._transports:
                raise ConfigurationError("No mailbox {name} is configured.", name=mail.mailbox)
            return await self._transports[mail.mailbox].send(mail.payload, mail.sender, mail.pending, reached=reached)
        except StaleError:
            raise
        except Exception as error:  # a transport's defect must neither lose a mail nor send it twice
            words = error.sentence() if isinstance(error, MailbotError) else f"{type(error).__name__}: {error}"
            state = SendState.UNKNOWN if come is SendPhase.ANSWER else SendState.DEFERRED
            return Outcome(state=state, phase=come, reply=words)

    async def _record(self, tx: Tx, mail: OutboxMail, verdict: Verdict, outcome: Outcome) -> None:
        now = self._clock.now()
        if verdict.left:
            await self._departure.left(tx, mail, now, reasons=(outcome.reply,) if outcome.reply else ())
        if verdict.state is OutboxState.FAILED:
            await self._departure.failed(
                tx, mail, verdict.error or say("server_refused", "The server refused it."), now
            )
        if verdict.state is OutboxState.UNKNOWN:
            await self._departure.unknown(tx, mail, verdict.error or "", now, ask=False)
        await self._records.outbox.settle(
            tx,
            mail,
            verdict.state,
            due_at=verdict.due_at,
            accepted=verdict.accepted,
            refused=verdict.refused,
            last_error=verdict.error,
            phase=outcome.phase,
            sent_at=mail.sent_at or (now if verdict.left else None),
        )

"""From a mail's arrival to its decision nothing waits for a poll: every step is woken by the one before."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from mailbot.adapters.account import Login, ServerAddress, TlsMode
from mailbot.adapters.clock import SystemClock
from mailbot.adapters.imap import ImapMailbox
from mailbot.adapters.imap_reading import ReadingLimits
from mailbot.model.mailbox import MailBatch
from mailbot.model.policy import BurstPolicy, Policy
from mailbot.store.database import Database
from mailbot.store.tables import drafts
from mailbot.store.wakeups import ring
from scheduler.ticker import Beat, Ticker
from tests.contract.store.house import House, receive_batch
from tests.servers.embedded import Embedded, Hand
from tests.servers.ledger import DEADLINE, mail

NEVER = 86_400.0


async def test_a_mail_is_decided_although_nobody_polls(db: Database, embedded: Embedded) -> None:
    house = House(db, policy=Policy(burst=BurstPolicy(quiet_seconds=0.0)))
    house.receiving._clock = house.triage._clock = SystemClock()
    decided, failures = asyncio.Event(), list[BaseException]()

    async def triage() -> None:
        if await house.triage.triage_due():
            decided.set()

    async def record(batch: MailBatch) -> None:
        await receive_batch(house.receiving, batch)

    user = embedded.new_user()
    box = ImapMailbox(
        name="support",
        address=ServerAddress(host="127.0.0.1", port=embedded.imap_port, tls=TlsMode.PLAIN),
        login=Login(user=user, password=embedded.password),
        limits=ReadingLimits(poll_seconds=NEVER),
    )
    stop, beat = asyncio.Event(), Beat(name="triage", seconds=NEVER, act=triage, woken=lambda: db.bell.heard("triage"))
    parts = [
        asyncio.create_task(box.watch(None, record)),
        asyncio.create_task(Ticker((beat,), lambda _name, error: failures.append(error)).run(stop)),
    ]
    hand = Hand(embedded, user)
    try:
        for number in range(1, 6):
            await asyncio.to_thread(hand.put, mail(number))
            await asyncio.wait_for(decided.wait(), DEADLINE)
            decided.clear()
    finally:
        hand.close()
        stop.set()
        parts[0].cancel()
        await asyncio.gather(*parts, return_exceptions=True)
        await box.close()
    assert failures == [] and len(await house.rows(drafts)) == 5


async def test_who_is_woken_for_a_moment_is_never_woken_before_it(db: Database) -> None:
    for microsecond in (1_000, 4_999, 5_001, 9_990, 123_456):
        due = datetime.now(UTC).replace(microsecond=microsecond)
        async with db.write() as tx:
            ring(tx, "triage", due)
            [[moment]] = [list(moments) for moments in tx.info["mailbot_rung"].values()]
        assert moment >= due.timestamp()

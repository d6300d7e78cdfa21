"""Three hands pass batches on: side by side, in order, and none goes on when one fails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from mailbot.errors import StoreBusy
from mailbot.intake import Receiving, Relay
from mailbot.model.mailbox import Cursor, MailBatch, SkippedMail
from mailbot.model.message import RawMail
from mailbot.ports import WatchLease

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE = WatchLease(mailbox="support", fence=3)


def batch(uid: int) -> MailBatch:
    mail = RawMail(mailbox="support", folder="INBOX", uidvalidity=1, uid=uid, raw=b"", received_at=AT)
    cursor = Cursor(mailbox="support", folder="INBOX", uidvalidity=1, uid=uid + 1)
    missed = SkippedMail(uid=uid + 1, reason="not given", there=True)
    gone = SkippedMail(uid=uid + 2, reason="gone")
    return MailBatch(mails=(mail,), cursor=cursor, skipped=(missed, gone))


class Hands:
    """Stands for `Receiving`; `record` waits until it is let go on."""

    def __init__(self) -> None:
        self.done: list[tuple[str, int]] = []
        self.told: list[Any] = []
        self.go_on = asyncio.Semaphore(0)
        self.trouble: Exception | None = None

    async def keep(self, mails: Sequence[RawMail], **more: Any) -> Sequence[RawMail]:
        self.done.append(("kept", mails[0].uid))
        self.told.append(more)
        return mails

    async def read(self, kept: Sequence[RawMail]) -> Sequence[RawMail]:
        self.done.append(("read", kept[0].uid))
        return kept

    async def record(self, read: Sequence[RawMail]) -> None:
        await self.go_on.acquire()
        if self.trouble:
            raise self.trouble
        self.done.append(("recorded", read[0].uid))


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_batch_is_read_while_the_one_before_it_is_recorded_and_the_order_holds() -> None:
    hands, marked = Hands(), list[int]()

    async def recorded(mails: Sequence[RawMail]) -> None:
        marked.append(mails[0].uid)

    relay = Relay(cast(Receiving, hands), from_sent=False, under=LEASE, recorded=recorded)
    running = [asyncio.ensure_future(one) for one in (relay.read(), relay.record())]
    taken = [asyncio.ensure_future(relay.take(batch(uid))) for uid in range(1, 8)]
    await settled()
    # One is being recorded, one waits for that, one is read and waits for room, one is fetched; the rest is not taken.
    assert hands.done == [(what, uid) for uid in (1, 2, 3) for what in ("kept", "read")]
    assert [task.done() for task in taken] == [True] * 4 + [False] * 3 and not marked
    hands.go_on.release()
    await settled()
    assert marked == [1] and ("read", 4) in hands.done and taken[4].done() and not taken[5].done()
    for _ in range(6):
        hands.go_on.release()
    await settled()
    for what in ("kept", "read", "recorded"):
        assert [uid for did, uid in hands.done if did == what] == list(range(1, 8))
    assert marked == list(range(1, 8))
    told = hands.told[0]
    assert told["under"] == LEASE and told["cursor"].uid == 2 and [one.uid for one in told["missed"]] == [2]
    for task in running:
        task.cancel()


async def test_what_a_hand_meets_is_raised_and_nothing_behind_it_is_recorded() -> None:
    hands = Hands()
    hands.trouble = StoreBusy("The store is away.")
    relay = Relay(cast(Receiving, hands), from_sent=True, under=LEASE)
    reading = asyncio.ensure_future(relay.read())
    for uid in (1, 2):
        await relay.take(batch(uid))
    hands.go_on.release()
    with pytest.raises(StoreBusy):
        await relay.record()
    await settled()
    assert hands.done == [("kept", 1), ("read", 1), ("kept", 2), ("read", 2)]
    reading.cancel()

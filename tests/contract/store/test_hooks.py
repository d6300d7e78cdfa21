"""Outgoing webhooks on both engines: told with the event or not at all, once each, and never for ever."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mailbot.adapters.hook_post import HookPost
from mailbot.delivery import hooks as use_case
from mailbot.delivery.hooks import Hooks
from mailbot.errors import RefusedError, StaleError, UsageError
from mailbot.model.event import Event
from mailbot.model.hook import DeliveryState, HookAnswer
from mailbot.model.sentence import say
from mailbot.store.database import Database
from mailbot.store.events import EventLog
from mailbot.store.hooks import HookRows
from mailbot.store.tables import events, hook_deliveries, hooks
from tests.contract.store.house import ANNA, START, HandClock
from tests.servers.hook_receiver import HookReceiver

HERE = (ipaddress.ip_network("127.0.0.0/8"),)


class Scripted:
    """Answers as told; keeps what was sent."""

    def __init__(self, *answers: HookAnswer) -> None:
        self.answers, self.sent = list(answers), list[str]()

    def check(self, url: str) -> str:
        return url

    async def post(self, url: str, secret: str, webhook_id: str, body: str, now: object) -> HookAnswer:
        self.sent.append(webhook_id)
        return self.answers.pop(0) if self.answers else HookAnswer(status=204)


def wired(db: Database, clock: HandClock, post: object) -> Hooks:
    return Hooks(rows=HookRows(db), post=post, clock=clock, dice=lambda: 0.0)  # type: ignore[arg-type]


async def happened(db: Database, kind: str = "reply_sent", **data: object) -> None:
    async with db.write() as tx:
        await EventLog().add(tx, Event(kind=kind, at=START, conversation_id="case-1", actor="anna", data=dict(data)))


async def test_a_receiver_is_told_what_it_asked_for_and_nothing_else(db: Database) -> None:
    clock, post = HandClock(), Scripted()
    house = wired(db, clock, post)
    some = (await house.add(ANNA, "https://a.example/", ("reply.sent",))).hook
    every = (await house.add(ANNA, "https://b.example/")).hook
    await happened(db, "reply_sent")
    await happened(db, "case_resolved")
    await happened(db, "heat_aged")  # nobody may ask for it
    assert [one.topic for one in await house.rows.deliveries(some.id)] == ["reply.sent"]
    assert [one.topic for one in await house.rows.deliveries(every.id)] == ["case.resolved", "reply.sent"]


async def test_a_telling_carries_ids_and_no_words_of_a_customer(db: Database) -> None:
    house = wired(db, HandClock(), Scripted())
    hook = (await house.add(ANNA, "https://a.example/")).hook
    await happened(db, "reply_sent", outbox="out-1", words="my secret illness", subject="Kettle", message="m-1")
    (one,) = await house.rows.deliveries(hook.id)
    body = json.loads(one.body)
    assert body["type"] == "reply.sent" and body["timestamp"] == START.isoformat()
    assert body["data"].pop("event")
    assert body["data"] == {"case": "case-1", "actor": "anna", "outbox": "out-1", "message": "m-1"}


async def test_what_is_rolled_back_is_told_nobody(db: Database) -> None:
    house = wired(db, HandClock(), Scripted())
    hook = (await house.add(ANNA, "https://a.example/")).hook
    with pytest.raises(RuntimeError):
        async with db.write() as tx:
            await EventLog().add(tx, Event(kind="reply_sent", at=START, conversation_id="case-1"))
            raise RuntimeError
    assert await house.rows.deliveries(hook.id) == []


async def test_it_arrives_signed_and_is_tried_again_under_the_same_id(db: Database) -> None:
    clock = HandClock()
    async with HookReceiver(500, 503) as receiver:
        house = wired(db, clock, HookPost(allowed=HERE, seconds=5))
        fresh = await house.add(ANNA, receiver.url)
        receiver.secret = fresh.secret
        await happened(db)
        assert await house.deliver_due() == 1
        assert await house.deliver_due() == 0  # not before its time
        clock.forward(seconds=5)
        assert await house.deliver_due() == 1
        clock.forward(seconds=60)
        assert await house.deliver_due() == 1
        assert [receiver.genuine(at) for at in range(3)] == [True, True, True]
        assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 1
        assert len({headers["webhook-timestamp"] for headers, _ in receiver.heard}) == 3
    (one,) = await house.rows.deliveries(fresh.hook.id)
    assert (one.state, one.attempts, one.status, one.error) == (DeliveryState.DELIVERED, 3, 204, None)
    assert (await house.rows.get(fresh.hook.id)).failures == 0


async def test_eight_workers_tell_everything_once(db: Database) -> None:
    post = Scripted()
    houses = [wired(db, HandClock(), post) for _ in range(8)]
    await houses[0].add(ANNA, "https://a.example/")
    for _ in range(24):
        await happened(db)
    await asyncio.gather(*(house.deliver_due(limit=5) for house in houses for _ in range(2)))
    assert len(post.sent) == len(set(post.sent)) == 24


async def test_a_worker_past_its_lease_writes_nothing(db: Database) -> None:
    house = wired(db, HandClock(), Scripted())
    await house.add(ANNA, "https://a.example/")
    await happened(db)
    (slow,) = await house.rows.claim_due(now=START, holder="slow", seconds=-1, limit=1)
    (quick,) = await house.rows.claim_due(now=START, holder="quick", seconds=60, limit=1)
    assert quick.delivery.id == slow.delivery.id
    done = {"state": DeliveryState.DELIVERED, "due_at": START, "status": 200, "error": None, "failures": 0,
            "failing_since": None, "disable": None, "now": START}  # fmt: skip
    await house.rows.settle(quick, **done)  # type: ignore[arg-type]
    with pytest.raises(StaleError):
        await house.rows.settle(slow, **done)  # type: ignore[arg-type]


async def test_a_receiver_that_wants_nothing_more_is_switched_off_with_a_notice(db: Database) -> None:
    clock, post = HandClock(), Scripted(HookAnswer(status=410))
    house = wired(db, clock, post)
    hook = (await house.add(ANNA, "https://a.example/")).hook
    await happened(db)
    await house.deliver_due()
    off = await house.rows.get(hook.id)
    assert not off.active and off.disabled_reason == say(
        "hook_gone", "The receiver answered 410: it wants nothing any more."
    )
    assert off.disabled_reason.code == "hook_gone"  # type: ignore[union-attr]
    async with db.read() as tx:
        noticed = select(func.count()).select_from(events).where(events.c.kind == "webhook_disabled")
        assert (await tx.execute(noticed)).scalar_one() == 1
    await happened(db)
    assert len(await house.rows.deliveries(hook.id)) == 1  # nothing new is written for it
    on = await house.rows.switch(hook.id, True, by="anna", now=START)
    assert on.active and on.disabled_reason is None and on.failures == 0


async def test_a_failed_telling_is_sent_again_by_hand_under_its_id(db: Database) -> None:
    clock, post = HandClock(), Scripted(HookAnswer(error="No answer.", for_good=True))
    house = wired(db, clock, post)
    hook = (await house.add(ANNA, "https://a.example/")).hook
    await happened(db)
    await house.deliver_due()
    (failed,) = await house.rows.deliveries(hook.id)
    assert failed.state is DeliveryState.FAILED
    clock.forward(days=9)
    again = await house.rows.send_again(hook.id, failed.id, clock.now())
    assert again.deadline > clock.now() + timedelta(days=2)
    with pytest.raises(RefusedError, match="send again"):
        await house.rows.send_again(hook.id, failed.id, clock.now())
    await house.deliver_due()
    assert post.sent == [failed.id, failed.id]


async def test_a_new_secret_and_the_end_of_a_receiver(db: Database) -> None:
    house = wired(db, HandClock(), Scripted())
    fresh = await house.add(ANNA, "https://a.example/")
    newer = await house.renew_secret(ANNA, fresh.hook.id)
    assert newer.secret != fresh.secret and newer.secret.startswith("whsec_")
    await house.rows.send_test(fresh.hook.id, START)
    await house.rows.remove(fresh.hook.id, by="anna", now=START)
    async with db.read() as tx:
        assert (await tx.execute(select(func.count()).select_from(hook_deliveries))).scalar_one() == 0
        assert (await tx.execute(select(func.count()).select_from(hooks))).scalar_one() == 0
    with pytest.raises(RefusedError, match="no webhook"):
        await house.rows.get(fresh.hook.id)


async def test_an_unknown_topic_is_refused_with_the_known_ones(db: Database) -> None:
    with pytest.raises(UsageError, match=r"no topic reply\.eaten") as caught:
        await wired(db, HandClock(), Scripted()).add(ANNA, "https://a.example/", ("reply.eaten",))
    assert "reply.sent" in caught.value.hint


async def test_old_messages_are_removed_and_those_that_wait_are_not(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(use_case, "_AT_ONCE", 2)
    clock, post = HandClock(), Scripted(*[HookAnswer(error=say("hook_off", "Off."), for_good=True)] * 2)
    house = wired(db, clock, post)
    hook = (await house.add(ANNA, "https://a.example/")).hook
    for _ in range(5):
        await happened(db)
    await house.deliver_due()
    clock.forward(hours=24)
    await happened(db)
    assert await house.tidy(clock.now() + timedelta(days=28)) == 0
    assert await house.tidy(clock.now() + timedelta(days=30)) == 5
    assert [one.state for one in await house.rows.deliveries(hook.id)] == [DeliveryState.WAITING]
    async with db.read() as tx:
        told = await tx.execute(select(func.count()).select_from(events).where(events.c.kind == "reply_sent"))
        assert told.scalar_one() == 6

"""The line as rows, on both engines: claims, order, many managers at once, every order of a call's events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from escalation.callback import CallEvent, CallState, Leg, Outcome, Side
from escalation.ports import Script
from mailbot.errors import RefusedError, StaleError
from mailbot.model.heat import Flag
from mailbot.store.call_rows import CallSettings
from mailbot.store.callbacks import CallbackStore
from mailbot.store.calls import CallStore
from mailbot.store.conversations import ConversationStore
from mailbot.store.database import Database
from mailbot.store.tables import call_attempts, callback_cases, callbacks, messages, outbox
from mailbot.store.types import new_id
from tests.contract.calls.house import ANN, NOON, POLICY, TEXTS, House, conversation, escalate

SCRIPT = Script(brief=(("en", "brief"),), language="en", customer_language="en")
WIDE = replace(
    POLICY,
    per_hour=10**6,
    per_day=10**6,
    per_country_day=10**6,
    minutes_per_day=10**6,
    cool_off_heat=2.0,
    lease_minutes=600,
)


class Rows:
    """The store alone."""

    def __init__(self, db: Database) -> None:
        site = CallSettings(policy=WIDE)
        self.db, self.calls, self.callbacks = db, CallStore(db, site, texts=TEXTS), CallbackStore(site)

    async def open(self, name: str, number: str, *, heat: float = 0.8, opened: datetime = NOON, **more: Any) -> str:
        async with self.db.write() as tx:
            case = await ConversationStore().open(tx, conversation(f"{name}@example.com", opened))
            callback_id = await self.callbacks.open(tx, case, escalate(number, "body", heat, (), **more), NOON)
            await tx.execute(update(callbacks).where(callbacks.c.id == callback_id).values(number_source="history"))
        return callback_id

    async def begin(self, callback_id: str, token: int, who: str) -> Any:
        number = "+442079460001" if who == "mona" else "+442079460002"
        return await self.calls.begin(
            callback_id, token, manager_id=who, manager_number=number, script=SCRIPT, manual=False, now=NOON
        )

    async def hear(self, attempt_id: str, side: Side, leg: Leg, **more: Any) -> Any:
        event = CallEvent(
            attempt_id=attempt_id, side=side, leg=leg, key=f"{side}-{leg}", ref=f"CA-{side}", at=NOON, **more
        )
        return await self.calls.heard(event)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def rows(request: pytest.FixtureRequest) -> AsyncIterator[Rows]:
    url = request.getfixturevalue("store_url" if request.param == "sqlite" else "postgres_store_url")
    db = Database(url, pool_size=8)
    yield Rows(db)
    await db.dispose()


def number(index: int) -> str:
    return f"+44207946{index:04}"


async def test_the_line_is_worked_off_in_its_order(rows: Rows) -> None:
    mild = await rows.open("mild", number(100), heat=0.5)
    hot = await rows.open("hot", number(101), heat=0.95)
    promised = await rows.open("promised", number(102), heat=0.4)
    async with rows.db.write() as tx:
        await tx.execute(update(callbacks).where(callbacks.c.id == promised).values(promised_at=NOON))
    await rows.calls.mend(NOON)
    taken = [await rows.calls.take_next(f"manager{turn}", NOON) for turn in range(4)]
    assert [item.id if item else None for item in taken] == [promised, hot, mild, None]
    assert [entry.callback.id for entry in await rows.calls.line(NOON)] == [promised, hot, mild]


async def test_a_head_of_the_line_that_cannot_be_called_does_not_block_it(rows: Rows) -> None:
    for index in range(25):
        await rows.open(f"sleeper{index}", f"+8131234{index:04}", heat=1.0)  # 21:00 in Tokyo
    await rows.open("awake", number(200), heat=0.1)
    taken = await rows.calls.take_next("mona", NOON)
    assert taken is not None and taken.customer_email == "awake@example.com"


async def test_claims_are_renewed_given_back_and_put_off(rows: Rows) -> None:
    callback_id = await rows.open("ann", ANN)
    claimed = await rows.calls.take(callback_id, "mona", NOON)
    again = await rows.calls.take(callback_id, "mona", NOON)
    assert again.token == claimed.token
    with pytest.raises(StaleError):
        await rows.calls.take(callback_id, "noah", NOON)
    await rows.calls.renew(callback_id, claimed.token, NOON + timedelta(minutes=1))
    await rows.calls.put_off(callback_id, claimed.token, NOON + timedelta(hours=1), NOON)
    assert await rows.calls.take_next("noah", NOON) is None
    later = await rows.calls.take_next("noah", NOON + timedelta(hours=1))
    assert later is not None and later.token == claimed.token + 1
    with pytest.raises(StaleError):
        await rows.calls.give_back(callback_id, claimed.token, NOON)
    await rows.calls.give_back(callback_id, later.token, NOON)
    assert (await rows.calls.get(callback_id)).state is CallState.READY


async def test_a_manager_with_two_tabs_holds_one_claim(rows: Rows) -> None:
    for turn in range(5):
        both = [await rows.open(f"{side}{turn}", number(500 + 10 * turn + side)) for side in (1, 2)]
        claims = (rows.calls.take(both[0], f"mona{turn}", NOON), rows.calls.take_next(f"mona{turn}", NOON))
        results = await asyncio.gather(*claims, return_exceptions=True)
        assert sorted(type(one).__name__ for one in results) == ["Callback", "RefusedError"], results
        [refused] = [one for one in results if isinstance(one, RefusedError)]
        assert refused.values["customer"] in str(refused) and "another tab" in refused.sentence()
        for one in results:
            if not isinstance(one, BaseException) and one is not None:
                await rows.calls.put_off(one.id, one.token, NOON + timedelta(days=9), NOON)
        async with rows.db.write() as tx:
            await tx.execute(update(callbacks).values(not_before=NOON + timedelta(days=9)))


async def test_a_claim_that_ran_out_is_not_renewed_beside_another(rows: Rows) -> None:
    first = await rows.calls.take(await rows.open("ann", ANN), "mona", NOON)
    later = NOON + timedelta(minutes=WIDE.lease_minutes + 1)
    second = await rows.calls.take(await rows.open("bob", number(301)), "mona", later)
    for again in (rows.calls.take(first.id, "mona", later), rows.calls.renew(first.id, first.token, later)):
        with pytest.raises(RefusedError, match="You hold another callback: "):
            await again
    await rows.calls.give_back(second.id, second.token, later)
    assert (await rows.calls.take(first.id, "mona", later)).manager_id == "mona"


async def test_a_callback_is_handed_over_with_its_place(rows: Rows) -> None:
    callback_id = await rows.open("ann", ANN)
    taken = await rows.calls.take(callback_id, "mona", NOON)
    given = await rows.calls.hand_over(callback_id, taken.token, "noah", NOON)
    assert (given.manager_id, given.placed_in_line_at, given.state) == (
        "noah",
        taken.placed_in_line_at,
        CallState.CLAIMED,
    )
    with pytest.raises(StaleError):
        await rows.begin(callback_id, taken.token, "mona")
    with pytest.raises(StaleError):
        await rows.calls.hand_over(callback_id, taken.token, "mona", NOON)
    await rows.begin(callback_id, given.token, "noah")
    other = await rows.calls.take(await rows.open("bob", number(301)), "mona", NOON)
    with pytest.raises(RefusedError, match="not free"):
        await rows.calls.hand_over(other.id, other.token, "noah", NOON)
    assert (await rows.calls.get(other.id)).manager_id == "mona"  # what cannot be given stays


async def test_notes_are_kept_for_whoever_holds_the_call(rows: Rows) -> None:
    callback_id = await rows.open("ann", ANN)
    await rows.calls.take(callback_id, "mona", NOON)
    await rows.calls.write_notes(callback_id, "mona", "waited at home", NOON)
    with pytest.raises(RefusedError):
        await rows.calls.write_notes(callback_id, "noah", "mine", NOON)
    assert (await rows.calls.get(callback_id)).notes == "waited at home"


async def test_one_active_attempt_per_number_and_per_manager(rows: Rows) -> None:
    one, other = await rows.open("ann", ANN), await rows.open("bob", number(300))
    first = await rows.calls.take(one, "mona", NOON)
    await rows.begin(one, first.token, "mona")
    with pytest.raises(RefusedError, match="You are on a call"):
        await rows.calls.take(other, "mona", NOON)
    async with rows.db.write() as tx:  # past every check, the index still stands
        await tx.execute(
            update(callbacks).where(callbacks.c.id == other).values(state="claimed", lease_holder="mona", fence=5)
        )
    with pytest.raises(StaleError):
        await rows.begin(other, 5, "mona")


HEARD = (
    (Side.MANAGER, Leg.RINGING, {}),
    (Side.MANAGER, Leg.COMPLETED, {}),
    (Side.CUSTOMER, Leg.ANSWERED, {}),
    (Side.CUSTOMER, Leg.COMPLETED, {"seconds": 60, "bridged": True}),
)


async def test_every_order_of_events_ends_alike_in_the_rows(store_url: str) -> None:
    db = Database(store_url)
    rows = Rows(db)
    for turn, order in enumerate(permutations(range(4))):
        callback_id = await rows.open(f"ann{turn}", number(400 + turn))
        claimed = await rows.calls.take(callback_id, f"mona{turn}", NOON)
        attempt = await rows.begin(callback_id, claimed.token, f"mona{turn}")
        async with db.write() as tx:
            await tx.execute(
                update(call_attempts).where(call_attempts.c.id == attempt.id).values(choice="accept", dialled_at=NOON)
            )
        for index in order:
            side, leg, more = HEARD[index]
            await rows.hear(attempt.id, side, leg, **more)
            await rows.hear(attempt.id, side, leg, **more)
        ended = await rows.calls.attempt(attempt.id)
        callback = await rows.calls.get(callback_id)
        assert (ended.outcome, ended.talk_seconds, ended.ref) == (Outcome.TALKED, 60, f"CA-{Side.MANAGER}"), order
        assert (callback.state, callback.attempts, callback.manager_id) == (CallState.WRAP_UP, 1, f"mona{turn}"), order
    await db.dispose()


async def test_an_event_of_an_unknown_attempt_is_kept_and_harmless(rows: Rows) -> None:
    assert await rows.hear("nobody", Side.MANAGER, Leg.ANSWERED) is None


async def fill(rows: Rows, count: int) -> None:
    """Put many callbacks into the line at once."""
    plain = {
        "language": "en",
        "state": "ready",
        "lane": 2,
        "number_source": "history",
        "sender": "verified",
        "created_at": NOON,
    }
    async with rows.db.write() as tx:
        template = await ConversationStore().open(tx, conversation("many@example.com", NOON))
        for start in range(0, count, 500):
            batch = [
                {
                    **plain, "id": new_id(), "conversation_id": template.id, "customer_email": f"c{index}@example.com",
                    "number": f"+4420{index + 70_000_000:08}", "score": float(index % 97), "heat": 0.8,
                    "placed_in_line_at": NOON - timedelta(seconds=index),
                }
                for index in range(start, min(count, start + 500))
            ]  # fmt: skip
            await tx.execute(insert(callbacks), batch)
            links = [{"callback_id": row["id"], "conversation_id": template.id} for row in batch]
            await tx.execute(insert(callback_cases), links)


async def claimed(rows: Rows, count: int, workers: int) -> list[str]:
    """Let managers take callbacks until the line is empty; return what each claim got."""
    taken: list[str] = []

    async def manager(name: str) -> None:
        shift = 0  # every claim by another person, for one person holds one callback at a time
        while (item := await rows.calls.take_next(f"{name}-{shift}", NOON)) is not None:
            taken.append(item.id)
            shift += 1

    await fill(rows, count)
    await asyncio.gather(*(manager(f"manager{index}") for index in range(workers)))
    return taken


@pytest.mark.parametrize(
    ("count", "workers"),
    [(40, 8), pytest.param(1_000, 8, marks=pytest.mark.slow), pytest.param(10_000, 8, marks=pytest.mark.slow)],
)
@pytest.mark.timeout(1800)
async def test_many_managers_claim_everything_once(rows: Rows, count: int, workers: int) -> None:
    taken = await claimed(rows, count, workers)
    assert len(taken) == len(set(taken)) == count
    async with rows.db.read() as tx:
        left = (await tx.execute(select(callbacks.c.id).where(callbacks.c.state != "claimed"))).all()
    assert left == []


async def test_a_key_press_and_the_customers_mail_do_not_lock_each_other_out(rows: Rows) -> None:
    """Case, callback, attempt: everybody takes the locks in this order."""
    callback_id = await rows.open("ann", ANN)
    taken = await rows.calls.take(callback_id, "mona", NOON)
    attempt = await rows.begin(callback_id, taken.token, "mona")

    async def writes() -> None:
        async with rows.db.write() as tx:
            case = await ConversationStore().lock(tx, taken.conversation_id)
            await rows.callbacks.customer_wrote(tx, case, "row", NOON)

    reports = [rows.hear(attempt.id, Side.MANAGER, leg) for leg in (Leg.RINGING, Leg.ANSWERED, Leg.COMPLETED)]
    await asyncio.gather(*reports, *(writes() for _ in range(4)))
    assert (await rows.calls.attempt(attempt.id)).outcome in (Outcome.CANCELLED, Outcome.NO_INPUT)


async def test_what_waits_for_a_person_can_be_taken_by_name_and_dialled_by_hand(rows: Rows) -> None:
    callback_id = await rows.open("ann", "+79161234567")  # eleven zones: nobody knows which time it is there
    async with rows.db.write() as tx:
        await tx.execute(update(callbacks).values(state=CallState.NEEDS_HUMAN.value))
    assert await rows.calls.take_next("noah", NOON) is None
    taken = await rows.calls.take(callback_id, "mona", NOON)
    assert taken.state is CallState.CLAIMED
    with pytest.raises(RefusedError, match="no time zone"):
        await rows.calls.set_zone(callback_id, "Mars/Olympus", "mona", NOON)
    assert (await rows.calls.set_zone(callback_id, "Europe/Moscow", "mona", NOON)).zone == "Europe/Moscow"


async def test_a_case_with_letters_beside_the_call_keeps_its_call(rows: Rows) -> None:
    callback_id = await rows.open("ann", ANN)
    case_id = (await rows.calls.get(callback_id)).conversation_id
    plain = {
        "conversation_id": case_id,
        "direction": "out",
        "mailbox": "support",
        "sender_email": "desk@example.com",
        "at": NOON,
    }
    mail = {
        "conversation_id": case_id, "mailbox": "support", "sender": "desk@example.com", "recipients": [], "payload": b"x",
        "content": {}, "state": "sent", "due_at": NOON, "created_at": NOON,
    }  # fmt: skip
    for position, kind in enumerate(("invitation", "holding", "follow_up", "confirmation", "reply")):
        async with rows.db.write() as tx:
            case = await ConversationStore().get(tx, case_id)
            await tx.execute(insert(outbox).values(id=f"o{position}", kind=kind, message_id=f"<{position}@x>", **mail))
            await tx.execute(
                insert(messages).values(id=f"m{position}", position=position, outbox_id=f"o{position}", **plain)
            )
            await rows.callbacks.reply_left(tx, case, f"m{position}", "text", NOON)
            assert await rows.callbacks.is_open(tx, case_id) is (kind != "reply")


async def test_a_broken_promise_moves_the_callback_up_and_keeps_its_place(house: House) -> None:
    """What the breach does: the case is weighed anew, hotter, and opened once more."""
    first, second = await house.open("ann", heat=0.8), await house.open("bob", "+442079460019", heat=0.75)
    before = await house.row(second)
    line = [entry.callback.id for entry in await house.calls.line(house.net.clock.now())]
    assert line == [first, second]
    case, hotter = await house.case_of(second), escalate(None, None, 0.99, ())
    async with house.db.write() as tx:
        assert await house.callbacks.open(tx, case, hotter, house.net.clock.now()) == second
    line = [entry.callback.id for entry in await house.calls.line(house.net.clock.now())]
    assert line == [second, first]
    after = await house.row(second)
    assert (after.placed_in_line_at, after.heat) == (before.placed_in_line_at, 0.99)


async def test_a_time_and_a_no_from_the_customer_reach_the_open_call(house: House) -> None:
    callback_id = await house.open()
    case, now = await house.case_of(callback_id), house.net.clock.now()
    async with house.db.write() as tx:
        wished = escalate(None, None, 0.3, (), wished_at=now + timedelta(hours=3))
        await house.callbacks.open(tx, case, wished, now)
    row = await house.row(callback_id)
    assert (row.wished_at, row.not_before, row.heat) == (now + timedelta(hours=3), now + timedelta(hours=3), 0.8)
    async with house.db.write() as tx:
        await house.callbacks.open(tx, case, escalate(None, None, 0.3, (Flag.DO_NOT_CALL,), may_call=False), now)
    assert (await house.row(callback_id)).do_not_call

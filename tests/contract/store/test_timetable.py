"""What people do with what is planned, and what the list shows, on both engines."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from mailbot.adapters.clock_packs import load_clock_packs
from mailbot.console.planned import Button, offered
from mailbot.errors import RefusedError, StaleError
from mailbot.model.policy import HoursPolicy
from mailbot.store import complaint_clocks
from mailbot.store.complaint_clocks import ComplaintClocks
from mailbot.store.database import Database, new_id
from mailbot.store.erasure import forget
from mailbot.store.followups import FollowUpRows
from mailbot.store.schedule import Schedule
from mailbot.store.tables import callback_cases, callbacks, conversations, follow_ups, outbox, promises
from mailbot.store.timetable import Timetable
from scheduler.ports import Act, Letter
from tests.contract.store.house import ANNA, MAX, House

ALWAYS = HoursPolicy(opens="00:00", closes="00:00", days=tuple(range(7)))


async def planned(house: House, kind: str = "question", state: str = "planned") -> str:
    await house.open_draft()
    item, now = new_id(), house.clock.now()
    values = {"kind": kind, "state": state, "due_at": now + timedelta(days=2), "created_at": now, "reason": "why"}
    async with house.db.write() as tx:
        await tx.execute(insert(follow_ups).values(id=item, conversation_id=(await house.case()).id, **values))
    return item


async def promised(house: House) -> str:
    await house.open_draft()
    item, now = new_id(), house.clock.now()
    values = {
        "words": "by two",
        "state": "running",
        "due_at": now + timedelta(hours=2),
        "warn_at": now + timedelta(hours=1),
    }
    async with house.db.write() as tx:
        await tx.execute(
            insert(promises).values(id=item, conversation_id=(await house.case()).id, created_at=now, **values)
        )
    return item


async def row(house: House, table: object = follow_ups) -> object:
    [only] = await house.rows(table)  # type: ignore[arg-type]
    return only


async def test_pause_resume_move_cancel(db: Database) -> None:
    house = House(db)
    item, desk = await planned(house), Timetable(db)
    now = house.clock.now()
    await desk.follow_up(ANNA, item, Act.PAUSE, now)
    assert (await row(house)).state == "paused"  # type: ignore[attr-defined]
    await desk.follow_up(ANNA, item, Act.RESUME, now)
    await desk.follow_up(ANNA, item, Act.MOVE, now, until=now + timedelta(days=9))
    assert (await row(house)).due_at == now + timedelta(days=9)  # type: ignore[attr-defined]
    await desk.follow_up(ANNA, item, Act.CANCEL, now)
    assert (await row(house)).state == "cancelled"  # type: ignore[attr-defined]
    with pytest.raises(RefusedError, match="cancelled cannot become planned"):
        await desk.follow_up(ANNA, item, Act.RESUME, now)
    assert [kind for kind in await house.kinds() if kind.startswith("follow_up")] == [
        "follow_up_pause", "follow_up_resume", "follow_up_move", "follow_up_cancel",
    ]  # fmt: skip


async def test_a_card_is_done_by_hand(db: Database) -> None:
    house = House(db)
    item = await planned(house, "card", "asked")
    await Timetable(db).follow_up(ANNA, item, Act.DONE, house.clock.now(), note="sent on Monday")
    assert ((await row(house)).state, (await row(house)).note) == ("done", "sent on Monday")  # type: ignore[attr-defined]


async def test_who_pauses_wins_over_a_worker_that_holds_it(db: Database) -> None:
    house = House(db)
    item = await planned(house)
    later = house.clock.now() + timedelta(days=3)

    async def queue(*_: object) -> str:
        return new_id()

    rows = FollowUpRows(db, queue, "worker")
    [held] = await rows.claim(later, 5)
    await Timetable(db).follow_up(ANNA, item, Act.PAUSE, later)
    with pytest.raises(StaleError):
        await rows.send(held, Letter(language="en", subject="s", body="b"), later)
    assert (await row(house)).state == "paused"  # type: ignore[attr-defined]


async def test_a_promise_is_moved_kept_and_never_paused(db: Database) -> None:
    house = House(db)
    item, desk, now = await promised(house), Timetable(db), house.clock.now()
    with pytest.raises(RefusedError, match="its time runs"):
        await desk.promise(ANNA, item, Act.PAUSE, now)
    await desk.promise(ANNA, item, Act.MOVE, now, until=now + timedelta(days=1))
    moved = await row(house, promises)
    assert moved.due_at == now + timedelta(days=1) and now < moved.warn_at < moved.due_at  # type: ignore[attr-defined]
    await desk.promise(ANNA, item, Act.DONE, now)
    assert (await row(house, promises)).state == "kept"  # type: ignore[attr-defined]


async def test_the_list_shows_everything_with_its_reason(db: Database) -> None:
    house = House(db)
    await planned(house)
    clocks = ComplaintClocks(db, [load_clock_packs()["house"]], ALWAYS, lambda mailbox: "UTC")
    items = await Schedule(db, clocks).planned()
    assert [(item.what, item.kind) for item in items] == [
        ("clock", "house acknowledge"), ("follow_up", "question"), ("clock", "house keep_informed"), ("clock", "house final"),
    ]  # fmt: skip
    assert all(item.reason for item in items)


async def test_a_term_is_warned_of_once(db: Database) -> None:
    house = House(db)
    await house.open_draft()
    clocks = ComplaintClocks(db, [load_clock_packs()["house"]], ALWAYS, lambda mailbox: "UTC")
    assert await clocks.warn(house.clock.now()) == 0
    later = house.clock.now() + timedelta(days=1, hours=10)
    assert await clocks.warn(later) == 1
    assert await clocks.warn(later) == 0
    assert "Acknowledge is due 2026-03-03 (house)" in (await house.case()).attention
    assert (await house.kinds()).count("complaint_clock_warned") == 1


async def test_a_case_that_was_erased_and_came_back_stops_no_clock(db: Database) -> None:
    house = House(db)
    await house.open_draft()
    clocks = ComplaintClocks(db, [load_clock_packs()["house"]], ALWAYS, lambda mailbox: "UTC")
    later = house.clock.now() + timedelta(days=1, hours=10)
    assert await clocks.warn(later) == 1
    await forget(db, "petra@home.example", later)
    async with db.write() as tx:
        await tx.execute(update(conversations).values(is_open=True, state="attention"))
    assert await clocks.warn(later) == 1
    assert len(await clocks.planned()) > 0


async def test_every_open_complaint_has_its_clock_however_many_there_are(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(complaint_clocks, "_BATCH", 20)
    house = House(db)
    await house.open_draft()
    [first] = await house.rows(conversations)
    case = {name: value for name, value in first._asdict().items() if not conversations.c[name].computed}
    more = 50
    async with db.write() as tx:
        await tx.execute(insert(conversations), [{**case, "id": new_id(), "reference": f"X-{n}"} for n in range(more)])
    clocks = ComplaintClocks(db, [load_clock_packs()["house"]], ALWAYS, lambda mailbox: "UTC")
    later = house.clock.now() + timedelta(days=1, hours=10)
    two_nodes = await asyncio.gather(clocks.warn(later), clocks.warn(later))
    assert sum(two_nodes) == more + 1
    assert {row.attention is not None for row in await house.rows(conversations)} == {True}
    assert (await house.kinds()).count("complaint_clock_warned") == more + 1


# -- replies that wait, and calls that are due


async def approved(house: House) -> tuple[str, str]:
    """Return an approved draft and its mail in the outbox."""
    draft = await house.open_draft()
    done = await house.desk.approve(ANNA, draft.id, draft.version)
    return draft.id, done.outbox_id


async def test_a_reply_is_moved_and_leaves_then(db: Database) -> None:
    house = House(db)
    _, mail_id = await approved(house)
    now = house.clock.now()
    assert await Timetable(db).reply(ANNA, mail_id, Act.MOVE, now, until=now + timedelta(days=1)) is None
    [item] = [one for one in await Schedule(db).planned() if one.what == "reply"]
    assert (item.due_at, item.id) == (now + timedelta(days=1), mail_id)
    house.clock.forward(minutes=30)
    await house.delivery.deliver_due()
    assert (await row(house, outbox)).state == "waiting"  # type: ignore[attr-defined]
    house.clock.forward(days=1)
    await house.delivery.deliver_due()
    assert (await row(house, outbox)).state == "sent"  # type: ignore[attr-defined]
    with pytest.raises(RefusedError, match="has left"):
        await Timetable(db).reply(ANNA, mail_id, Act.MOVE, now, until=now + timedelta(days=9))


async def test_a_reply_that_is_paused_or_cancelled_names_the_draft_to_open_again(db: Database) -> None:
    house = House(db)
    draft, mail_id = await approved(house)
    for act in (Act.PAUSE, Act.CANCEL):
        assert await Timetable(db).reply(ANNA, mail_id, act, house.clock.now()) == draft
    await house.desk.undo(ANNA, draft)
    assert (await row(house, outbox)).state == "cancelled"  # type: ignore[attr-defined]
    with pytest.raises(RefusedError):
        await Timetable(db).reply(ANNA, mail_id, Act.DONE, house.clock.now())


async def test_a_mail_without_a_draft_is_cancelled_for_good(db: Database) -> None:
    house = House(db)
    _, mail_id = await approved(house)
    async with db.write() as tx:
        await tx.execute(update(outbox).values(draft_id=None, kind="follow_up"))
    assert await Timetable(db).reply(ANNA, mail_id, Act.CANCEL, house.clock.now()) is None
    assert (await row(house, outbox)).state == "cancelled"  # type: ignore[attr-defined]
    assert "reply_cancel" in await house.kinds()


@pytest.mark.parametrize("drafted", [True, False])
async def test_what_one_recipient_has_is_not_cancelled_for_the_others(db: Database, drafted: bool) -> None:
    house = House(db)
    _, mail_id = await approved(house)
    now = house.clock.now()
    async with db.write() as tx:
        await tx.execute(update(outbox).values(sent_at=now, accepted=["petra@home.example"]))
        if not drafted:
            await tx.execute(update(outbox).values(draft_id=None, kind="follow_up"))
    for act in (Act.PAUSE, Act.CANCEL):
        with pytest.raises(RefusedError, match="has left"):
            await Timetable(db).reply(ANNA, mail_id, act, now)
    assert (await row(house, outbox)).state == "waiting"  # type: ignore[attr-defined]
    [item] = [one for one in await Schedule(db).planned() if one.what == "reply"]
    assert offered(item, ANNA) == (Button.LATER,)
    await Timetable(db).reply(ANNA, mail_id, Act.MOVE, now, until=now + timedelta(days=1))


async def due_call(house: House) -> str:
    """Return a callback that is due in an hour, of a case in the state that a call puts it in."""
    await house.open_draft()
    case, item, now = (await house.case()).id, new_id(), house.clock.now()
    values = {
        "customer_email": "petra@home.example", "state": "retry", "lane": 2, "placed_in_line_at": now, "created_at": now,
        "not_before": now + timedelta(hours=1), "problem": "kettle",
    }  # fmt: skip
    async with house.db.write() as tx:
        await tx.execute(insert(callbacks).values(id=item, conversation_id=case, **values))
        await tx.execute(insert(callback_cases).values(callback_id=item, conversation_id=case))
        await tx.execute(update(conversations).values(state="callback"))
    return item


async def test_a_call_is_paused_resumed_moved_and_called_off(db: Database) -> None:
    house = House(db)
    item, desk, now = await due_call(house), Timetable(db), house.clock.now()
    with pytest.raises(RefusedError, match="manager"):
        await desk.callback(ANNA, item, Act.PAUSE, now)
    await desk.callback(MAX, item, Act.PAUSE, now)
    [shown] = [one for one in await Schedule(db).planned() if one.what == "callback"]
    assert shown.state == "paused"
    await desk.callback(MAX, item, Act.RESUME, now)
    await desk.callback(MAX, item, Act.MOVE, now, until=now + timedelta(days=2))
    assert ((await row(house, callbacks)).state, (await row(house, callbacks)).not_before) == (  # type: ignore[attr-defined]
        "snoozed",
        now + timedelta(days=2),
    )
    await desk.callback(MAX, item, Act.CANCEL, now)
    assert (await row(house, callbacks)).state == "cancelled"  # type: ignore[attr-defined]
    case = await house.case()
    assert case.state == "attention"
    assert "called off" in str(case.attention)
    assert [kind for kind in await house.kinds() if kind.startswith("callback_")] == [
        "callback_pause", "callback_resume", "callback_move", "callback_cancel",
    ]  # fmt: skip


async def test_a_call_in_hand_is_not_changed_from_the_schedule(db: Database) -> None:
    house = House(db)
    item = await due_call(house)
    for state in ("claimed", "talking", "wrap_up"):
        async with db.write() as tx:
            await tx.execute(update(callbacks).values(state=state))
        with pytest.raises(RefusedError, match="under way"):
            await Timetable(db).callback(MAX, item, Act.CANCEL, house.clock.now())

"""Two robots face to face: whatever the other one writes, and however fast, we fall silent and keep everything."""

from __future__ import annotations

import pytest

from mailbot.errors import RefusedError
from mailbot.model.policy import IntakePolicy, Policy
from mailbot.store.database import Database
from mailbot.store.tables import callbacks, conversations, drafts, messages, outbox, raw_mails
from tests.contract.store.house import ANNA, House, escalate, mail, raw

CAPS = IntakePolicy(sender_per_hour=8, sender_per_day=20, subject_per_hour=5, subject_per_day=12)


async def arrives(house: House, uid: int, subject: str = "Ticket 1", text: str = "", **headers: str) -> None:
    content = mail(uid, text or f"Your ticket {uid} was noted.", Subject=subject, **headers)
    await house.receiving.receive(raw(uid, content, at=house.clock.now()))


async def answered(house: House) -> int:
    """A reckless desk: whatever draft stands is approved at once and leaves. Return how many mails have left in all."""
    async with house.db.read() as tx:
        open_drafts = [
            one for row in await house.rows(conversations) if (one := await house.records.drafts.open_of(tx, row.id))
        ]
    for draft in open_drafts:
        await house.desk.approve(ANNA, draft.id, draft.version)
    house.clock.forward(minutes=4)
    await house.delivery.deliver_due()
    return len(house.wire.taken)


@pytest.mark.parametrize(
    ("hours", "subject"),
    [
        (5, "Ticket {n}"),
        pytest.param(24, "Re: Ticket {n} [2026-03-02]", marks=pytest.mark.slow),
        pytest.param(24, "Update {n}: your ticket", marks=pytest.mark.slow),
    ],
)
async def test_two_robots_cannot_storm_each_other(db: Database, hours: int, subject: str) -> None:
    """Face to face: the peer has no automatic headers and answers each mail of ours, and more, at once."""
    house = House(db, policy=Policy(intake=CAPS))
    uid = 0
    for _ in range(hours * 2):
        for _ in range(3):  # it answers, and says that it has answered, and asks for a rating
            uid += 1
            await arrives(house, uid, subject.format(n=uid))
        house.clock.forward(minutes=26)
        await house.triage.triage_due()
        await answered(house)
    assert len(await house.rows(raw_mails)) == len(await house.rows(messages)) - len(house.wire.taken) == uid
    assert len(house.wire.taken) <= CAPS.subject_per_day
    assert len(await house.rows(drafts)) <= CAPS.subject_per_day
    held = [row for row in await house.rows(messages) if row.automatic == "storm"]
    assert len(held) == uid - len(house.diary.entries) + house.diary.entries.count("left")
    assert all(row.automatic_reason.startswith("Held: more than") for row in held)


async def test_a_new_subject_each_time_meets_the_cap_of_the_sender(db: Database) -> None:
    house = House(db, policy=Policy(intake=CAPS))
    for uid in range(1, 31):
        await arrives(house, uid, f"{chr(96 + uid % 26 + 1)}{chr(96 + uid // 26 + 1)} news")
        house.clock.forward(minutes=1)
    assert house.diary.entries == ["wrote"] * CAPS.sender_per_hour
    assert len(await house.rows(messages)) == 30
    assert len(await house.rows(conversations)) == CAPS.sender_per_hour  # a storm opens no further case


async def test_held_mail_opens_no_callback_and_is_shown_with_its_reason(db: Database) -> None:
    house = House(db, policy=Policy(intake=CAPS))
    house.decide.decision = escalate()
    for uid in range(1, 12):
        await arrives(house, uid)
    assert (await house.kinds()).count("mails_held") >= 1
    rows = await house.rows(conversations)
    assert any("Held: more than" in (row.attention or "") for row in rows)
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    opened = len(house.callbacks.opened)
    for uid in range(12, 20):
        await arrives(house, uid)
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    assert len(house.callbacks.opened) == opened <= CAPS.subject_per_hour


async def test_a_person_releases_what_is_held(db: Database) -> None:
    house = House(db, policy=Policy(intake=CAPS))
    for uid in range(1, 9):
        await arrives(house, uid, In_Reply_To="<m1@home.example>" if uid > 1 else "")
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    case = await house.case()
    before = len(house.decide.cases)
    assert len([one for one in house.decide.cases[-1].messages if one.automatic is None]) == CAPS.subject_per_hour
    await house.desk.release(ANNA, case.id, case.version)
    await house.triage.triage_due()
    assert len(house.decide.cases) == before + 1
    assert all(one.automatic is None for one in house.decide.cases[-1].messages)
    assert (await house.case()).attention is None
    assert "mails_released" in await house.kinds()
    with pytest.raises(RefusedError, match="held"):
        await house.desk.release(ANNA, case.id)


async def test_who_was_released_starts_afresh_and_may_be_held_again(db: Database) -> None:
    house = House(db, policy=Policy(intake=CAPS))
    follow = {"In_Reply_To": "<m1@home.example>"}
    for uid in range(1, 8):
        await arrives(house, uid, **(follow if uid > 1 else {}))
    house.clock.forward(minutes=1)
    await house.desk.release(ANNA, (await house.case()).id)
    house.clock.forward(minutes=1)
    for uid in range(8, 15):
        await arrives(house, uid, **follow)
    fates = [row.automatic for row in sorted(await house.rows(messages), key=lambda row: row.position)]
    assert fates[7 : 7 + CAPS.subject_per_hour] == [None] * CAPS.subject_per_hour
    assert fates[7 + CAPS.subject_per_hour :] == ["storm"] * 2
    assert (await house.kinds()).count("mails_held") == 2


async def test_when_the_window_has_slid_a_sender_is_heard_again(db: Database) -> None:
    house = House(db, policy=Policy(intake=CAPS))
    for uid in range(1, 8):
        await arrives(house, uid)
    house.clock.forward(minutes=61)
    await arrives(house, 8)
    assert house.diary.entries.count("wrote") == CAPS.subject_per_hour + 1


async def test_danger_passes_every_cap(db: Database) -> None:
    house = House(db, policy=Policy(intake=CAPS))

    async def glance(message: object) -> bool:
        return "gas" in getattr(message, "text", "")

    house.receiving._glance = glance
    for uid in range(1, 8):
        await arrives(house, uid)
    await arrives(house, 8, text="The boiler leaks gas.")
    newest = max(await house.rows(messages), key=lambda row: row.at)
    assert house.diary.entries.count("wrote") == CAPS.subject_per_hour + 1
    assert newest is not None and not await house.rows(callbacks) and not await house.rows(outbox)


async def test_other_senders_are_not_held_for_one(db: Database) -> None:
    house = House(db, policy=Policy(intake=CAPS))
    for uid in range(1, 11):
        await arrives(house, uid)
    await arrives(house, 50, From="Karl <karl@home.example>")
    assert house.diary.entries.count("wrote") == CAPS.subject_per_hour + 1

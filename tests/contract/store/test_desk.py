"""The desk: who was slower is told; approved means frozen; nothing that may not leave can be approved."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from mailbot.errors import RefusedError, StaleError
from mailbot.model.draft import DraftStatus
from mailbot.model.heat import Band
from mailbot.store.database import Database
from mailbot.store.drafts import body_hash
from mailbot.store.tables import agents, conversations, disputes, drafts, events, messages, notes, outbox
from tests.contract.store.house import ANNA, BEN, DESK, MAX, START, House, ScriptedLint, escalate, mail, propose, raw


@pytest.fixture
def house(db: Database) -> House:
    return House(db)


async def test_an_edit_is_compare_and_set_and_names_who_was_faster(house: House) -> None:
    async with house.db.write() as tx:
        await tx.execute(agents.insert().values(id="anna", email="a@x", name="Anna", role="agent", created_at=START))
    draft = await house.open_draft()
    saved = await house.desk.edit(ANNA, draft.id, draft.version, body="Better.")
    assert (saved.body, saved.version, saved.updated_by) == ("Better.", draft.version + 1, "anna")
    with pytest.raises(StaleError, match="Anna was faster: the draft was changed at 09:31:00 UTC"):
        await house.desk.edit(BEN, draft.id, draft.version, body="Worse.")
    assert (await house.rows(drafts))[0].body == "Better."


async def test_approval_freezes_text_recipients_and_threading(house: House) -> None:
    draft = await house.open_draft("It broke.\nTwice.")
    done = await house.desk.approve(ANNA, draft.id, draft.version)
    [row] = await house.rows(outbox)
    frozen = (await house.rows(drafts))[0]
    assert done.send_after == house.clock.now() + timedelta(seconds=30) == row.due_at
    assert row.recipients == ["petra@home.example"] and row.state == "waiting" and row.created_by == "anna"
    assert row.body_hash == frozen.body_hash == body_hash(draft.subject, draft.body, draft.to, ())
    text = row.payload.decode()
    assert f"Message-ID: {row.message_id}" in text and row.message_id.endswith("@shop.example>")
    assert "In-Reply-To: <m1@home.example>" in text and "References: <m1@home.example>" in text
    assert "2026-03-02, Petra:" in text and "> It broke." in text
    with pytest.raises(StaleError, match="approved already"):
        await house.desk.edit(BEN, draft.id, frozen.version, body="Swapped.")


async def test_a_hot_mail_has_a_longer_undo_window(house: House) -> None:
    house.decide.decision = propose(heat=0.65)
    draft = await house.open_draft()
    done = await house.desk.approve(ANNA, draft.id, draft.version)
    assert done.send_after - house.clock.now() == timedelta(minutes=3)


async def test_two_approvals_at_once_send_one_mail(house: House) -> None:
    draft = await house.open_draft()
    tries = (house.desk.approve(who, draft.id, draft.version) for who in (ANNA, BEN, ANNA, BEN))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Approved", "StaleError", "StaleError", "StaleError"]
    assert len(await house.rows(outbox)) == 1


async def test_an_approval_of_what_one_did_not_see_is_refused(house: House) -> None:
    draft = await house.open_draft()
    await house.receiving.receive(raw(2, mail(2, "Wait", References="<m1@home.example>"), at=house.clock.now()))
    with pytest.raises(StaleError):
        await house.desk.approve(ANNA, draft.id, draft.version)
    assert await house.rows(outbox) == []


async def test_undo_takes_it_back_until_it_leaves(house: House) -> None:
    draft = await house.open_draft()
    await house.desk.approve(ANNA, draft.id, draft.version)
    reopened = await house.desk.undo(ANNA, draft.id)
    assert reopened.status is DraftStatus.OPEN
    house.clock.forward(hours=1)
    assert await house.delivery.deliver_due() == 0
    await house.desk.approve(ANNA, draft.id, reopened.version)
    house.clock.forward(hours=1)
    await house.delivery.deliver_due()
    with pytest.raises(RefusedError, match="too late"):
        await house.desk.undo(ANNA, draft.id)
    assert len(house.wire.taken) == 1


@pytest.mark.parametrize("nothing", ["", " \n\n", "\u200b\u00a0"])
async def test_a_reply_without_a_word_is_not_sent(house: House, nothing: str) -> None:
    draft = await house.open_draft()
    draft = await house.desk.edit(ANNA, draft.id, draft.version, body=nothing)
    with pytest.raises(RefusedError, match="The reply is empty"):
        await house.desk.approve(ANNA, draft.id, draft.version)
    assert await house.rows(outbox) == []


async def test_send_later_waits(house: House) -> None:
    draft = await house.open_draft()
    tomorrow = house.clock.now() + timedelta(days=1)
    await house.desk.approve(ANNA, draft.id, draft.version, send_at=tomorrow)
    house.clock.forward(hours=23)
    assert await house.delivery.deliver_due() == 0
    house.clock.forward(hours=1)
    assert await house.delivery.deliver_due() == 1


async def test_send_later_at_a_time_gone_by_is_refused(house: House) -> None:
    draft = await house.open_draft()
    for gone in (timedelta(days=365), timedelta(minutes=2)):
        with pytest.raises(RefusedError, match="has passed"):
            await house.desk.approve(ANNA, draft.id, draft.version, send_at=house.clock.now() - gone)
    # A field that knows minutes only names the one that has begun.
    done = await house.desk.approve(ANNA, draft.id, draft.version, send_at=house.clock.now() - timedelta(seconds=50))
    assert done.send_after > house.clock.now()


async def test_send_much_later_is_refused(house: House) -> None:
    draft = await house.open_draft()
    with pytest.raises(RefusedError, match="60 days"):
        await house.desk.approve(ANNA, draft.id, draft.version, send_at=house.clock.now() + timedelta(days=100))


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ((), "no recipient"),
        ((DESK,), "to ourselves"),
    ],
)
async def test_recipients_that_make_no_sense_are_refused(house: House, to: tuple[str, ...], words: str) -> None:
    draft = await house.open_draft()
    draft = await house.desk.edit(ANNA, draft.id, draft.version, body=draft.body, to=to)
    with pytest.raises(RefusedError, match=words):
        await house.desk.approve(ANNA, draft.id, draft.version)


@pytest.mark.parametrize(
    "bad", ["a@b.c\r\nBcc: x@evil.example", "no at", "a@b", "a b@c.de", "<a@b.de>", "a@b.de, c@d.ef"]
)
async def test_what_is_no_address_goes_nowhere(house: House, bad: str) -> None:
    draft = await house.open_draft()
    with pytest.raises(RefusedError, match="not an e-mail address"):
        await house.desk.edit(ANNA, draft.id, draft.version, body="x", to=(bad,))


async def test_a_subject_stays_one_line(house: House) -> None:
    draft = await house.open_draft()
    saved = await house.desk.edit(ANNA, draft.id, draft.version, body="x", subject="Hi\r\nBcc: x@evil.example\x00")
    assert saved.subject == "Hi Bcc: x@evil.example"


async def test_the_lint_blocks_or_asks_a_manager(house: House) -> None:
    draft = await house.open_draft()
    draft = await house.desk.edit(ANNA, draft.id, draft.version, body="war-of-words")
    with pytest.raises(RefusedError, match=r"may not be sent \(war-of-words\)"):
        await house.desk.approve(MAX, draft.id, draft.version)
    draft = await house.desk.edit(ANNA, draft.id, draft.version, body="over-amends had-to")
    assert [one.rule for one in draft.findings] == ["over-amends", "had-to"]
    with pytest.raises(RefusedError, match="A manager must agree"):
        await house.desk.approve(ANNA, draft.id, draft.version)
    assert (await house.desk.approve(MAX, draft.id, draft.version)).draft.approved_by == "max"


async def test_text_waits_while_a_call_is_due(house: House) -> None:
    draft = await house.open_draft()
    house.callbacks.opened.append((await house.case()).id)
    with pytest.raises(RefusedError, match="one voice"):
        await house.desk.approve(ANNA, draft.id, draft.version)


async def test_an_invitation_may_leave_beside_a_call(house: House) -> None:
    house.decide.decision = escalate(invitation=propose("When may we call?").draft)
    draft = await house.open_draft()
    assert (await house.desk.approve(ANNA, draft.id, draft.version)).outbox_id


async def test_a_rejection_needs_a_reason_and_asks_a_person(house: House) -> None:
    draft = await house.open_draft()
    with pytest.raises(RefusedError, match="needs a reason"):
        await house.desk.reject(ANNA, draft.id, draft.version, " ")
    await house.desk.reject(ANNA, draft.id, draft.version, "Wrong order.")
    case = await house.case()
    assert (case.state, case.attention) == ("attention", "Draft rejected: Wrong order.")
    own = await house.desk.start(ANNA, case.id, propose("My own words.").draft)
    assert (await house.case()).state == "drafted" and own.written_by == "anna"


async def test_resolve_reopen_close(house: House) -> None:
    await house.open_draft()
    case = await house.desk.resolve(ANNA, (await house.case()).id)
    assert (await house.case()).is_open is False
    with pytest.raises(RefusedError, match="cannot resolve"):
        await house.desk.resolve(BEN, case.id)
    case = await house.desk.reopen(ANNA, case.id)
    assert case.reopened == 1 and (await house.case()).is_open is True
    await house.desk.close(ANNA, case.id, reason="Spam after all.")
    assert house.diary.entries == ["wrote", "resolved", "reopened", "closed"]
    with pytest.raises(StaleError, match="changed while"):
        await house.desk.assign(ANNA, case.id, "ben", version=1)


async def test_assign_snooze_note_dispute_are_told(house: House) -> None:
    await house.open_draft()
    case_id = (await house.case()).id
    await house.desk.assign(ANNA, case_id, "ben")
    await house.desk.snooze(ANNA, case_id, house.clock.now() + timedelta(hours=3))
    with pytest.raises(RefusedError, match="has passed"):
        await house.desk.snooze(ANNA, case_id, house.clock.now())
    await house.desk.note(ANNA, case_id, "Ask @Ben.", mentions=("ben",))
    with pytest.raises(RefusedError, match="empty"):
        await house.desk.note(ANNA, case_id, " ")
    await house.desk.dispute(ANNA, case_id, signal="word", proposed_band=Band.NONE, comment="Irony.")
    case = await house.case()
    assert (case.assignee, case.snoozed_until is not None) == ("ben", True)
    assert (await house.rows(notes))[0].mentions == ["ben"]
    assert (await house.rows(disputes))[0].heat == pytest.approx(0.3)
    acts = [row.kind for row in await house.rows(events) if row.actor == "anna"]
    assert acts == ["case_assigned", "case_snoozed", "note_added", "heat_disputed"]
    await house.receiving.receive(raw(2, mail(2, "Hello?", References="<m1@home.example>"), at=house.clock.now()))
    assert (await house.case()).snoozed_until is None


async def test_a_split_takes_mails_ids_and_a_decision_of_its_own(house: House) -> None:
    await house.receiving.receive(raw(1))
    await house.receiving.receive(raw(2, mail(2, "And the toaster.", References="<m1@home.example>")))
    [first, second] = await house.rows(messages)
    with pytest.raises(RefusedError, match="not all"):
        await house.desk.split(ANNA, first.conversation_id, [first.id, second.id])
    new = await house.desk.split(ANNA, first.conversation_id, [second.id], subject="Toaster")
    await house.receiving.receive(raw(3, mail(3, "Toaster again.", In_Reply_To="<m2@home.example>")))
    counts = {row.id: row.messages for row in await house.rows(conversations)}
    assert counts == {first.conversation_id: 1, new.id: 2}


async def test_after_a_split_each_case_knows_who_wrote_last_in_it(house: House) -> None:
    await house.receiving.receive(raw(1))
    ours = mail(50, "We look into it.", From=f"Shop <{DESK}>", To="petra@home.example", In_Reply_To="<m1@home.example>")
    await house.receiving.receive(raw(50, ours, at=START + timedelta(minutes=1), folder="Sent"), from_sent=True)
    house.clock.forward(minutes=2)
    await house.receiving.receive(raw(2, mail(2, "The toaster.", References="<m1@home.example>"), at=house.clock.now()))
    first, answer, _ = sorted(await house.rows(messages), key=lambda row: row.position)
    new = await house.desk.split(ANNA, first.conversation_id, [first.id, answer.id])
    last = {row.id: (row.last_customer_at, row.last_outbound_at) for row in await house.rows(conversations)}
    assert last[new.id] == (first.at, answer.at)
    assert last[first.conversation_id] == (house.clock.now(), None)


async def test_a_merge_leaves_one_case_that_later_mail_finds(house: House) -> None:
    await house.receiving.receive(raw(1))
    await house.receiving.receive(raw(2, mail(2, "Other words.", Subject="Other")))
    one, two = await house.rows(conversations)
    await house.desk.merge(ANNA, two.id, one.id)
    await house.receiving.receive(raw(3, mail(3, "More", In_Reply_To="<m2@home.example>")))
    await house.receiving.receive(raw(4, mail(4, "More", Subject=f"x {two.reference}")))
    rows = {row.id: row for row in await house.rows(conversations)}
    assert rows[one.id].messages == 4 and rows[two.id].state == "closed"
    with pytest.raises(RefusedError, match="was merged already"):
        await house.desk.merge(ANNA, two.id, one.id)


async def test_merging_strangers_needs_a_manager(house: House) -> None:
    await house.receiving.receive(raw(1))
    await house.receiving.receive(raw(2, mail(2, "x", From="paul@home.example")))
    one, two = await house.rows(conversations)
    with pytest.raises(RefusedError, match="must be manager"):
        await house.desk.merge(ANNA, two.id, one.id)
    assert (await house.desk.merge(MAX, two.id, one.id)).id == one.id


async def test_crosswise_merges_do_not_lock_each_other_out(house: House) -> None:
    await house.receiving.receive(raw(1))
    await house.receiving.receive(raw(2, mail(2, "x", Subject="Other")))
    one, two = await house.rows(conversations)
    tries = (house.desk.merge(ANNA, one.id, two.id), house.desk.merge(BEN, two.id, one.id))
    results = await asyncio.gather(*tries, return_exceptions=True)
    kinds = sorted(type(result).__name__ for result in results)
    assert kinds == ["Conversation", "RefusedError"]


async def test_only_a_manager_turns_the_kill_switch_and_then_nothing_leaves(house: House) -> None:
    await house.approved()
    with pytest.raises(RefusedError, match="must be manager"):
        await house.desk.switch(ANNA, "kill_switch", True)
    await house.desk.switch(MAX, "kill_switch", True)
    assert await house.delivery.deliver_due() == 0
    await house.desk.switch(MAX, "kill_switch", False)
    assert await house.delivery.deliver_due() == 1


async def test_the_lint_reads_before_any_lock_is_taken(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = await house.open_draft()
    seen: list[str] = []

    async def reads(self: object, text: object, case: object) -> tuple[()]:
        # Would wait for the lock for ever if approving held it while the lint reads.
        await house.desk.note(BEN, draft.conversation_id, "I write meanwhile.")
        seen.append("read")
        return ()

    monkeypatch.setattr(ScriptedLint, "__call__", reads)
    await house.desk.approve(ANNA, draft.id, draft.version)
    assert seen == ["read"]


async def test_what_the_lint_read_must_be_what_is_approved(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = await house.open_draft()

    async def reads(self: object, text: object, case: object) -> tuple[()]:
        house.clock.forward(minutes=1)
        again = mail(9, "And another thing!", In_Reply_To="<m1@home.example>")
        await house.receiving.receive(raw(9, again, at=house.clock.now()))
        return ()

    monkeypatch.setattr(ScriptedLint, "__call__", reads)
    with pytest.raises(StaleError):
        await house.desk.approve(ANNA, draft.id, draft.version)
    assert await house.rows(outbox) == []

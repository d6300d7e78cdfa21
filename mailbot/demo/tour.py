"""The guided tour: mails arrive, drafts are approved, a call is made, a solution is followed up."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from smtplib import SMTP

from sqlalchemy import func, select

from escalation.callback import Callback, CallState, Disposition, Outcome
from escalation.ports import WrapUp
from mailbot.demo.samples import SampleMail, answer_to, sample_mails
from mailbot.demo.stage import SUPPORT, Stage
from mailbot.demo.story import Narrator, tell
from mailbot.errors import MailbotError, RefusedError
from mailbot.model.person import Agent, Role
from mailbot.model.view import InboxQuery, Tab
from mailbot.store.tables import (
    call_attempts,
    callbacks,
    conversations,
    drafts,
    follow_ups,
    messages,
    outbox,
    raw_mails,
)
from mailbot.store.views import Views

#: Seconds that one step of the tour may take before it is called off.
PATIENCE = 120.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What happened, for `mailbot demo --once --format json`."""

    received: int
    ignored: int
    drafted: int
    sent: int
    callbacks: int
    calls_completed: int
    follow_ups: int
    quarantined: int
    seconds: float

    def as_dict(self) -> dict[str, float]:
        """Return the fields in their order."""
        return asdict(self)


async def tour(stage: Stage, narrator: Narrator, *, pause: float = 0.0) -> Counts:
    """Play the whole course and return what happened.

    Args:
        pause: seconds between two mails, so that people can follow.

    Raises:
        MailbotError: a step did not happen in time; says which.
    """
    began = time.monotonic()
    telling = asyncio.create_task(tell(stage, narrator))
    try:
        for title, scene in SCENES:
            narrator.scene(title)
            await scene(stage, narrator, pause)
        await asyncio.sleep(0.3)  # the last events reach the audience
    finally:
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await telling
    return await _counts(stage, time.monotonic() - began)


# -- scenes -----------------------------------------------------------------------------------------------------------


async def _mails_arrive(stage: Stage, narrator: Narrator, pause: float) -> None:
    mails = sample_mails(SUPPORT, stage.clock.now())
    for mail in mails:
        await _post(stage, mail)
        await asyncio.sleep(pause)
    await _until(stage, "all mails are recorded", lambda: _all_settled(stage, len(mails)))
    await _until(stage, "every case is decided", lambda: _nobody_gathers(stage))


async def _drafts_are_approved(stage: Stage, narrator: Narrator, pause: float) -> None:
    alma = stage.agents[Role.AGENT]
    found = await Views(stage.house.db).inbox(InboxQuery(tab=Tab.TODO), stage.clock.now())
    for number, row in enumerate(found.rows):
        if row.draft_id:
            await _approve(stage, narrator, alma, row.draft_id, edit=number == 0)
            await asyncio.sleep(pause / 2)
    await _until(stage, "every approved reply has left", lambda: _nothing_waits(stage))


async def _approve(stage: Stage, narrator: Narrator, agent: Agent, draft_id: str, *, edit: bool) -> None:
    async with stage.house.db.read() as tx:
        draft = await stage.house.records.drafts.get(tx, draft_id)
    try:
        if edit:
            body = f"{draft.body.rstrip()}\n{agent.name}\n"
            draft = await stage.house.desk.edit(agent, draft.id, draft.version, body=body)
        await stage.house.desk.approve(agent, draft.id, draft.version)
    except RefusedError as refusal:
        narrator.line("left", "One draft waits for a person.", refusal.sentence())


async def _the_manager_calls(stage: Stage, narrator: Narrator, pause: float) -> None:
    calls = stage.house.telephone.desk
    places = await calls.store.line(stage.clock.now())
    for callback in [place.callback for place in places if place.callback.number]:
        await _call(stage, narrator, callback)


async def _call(stage: Stage, narrator: Narrator, callback: Callback) -> None:
    manager, calls, number = stage.agents[Role.MANAGER], stage.house.telephone.desk, str(callback.number)
    narrator.line("confirmed", f"{manager.name} has looked: {number} is {callback.customer_name}'s own number.")
    await calls.store.confirm_number(callback.id, number, manager.id, stage.clock.now())
    await calls.ring(callback.id, manager, stage.clock.now())
    narrator.line("rings", f"{manager.name}'s telephone rings; he hears a brief and presses 1.")
    await _until(stage, "the call is over", lambda: _call_is_over(stage, callback.id))
    await calls.store.complete(callback.id, manager.id, _record(stage), stage.clock.now())
    narrator.line("agreed", "A new fridge on Thursday before noon; the written confirmation is drafted.")


def _record(stage: Stage) -> WrapUp:
    return WrapUp(
        disposition=Disposition.RESOLVED,
        notes="Heard him out: three visits missed. Apologised once. A new fridge, and the spoilt food is paid.",
        promise="Entregamos um frigorífico novo na quinta-feira antes do meio-dia.",
        promise_due=stage.clock.now() + timedelta(days=2),
        confirmation=True,
    )


async def _solutions_are_followed_up(stage: Stage, narrator: Narrator, pause: float) -> None:
    alma = stage.agents[Role.AGENT]
    await _drafts_are_approved(stage, narrator, pause)
    waiting = await Views(stage.house.db).inbox(InboxQuery(tab=Tab.WAITING), stage.clock.now())
    narrator.line("answered", f"{alma.name} finds the answers that were promised and calls the cases solved.")
    for row in waiting.rows:
        await stage.house.desk.resolve(alma, row.id)
    async with stage.house.db.read() as tx:
        due = (
            await tx.execute(select(func.max(follow_ups.c.due_at)).where(follow_ups.c.kind == "question"))
        ).scalar_one()
    if due is None:
        raise MailbotError("Nothing was planned after the solution.")
    narrator.line("later", f"Some days pass: it is {due:%A, %d %B}.")
    stage.clock.jump_to(due + timedelta(minutes=1))
    await _until(stage, "the follow-up questions have left", lambda: _questions_left(stage))


async def _a_customer_is_content(stage: Stage, narrator: Narrator, pause: float) -> None:
    async with stage.house.db.read() as tx:
        statement = select(outbox).where(outbox.c.kind == "follow_up", outbox.c.state == "sent").order_by(outbox.c.id)
        asked = (await tx.execute(statement)).first()
        before = (await tx.execute(select(func.count()).select_from(messages))).scalar_one()
    if asked is None:
        return
    sender = asked.recipients[0]
    raw = answer_to(asked.payload, sender, "Sim, está tudo resolvido. Muito obrigado!", stage.clock.now())
    await _post(stage, SampleMail(sender=sender, subject="", expect="", raw=raw))
    await _until(stage, "the answer is recorded", lambda: _count_above(stage, before))
    await _until(stage, "the answer is understood", lambda: _nobody_gathers(stage))


Scene = Callable[[Stage, Narrator, float], Awaitable[None]]

#: The tour, in its order.
SCENES: tuple[tuple[str, Scene], ...] = (
    ("Mails arrive, in seven languages", _mails_arrive),
    ("An agent reads, edits and approves", _drafts_are_approved),
    ("A manager calls the furious customer", _the_manager_calls),
    ("Solved cases are followed up", _solutions_are_followed_up),
    ("A customer answers", _a_customer_is_content),
)


# -- what is waited for -----------------------------------------------------------------------------------------------


async def _until(stage: Stage, what: str, happened: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not await happened():
        if time.monotonic() > deadline:
            raise MailbotError(f"The tour waited {PATIENCE:.0f} s in vain until {what}.")
        await asyncio.sleep(0.1)


async def _post(stage: Stage, mail: SampleMail) -> None:
    def send() -> None:
        with SMTP(stage.servers.host, stage.servers.smtp_port) as smtp:
            smtp.sendmail(mail.sender, [SUPPORT], mail.raw)

    await asyncio.to_thread(send)


async def _number(stage: Stage, table: object, *where: object) -> int:
    async with stage.house.db.read() as tx:
        count: int = (await tx.execute(select(func.count()).select_from(table).where(*where))).scalar_one()  # type: ignore[arg-type]
        return count


async def _all_settled(stage: Stage, expected: int) -> bool:
    return await _number(stage, raw_mails, raw_mails.c.state != "new", raw_mails.c.from_sent.is_(False)) >= expected


async def _nobody_gathers(stage: Stage) -> bool:
    return await _number(stage, conversations, conversations.c.triage_due_at.is_not(None)) == 0


async def _nothing_waits(stage: Stage) -> bool:
    return await _number(stage, outbox, outbox.c.state.in_(["waiting", "sending", "unknown"])) == 0


async def _call_is_over(stage: Stage, callback_id: str) -> bool:
    over = [CallState.WRAP_UP.value, CallState.NEEDS_HUMAN.value, CallState.RETRY.value, CallState.READY.value]
    ended = await _number(stage, call_attempts, call_attempts.c.ended_at.is_not(None))
    return ended > 0 and await _number(stage, callbacks, callbacks.c.id == callback_id, callbacks.c.state.in_(over)) > 0


async def _questions_left(stage: Stage) -> bool:
    planned = await _number(stage, follow_ups, follow_ups.c.kind == "question", follow_ups.c.state == "planned")
    return planned == 0 and await _nothing_waits(stage)


async def _count_above(stage: Stage, before: int) -> bool:
    return await _number(stage, messages) > before


async def _counts(stage: Stage, seconds: float) -> Counts:
    mine = raw_mails.c.from_sent.is_(False)
    talked = call_attempts.c.outcome == Outcome.TALKED.value
    asked = (follow_ups.c.kind == "question", follow_ups.c.state.in_(["done", "answered"]))
    return Counts(
        received=await _number(stage, raw_mails, mine),
        ignored=await _number(stage, raw_mails, mine, raw_mails.c.state == "ignored"),
        drafted=await _number(stage, drafts, drafts.c.kind != "confirmation"),
        sent=await _number(stage, outbox, outbox.c.state == "sent"),
        callbacks=await _number(stage, callbacks),
        calls_completed=await _number(stage, call_attempts, talked),
        follow_ups=await _number(stage, follow_ups, *asked),
        quarantined=await _number(stage, raw_mails, raw_mails.c.state == "quarantined"),
        seconds=round(seconds, 1),
    )

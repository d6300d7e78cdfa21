"""The schedule: what will happen when and why, what was promised, cards to write; each moved, paused or cancelled here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from mailbot.console.house import House
from mailbot.console.numbers import moment
from mailbot.console.pages import house_of, page
from mailbot.console.session import AgentHere
from mailbot.errors import RefusedError
from mailbot.model.moment import FARTHEST
from mailbot.model.person import Agent, Role
from mailbot.model.policy import HoursPolicy
from mailbot.model.view import Planned
from scheduler.calendar import calendar_of, instant
from scheduler.ports import Act

router = APIRouter(prefix="/follow-ups")

Line = Annotated[str, Form(max_length=1000)]


class Sort(StrEnum):
    """What can be acted on from the schedule."""

    FOLLOW_UP = "follow_up"
    PROMISE = "promise"
    REPORT = "report"
    SNOOZE = "snooze"
    REPLY = "reply"
    CALLBACK = "callback"
    RETENTION = "retention"


class Button(StrEnum):
    """What the page offers for an item; each has one key."""

    PAUSE = "pause"
    RESUME = "resume"
    MOVE = "move"  # to a chosen time
    LATER = "later"  # to the same time of the next working day
    CANCEL = "cancel"
    DONE = "done"
    BROKEN = "broken"


#: What the page offers for each sort, in the order of its buttons.
OFFERED: dict[Sort, tuple[Button, ...]] = {
    Sort.FOLLOW_UP: (Button.PAUSE, Button.LATER, Button.CANCEL),
    Sort.PROMISE: (Button.DONE, Button.BROKEN, Button.LATER, Button.CANCEL),
    Sort.REPORT: (Button.PAUSE, Button.LATER, Button.CANCEL),
    Sort.SNOOZE: (Button.LATER, Button.CANCEL),
    Sort.REPLY: (Button.PAUSE, Button.LATER, Button.CANCEL),
    Sort.CALLBACK: (Button.PAUSE, Button.LATER, Button.CANCEL),
    Sort.RETENTION: (Button.PAUSE,),
}
#: What is a manager's to change.
MANAGERS = (Sort.CALLBACK, Sort.RETENTION)


def offered(item: Planned, agent: Agent) -> tuple[Button, ...]:
    """Return what a person may do with an item, in order; a paused one is resumed instead of paused."""
    if item.what == Sort.REPORT and item.id != agent.id and not agent.role.includes(Role.ADMIN):
        return ()
    if item.what not in {sort.value for sort in Sort}:
        return ()
    if item.what in MANAGERS and not agent.role.includes(Role.MANAGER):
        return ()
    acts = OFFERED[Sort(item.what)]
    if item.state == "partly_sent":  # it has left; only the rest of its recipients wait
        return (Button.LATER,)
    if item.what == Sort.REPLY and item.kind == "follow_up":  # no draft stands behind it that could wait
        return (Button.LATER, Button.CANCEL)
    if item.state == "paused":
        return tuple(Button.RESUME if act is Button.PAUSE else act for act in acts)
    return tuple(act for act in acts if act is not Button.PAUSE) if item.state == "asked" else acts


@router.get("")
async def planned(request: Request, agent: AgentHere) -> Response:
    """Show what will happen when, and why, and the cards that wait to be written."""
    house = house_of(request)
    cards = await house.cards.open(agent.name)
    shown = {card.id for card in cards}
    now = house.clock.now()
    return page(
        request,
        "planned.html",
        items=[one for one in await house.schedule.planned() if one.id not in shown],
        cards=[(card, await house.standings.of(card.email, now)) for card in cards],
        offered=lambda item: offered(item, agent),
        pack_of=lambda item: item.kind.rpartition(" ")[0],
        step_of=lambda item: item.kind.rpartition(" ")[2],
        later=lambda item: next_working_day(item.due_at, now, agent.zone, house.hours),
    )


@router.post("/{sort}/{item_id}")
async def act_on_item(
    request: Request,
    sort: Sort,
    item_id: str,
    agent: AgentHere,
    act: Annotated[Button, Form()],
    until: Annotated[str, Form(max_length=40)] = "",
    due: Annotated[datetime | None, Form()] = None,
    note: Line = "",
) -> Response:
    """Pause, resume, move or cancel an item; say that a promise was kept or a card written."""
    house = house_of(request)
    now = house.clock.now()
    at = moment(until, agent.zone)
    if act is Button.LATER:
        act, at = Button.MOVE, next_working_day(_near(due, now), now, agent.zone, house.hours)
    await carry_out(house, agent, sort, item_id, Act(act.value), at, note, now)
    return RedirectResponse(f"/follow-ups?done=planned_{act.value}", status_code=303)


async def carry_out(
    house: House, agent: Agent, sort: Sort, item_id: str, act: Act, until: datetime | None, note: str, now: datetime
) -> None:
    """Do with an item what a person wants.

    Raises:
        RefusedError: it is gone, or this cannot be done with it.
    """
    match sort:
        case Sort.FOLLOW_UP:
            await house.timetable.follow_up(agent, item_id, act, now, until=until, note=note)
        case Sort.PROMISE:
            await house.timetable.promise(agent, item_id, act, now, until=until, note=note)
        case Sort.REPORT:
            await house.reports.act(agent, item_id, act, now, until=until)
        case Sort.SNOOZE:
            await _snoozed(house, agent, item_id, act, until)
        case Sort.REPLY:
            await _reply(house, agent, item_id, act, until, note, now)
        case Sort.CALLBACK:
            await house.timetable.callback(agent, item_id, act, now, until=until, note=note)
        case Sort.RETENTION:
            await house.retentions.hold(agent, item_id, act, note or "held from the schedule", now)


async def _reply(
    house: House, agent: Agent, item_id: str, act: Act, until: datetime | None, note: str, now: datetime
) -> None:
    """Move a reply; paused, its draft waits for a new approval; cancelled, the draft is thrown away, with the reason."""
    draft_id = await house.timetable.reply(agent, item_id, act, now, until=until)
    if draft_id is None:
        return
    draft = await house.desk.undo(agent, draft_id)
    if act is Act.CANCEL:
        await house.desk.reject(agent, draft.id, draft.version, note or "cancelled from the schedule")


async def _snoozed(house: House, agent: Agent, case_id: str, act: Act, until: datetime | None) -> None:
    if act not in (Act.MOVE, Act.CANCEL):
        raise RefusedError("This cannot be done with a case that comes back.")
    await house.desk.snooze(agent, case_id, None if act is Act.CANCEL else until)


def _near(due: datetime | None, now: datetime) -> datetime:
    """Return when an item was due by its form, now where that makes no sense."""
    return due if due is not None and due.tzinfo is not None and abs(due - now) < FARTHEST else now


def next_working_day(due: datetime, now: datetime, zone: str, hours: HoursPolicy) -> datetime:
    """Return the same wall time of a person's zone on the desk's next working day after `due` and after now."""
    wall = ZoneInfo(zone)
    day = calendar_of(hours, zone=zone).next_working_day(max(due, now).astimezone(wall).date())
    return instant(day, due.astimezone(wall).time(), wall)

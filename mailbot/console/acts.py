"""What agents do on the page of a case: plain forms, each one act at the desk."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from mailbot.console.case import case_response
from mailbot.console.house import House
from mailbot.console.numbers import moment
from mailbot.console.pages import house_of, page
from mailbot.console.session import AdminHere, AgentHere, ManagerHere
from mailbot.errors import RefusedError, StaleError, UsageError
from mailbot.model.heat import Band
from mailbot.model.person import Agent
from mailbot.model.sentence import say
from mailbot.model.view import InboxQuery, Tab
from scheduler.ports import Act

router = APIRouter(prefix="/cases/{case_id}")

Id = Annotated[str, Form(max_length=40)]
Version = Annotated[int, Form(ge=0, le=2**31)]
Words = Annotated[str, Form(max_length=100_000)]
Line = Annotated[str, Form(max_length=1000)]
Rows = Annotated[list[str], Form(max_length=500)]

#: Where an agent who is done with a case goes from here.
_DONE = ("resolve", "close", "snooze")


def _back(case_id: str) -> Response:
    return RedirectResponse(f"/cases/{case_id}", status_code=303)


async def _onward(house: House, agent: Agent, case_id: str, done: str) -> Response:
    """Go on to the hottest case that waits for somebody, else to the inbox; the page says what was done."""
    found = await house.views.inbox(InboxQuery(tab=Tab.TODO, agent=agent.id, limit=5), house.clock.now())
    mine = (row for row in found.rows if row.id != case_id and row.assignee in (None, agent.id))
    following = next(mine, None)
    return RedirectResponse(f"/cases/{following.id}?done={done}" if following else f"/?done={done}", status_code=303)


@router.post("/draft")
async def act_on_draft(
    request: Request,
    case_id: str,
    agent: AgentHere,
    draft: Id,
    version: Version,
    act: Line,
    body: Words = "",
    subject: Line = "",
    reason: Line = "",
    send_at: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Save, approve or reject a draft; when somebody was faster, what was typed comes back with the page."""
    house = house_of(request)
    text = body.replace("\r\n", "\n")
    try:
        if act == "reject":
            await house.desk.reject(agent, draft, version, reason or say("no_reason", "No reason given."))
            return await _onward(house, agent, case_id, "rejected")
        if act in ("approve", "later"):
            at = _named(send_at, agent.zone) if act == "later" else None
            version = await _saved(house, agent, case_id, draft, version, text, subject)
            await house.desk.approve(agent, draft, version, send_at=at)
            return await _onward(house, agent, case_id, "later" if at else "approved")
        await house.desk.edit(agent, draft, version, body=text, subject=subject)
    except UsageError as error:
        told = await _in_their_words(house, agent, case_id, subject, text, error)
        return await case_response(request, case_id, agent, status=_status(error), trouble=told, typed=text)
    return _back(case_id)


def _named(send_at: str, zone: str) -> datetime:
    """Return when a reply is to leave; left empty it must not leave at once.

    Raises:
        UsageError: there is no time, or it is none.
    """
    at = moment(send_at, zone)
    if at is None:
        raise UsageError("No time is given at which the reply is to leave.", hint="Use the field's own picker.")
    return at


async def _in_their_words(
    house: House, agent: Agent, case_id: str, subject: str, body: str, error: UsageError
) -> UsageError:
    """Return a refusal of the lint with its reason in the agent's language; any other error as it is."""
    rule = error.values.get("rule")
    if rule is None or agent.language == "en":
        return error
    findings = await house.check(case_id, subject, body, agent.language)
    why = next((one.message for one in findings if one.rule == rule), error.values.get("why"))
    return RefusedError(error.template, hint=error.hint_template, **{**error.values, "why": why})


def _status(error: UsageError) -> int:
    if isinstance(error, StaleError):
        return 409
    return 403 if isinstance(error, RefusedError) else 400


async def _saved(house: House, agent: Agent, case_id: str, draft_id: str, version: int, body: str, subject: str) -> int:
    """Save what the editor holds if it differs from the draft, and return the version to approve."""
    shown = (await house.cases.case(case_id)).draft
    if shown and shown.id == draft_id and (shown.body, shown.subject) == (body, subject):
        return version
    return (await house.desk.edit(agent, draft_id, version, body=body, subject=subject)).version


@router.post("/lint")
async def lint(request: Request, case_id: str, agent: AgentHere, body: Words = "", subject: Line = "") -> Response:
    """Return what the text in the editor promises and what the lint says of it; nothing is saved."""
    house, text = house_of(request), body.replace("\r\n", "\n")
    findings = await house.check(case_id, subject, text, agent.language)
    promising = await house.promises_of(case_id, text)
    return page(request, "parts/findings.html", findings=findings, promising=promising)


@router.post("/write")
async def write(request: Request, case_id: str, agent: AgentHere, playbook: Line = "") -> Response:
    """Open a draft, by the playbook that fits or by a chosen one."""
    house = house_of(request)
    text = await house.redraft(case_id, playbook or None, agent)
    await house.desk.start(agent, case_id, text)
    return _back(case_id)


@router.post("/undo")
async def undo(request: Request, case_id: str, agent: AgentHere, draft: Id) -> Response:
    """Take an approved reply back before it leaves."""
    await house_of(request).desk.undo(agent, draft)
    return RedirectResponse(f"/cases/{case_id}?done=undone", status_code=303)


@router.post("/unknown")
async def settle_unknown(request: Request, case_id: str, agent: AgentHere, outbox: Id, verdict: Line) -> Response:
    """Say what became of a mail that the server took without an answer."""
    if verdict not in ("sent", "again"):
        raise RefusedError("This page asked for something that the console does not do.", hint="Reload it.")
    await house_of(request).lookup.settle_unknown(agent, outbox, left=verdict == "sent")
    return _back(case_id)


@router.post("/note")
async def note(request: Request, case_id: str, agent: AgentHere, body: Words) -> Response:
    """Add an internal note; "@name" calls a colleague."""
    house = house_of(request)
    await house.desk.note(agent, case_id, body, await mentioned(house, body))
    return _back(case_id)


@router.post("/dispute")
async def dispute(
    request: Request,
    case_id: str,
    agent: AgentHere,
    band: Annotated[Band | None, Form()] = None,
    signal: Annotated[str, Form(max_length=60)] = "",
    comment: Line = "",
) -> Response:
    """Say that the heat, or one entry of its ledger, is wrong; it becomes a labelled case."""
    await house_of(request).desk.dispute(agent, case_id, proposed_band=band, signal=signal or None, comment=comment)
    return RedirectResponse(f"/cases/{case_id}?done=disputed", status_code=303)


@router.post("/act")
async def act_on_case(
    request: Request,
    case_id: str,
    agent: AgentHere,
    act: Line,
    version: Version,
    until: Line = "tomorrow",
    colleague: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Solve, open again, take, hand over, snooze or close a case."""
    house = house_of(request)
    desk = house.desk
    match act:
        case "resolve":
            await desk.resolve(agent, case_id, version)
        case "reopen":
            await desk.reopen(agent, case_id, version)
        case "take":
            await desk.assign(agent, case_id, agent.id, version)
        case "hand":
            await desk.assign(agent, case_id, await _colleague(house, colleague), version)
        case "snooze":
            await desk.snooze(agent, case_id, snoozed_until(until, house.clock.now(), agent.zone), version)
        case "wake":
            await desk.snooze(agent, case_id, None, version)
        case "attend":
            await desk.attend(agent, case_id, version)
        case "release":
            await desk.release(agent, case_id, version)
        case "close":
            await desk.close(agent, case_id, version)
        case _:
            raise RefusedError("This page asked for something that the console does not do.", hint="Reload it.")
    return await _onward(house, agent, case_id, act) if act in _DONE else _back(case_id)


@router.post("/standing")
async def standing(
    request: Request, case_id: str, agent: AgentHere, valued: Annotated[bool, Form()], why: Line = ""
) -> Response:
    """Mark the customer as valued, with the reason, or take the mark back."""
    house = house_of(request)
    await house.standings.value(agent, case_id, valued, why, house.clock.now())
    return _back(case_id)


@router.post("/hold")
async def hold(
    request: Request, case_id: str, agent: ManagerHere, held: Annotated[bool, Form()], why: Line = ""
) -> Response:
    """Keep the case from being erased, with the reason, or lift that; a manager's act."""
    house = house_of(request)
    await house.retentions.hold(agent, case_id, Act.PAUSE if held else Act.RESUME, why, house.clock.now())
    return _back(case_id)


@router.post("/forget")
async def forget(request: Request, case_id: str, agent: AdminHere, email: Line = "") -> Response:
    """Forget the case's customer for good: an admin's act, with the address typed by hand."""
    house = house_of(request)
    await house.retentions.forget(agent, case_id, email, house.clock.now())
    return _back(case_id)


@router.post("/split")
async def split(request: Request, case_id: str, agent: AgentHere, mail: Rows, subject: Line = "") -> Response:
    """Move the chosen mails into a case of their own and go there."""
    new = await house_of(request).desk.split(agent, case_id, mail, subject=subject)
    return _back(new.id)


@router.post("/merge")
async def merge(
    request: Request, case_id: str, agent: AgentHere, target: Annotated[str, Form(max_length=60)]
) -> Response:
    """Move everything of this case into another one, named by its id or reference, and go there."""
    house = house_of(request)
    return _back((await house.desk.merge(agent, case_id, await case_named(house, target))).id)


async def case_named(house: House, name: str) -> str:
    """Return the id of the case with this id or reference.

    Raises:
        RefusedError: there is none.
    """
    wanted = name.strip()
    if not wanted.upper().startswith("MB-"):
        return wanted
    found = await house.views.inbox(InboxQuery(tab=Tab.ALL, words=wanted, limit=5), house.clock.now())
    ids = [row.id for row in found.rows if row.reference == wanted.upper()]
    if not ids:
        raise RefusedError("There is no case {case}.", hint="Look at the reference once more.", case=wanted)
    return ids[0]


async def _colleague(house: House, agent_id: str) -> str | None:
    if not agent_id:
        return None
    found = await house.people.get(agent_id)
    if found is None or not found.active:
        raise RefusedError("There is no such colleague.", hint="Reload the page.")
    return found.id


async def mentioned(house: House, body: str) -> tuple[str, ...]:
    """Return the ids of the people that a note calls: "@alma", by first name or mailbox."""
    called = {word.lower() for word in re.findall(r"@([\w.-]{2,60})", body)}
    everybody = await house.people.all() if called else ()
    return tuple(one.id for one in everybody if called & {*one.name.lower().split()[:1], one.email.split("@")[0]})


#: What a case may be put off until -> days from today (Monday: the next one).
SNOOZES = {"tomorrow": 1, "three_days": 3, "monday": 0, "week": 7}


def snoozed_until(choice: str, now: datetime, zone: str) -> datetime:
    """Return eight o'clock in the agent's morning of the chosen day.

    Raises:
        RefusedError: there is no such choice.
    """
    if choice not in SNOOZES:
        raise RefusedError("A case cannot be put off until then.", hint="Choose one of the days offered.")
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    days = SNOOZES[choice] or 7 - today.weekday()
    return datetime.combine(today + timedelta(days=days), time(8, 0), tzinfo=here)

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
from mailbot.console.pages import house_of, page
from mailbot.console.session import AgentHere
from mailbot.errors import RefusedError, StaleError
from mailbot.model.heat import Band
from mailbot.model.person import Agent

router = APIRouter(prefix="/cases/{case_id}")

Id = Annotated[str, Form(max_length=40)]
Version = Annotated[int, Form(ge=0)]
Words = Annotated[str, Form(max_length=100_000)]
Line = Annotated[str, Form(max_length=1000)]


def _back(case_id: str) -> Response:
    return RedirectResponse(f"/cases/{case_id}", status_code=303)


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
) -> Response:
    """Save, approve or reject a draft; when somebody was faster, what was typed comes back with the page."""
    house = house_of(request)
    text = body.replace("\r\n", "\n")
    try:
        if act == "reject":
            await house.desk.reject(agent, draft, version, reason or "No reason given.")
        elif act == "approve":
            version = await _saved(house, agent, case_id, draft, version, text, subject)
            await house.desk.approve(agent, draft, version)
        else:
            await house.desk.edit(agent, draft, version, body=text, subject=subject)
    except (StaleError, RefusedError) as error:
        status = 409 if isinstance(error, StaleError) else 403
        return await case_response(request, case_id, agent, status=status, trouble=error.sentence(), typed=text)
    return _back(case_id)


async def _saved(house: House, agent: Agent, case_id: str, draft_id: str, version: int, body: str, subject: str) -> int:
    """Save what the editor holds if it differs from the draft, and return the version to approve."""
    shown = (await house.cases.case(case_id)).draft
    if shown and shown.id == draft_id and (shown.body, shown.subject) == (body, subject):
        return version
    return (await house.desk.edit(agent, draft_id, version, body=body, subject=subject)).version


@router.post("/lint")
async def lint(request: Request, case_id: str, agent: AgentHere, body: Words = "", subject: Line = "") -> Response:
    """Return what the lint says of the text in the editor; nothing is saved."""
    findings = await house_of(request).check(case_id, subject, body.replace("\r\n", "\n"), agent.language)
    return page(request, "parts/findings.html", findings=findings)


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
    return _back(case_id)


@router.post("/unknown")
async def settle_unknown(request: Request, case_id: str, agent: AgentHere, outbox: Id, verdict: Line) -> Response:
    """Say what became of a mail that the server took without an answer."""
    await house_of(request).lookup.settle_unknown(agent, outbox, left=verdict == "sent")
    return _back(case_id)


@router.post("/note")
async def note(request: Request, case_id: str, agent: AgentHere, body: Words) -> Response:
    """Add an internal note; "@name" calls a colleague."""
    house = house_of(request)
    await house.desk.note(agent, case_id, body, await _mentioned(house, body))
    return _back(case_id)


@router.post("/dispute")
async def dispute(request: Request, case_id: str, agent: AgentHere, band: Band, comment: Line = "") -> Response:
    """Say that the heat is wrong; it becomes a labelled case."""
    await house_of(request).desk.dispute(agent, case_id, proposed_band=band, comment=comment)
    return _back(case_id)


@router.post("/act")
async def act_on_case(request: Request, case_id: str, agent: AgentHere, act: Line, version: Version) -> Response:
    """Solve, open again, take, snooze or close a case."""
    desk = house_of(request).desk
    match act:
        case "resolve":
            await desk.resolve(agent, case_id, version)
        case "reopen":
            await desk.reopen(agent, case_id, version)
        case "take":
            await desk.assign(agent, case_id, agent.id, version)
        case "snooze":
            await desk.snooze(agent, case_id, _tomorrow_morning(house_of(request).clock.now(), agent.zone), version)
        case "attend":
            await desk.attend(agent, case_id, version)
        case "close":
            await desk.close(agent, case_id, version)
        case _:
            raise RefusedError("This page asked for something that the console does not do.", hint="Reload it.")
    return _back(case_id)


async def _mentioned(house: House, body: str) -> tuple[str, ...]:
    called = {word.lower() for word in re.findall(r"@([\w.-]{2,60})", body)}
    everybody = await house.people.all() if called else ()
    return tuple(one.id for one in everybody if called & {one.name.split()[0].lower(), one.email.split("@")[0]})


def _tomorrow_morning(now: datetime, zone: str) -> datetime:
    here = ZoneInfo(zone)
    return datetime.combine(now.astimezone(here).date() + timedelta(days=1), time(8, 0), tzinfo=here)

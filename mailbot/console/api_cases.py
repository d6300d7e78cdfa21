"""Acts on cases and drafts over the API; each is one act at the desk, with the token's person as its author."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from mailbot.console import shapes
from mailbot.console.acts import mentioned
from mailbot.console.api_reading import CaseId
from mailbot.console.bearer import ApiAgent
from mailbot.console.pages import house_of
from mailbot.errors import RefusedError
from mailbot.model.person import Agent

router = APIRouter()

DraftId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]


async def _shown(request: Request, case_id: str) -> shapes.CaseShape:
    return shapes.CaseShape.of(await house_of(request).cases.case(case_id))


# -- drafts


@router.post("/cases/{case_id}/draft", tags=["drafts"], status_code=201)
async def write(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.Writing) -> shapes.DraftShape:
    """Write a draft in place of the open one."""
    house = house_of(request)
    await house.cases.case(case_id)
    text = await house.redraft(case_id, given.playbook, agent)
    return shapes.DraftShape.of(await house.desk.start(agent, case_id, text))


@router.post("/cases/{case_id}/lint", tags=["drafts"])
async def lint(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.Checking) -> list[shapes.FindingShape]:
    """Check a text against the case; nothing is saved."""
    house = house_of(request)
    await house.cases.case(case_id)
    found = await house.check(case_id, given.subject, given.body, agent.language)
    return [shapes.FindingShape.of(one) for one in found]


@router.put("/drafts/{draft_id}", tags=["drafts"])
async def edit(request: Request, draft_id: DraftId, agent: ApiAgent, given: shapes.Edit) -> shapes.DraftShape:
    """Save a new text; 409 when somebody was faster."""
    saved = await house_of(request).desk.edit(
        agent, draft_id, given.version, body=given.body, subject=given.subject,
        to=tuple(given.to) if given.to is not None else None, cc=tuple(given.cc) if given.cc is not None else None,
    )  # fmt: skip
    return shapes.DraftShape.of(saved)


@router.post("/drafts/{draft_id}/approve", tags=["drafts"])
async def approve(request: Request, draft_id: DraftId, agent: ApiAgent, given: shapes.Approval) -> shapes.DraftShape:
    """Approve exactly this version; it leaves after the undo window or at `send_at`, once."""
    done = await house_of(request).desk.approve(agent, draft_id, given.version, send_at=given.send_at)
    return shapes.DraftShape.of(done.draft)


@router.post("/drafts/{draft_id}/undo", tags=["drafts"])
async def undo(request: Request, draft_id: DraftId, agent: ApiAgent) -> shapes.DraftShape:
    """Take an approved reply back before it leaves."""
    return shapes.DraftShape.of(await house_of(request).desk.undo(agent, draft_id))


@router.post("/drafts/{draft_id}/reject", tags=["drafts"])
async def reject(request: Request, draft_id: DraftId, agent: ApiAgent, given: shapes.Rejection) -> shapes.DraftShape:
    """Throw a draft away, with a reason."""
    return shapes.DraftShape.of(await house_of(request).desk.reject(agent, draft_id, given.version, given.reason))


# -- the course of a case


@router.post("/cases/{case_id}/resolve", tags=["cases"])
async def resolve(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.OnCase) -> shapes.CaseShape:
    """Call a case solved; follow-ups are planned."""
    await house_of(request).desk.resolve(agent, case_id, given.version)
    return await _shown(request, case_id)


@router.post("/cases/{case_id}/reopen", tags=["cases"])
async def reopen(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.OnCase) -> shapes.CaseShape:
    """Open a solved or closed case again."""
    await house_of(request).desk.reopen(agent, case_id, given.version)
    return await _shown(request, case_id)


@router.post("/cases/{case_id}/release", tags=["cases"])
async def release(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.OnCase) -> shapes.CaseShape:
    """Let the held mails of a case count as a person's: a draft or a callback may follow."""
    await house_of(request).desk.release(agent, case_id, given.version)
    return await _shown(request, case_id)


@router.post("/cases/{case_id}/close", tags=["cases"])
async def close(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.OnCase) -> shapes.CaseShape:
    """Close a case without an answer."""
    await house_of(request).desk.close(agent, case_id, given.version)
    return await _shown(request, case_id)


@router.post("/cases/{case_id}/assign", tags=["cases"])
async def assign(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.Assignment) -> shapes.CaseShape:
    """Give a case to a person, or to nobody."""
    house = house_of(request)
    if given.assignee is not None:
        await _colleague(request, given.assignee)
    await house.desk.assign(agent, case_id, given.assignee, given.version)
    return await _shown(request, case_id)


@router.post("/cases/{case_id}/snooze", tags=["cases"])
async def snooze(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.Snooze) -> shapes.CaseShape:
    """Put a case off, or bring it back."""
    await house_of(request).desk.snooze(agent, case_id, given.until, given.version)
    return await _shown(request, case_id)


@router.post("/cases/{case_id}/notes", tags=["cases"], status_code=201)
async def note(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.NoteGiven) -> shapes.Made:
    """Add an internal note; "@name" calls a colleague."""
    house = house_of(request)
    await house.cases.case(case_id)
    return shapes.Made(id=await house.desk.note(agent, case_id, given.body, await mentioned(house, given.body)))


@router.post("/cases/{case_id}/disputes", tags=["cases"], status_code=201)
async def dispute(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.DisputeGiven) -> shapes.Made:
    """Say that the heat, or one of its signals, is wrong."""
    house = house_of(request)
    await house.cases.case(case_id)
    made = await house.desk.dispute(
        agent, case_id, proposed_band=given.band, signal=given.signal, comment=given.comment
    )
    return shapes.Made(id=made)


@router.post("/cases/{case_id}/split", tags=["cases"], status_code=201)
async def split(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.Splitting) -> shapes.Made:
    """Move mails into a case of their own."""
    new = await house_of(request).desk.split(agent, case_id, given.mails, subject=given.subject)
    return shapes.Made(id=new.id)


@router.post("/cases/{case_id}/merge", tags=["cases"])
async def merge(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.Merging) -> shapes.Made:
    """Move everything of this case into another one."""
    return shapes.Made(id=(await house_of(request).desk.merge(agent, case_id, given.into)).id)


async def _colleague(request: Request, agent_id: str) -> Agent:
    found = await house_of(request).people.get(agent_id)
    if found is None or not found.active:
        raise RefusedError("There is no such colleague.")
    return found

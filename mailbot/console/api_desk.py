"""Acts over the API that a case needs now and then: what a person has looked at, mails of unknown fate, quarantine, marks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from mailbot.console import shapes_desk as shapes
from mailbot.console.api_reading import CaseId
from mailbot.console.bearer import ApiAgent, ApiManager
from mailbot.console.pages import house_of
from mailbot.console.shapes import CaseShape, OnCase
from scheduler.ports import Act

router = APIRouter()

RawMailId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]


async def _shown(request: Request, case_id: str) -> CaseShape:
    return CaseShape.of(await house_of(request).cases.case(case_id))


@router.post("/cases/{case_id}/attend", tags=["cases"])
async def attend(request: Request, case_id: CaseId, agent: ApiAgent, given: OnCase) -> CaseShape:
    """Say that a person has looked at what called for attention."""
    await house_of(request).desk.attend(agent, case_id, given.version)
    return await _shown(request, case_id)


@router.post("/cases/{case_id}/unknown", tags=["cases"])
async def settle_unknown(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.Fate) -> CaseShape:
    """Say whether a mail that the server took without an answer has left; if not, the very same mail is sent."""
    house = house_of(request)
    await house.cases.case(case_id)
    await house.lookup.settle_unknown(agent, given.outbox, left=given.left)
    return await _shown(request, case_id)


@router.post("/cases/{case_id}/standing", tags=["cases"])
async def standing(request: Request, case_id: CaseId, agent: ApiAgent, given: shapes.Standing) -> CaseShape:
    """Mark the customer as valued, with the reason, or take the mark back."""
    house = house_of(request)
    await house.cases.case(case_id)
    await house.standings.value(agent, case_id, given.valued, given.why, house.clock.now())
    return await _shown(request, case_id)


@router.post("/cases/{case_id}/hold", tags=["cases"])
async def hold(request: Request, case_id: CaseId, manager: ApiManager, given: shapes.Hold) -> CaseShape:
    """Keep a case from being erased, with the reason, or lift that."""
    house = house_of(request)
    await house.cases.case(case_id)
    act = Act.PAUSE if given.held else Act.RESUME
    await house.retentions.hold(manager, case_id, act, given.why, house.clock.now())
    return await _shown(request, case_id)


@router.get("/quarantine", tags=["overview"])
async def quarantine(
    request: Request, _: ApiAgent, after: Annotated[str, Query(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")] = ""
) -> list[shapes.QuarantineShape]:
    """Mails that could not be read, newest first, a hundred at a time; `after` is the last id of the page before."""
    rows = await house_of(request).views.quarantine(after=after)
    return [shapes.QuarantineShape(**{name: getattr(one, name) for name in shapes.QuarantineShape.model_fields}) for one in rows]  # fmt: skip


@router.post("/quarantine/{raw_mail_id}/again", tags=["overview"])
async def read_again(request: Request, raw_mail_id: RawMailId, agent: ApiAgent) -> list[shapes.QuarantineShape]:
    """Let a mail be read once more; answers with what is in quarantine now."""
    await house_of(request).desk.read_again(agent, raw_mail_id)
    return await quarantine(request, agent)


@router.post("/quarantine/again", tags=["overview"])
async def read_all_again(request: Request, agent: ApiAgent) -> shapes.ReadAgain:
    """Let all mails in quarantine be read once more; answers with how many."""
    return shapes.ReadAgain(mails=await house_of(request).desk.read_all_again(agent))

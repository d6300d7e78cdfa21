"""The schedule over the API: what is planned is moved, paused or cancelled; cards that wait to be written."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from mailbot.console.bearer import ApiAgent
from mailbot.console.pages import house_of
from mailbot.console.planned import Sort, carry_out
from mailbot.console.shapes_time import CardShape, PlannedAct, PlannedShape

router = APIRouter(tags=["overview"])

ItemId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]


@router.get("/follow-ups")
async def planned(request: Request, _: ApiAgent) -> list[PlannedShape]:
    """What will happen when, and why."""
    items = await house_of(request).schedule.planned()
    return [PlannedShape(**{name: getattr(one, name) for name in PlannedShape.model_fields}) for one in items]


@router.post("/follow-ups/{sort}/{item_id}")
async def act(request: Request, sort: Sort, item_id: ItemId, agent: ApiAgent, given: PlannedAct) -> list[PlannedShape]:
    """Pause, resume, move or cancel an item, or say that it is done; answers with what is planned now."""
    house = house_of(request)
    await carry_out(house, agent, sort, item_id, given.act, given.until, given.note, house.clock.now())
    return await planned(request, agent)


@router.get("/cards")
async def cards(request: Request, agent: ApiAgent) -> list[CardShape]:
    """Cards that wait to be written by hand."""
    found = await house_of(request).cards.open(agent.name)
    return [CardShape(**{name: getattr(one, name) for name in CardShape.model_fields}) for one in found]

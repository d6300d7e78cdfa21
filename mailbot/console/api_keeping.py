"""How long things are kept, over the API: cases on hold, terms, and forgetting a customer with a look at it first."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, StringConstraints

from mailbot.console.api_reading import CaseId
from mailbot.console.bearer import ApiAdmin, ApiManager
from mailbot.console.pages import house_of
from mailbot.console.shapes import Given

router = APIRouter(tags=["keeping"])


class HoldShape(BaseModel):
    """A case that is kept from being erased, by whom, since when and why."""

    id: str
    reference: str
    customer: str
    held_by: str
    held_why: str
    held_at: datetime


class KeptShape(BaseModel):
    """How long a case is kept: what goes next and when, what is gone, and who holds it."""

    stage: str
    at: datetime | None
    erased: str
    erased_at: datetime | None
    held_by: str
    held_why: str
    held_at: datetime | None


class ForgetGiven(Given):
    """The customer's address as it stands in the case; nothing is erased unless `dry_run` is false."""

    email: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=320)]
    dry_run: bool = True


class ForgottenShape(BaseModel):
    """Rows emptied of each table, or that would be; `held` cases stay, a manager holds them."""

    dry_run: bool
    emptied: dict[str, int]
    held: int


@router.get("/holds")
async def holds(request: Request, manager: ApiManager) -> list[HoldShape]:
    """Cases on legal hold, the longest held first."""
    found = await house_of(request).retentions.held(manager)
    return [HoldShape(**{name: getattr(one, name) for name in HoldShape.model_fields}) for one in found]


@router.get("/cases/{case_id}/keeping")
async def keeping(request: Request, case_id: CaseId, _: ApiManager) -> KeptShape:
    """How long a case is kept, what goes next and when, and who holds it."""
    kept = await house_of(request).retentions.of(case_id)
    return KeptShape(**{name: getattr(kept, name) for name in KeptShape.model_fields})


@router.post("/cases/{case_id}/forget")
async def forget(request: Request, case_id: CaseId, admin: ApiAdmin, given: ForgetGiven) -> ForgottenShape:
    """Forget the customer of a case everywhere, or say what that would empty."""
    house = house_of(request)
    counts = await house.retentions.forget(admin, case_id, given.email, house.clock.now(), dry_run=given.dry_run)
    emptied = {name: count for name, count in counts.items() if name != "held"}
    return ForgottenShape(dry_run=given.dry_run, emptied=emptied, held=counts["held"])

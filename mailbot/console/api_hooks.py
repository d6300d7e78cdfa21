"""Outgoing webhooks over the API, for admins."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field

from mailbot.console.bearer import ApiAdmin
from mailbot.console.hooks import hooks_of
from mailbot.console.pages import house_of
from mailbot.console.shapes import Given, Line, Made
from mailbot.delivery.hooks import NewHook
from mailbot.model.hook import Hook, HookDelivery

router = APIRouter(tags=["webhooks"])

HookId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]


class HookShape(BaseModel):
    """A receiver; its secret is shown only when it is made."""

    id: str
    url: str
    topics: list[str]  # empty: all
    note: str
    active: bool
    disabled_reason: str | None
    failures: int
    created_at: datetime

    @classmethod
    def of(cls, one: Hook) -> HookShape:
        """Return what the API shows of a receiver."""
        names = ("id", "url", "note", "active", "failures", "created_at")
        said = str(one.disabled_reason) if one.disabled_reason else None
        return cls(topics=list(one.topics), disabled_reason=said, **{name: getattr(one, name) for name in names})


class NewHookShape(HookShape):
    """A receiver that was just made, or whose secret is new."""

    secret: str

    @classmethod
    def made(cls, fresh: NewHook) -> NewHookShape:
        """Return it with its secret."""
        return cls(secret=fresh.secret, **HookShape.of(fresh.hook).model_dump())


class DeliveryShape(BaseModel):
    """One telling."""

    id: str
    topic: str
    state: str
    attempts: int
    status: int | None
    error: str | None
    created_at: datetime
    due_at: datetime
    delivered_at: datetime | None
    body: str

    @classmethod
    def of(cls, one: HookDelivery) -> DeliveryShape:
        """Return what the API shows of a telling."""
        names = ("id", "topic", "attempts", "status", "created_at", "due_at", "delivered_at", "body")
        said = str(one.error) if one.error else None
        return cls(state=one.state.value, error=said, **{name: getattr(one, name) for name in names})


class HookGiven(Given):
    """Where to send, and what; no topics: everything."""

    url: Line
    topics: list[Line] = Field(default_factory=list, max_length=50)
    note: Line = ""


class Switching(Given):
    """Whether anything is sent."""

    active: bool


@router.get("/webhooks")
async def webhooks(request: Request, _: ApiAdmin) -> list[HookShape]:
    """All receivers."""
    return [HookShape.of(one) for one in await hooks_of(house_of(request)).rows.all()]


@router.post("/webhooks", status_code=201)
async def add(request: Request, admin: ApiAdmin, given: HookGiven) -> NewHookShape:
    """Add a receiver; the answer holds its secret, this once."""
    hooks = hooks_of(house_of(request))
    return NewHookShape.made(await hooks.add(admin, given.url, given.topics, given.note))


@router.put("/webhooks/{hook_id}")
async def switch(request: Request, hook_id: HookId, admin: ApiAdmin, given: Switching) -> HookShape:
    """Switch a receiver on or off."""
    house = house_of(request)
    rows = hooks_of(house).rows
    return HookShape.of(await rows.switch(hook_id, given.active, by=admin.id, now=house.clock.now()))


@router.delete("/webhooks/{hook_id}", status_code=204)
async def remove(request: Request, hook_id: HookId, admin: ApiAdmin) -> None:
    """Remove a receiver with its tellings."""
    house = house_of(request)
    await hooks_of(house).rows.remove(hook_id, by=admin.id, now=house.clock.now())


@router.post("/webhooks/{hook_id}/secret")
async def renew(request: Request, hook_id: HookId, admin: ApiAdmin) -> NewHookShape:
    """Give a receiver a new secret, shown this once."""
    return NewHookShape.made(await hooks_of(house_of(request)).renew_secret(admin, hook_id))


@router.post("/webhooks/{hook_id}/test", status_code=202)
async def test(request: Request, hook_id: HookId, _: ApiAdmin) -> Made:
    """Put a test in line."""
    house = house_of(request)
    return Made(id=(await hooks_of(house).rows.send_test(hook_id, house.clock.now())).id)


@router.get("/webhooks/{hook_id}/deliveries")
async def deliveries(request: Request, hook_id: HookId, _: ApiAdmin) -> list[DeliveryShape]:
    """The last tellings of a receiver, newest first."""
    return [DeliveryShape.of(one) for one in await hooks_of(house_of(request)).rows.deliveries(hook_id)]


@router.post("/webhooks/{hook_id}/deliveries/{delivery_id}/again", status_code=202)
async def again(request: Request, hook_id: HookId, delivery_id: HookId, _: ApiAdmin) -> DeliveryShape:
    """Send a telling once more, under the same id."""
    house = house_of(request)
    return DeliveryShape.of(await hooks_of(house).rows.send_again(hook_id, delivery_id, house.clock.now()))

"""The page of outgoing webhooks: who is told of what, and what became of each telling."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from mailbot.console.house import House
from mailbot.console.pages import house_of, page
from mailbot.console.session import AdminHere
from mailbot.delivery.hooks import Hooks, NewHook
from mailbot.errors import MailbotError, RefusedError, UsageError
from mailbot.model.hook import TOPICS

router = APIRouter(prefix="/webhooks")

Line = Annotated[str, Form(max_length=1000)]


def hooks_of(house: House) -> Hooks:
    """Return the use case.

    Raises:
        RefusedError: this house tells nobody.
    """
    if house.hooks is None:
        raise RefusedError("Webhooks are not set up here.")
    return house.hooks


@router.get("")
async def webhooks(request: Request, _: AdminHere) -> Response:
    """Show all receivers."""
    return await _page(request)


async def _page(
    request: Request,
    *,
    status: int = 200,
    fresh: NewHook | None = None,
    trouble: MailbotError | None = None,
    url: str = "",
) -> Response:
    everybody = await hooks_of(house_of(request)).rows.all()
    values = {"hooks": everybody, "topics": list(TOPICS), "fresh": fresh, "trouble": trouble, "url": url}
    return page(request, "webhooks.html", status=status, **values)


@router.post("")
async def add(
    request: Request,
    admin: AdminHere,
    url: Line,
    topics: Annotated[list[str] | None, Form(max_length=50)] = None,
    note: Line = "",
) -> Response:
    """Add a receiver and show its secret, this once."""
    try:
        fresh = await hooks_of(house_of(request)).add(admin, url, topics or (), note)
    except UsageError as error:
        return await _page(request, status=400, trouble=error, url=url)
    return await _page(request, fresh=fresh)


@router.get("/{hook_id}")
async def webhook(request: Request, hook_id: str, _: AdminHere) -> Response:
    """Show a receiver and its last tellings."""
    rows = hooks_of(house_of(request)).rows
    return page(request, "webhook.html", hook=await rows.get(hook_id), deliveries=await rows.deliveries(hook_id))


@router.post("/{hook_id}/act")
async def act(request: Request, hook_id: str, admin: AdminHere, act: Line) -> Response:
    """Switch a receiver on or off, test it, give it a new secret, or remove it."""
    house = house_of(request)
    hooks, now = hooks_of(house), house.clock.now()
    match act:
        case "on" | "off":
            await hooks.rows.switch(hook_id, act == "on", by=admin.id, now=now)
        case "test":
            await hooks.rows.send_test(hook_id, now)
        case "secret":
            return await _page(request, fresh=await hooks.renew_secret(admin, hook_id))
        case "remove":
            await hooks.rows.remove(hook_id, by=admin.id, now=now)
            return RedirectResponse("/webhooks", status_code=303)
        case _:
            raise RefusedError("This page asked for something that the console does not do.", hint="Reload it.")
    return RedirectResponse(f"/webhooks/{hook_id}", status_code=303)


@router.post("/{hook_id}/deliveries/{delivery_id}/again")
async def again(request: Request, hook_id: str, delivery_id: str, _: AdminHere) -> Response:
    """Send a telling once more, under the same id."""
    house = house_of(request)
    await hooks_of(house).rows.send_again(hook_id, delivery_id, house.clock.now())
    return RedirectResponse(f"/webhooks/{hook_id}", status_code=303)

"""Callbacks over the API, for managers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from escalation.ports import WrapUp
from mailbot.console import shapes, shapes_time
from mailbot.console.bearer import ApiManager
from mailbot.console.calls import PUT_OFF, fellow, held
from mailbot.console.numbers import e164
from mailbot.console.pages import house_of
from mailbot.model.sentence import say

router = APIRouter(prefix="/calls", tags=["calls"])

CallId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]


@router.get("")
async def line(request: Request, _: ApiManager) -> list[shapes.PlaceShape]:
    """Who waits for a call, in order, and what stands in the way."""
    house = house_of(request)
    return [shapes.PlaceShape.of(one) for one in await house.calls.store.line(house.clock.now())]


@router.get("/{callback_id}")
async def one_call(request: Request, callback_id: CallId, _: ApiManager) -> shapes.CallShape:
    """One callback."""
    return await _shown(request, callback_id)


@router.post("/{callback_id}/number")
async def confirm_number(
    request: Request, callback_id: CallId, manager: ApiManager, given: shapes.NumberGiven
) -> shapes.CallShape:
    """Vouch that a number is the customer's own."""
    house = house_of(request)
    found = await house.calls.store.confirm_number(callback_id, e164(given.number), manager.id, house.clock.now())
    return shapes.CallShape.of(found)


@router.post("/{callback_id}/zone")
async def set_zone(
    request: Request, callback_id: CallId, manager: ApiManager, given: shapes_time.ZoneGiven
) -> shapes.CallShape:
    """Say where the customer is; kept in the customer's file."""
    house = house_of(request)
    found = await house.calls.store.set_zone(callback_id, given.zone, manager.id, house.clock.now())
    return shapes.CallShape.of(found)


@router.post("/{callback_id}/claim")
async def claim(request: Request, callback_id: CallId, manager: ApiManager) -> shapes.CallShape:
    """Take a callback; the claim runs out unused."""
    house = house_of(request)
    return shapes.CallShape.of(await house.calls.store.take(callback_id, manager.id, house.clock.now()))


@router.post("/{callback_id}/hand-over")
async def hand_over(
    request: Request, callback_id: CallId, manager: ApiManager, given: shapes_time.HandOver
) -> shapes.CallShape:
    """Give a callback to another manager."""
    house = house_of(request)
    await house.calls.hand_over(callback_id, manager, await fellow(house, given.to), house.clock.now())
    return await _shown(request, callback_id)


@router.post("/{callback_id}/notes")
async def keep_notes(
    request: Request, callback_id: CallId, manager: ApiManager, given: shapes_time.NotesGiven
) -> shapes.CallShape:
    """Keep what was noted so far."""
    house = house_of(request)
    await house.calls.store.write_notes(callback_id, manager.id, given.notes, house.clock.now())
    return await _shown(request, callback_id)


@router.post("/{callback_id}/message")
async def leave_message(request: Request, callback_id: CallId, manager: ApiManager) -> shapes.CallShape:
    """Speak our message to the machine that has picked up."""
    await house_of(request).calls.leave_message(callback_id, manager)
    return await _shown(request, callback_id)


@router.post("/{callback_id}/ring")
async def ring(request: Request, callback_id: CallId, manager: ApiManager) -> shapes.CallShape:
    """Ring the token's person, then connect the customer."""
    house = house_of(request)
    await house.calls.ring(callback_id, manager, house.clock.now())
    return await _shown(request, callback_id)


@router.post("/{callback_id}/by-hand")
async def by_hand(request: Request, callback_id: CallId, manager: ApiManager) -> shapes.CallShape:
    """Take a callback to dial it with one's own telephone."""
    house = house_of(request)
    await house.calls.by_hand(callback_id, manager, house.clock.now())
    return await _shown(request, callback_id)


@router.post("/{callback_id}/put-off")
async def put_off(request: Request, callback_id: CallId, manager: ApiManager) -> shapes.CallShape:
    """Put a callback off by half an hour."""
    house = house_of(request)
    now = house.clock.now()
    taken = await house.calls.store.take(callback_id, manager.id, now)
    await house.calls.store.put_off(callback_id, taken.token, now + PUT_OFF, now)
    return await _shown(request, callback_id)


@router.post("/{callback_id}/let-go")
async def let_go(request: Request, callback_id: CallId, manager: ApiManager) -> shapes.CallShape:
    """Give a held callback back to the line."""
    house = house_of(request)
    mine = await held(house, callback_id, manager)
    await house.calls.store.give_back(callback_id, mine.token, house.clock.now())
    return await _shown(request, callback_id)


@router.post("/{callback_id}/stop")
async def stop(request: Request, callback_id: CallId, manager: ApiManager) -> shapes.CallShape:
    """Stop a call that runs."""
    house = house_of(request)
    await house.calls.store.stop(
        callback_id, say("stopped_by", "{who} stopped it.", who=manager.name), house.clock.now()
    )
    return await _shown(request, callback_id)


@router.post("/{callback_id}/wrap-up")
async def wrap_up(
    request: Request, callback_id: CallId, manager: ApiManager, given: shapes.WrapUpGiven
) -> shapes.CallShape:
    """Close the books of a call."""
    house = house_of(request)
    record = WrapUp(
        disposition=given.disposition,
        notes=given.notes,
        promise=given.promise,
        promise_due=given.promise_due,
        confirmation=given.confirmation,
    )
    return shapes.CallShape.of(await house.calls.store.complete(callback_id, manager.id, record, house.clock.now()))


async def _shown(request: Request, callback_id: str) -> shapes.CallShape:
    return shapes.CallShape.of(await house_of(request).calls.store.get(callback_id))

"""The manager's screen: the callback queue with reasons, the call page, the wrap-up."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from escalation.callback import Callback, CallState, Disposition
from escalation.ports import WrapUp
from mailbot.console.case import case_values
from mailbot.console.house import House
from mailbot.console.numbers import e164, moment
from mailbot.console.pages import house_of, page
from mailbot.console.session import AdminHere, ManagerHere
from mailbot.console.texts import labeller
from mailbot.errors import RefusedError, UsageError
from mailbot.model.person import Agent

router = APIRouter(prefix="/calls")

Line = Annotated[str, Form(max_length=1000)]
Words = Annotated[str, Form(max_length=20_000)]

#: States in which somebody's telephone is busy with the callback.
_RUNNING = (CallState.CALLING_MANAGER, CallState.BRIEFING, CallState.CALLING_CUSTOMER, CallState.TALKING)
#: How long a manager may put a call off with one click.
PUT_OFF = timedelta(minutes=30)


@router.get("")
async def line(request: Request, manager: ManagerHere) -> Response:
    """Show the queue, in order, with why each call stands where it stands."""
    house = house_of(request)
    now = house.clock.now()
    return page(
        request,
        "calls.html",
        places=await house.calls.store.line(now),
        troubled=await house.calls.store.troubled(now),
        calls=house.calls,
        running=_RUNNING,
    )


@router.get("/{callback_id}")
async def call_page(request: Request, callback_id: str, manager: ManagerHere) -> Response:
    """Show one call: brief, thread, facts, script, wrap-up."""
    return await call_response(request, callback_id, manager)


async def call_response(
    request: Request,
    callback_id: str,
    manager: Agent,
    *,
    status: int = 200,
    trouble: str = "",
    typed: str = "",
    promise: str = "",
    due: str = "",
) -> Response:
    """Return the call page, with a sentence on what went wrong and the notes that must not be lost."""
    house = house_of(request)
    callback = await house.calls.store.get(callback_id)
    view = await house.cases.case(callback.conversation_id)
    places = await house.calls.store.line(house.clock.now())
    place = next((one for one in places if one.callback.id == callback_id), None)
    return page(
        request,
        "call.html",
        status=status,
        **case_values(view, labeller(manager.language)),
        callback=callback,
        place=place,
        calls=house.calls,
        running=_RUNNING,
        dispositions=list(Disposition),
        trouble=trouble,
        typed=typed or callback.notes,
        promise=promise,
        due=due,
        mine=callback.manager_id == manager.id,
    )


@router.post("/{callback_id}/number")
async def confirm_number(request: Request, callback_id: str, manager: ManagerHere, number: Line) -> Response:
    """Vouch that a number is the customer's own; only then may it be dialled."""
    house = house_of(request)
    await house.calls.store.confirm_number(callback_id, e164(number), manager.id, house.clock.now())
    return _back(callback_id)


@router.post("/{callback_id}/act")
async def act(request: Request, callback_id: str, manager: ManagerHere, act: Line) -> Response:
    """Ring, dial by hand, put off, let go or stop."""
    house = house_of(request)
    calls, now = house.calls, house.clock.now()
    match act:
        case "ring":
            await calls.ring(callback_id, manager, now)
        case "by_hand":
            await calls.by_hand(callback_id, manager, now)
        case "put_off":
            taken = await calls.store.take(callback_id, manager.id, now)
            await calls.store.put_off(callback_id, taken.token, now + PUT_OFF, now)
        case "let_go":
            await calls.store.give_back(callback_id, (await held(house, callback_id, manager)).token, now)
        case "stop":
            await calls.store.stop(callback_id, f"{manager.name} stopped it.", now)
        case _:
            raise RefusedError("This page asked for something that the console does not do.", hint="Reload it.")
    return _back(callback_id)


async def held(house: House, callback_id: str, manager: Agent) -> Callback:
    """Return a callback that this manager holds.

    Raises:
        RefusedError: somebody else does, or nobody.
    """
    callback = await house.calls.store.get(callback_id)
    if callback.manager_id != manager.id:
        raise RefusedError("You do not hold this callback.", hint="Reload the page.")
    return callback


@router.post("/{callback_id}/wrap-up")
async def wrap_up(
    request: Request,
    callback_id: str,
    manager: ManagerHere,
    disposition: Annotated[Disposition, Form()],
    notes: Words = "",
    promise: Line = "",
    due: Annotated[str, Form(max_length=40)] = "",
    confirmation: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Close the books of a call: what came of it, what was promised, by when."""
    house = house_of(request)
    try:
        record = WrapUp(
            disposition=disposition,
            notes=notes.replace("\r\n", "\n"),
            promise=promise,
            promise_due=moment(due, manager.zone),
            confirmation=confirmation == "yes",
        )
        await house.calls.store.complete(callback_id, manager.id, record, house.clock.now())
    except (RefusedError, UsageError) as error:
        return await call_response(
            request, callback_id, manager, status=400, trouble=error.sentence(), typed=notes, promise=promise, due=due
        )
    return RedirectResponse("/calls", status_code=303)


@router.post("/switch/{key}")
async def switch(request: Request, key: str, admin: AdminHere, value: Line) -> Response:
    """Arm the telephone, or stop every call at once."""
    if key not in {"calls_armed", "kill_switch"}:
        raise RefusedError("There is no such switch.")
    await house_of(request).desk.switch(admin, key, value == "on")
    return RedirectResponse("/calls", status_code=303)


def _back(callback_id: str) -> Response:
    return RedirectResponse(f"/calls/{callback_id}", status_code=303)

"""The manager's screen: the callback queue with reasons, the call page, the wrap-up."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from escalation.appointment import for_manager
from escalation.callback import LIVE, Callback, Disposition
from escalation.ports import WrapUp
from mailbot.console.call_page import call_response
from mailbot.console.case import as_file
from mailbot.console.house import House
from mailbot.console.numbers import e164, moment
from mailbot.console.pages import house_of, page
from mailbot.console.session import AdminHere, ManagerHere
from mailbot.errors import RefusedError, UsageError
from mailbot.model.person import Agent, Role
from mailbot.model.sentence import say

router = APIRouter(prefix="/calls")

Line = Annotated[str, Form(max_length=1000)]
Words = Annotated[str, Form(max_length=20_000)]

Minutes = Annotated[int, Form(ge=5, le=60 * 24)]

#: How long a program may put a call off.
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
        running=LIVE,
    )


@router.get("/{callback_id}")
async def call_page(request: Request, callback_id: str, manager: ManagerHere) -> Response:
    """Show one call: brief, thread, facts, amends, script, wrap-up."""
    return await call_response(request, callback_id, manager)


@router.get("/{callback_id}/call.ics")
async def calendar(request: Request, callback_id: str, manager: ManagerHere) -> Response:
    """Hand out the agreed time as a calendar file."""
    house = house_of(request)
    callback = await house.calls.store.get(callback_id)
    texts = house.calls.texts.get(manager.language) or house.calls.texts["en"]
    file = for_manager([callback], texts, house.clock.now())
    if file is None:
        raise RefusedError("No time is agreed for this call.", hint="Agree on one at the wrap-up.")
    return as_file(file.content, file.filename)


@router.post("/{callback_id}/number")
async def confirm_number(request: Request, callback_id: str, manager: ManagerHere, number: Line) -> Response:
    """Vouch that a number is the customer's own; only then may it be dialled."""
    house = house_of(request)
    await house.calls.store.confirm_number(callback_id, e164(number), manager.id, house.clock.now())
    return _back(callback_id)


@router.post("/{callback_id}/zone")
async def set_zone(request: Request, callback_id: str, manager: ManagerHere, zone: Line) -> Response:
    """Say where the customer is, for a number that does not tell; kept in the customer's file."""
    house = house_of(request)
    await house.calls.store.set_zone(callback_id, zone.strip(), manager.id, house.clock.now())
    return _back(callback_id)


@router.post("/{callback_id}/notes")
async def keep_notes(request: Request, callback_id: str, manager: ManagerHere, notes: Words = "") -> Response:
    """Keep the notes as they are typed; answers with when."""
    house = house_of(request)
    now = house.clock.now()
    await house.calls.store.write_notes(callback_id, manager.id, notes.replace("\r\n", "\n"), now)
    return page(request, "parts/kept.html", at=now)


@router.post("/{callback_id}/act")
async def act(
    request: Request, callback_id: str, manager: ManagerHere, act: Line, colleague: Line = "", minutes: Minutes = 30
) -> Response:
    """Claim, ring, dial by hand, leave a message, put off, hand over, let go or stop."""
    house = house_of(request)
    calls, now = house.calls, house.clock.now()
    match act:
        case "claim":
            await calls.store.take(callback_id, manager.id, now)
        case "message":
            await calls.leave_message(callback_id, manager)
        case "hand":
            await calls.hand_over(callback_id, manager, await fellow(house, colleague), now)
        case "ring":
            await calls.ring(callback_id, manager, now)
        case "by_hand":
            await calls.by_hand(callback_id, manager, now)
        case "put_off":
            taken = await calls.store.take(callback_id, manager.id, now)
            await calls.store.put_off(callback_id, taken.token, now + timedelta(minutes=minutes), now)
        case "let_go":
            await calls.store.give_back(callback_id, (await held(house, callback_id, manager)).token, now)
        case "stop":
            await calls.store.stop(callback_id, say("stopped_by", "{who} stopped it.", who=manager.name), now)
        case _:
            raise RefusedError("This page asked for something that the console does not do.", hint="Reload it.")
    return _back(callback_id)


async def fellow(house: House, agent_id: str) -> Agent:
    """Return the manager that a callback may be handed to.

    Raises:
        RefusedError: there is none with this id.
    """
    found = await house.people.get(agent_id)
    if found is None or not found.active or not found.role.includes(Role.MANAGER):
        raise RefusedError("There is no such manager.", hint="Choose one from the list.")
    return found


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
        done = await house.calls.store.complete(callback_id, manager.id, record, house.clock.now())
    except (RefusedError, UsageError) as error:
        return await call_response(
            request, callback_id, manager, status=400, trouble=error, typed=notes, promise=promise, due=due
        )
    # The written confirmation is a draft: who promised looks at it and approves it.
    onward = f"/cases/{done.conversation_id}#draft" if record.confirmation else "/calls"
    return RedirectResponse(onward, status_code=303)


@router.post("/switch/{key}")
async def switch(request: Request, key: str, admin: AdminHere, value: Line) -> Response:
    """Arm the telephone, or stop every call at once."""
    if key not in {"calls_armed", "kill_switch"}:
        raise RefusedError("There is no such switch.")
    await house_of(request).desk.switch(admin, key, value == "on")
    request.app.state.outlook.look_again()
    return RedirectResponse("/calls", status_code=303)


def _back(callback_id: str) -> Response:
    return RedirectResponse(f"/calls/{callback_id}", status_code=303)

"""What the page of one call shows: the brief, the case, the clock on the customer's wall, what may be given and said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from fastapi import Request, Response

from escalation.appointment import agreed_time
from escalation.callback import FINAL, LIVE, Attempt, Callback, CallState, Disposition, Leg
from escalation.numbering import read_number
from escalation.rules import Place
from mailbot.console.case import case_values
from mailbot.console.pages import house_of, page
from mailbot.console.texts import labeller
from mailbot.model.person import Agent, Role
from mailbot.model.policy import ReplyPolicy
from mailbot.model.view import CaseView
from mailbot.triage.amends import Money

#: What a manager never says on such a call, each by its rule of the guidance (section 2).
NEVER = ("interrupting", "had_to", "excuse", "buck", "faultless", "blame", "conditional", "vague")
#: A number may lie in many zones; the page names so many.
_MOST_ZONES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class WallClock:
    """What time it is where the customer may be."""

    zone: str  # IANA
    at: datetime  # aware, on that wall
    sure: bool  # on file or set by a person; else only the number tells


def wall_clocks(callback: Callback, default_region: str, now: datetime) -> tuple[WallClock, ...]:
    """Return the customer's clock: of the zone on file, else of the zones that the number may lie in."""
    if callback.zone:
        zones: tuple[str, ...] = (callback.zone,)
    else:
        number = read_number(callback.number, default_region) if callback.number else None
        zones = number.zones if number else ()
    clocks: dict[str, WallClock] = {}
    for zone in zones:  # several zones often show one time
        at = now.astimezone(ZoneInfo(zone))
        clocks.setdefault(f"{at:%d %H:%M}", WallClock(zone=zone, at=at, sure=bool(callback.zone)))
    return tuple(clocks.values())[:_MOST_ZONES]


@dataclass(frozen=True, kw_only=True, slots=True)
class Amends:
    """What may be given for the loss that the customer names."""

    cap: str  # "50 EUR": up to here nobody is asked
    loss: str = ""  # "129.90 EUR", "" where none is named
    least: str = ""  # less than this would insult


def amends_of(view: CaseView, policy: ReplyPolicy) -> Amends:
    """Return the bounds of amends in a case."""
    cap = f"{policy.amends_cap:g} {policy.amends_currency}"
    stated = next((str(fact["value"]) for fact in view.facts if fact.get("slot") == "amount" and fact.get("value")), "")
    try:
        loss = Money.read(stated)
    except ValueError:
        return Amends(cap=cap)
    return Amends(cap=cap, loss=stated, least=f"{loss.amount * policy.amends_share:.2f} {loss.currency}")


def machine_may_hear(attempt: Attempt | None, manager: Agent) -> bool:
    """Tell whether somebody or something has picked up to whom a message can be left."""
    return (
        attempt is not None
        and attempt.ended_at is None
        and not attempt.manual
        and attempt.manager_id == manager.id
        and attempt.customer_leg is Leg.ANSWERED
        and attempt.customer_ref is not None
    )


def in_the_way(place: Place, mine: bool) -> tuple[str, ...]:
    """Return why the call cannot be made now; that a manager holds it stands in nobody's way who is that manager."""
    held = mine and place.callback.state in (CallState.CLAIMED, CallState.WRAP_UP, *LIVE)
    return place.obstacles_besides_the_claim if held else place.obstacles


async def call_response(
    request: Request,
    callback_id: str,
    manager: Agent,
    *,
    status: int = 200,
    trouble: object = "",
    typed: str = "",
    promise: str = "",
    due: str = "",
) -> Response:
    """Return the call page, with a sentence on what went wrong and the notes that must not be lost."""
    house = house_of(request)
    now = house.clock.now()
    callback = await house.calls.store.get(callback_id)
    view = await house.cases.case(callback.conversation_id)
    places = await house.calls.store.line(now)
    place = next((one for one in places if one.callback.id == callback_id), None)
    mine = callback.manager_id == manager.id
    others = [one for one in await house.people.all() if one.active and one.id != manager.id]
    return page(
        request,
        "call.html",
        status=status,
        **case_values(view, labeller(manager.language)),
        callback=callback,
        place=place,
        obstacles=() if place is None else in_the_way(place, mine),
        calls=house.calls,
        running=LIVE,
        over=callback.state in FINAL,
        attempt=await house.calls.store.latest_attempt(callback_id),
        machine_may_hear=lambda attempt: machine_may_hear(attempt, manager),
        clocks=wall_clocks(callback, house.calls.policy.default_region, now),
        zones=sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
        agreed=agreed_time(callback, now),
        amends=amends_of(view, house.calls.amends),
        never=NEVER,
        standing=await house.standings.of(callback.customer_email, now),
        colleagues=[one for one in others if one.role.includes(Role.MANAGER)],
        dispositions=list(Disposition),
        trouble=trouble,
        typed=typed or callback.notes,
        promise=promise,
        due=due,
        mine=mine,
    )

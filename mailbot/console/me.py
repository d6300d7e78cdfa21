"""What a person may change about themselves: language, zone, telephone, password."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from mailbot.console.numbers import e164
from mailbot.console.pages import house_of, page
from mailbot.console.session import AgentHere, may_try, new_session
from mailbot.console.texts import LANGUAGES
from mailbot.errors import MailbotError, UsageError

router = APIRouter(prefix="/me")

Line = Annotated[str, Form(max_length=200)]
Secret = Annotated[str, Form(max_length=400)]

#: Characters that a password has at least; nothing else is asked of it (NIST SP 800-63B section 5.1.1.2).
SHORTEST = 10


@router.get("")
async def me(request: Request, _: AgentHere) -> Response:
    """Show the person's own settings."""
    return _page(request)


@router.post("")
async def change(request: Request, agent: AgentHere, language: Line, zone: Line, phone: Line = "") -> Response:
    """Change language, zone and telephone number."""
    try:
        changes: dict[str, Any] = {
            "language": _language(language),
            "zone": _zone(zone),
            "phone": e164(phone) if phone.strip() else None,
        }
    except UsageError as error:
        return _page(request, status=400, trouble=error)
    await house_of(request).people.change(agent.id, **changes)
    return RedirectResponse("/me?done=saved", status_code=303)


@router.post("/password")
async def password(request: Request, agent: AgentHere, old: Secret, new: Secret) -> Response:
    """Change the password; every other session of the person ends."""
    house = house_of(request)
    if not await may_try(request, agent.email):
        return _page(request, status=429, trouble_key="login.too_often")
    known = await house.people.password_hash(agent.id)
    if not await asyncio.to_thread(house.passwords.matches, old, known):
        return _page(request, status=403, trouble_key="me.wrong_password")
    if len(new) < SHORTEST:
        return _page(request, status=400, trouble_key="me.too_short")
    await house.people.change(agent.id, password_hash=await asyncio.to_thread(house.passwords.hash, new))
    answer = RedirectResponse("/me?done=password", status_code=303)
    await new_session(house, agent.id, answer)
    return answer


def _page(
    request: Request, *, status: int = 200, trouble: MailbotError | None = None, trouble_key: str = ""
) -> Response:
    return page(
        request,
        "me.html",
        status=status,
        languages=LANGUAGES,
        zones=sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"),
        trouble=trouble,
        trouble_key=trouble_key,
    )


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise UsageError(
            "The console does not speak {code!r}.", hint="It speaks {known}.", code=code, known=", ".join(LANGUAGES)
        )
    return code


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError("There is no time zone {zone!r}.", hint="Use a name like Europe/Paris.", zone=name) from error
    return name

"""Edits teach: which steps agents keep rewriting, and an edit's way into the site's own playbook."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from mailbot.console.pages import house_of, page
from mailbot.console.session import ManagerHere
from mailbot.errors import MailbotError

router = APIRouter(prefix="/edits")

DAYS = 90
#: Edits of one step that the page shows, the newest.
SHOWN = 5

Name = Annotated[str, Path(max_length=60)]


@router.get("")
async def edits(request: Request, _: ManagerHere) -> Response:
    """Show what agents changed in the drafts of the last days, the most rewritten playbook first."""
    house = house_of(request)
    taught = await house.promotions.edits(house.clock.now() - timedelta(days=DAYS))
    return page(request, "edits.html", taught=taught, days=DAYS, shown=SHOWN)


@router.get("/{draft_id}/{step}")
async def edit(request: Request, draft_id: Name, step: Name, manager: ManagerHere) -> Response:
    """Show an edit as the variant that would be written, with what speaks against it."""
    return await _page(request, draft_id, step, manager.language)


@router.post("/{draft_id}/{step}")
async def promote(request: Request, draft_id: Name, step: Name, manager: ManagerHere) -> Response:
    """Write an edit into the site's own playbook."""
    house = house_of(request)
    try:
        await house.promotions.promote(draft_id, step, by=manager.id, now=house.clock.now())
    except MailbotError as error:
        return await _page(request, draft_id, step, manager.language, trouble=error)
    return RedirectResponse("/edits?done=promoted", status_code=303)


async def _page(
    request: Request, draft_id: str, step: str, language: str, trouble: MailbotError | None = None
) -> Response:
    promotions = house_of(request).promotions
    variant = await promotions.look(draft_id, step, language)
    values = {"variant": variant, "draft_id": draft_id, "has_folder": promotions.has_folder, "trouble": trouble}
    return page(request, "edit.html", status=403 if trouble else 200, **values)

"""The banner of every page: mailboxes that give no mail any more."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from mailbot.console.pages import house_of, page
from mailbot.console.session import AgentHere

router = APIRouter()


@router.get("/outages")
async def outages(request: Request, agent: AgentHere) -> Response:
    """Return the banner; empty while every mailbox is looked through."""
    house = house_of(request)
    return page(request, "parts/outages.html", outages=await house.outages() if house.outages else ())

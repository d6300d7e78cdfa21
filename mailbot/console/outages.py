"""The banner of every page: mailboxes that give no mail any more."""

from __future__ import annotations

import time
from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from mailbot.console.house import House
from mailbot.console.pages import page
from mailbot.console.session import AgentHere
from mailbot.model.mailbox import MailboxHealth

router = APIRouter()

#: Seconds for which one look at the mailboxes' health serves every page of this process.
LOOK_EVERY = 3.0


class Outlook:
    """One look at the store every few seconds, shared by all pages."""

    def __init__(self, house: House, every: float = LOOK_EVERY) -> None:
        self._house, self._every = house, every
        self._seen: Sequence[MailboxHealth] = ()
        self._next = 0.0

    async def outages(self) -> Sequence[MailboxHealth]:
        """Return the mailboxes that are out."""
        if self._house.outages and time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every
            self._seen = await self._house.outages()
        return self._seen


@router.get("/outages")
async def outages(request: Request, agent: AgentHere) -> Response:
    """Return the banner; empty while every mailbox is looked through."""
    return page(request, "parts/outages.html", outages=await request.app.state.outlook.outages())

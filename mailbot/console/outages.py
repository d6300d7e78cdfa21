"""The banner of every page: what holds up everybody's work, mailboxes that give no mail and switches that are turned."""

from __future__ import annotations

import time
from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from mailbot.console.house import House
from mailbot.console.pages import page
from mailbot.console.session import AgentHere
from mailbot.model.mailbox import MailboxHealth
from mailbot.model.switch import Switchboard

router = APIRouter()

#: Seconds for which one look at the mailboxes' health and the switches serves every page of this process.
LOOK_EVERY = 3.0


class Outlook:
    """One look at the store every few seconds, shared by all pages."""

    def __init__(self, house: House, every: float = LOOK_EVERY) -> None:
        self._house, self._every = house, every
        self._out: Sequence[MailboxHealth] = ()
        self._switches = Switchboard()
        self._next = 0.0

    async def outages(self) -> Sequence[MailboxHealth]:
        """Return the mailboxes that are out."""
        await self._look()
        return self._out

    async def switches(self) -> Switchboard:
        """Return the switches as they stand."""
        await self._look()
        return self._switches

    def look_again(self) -> None:
        """Forget what was seen: somebody has turned a switch here."""
        self._next = 0.0

    async def _look(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._every
        if self._house.outages:
            self._out = await self._house.outages()
        if self._house.switchboard:
            self._switches = await self._house.switchboard()


@router.get("/outages")
async def outages(request: Request, agent: AgentHere) -> Response:
    """Return the banner; empty while every mailbox is looked through and no switch holds anything up."""
    outlook: Outlook = request.app.state.outlook
    return page(request, "parts/outages.html", outages=await outlook.outages(), switches=await outlook.switches())

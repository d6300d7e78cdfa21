"""Pages that stay fresh: a stream that says which cases just changed, and who else has a case open."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from mailbot.console.house import House
from mailbot.console.pages import house_of, page
from mailbot.console.session import COOKIE, AgentHere, current_session
from mailbot.errors import TransientError
from mailbot.model.person import Session
from mailbot.model.view import Change

router = APIRouter()

#: Seconds between two looks at the events, for all open pages of this process together.
LOOK_EVERY = 1.0
#: Seconds that a look reaches back: what began earlier may be committed later.
LOOK_BACK = 15.0
#: Seconds of silence after which a comment is sent, so that proxies keep the line open.
QUIET = 15.0
#: Seconds for which a session that was found alive is taken for alive: after a logout, or with a new role, nothing more is told.
ASKED_EVERY = 5.0
#: Seconds after which a stream ends; the browser comes back and shows its session again.
LONGEST = 600.0


class Feed:
    """One look at the store a second, shared by all who listen; nobody listening, nobody looking."""

    def __init__(self, house: House, every: float = LOOK_EVERY) -> None:
        self._house, self._every = house, every
        self._listeners: set[asyncio.Queue[Sequence[Change]]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()  # what stood there before the first look is known

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[asyncio.Queue[Sequence[Change]]]:
        """Yield a queue of what happens; the looking ends with the last listener."""
        queue: asyncio.Queue[Sequence[Change]] = asyncio.Queue(maxsize=100)
        self._listeners.add(queue)
        if self._looking is None or self._looking.done():
            self._begun.clear()
            self._looking = asyncio.create_task(self._look())
        try:
            await self._begun.wait()
            yield queue
        finally:
            self._listeners.discard(queue)
            if not self._listeners and self._looking:
                self._looking.cancel()
                self._looking = None

    async def _look(self) -> None:
        seen: set[str] | None = None
        try:
            while True:
                with contextlib.suppress(TransientError):  # a busy store is asked again a second later
                    found = await self._house.pulse.recent(LOOK_BACK)
                    fresh = [one for one in found if seen is not None and one.id not in seen]
                    seen = {one.id for one in found}
                    self._begun.set()
                    if fresh:
                        self._tell(fresh)
                await asyncio.sleep(self._every)
        finally:
            self._begun.set()  # whoever waits for a look that has died goes on; the next listener starts another

    async def since(self, seconds: float) -> Sequence[Change]:
        """Return what happened within the last seconds, at most those of a look: a page is older than its stream."""
        with contextlib.suppress(TransientError):
            return await self._house.pulse.recent(min(seconds, LOOK_BACK)) if seconds else ()
        return ()

    def _tell(self, changes: Sequence[Change]) -> None:
        for queue in self._listeners:
            with contextlib.suppress(asyncio.QueueFull):  # a reader that stands still sees the next change
                queue.put_nowait(changes)


@router.get("/live")
async def live(request: Request, agent: AgentHere, age: Annotated[float, Query(ge=0, le=3600)] = 0.0) -> Response:
    """Stream "changed" events with the ids of the cases that changed, and whether somebody else did it.

    `age`: seconds since the page was asked for; what happened meanwhile is told at once.
    """
    feed: Feed = request.app.state.feed
    house, token = house_of(request), request.cookies[COOKIE]

    async def still() -> bool:
        try:
            return await house.people.session(token, house.clock.now()) is not None
        except TransientError:  # a busy store is asked again
            return True

    return StreamingResponse(_stream(feed, agent.id, still, age=age), media_type="text/event-stream")


async def _stream(
    feed: Feed, reader: str, still: Callable[[], Awaitable[bool]], asked_every: float = ASKED_EVERY, age: float = 0.0
) -> AsyncIterator[str]:
    ends = time.monotonic() + LONGEST
    known = time.monotonic()
    async with feed.listening() as queue:
        yield "retry: 3000\n\n"
        if meanwhile := await feed.since(age):
            yield f"event: changed\ndata: {told(meanwhile, reader)}\n\n"
        while time.monotonic() < ends:
            changes: Sequence[Change] = ()
            with contextlib.suppress(TimeoutError):
                changes = await asyncio.wait_for(queue.get(), QUIET)
            if time.monotonic() - known >= asked_every:
                if not await still():
                    return
                known = time.monotonic()
            yield f"event: changed\ndata: {told(changes, reader)}\n\n" if changes else ": quiet\n\n"


def told(changes: Sequence[Change], reader: str) -> str:
    """Return what a page needs to know: {"cases": [ids], "others": [ids that somebody else changed]}."""
    cases = [one.conversation_id for one in changes if one.conversation_id]
    others = [one.conversation_id for one in changes if one.conversation_id and one.actor != reader]
    return json.dumps({"cases": list(dict.fromkeys(cases)), "others": list(dict.fromkeys(others))})


@router.get("/called")
async def called(request: Request, agent: AgentHere) -> Response:
    """Return the notes that call this person, for the corner of every page."""
    return page(request, "parts/called.html", called=await house_of(request).views.called(agent.id))


@router.post("/cases/{case_id}/here")
async def here(request: Request, case_id: str, session: Annotated[Session, Depends(current_session)]) -> Response:
    """Note that this person has the case open; answer who else has."""
    house = house_of(request)
    names = await house.presence.enter(request.cookies[COOKIE], session.agent.id, case_id, house.clock.now())
    return page(request, "parts/here.html", names=names)

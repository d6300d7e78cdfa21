"""Patience with a store that is away for the moment: what is known must not be forgotten because nobody could write it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from mailbot.errors import StoreBusy

Result = TypeVar("Result")

_LONGEST = 15.0


async def patiently(act: Callable[[], Awaitable[Result]], seconds: float) -> Result:
    """Do one transaction; while the store is away, do it again for so many seconds, with growing pauses.

    The act has to find out by itself whether an earlier turn was committed and only its answer got lost.

    Raises:
        StoreBusy: the store was away all the time.
    """
    end, pause = time.monotonic() + seconds, 0.25
    while True:
        try:
            return await act()
        except StoreBusy:
            if time.monotonic() + pause > end:
                raise
        await asyncio.sleep(pause)
        pause = min(_LONGEST, pause * 2)

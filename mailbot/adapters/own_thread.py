"""A thread of one's own for a library that blocks."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

Result = TypeVar("Result")


class OwnThread:
    """Runs calls one after the other in one daemon thread.

    A daemon and no executor: the interpreter waits for executor threads at its end, and a thread
    that waits for a dead server must never hold up SIGTERM.
    """

    def __init__(self, name: str) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()

    async def run(self, function: Callable[..., Result], *args: Any) -> Result:
        """Call `function(*args)` in the thread. Cancelling leaves the call running and drops its result."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()

        def call() -> None:
            try:
                answer = function(*args)
            except BaseException as error:
                _tell(loop, future, _fail, error)
            else:
                _tell(loop, future, _settle, answer)

        self._calls.put(call)
        return await future

    def run_last(self, function: Callable[[], None]) -> None:
        """Call `function` when all earlier calls are done, then end the thread; do not wait for it."""
        self._calls.put(function)
        self._calls.put(None)


def _tell(
    loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any], how: Callable[..., None], value: object
) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits for the answer any more
        loop.call_soon_threadsafe(how, future, value)


def _settle(future: asyncio.Future[Any], value: object) -> None:
    if not future.done():
        future.set_result(value)


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)

"""One process at work: watch, triage, deliver, call, follow up, serve the console; stop gracefully.

Everything here may be killed at any line. What is under way is a row with a lease; the next process takes it up.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import structlog

from mailbot.errors import LoginRefused, MailbotError, TransientError, UsageError
from mailbot.ports.patience import patiently
from scheduler.ticker import Beat, Ticker

log = structlog.get_logger("mailbot.worker")

#: Seconds until a watch that ended in trouble is started again.
REST_SECONDS = 30.0

#: Seconds that parts have to end in good order before they are cancelled.
GRACE_SECONDS = 10.0


#: Seconds that a store may be away while we start.
START_PATIENCE = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Something that runs as long as the process: a folder's watch, the console."""

    name: str
    run: Callable[[asyncio.Event], Awaitable[None]]  # returns soon after the event is set
    restart: bool = True  # start it again when it ends in trouble that may pass


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """All parts and beats of a process."""

    parts: tuple[Part, ...] = ()
    beats: tuple[Beat, ...] = ()
    started: Sequence[Callable[[], Awaitable[object]]] = field(
        default=()
    )  # once, before anything else: mend what a crash left


async def work(plan: Work, stop: asyncio.Event) -> None:
    """Run until `stop` is set.

    Raises:
        UsageError, LoginRefused: a part cannot work with these settings; everything else is stopped first.
    """
    for act in plan.started:
        await patiently(act, START_PATIENCE)
    failure: list[MailbotError] = []
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_keep_running(part, stop, failure), name=part.name) for part in plan.parts]
        tasks.append(group.create_task(Ticker(plan.beats, _beat_failed).run(stop), name="ticker"))
        group.create_task(_cancel_after(tasks, stop))
    if failure:
        raise failure[0]


async def _keep_running(part: Part, stop: asyncio.Event, failure: list[MailbotError]) -> None:
    while not stop.is_set():
        try:
            await part.run(stop)
            if not part.restart:
                return
        except (UsageError, LoginRefused) as error:
            # Trying again would only lock the account or repeat the mistake: a person has to act.
            log.error("part_refused", part=part.name, error=error.sentence())
            failure.append(error)
            stop.set()
        except MailbotError as error:
            log.warning("part_in_trouble", part=part.name, error=error.sentence(), again_in=REST_SECONDS)
        except Exception:
            log.exception("part_failed", part=part.name, again_in=REST_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), REST_SECONDS)


async def _cancel_after(tasks: Sequence[asyncio.Task[None]], stop: asyncio.Event) -> None:
    await stop.wait()
    _, late = await asyncio.wait(tasks, timeout=GRACE_SECONDS)
    for task in late:
        task.cancel()


def _beat_failed(name: str, error: BaseException) -> None:
    if isinstance(error, TransientError):
        log.warning("beat_put_off", beat=name, error=error.sentence())
    elif isinstance(error, MailbotError):
        log.error("beat_failed", beat=name, error=error.sentence())
    else:
        log.error("beat_failed", beat=name, exc_info=error)


@contextlib.asynccontextmanager
async def stopped_by_signals() -> AsyncIterator[asyncio.Event]:
    """Yield an event that SIGTERM and SIGINT set; a second signal ends the process the hard way."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask() -> None:
        stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask)
    try:
        yield stop
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

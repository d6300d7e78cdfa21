"""What one process does all day: the watches, the beats and the console of a house."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator

import structlog
import uvicorn

from mailbot.adapters.imap_folders import FolderRole
from mailbot.bootstrap.house import House
from mailbot.bootstrap.mailboxes import WiredMailbox
from mailbot.console.app import create_app
from mailbot.console.house import ConsoleOptions
from mailbot.errors import ConfigurationError
from mailbot.model.mailbox import MailBatch
from mailbot.worker import Part, Work
from scheduler.ticker import Beat

log = structlog.get_logger("mailbot.work")

#: Seconds between two looks at the rows of each kind of work.
TRIAGE, DELIVERY, FILING, LOOKUP, LEFTOVERS, FOLLOW_UPS, MIRROR = 1.0, 1.0, 5.0, 15.0, 30.0, 15.0, 5.0
PROMISES, WAITING = 10.0, 300.0


def work_of(
    house: House, *, console: ConsoleOptions | None = None, on_console: Callable[[int], None] | None = None
) -> Work:
    """Return the parts and beats of a house.

    Args:
        console: options of the console, None for those of the settings.
        on_console: called with the port once the console answers (port 0 in the settings takes a free one).
    """
    parts = [part for mailbox in house.mailboxes.values() for part in _watches(house, mailbox)]
    if house.settings.console.enabled:
        parts.append(Part(name="console", run=_console(house, console, on_console)))
    beats = (
        Beat(name="triage", seconds=TRIAGE, act=house.triage.triage_due),
        Beat(name="delivery", seconds=DELIVERY, act=house.delivery.deliver_due),
        Beat(name="filing", seconds=FILING, act=house.lookup.file_sent),
        Beat(name="lookup", seconds=LOOKUP, act=house.lookup.look_up),
        Beat(name="drafts", seconds=MIRROR, act=house.mirror.reflect),
        Beat(name="recovery", seconds=LEFTOVERS, act=house.delivery.recover),
        Beat(name="leftovers", seconds=LEFTOVERS, act=house.receiving.work_off),
        Beat(name="follow-ups", seconds=FOLLOW_UPS, act=_with_now(house, house.follow_ups.run)),
        Beat(name="promises", seconds=PROMISES, act=_with_now(house, house.promises.run)),
        Beat(name="complaint clocks", seconds=WAITING, act=_with_now(house, house.clocks.warn)),
        Beat(name="waiting", seconds=WAITING, act=house.waiting.reweigh_due),
        *house.telephone.beats,
    )
    return Work(
        parts=tuple(parts), beats=beats, started=(_warmed(house), house.delivery.recover, house.receiving.work_off)
    )


def _with_now(house: House, act: Callable[..., Awaitable[object]]) -> Callable[[], Awaitable[object]]:
    async def run() -> object:
        return await act(house.clock.now())

    return run


def _warmed(house: House) -> Callable[[], Awaitable[object]]:
    async def warm() -> None:
        await asyncio.to_thread(house.judges.warm)

    return warm


def _watches(house: House, mailbox: WiredMailbox) -> list[Part]:
    watches = [
        Part(name=f"watch {mailbox.name} {folder}", run=_watch(house, mailbox, folder))
        for folder in mailbox.settings.imap.folders
    ]
    # Sent is watched too: an agent who answers from another mail client is seen, and our draft retires.
    watches.append(Part(name=f"watch {mailbox.name} sent", run=_watch(house, mailbox, None)))
    return watches


def _watch(house: House, mailbox: WiredMailbox, folder: str | None) -> Callable[[asyncio.Event], Awaitable[None]]:
    sent = folder is None

    async def run(stop: asyncio.Event) -> None:
        name = folder or await mailbox.imap.folder_for(FolderRole.SENT)
        async with house.db.read() as tx:
            cursor = await house.records.cursors.get(tx, mailbox.name, name)

        async def on_batch(batch: MailBatch) -> None:
            for skipped in batch.skipped:
                log.warning("mail_skipped", mailbox=mailbox.name, uid=skipped.uid, reason=skipped.reason)
            await house.receiving.receive_batch(batch, from_sent=sent)
            if not sent:
                await mailbox.imap.acknowledge(batch.mails)

        await _until(stop, mailbox.imap.watch(cursor, on_batch, folder=name))

    return run


async def _until(stop: asyncio.Event, work: Awaitable[None], *, cancel: bool = True) -> None:
    """Wait for the work or for `stop`; what the work raises passes through. Work that goes on is cancelled."""
    task, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        stopped.cancel()
        if cancel:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _console(
    house: House, options: ConsoleOptions | None, on_console: Callable[[int], None] | None
) -> Callable[[asyncio.Event], Awaitable[None]]:
    async def run(stop: asyncio.Event) -> None:
        app = create_app(house.console(options))
        for route in house.telephone.routers:
            app.include_router(route)
        settings = house.settings.console
        with _listening_at(settings.host, settings.port) as listener:
            server = _Server(
                uvicorn.Config(app, log_config=None, lifespan="off", access_log=False, server_header=False)
            )
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            port = listener.getsockname()[1]
            log.info("console_open", url=f"http://{settings.host}:{port}")
            if on_console:
                on_console(port)
            await _until(stop, serving, cancel=False)
            server.should_exit = True
            server.force_exit = True  # open event streams must not hold up a stop
            await serving

    return run


class _Server(uvicorn.Server):
    """A server that leaves signals to the worker, who stops all parts together."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Catch nothing."""
        yield


def _listening_at(host: str, port: int) -> socket.socket:
    """Return a listening socket; browsers that come before the server is up wait in its backlog.

    Raises:
        ConfigurationError: the address is taken or not ours.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ConfigurationError(
            f"The console cannot listen at {host}:{port}: {error.strerror}.",
            hint="Another program may have the port; set [console] port to a free one.",
        ) from error

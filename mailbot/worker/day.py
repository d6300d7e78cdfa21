"""What one process does all day: the watches, the beats and the console of a house."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
import uvicorn

from mailbot.adapters.backoff import Backoff
from mailbot.adapters.imap_folders import FolderRole
from mailbot.bootstrap.house import House
from mailbot.bootstrap.mailboxes import WiredMailbox, consent_warning
from mailbot.console.app import create_app
from mailbot.console.house import ConsoleOptions
from mailbot.delivery import Delivery, Lookup, Mirror
from mailbot.errors import ConfigurationError, LoginRefused, RefusedError, StaleError, TransientError, UsageError
from mailbot.intake import Relay
from mailbot.model.mailbox import Cursor, MailBatch
from mailbot.model.message import RawMail
from mailbot.ports import WatchLease
from mailbot.store.listening import Listener
from mailbot.store.wakeups import Bell
from mailbot.worker import Part, Work
from mailbot.worker.steady import Steady
from mailbot.worker.tenure import Tenures
from scheduler.ticker import Beat

log = structlog.get_logger("mailbot.work")

Result = TypeVar("Result")

#: Seconds between two looks at the rows of each kind of work.
TRIAGE, DELIVERY, FILING, LOOKUP, LEFTOVERS, FOLLOW_UPS, MIRROR = 1.0, 1.0, 5.0, 15.0, 30.0, 15.0, 5.0
PROMISES, WAITING, LOOKOUT, HOOKS, WRITER = 10.0, 300.0, 20.0, 2.0, 2.0
RETENTION, STRAYS = 60.0, 3600.0

#: A watch that begins marks again what was kept within this time, and no more than so many mails.
MARKED_AGAIN, MOST_MARKED = timedelta(days=1), 500

#: Seconds after which a mailbox that is refused is looked at again; its server is asked less often (`LoginPace`).
REFUSED_REST = 30.0


def work_of(
    house: House, *, console: ConsoleOptions | None = None, on_console: Callable[[int], None] | None = None
) -> Work:
    """Return the parts and beats of a house.

    Args:
        console: options of the console, None for those of the settings.
        on_console: called with the port once the console answers (port 0 in the settings takes a free one).
    """
    tenures = Tenures(house.db, house.records.watches, tuple(house.mailboxes), house.holder)
    listener = Listener(house.db, house.settings.store.listen_url)
    parts = [
        Part(name="roll of nodes", run=tenures.run_roll),
        Part(name="wake-ups", run=listener.run),
        *(part for mailbox in house.mailboxes.values() for part in _watches(house, mailbox, tenures)),
    ]
    if house.settings.console.enabled:
        parts.append(Part(name="console", run=_console(house, console, on_console)))
    beats = (
        Beat(name="triage", seconds=TRIAGE, act=house.triage.triage_due, woken=_rung(house, "triage")),
        *deliveries(house.delivery, house.mailboxes, house.db.bell),
        *filings(house.lookup, house.mailboxes, house.db.bell),
        *lookups(house.lookup, house.mailboxes),
        *mirrors(house.mirror, _mirrored(house), tenures, house.db.bell),
        Beat(name="mails that nobody serves", seconds=LEFTOVERS, act=house.unserved.work_off),
        Beat(name="recovery", seconds=LEFTOVERS, act=house.delivery.recover),
        Beat(name="leftovers", seconds=LEFTOVERS, act=lambda: house.receiving.work_off(mailboxes=tenures.held)),
        Beat(name="mails that nobody watches", seconds=LEFTOVERS, act=house.unwatched.put_before_a_person),
        *_of_held("missed mails", LEFTOVERS, house.missing.ask_again, house.mailboxes, tenures),
        Beat(name="follow-ups", seconds=FOLLOW_UPS, act=_with_now(house, house.follow_ups.run)),
        Beat(name="promises", seconds=PROMISES, act=_with_now(house, house.promises.run)),
        Beat(name="complaint clocks", seconds=WAITING, act=_with_now(house, house.clocks.warn)),
        Beat(name="retention", seconds=RETENTION, act=Steady(house.erasures.run, house.clock)),
        Beat(name="stray mails", seconds=STRAYS, act=Steady(house.erasures.run_strays, house.clock)),
        Beat(name="lookout", seconds=LOOKOUT, act=_lookout(house, tenures)),
        Beat(name="waiting", seconds=WAITING, act=house.waiting.reweigh_due),
        Beat(name="adopted replies", seconds=FILING, act=house.afterwards.read_adopted),
        Beat(name="webhooks", seconds=HOOKS, act=house.hooks.deliver_due),
        Beat(name="old webhook messages", seconds=STRAYS, act=Steady(house.hooks.tidy, house.clock)),
        *([Beat(name="writer", seconds=WRITER, act=house.writing.write_due)] if house.writing else []),
        *(
            replace(beat, woken=_rung(house, "calls")) if beat.name == "calls" else beat
            for beat in house.telephone.beats
        ),
    )
    return Work(parts=tuple(parts), beats=beats, started=(_warmed(house), house.delivery.recover))


def deliveries(delivery: Delivery, mailboxes: Collection[str], bell: Bell) -> tuple[Beat, ...]:
    """Return one beat a mailbox: a server that keeps us waiting, for minutes a mail, holds up its own mails only."""
    return _each("delivery", DELIVERY, delivery.deliver_due, mailboxes, partial(bell.heard, "outbox"))


def filings(lookup: Lookup, mailboxes: Collection[str], bell: Bell) -> tuple[Beat, ...]:
    """Return one beat a mailbox: an IMAP server that does not answer holds up the copies of its own mails only."""
    return _each("filing", FILING, lookup.file_sent, mailboxes, partial(bell.heard, "filing"))


def lookups(lookup: Lookup, mailboxes: Collection[str]) -> tuple[Beat, ...]:
    """Return one beat a mailbox: an IMAP server that does not answer leaves only its own mails in doubt."""
    return _each("lookup", LOOKUP, lookup.look_up, mailboxes)


def mirrors(mirror: Mirror, mailboxes: Collection[str], tenures: Tenures, bell: Bell) -> tuple[Beat, ...]:
    """Return one beat a mailbox that wants its drafts mirrored: a slow server holds up its own drafts only."""
    return _of_held("drafts", MIRROR, mirror.reflect, mailboxes, tenures, partial(bell.heard, "drafts"))


def _mirrored(house: House) -> list[str]:
    return [name for name, one in house.mailboxes.items() if one.settings.imap.mirror_drafts]


def _of_held(
    work: str,
    seconds: float,
    act: Callable[[Collection[str]], Awaitable[object]],
    mailboxes: Collection[str],
    tenures: Tenures,
    woken: Callable[[], Awaitable[None]] | None = None,
) -> tuple[Beat, ...]:
    """Return one beat a mailbox for what only the node that watches it does."""

    async def look_after(*, mailbox: str) -> object:
        return await act((mailbox,)) if mailbox in tenures.held else 0

    return _each(work, seconds, look_after, mailboxes, woken)


def _each(
    work: str,
    seconds: float,
    act: Callable[..., Awaitable[object]],
    mailboxes: Collection[str],
    woken: Callable[[], Awaitable[None]] | None = None,
) -> tuple[Beat, ...]:
    rest = max(seconds, seconds * len(mailboxes) / 10)  # many of them look less often: the bell wakes them
    return tuple(
        Beat(name=f"{work} of {name}", seconds=rest, act=partial(act, mailbox=name), woken=woken) for name in mailboxes
    )


def _with_now(house: House, act: Callable[..., Awaitable[object]]) -> Callable[[], Awaitable[object]]:
    async def run() -> object:
        return await act(house.clock.now())

    return run


def _lookout(house: House, tenures: Tenures) -> Callable[[], Awaitable[object]]:
    """Tell the lookout what the watches of this node saw; a mailbox of another node is judged by what that one wrote."""

    async def look() -> object:
        watched = [house.mailboxes[name] for name in tenures.held]
        endings = {one.name: await asyncio.to_thread(consent_warning, one.settings) for one in watched}
        refused = [one.name for one in watched if one.imap.pace.refusal]
        return await house.lookout.look([_seen(one) for one in watched], endings, refused)

    return look


def _seen(mailbox: WiredMailbox) -> tuple[str, datetime | None, str]:
    """Return the last look of the slowest folder (None: one was never looked through) and the first trouble."""
    health = [mailbox.imap.health.get(folder) for folder in mailbox.settings.imap.folders]
    looks = [one.last_look for one in health if one is not None and one.last_look is not None]
    watched = (one.trouble for one in mailbox.imap.health.values())
    trouble = next(filter(None, (mailbox.imap.pace.refusal, *watched, *mailbox.imap.troubles.values())), "")
    return mailbox.name, min(looks) if len(looks) == len(health) else None, trouble


def _rung(house: House, work: str) -> Callable[[], Awaitable[None]]:
    async def woken() -> None:
        await house.db.bell.heard(work)

    return woken


def _warmed(house: House) -> Callable[[], Awaitable[object]]:
    async def warm() -> None:
        await asyncio.to_thread(house.judges.warm)

    return warm


def _watches(house: House, mailbox: WiredMailbox, tenures: Tenures) -> list[Part]:
    async def stand_by(stop: asyncio.Event) -> None:
        await tenures.run(mailbox.name, stop)

    watches = [
        Part(name=f"watch {mailbox.name} {folder}", run=_watch(house, mailbox, folder, tenures))
        for folder in mailbox.settings.imap.folders
    ]
    # Sent is watched too: an agent who answers from another mail client is seen, and our draft retires.
    watches.append(Part(name=f"watch {mailbox.name} sent", run=_watch(house, mailbox, None, tenures)))
    return [Part(name=f"watch {mailbox.name}", run=stand_by), *watches]


def _watch(
    house: House, mailbox: WiredMailbox, folder: str | None, tenures: Tenures
) -> Callable[[asyncio.Event], Awaitable[None]]:
    tenure, backoff = tenures.of[mailbox.name], Backoff(cap=30.0)

    async def run(stop: asyncio.Event) -> None:
        failures, said = 0, ""
        while not stop.is_set():
            lease = await _until(stop, tenure.begun())
            if lease is None:
                return
            try:
                await _until(stop, _first(_watched(house, mailbox, folder, lease), tenure.over(lease)))
                failures = 0
            except StaleError:  # found out in the transaction that would have recorded a batch
                await tenures.lost(lease)
            except TransientError as error:  # nothing was recorded: look again from the cursor
                failures += 1
                log.warning("watch_interrupted", mailbox=mailbox.name, trouble=error.sentence())
                await _until(stop, asyncio.sleep(backoff.delay(failures)))
            except (LoginRefused, UsageError) as error:  # a person has to act; what else we watch goes on meanwhile
                if await _nothing_to_lose(house, mailbox):
                    raise
                if said != error.sentence():
                    said = error.sentence()
                    log.error("watch_refused", mailbox=mailbox.name, error=said)
                await _until(stop, asyncio.sleep(REFUSED_REST))

    return run


async def _nothing_to_lose(house: House, mailbox: WiredMailbox) -> bool:
    """Tell whether this is the only mailbox and nobody has ever read it: a first start had better end with the error.

    Where it was read before, by us or by another node, there are cases to work on while a person mends the login.
    """
    if len(house.mailboxes) > 1:
        return False
    async with house.db.read() as tx:
        read = [await house.records.cursors.get(tx, mailbox.name, folder) for folder in mailbox.settings.imap.folders]
    return not any(read)


async def _watched(house: House, mailbox: WiredMailbox, folder: str | None, lease: WatchLease) -> None:
    """Record a folder's mails from its cursor on, each batch under the fence of our watch."""
    sent = folder is None
    name = folder or await mailbox.imap.folder_for(FolderRole.SENT)
    await house.receiving.inherit(mailbox.name, name, lease)
    async with house.db.read() as tx:
        cursor = await house.records.cursors.get(tx, mailbox.name, name)

    if not sent and cursor is not None and mailbox.imap.marks:
        await _acknowledged(mailbox, await _kept_lately(house, cursor))

    relay = Relay(
        house.receiving, from_sent=sent, under=lease, recorded=None if sent else partial(_acknowledged, mailbox)
    )

    async def on_batch(batch: MailBatch) -> None:
        for skipped in batch.skipped:
            log.warning("mail_skipped", mailbox=mailbox.name, uid=skipped.uid, reason=skipped.reason)
        await relay.take(batch)

    await _first(mailbox.imap.watch(cursor, on_batch, folder=name), relay.read(), relay.record())


async def _kept_lately(house: House, cursor: Cursor) -> Sequence[RawMail]:
    """Return the places of a folder's last mails: the line, or we, may have ended between their commit and their mark."""
    async with house.db.read() as tx:
        return await house.records.raw_mails.kept_since(tx, cursor, house.clock.now() - MARKED_AGAIN, most=MOST_MARKED)


async def _acknowledged(mailbox: WiredMailbox, mails: Sequence[RawMail]) -> None:
    """Mark recorded mails; a folder that keeps no marks of ours gives its mails all the same.

    A line that is lost ends the watch; the next one marks them as it begins.
    """
    if not mails:
        return
    try:
        await mailbox.imap.acknowledge(mails)
    except RefusedError as error:
        log.warning("mails_not_marked", mailbox=mailbox.name, trouble=error.sentence())


async def _first(*works: Coroutine[Any, Any, None]) -> None:
    """Wait for the first to end, cancel the others; what it raises passes through."""
    tasks = [asyncio.ensure_future(one) for one in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _until(stop: asyncio.Event, work: Awaitable[Result], *, cancel: bool = True) -> Result | None:
    """Wait for the work or for `stop`, which gives None; what the work raises passes through.

    Work that goes on is cancelled.
    """
    task, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
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

"""`mailbot health`: when each mailbox was last looked through, for people and monitors."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from mailbot.cli.output import screen, write_json
from mailbot.config import find_configuration, load_settings
from mailbot.errors import ConfigurationError
from mailbot.model.mailbox import MailboxHealth
from mailbot.store.database import Database
from mailbot.store.mailbox_health import MailboxHealthRows
from mailbot.store.raw_mails import unread_counts
from mailbot.store.watches import WatchStore


def health(
    context: typer.Context,
    format: Annotated[str, typer.Option(help="text or jsonl.")] = "text",
) -> None:
    """Tell when each mailbox was last looked through without an error; exit 1 when one is out or was never seen.

    A mailbox that is not in the settings is told, too, while mails of it are kept and nobody reads them.
    """
    if format not in ("text", "jsonl"):
        raise typer.BadParameter("Only text and jsonl are known.", param_hint="--format")
    settings = load_settings(find_configuration(context.obj))
    if not settings.mailbox:
        raise ConfigurationError("No mailbox is configured.", hint="Run `mailbot init`.")
    known, unread, watched = asyncio.run(_known(settings.store.url))
    after, now = timedelta(minutes=settings.alarm.after_minutes), datetime.now(UTC)
    out = False
    for mailbox in settings.mailbox:
        one = known.get(mailbox)
        well = one is not None and one.alarmed_at is None and not (after and now - one.last_look_at >= after)
        out |= not well
        _tell(mailbox, one, well, now, as_json=format == "jsonl")
    for mailbox in sorted(unread.keys() - settings.mailbox.keys() - watched):
        out |= unread[mailbox][0] > 0
        _tell_unwatched(mailbox, known.get(mailbox), *unread[mailbox], as_json=format == "jsonl")
    raise typer.Exit(1 if out else 0)


async def _known(url: str) -> tuple[Mapping[str, MailboxHealth], Mapping[str, tuple[int, int]], frozenset[str]]:
    """Return the health of each mailbox, its mails that are not recorded, and which are watched now."""
    db = Database(url)
    try:
        async with db.read() as tx:
            known = {one.mailbox: one for one in await MailboxHealthRows().all(tx)}
            watched = await WatchStore().watched(tx)
        return known, await unread_counts(db), watched
    finally:
        await db.dispose()


def _tell_unwatched(mailbox: str, one: MailboxHealth | None, waiting: int, quarantined: int, *, as_json: bool) -> None:
    trouble = (
        f"Nobody watches it: it is not in the settings. {waiting} of its mails are kept and not read,"
        f" {quarantined} are in quarantine."
    )
    if as_json:
        seen = one.last_look_at.isoformat() if one else None
        row = {"mailbox": mailbox, "ok": waiting == 0, "last_look_at": seen, "trouble": trouble}
        write_json({**row, "unread": waiting, "quarantined": quarantined})
    else:
        screen.print(f"{mailbox}: {trouble}", markup=False)


def _tell(mailbox: str, one: MailboxHealth | None, well: bool, now: datetime, *, as_json: bool) -> None:
    if as_json:
        seen = one.last_look_at.isoformat() if one else None
        write_json({"mailbox": mailbox, "ok": well, "last_look_at": seen, "trouble": one.trouble if one else ""})
    elif one is None:
        screen.print(f"{mailbox}: never looked through. Is `mailbot run` running?")
    else:
        minutes = int((now - one.last_look_at).total_seconds() // 60)
        words = f"{mailbox}: {'well' if well else 'OUT'}, looked through {minutes} minutes ago."
        screen.print(f"{words} {one.trouble}".rstrip(), markup=False)

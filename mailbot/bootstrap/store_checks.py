"""What `mailbot doctor` says of a store that many nodes share."""

from __future__ import annotations

from mailbot.adapters.doctor_checks import Check
from mailbot.errors import MailbotError
from mailbot.store.database import Database
from mailbot.store.listening import Listener
from mailbot.store.silence import patience
from mailbot.store.watches import NodeRoll


async def check_wakeups(db: Database, listen_url: str) -> Check:
    """Tell whether nodes wake each other; where they cannot, polling does it and nothing is wrong."""
    if db.sqlite:
        return Check(name="wake-ups", ok=True, sentence="One process at work: it wakes itself.")
    try:
        hears = await Listener(db, listen_url).check()
    except MailbotError as error:
        return Check(name="wake-ups", ok=False, sentence=str(error), what_to_do="Correct [store] listen_url.")
    if hears:
        return Check(name="wake-ups", ok=True, sentence="Wake-ups between nodes arrive (LISTEN/NOTIFY).")
    return Check(
        name="wake-ups",
        ok=True,
        sentence="Wake-ups do not arrive, as behind PgBouncer in transaction mode: work is found by polling.",
        what_to_do="Give [store] listen_url a direct line to PostgreSQL, if a second matters.",
    )


async def check_silent_lines(db: Database) -> Check:
    """Tell whether the server gives up nodes that vanished or froze with rows in their hands."""
    if db.sqlite:
        return Check(name="silent lines", ok=True, sentence="The store is a file: no line to fall silent.")
    async with db.read() as tx:
        unset = await patience(tx)
    if not unset:
        return Check(
            name="silent lines", ok=True, sentence="The server gives up lines that fell silent within half a minute."
        )
    return Check(
        name="silent lines",
        ok=False,
        sentence=f"A node that vanishes may hold its rows for hours: the server waits by {', '.join(unset)}.",
        what_to_do="Set them for mailbot's role as docs/scale.md says (Setting it up), or for the whole server.",
    )


async def check_nodes(db: Database) -> Check:
    """Tell who is at work, with which version, watching what."""
    async with db.read() as tx:
        nodes = await NodeRoll().alive(tx)
    if not nodes:
        return Check(name="nodes", ok=True, sentence="No mailbot run is at work.")
    told = "; ".join(f"{one.holder} ({one.version}) watches {', '.join(one.watches) or 'nothing'}" for one in nodes)
    versions = {one.version for one in nodes}
    return Check(
        name="nodes",
        ok=True,
        sentence=f"At work: {told}.",
        what_to_do="" if len(versions) == 1 else "Two versions run side by side: finish the upgrade soon.",
    )

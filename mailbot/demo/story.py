"""What the audience sees: the events of the house, told as they happen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

from rich.console import Console
from sqlalchemy import select

from mailbot.demo.stage import Stage
from mailbot.model.event import Event
from mailbot.store.events import noun
from mailbot.store.tables import conversations, events

#: Seconds between two looks at the history.
LOOK_EVERY = 0.1


class Narrator(Protocol):
    """Tells the story."""

    def scene(self, title: str) -> None:
        """Begin a scene."""
        ...

    def line(self, mark: str, text: str, detail: str = "") -> None:
        """Tell one thing that happened."""
        ...


class Silent:
    """Tells nothing, for checks."""

    def scene(self, title: str) -> None:
        """See Narrator."""

    def line(self, mark: str, text: str, detail: str = "") -> None:
        """See Narrator."""


class Screen:
    """Tells it on a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def scene(self, title: str) -> None:
        """See Narrator."""
        self._console.print()
        self._console.rule(f"[bold]{title}[/bold]", align="left", style="dim")

    def line(self, mark: str, text: str, detail: str = "") -> None:
        """See Narrator."""
        self._console.print(f"[bold]{mark:<10}[/bold]", end=" ")
        self._console.print(text, markup=False, highlight=False)
        if detail:
            self._console.print(f"{'':<11}{detail}", style="dim", markup=False, highlight=False)


async def history(stage: Stage) -> AsyncIterator[tuple[Event, str]]:
    """Yield the house's events with their customers' names, as they are written, for as long as it is asked."""
    seen = ""
    while True:
        statement = (
            select(events, conversations.c.customer_name, conversations.c.customer_email)
            .outerjoin(conversations, conversations.c.id == events.c.conversation_id)
            .where(events.c.id > seen)
            .order_by(events.c.id)
        )
        async with stage.house.db.read() as tx:
            rows = (await tx.execute(statement)).all()
        for row in rows:
            seen = row.id
            yield noun(row), row.customer_name or row.customer_email or ""
        await asyncio.sleep(LOOK_EVERY)


async def tell(stage: Stage, narrator: Narrator) -> None:
    """Tell events until cancelled; those that no line of LINES knows stay untold."""
    async for event, customer in history(stage):
        teller = LINES.get(event.kind)
        if teller:
            mark, text, detail = teller(customer, event)
            narrator.line(mark, text, detail)


Line = tuple[str, str, str]


def _because(event: Event) -> str:
    return "; ".join(reason.rstrip(".") for reason in event.reasons[:3])


def _heat(event: Event) -> str:
    return f"heat {round(100 * float(event.data.get('heat', 0)))}"


def _plain(mark: str, text: str) -> Callable[[str, Event], Line]:
    return lambda customer, event: (
        mark,
        text.format(customer=customer or "a sender", **_fields(event)),
        _because(event),
    )


def _fields(event: Event) -> dict[str, Any]:
    return {"heat": _heat(event), "playbook": event.data.get("playbook", "")}


#: Kind of event -> how it is told.
LINES: dict[str, Callable[[str, Event], Line]] = {
    "mail_recorded": _plain("arrived", "{customer} wrote."),
    "machine_mail_recorded": _plain("ignored", "A machine wrote; nothing moves."),
    "mail_ignored": _plain("ignored", "A machine wrote; nothing moves."),
    "mail_quarantined": _plain("held back", "A mail could not be read within the limits; it is kept as it came."),
    "draft_proposed": _plain("draft", "{customer}: {heat}, a letter by “{playbook}”."),
    "escalated": _plain("call", "{customer}: {heat}, this needs a voice."),
    "nothing_to_answer": _plain("quiet", "{customer}: nothing to answer."),
    "draft_edited": _plain("edited", "The reply to {customer} was changed by hand."),
    "draft_approved": _plain("approved", "The reply to {customer} is frozen and leaves in a moment."),
    "reply_sent": _plain("sent", "The reply to {customer} has left, once."),
    "call_placed": _plain("rings", "The manager's telephone rings for {customer}."),
    "call_ended": _plain("hung up", "The call with {customer} has ended."),
    "case_resolved": _plain("solved", "The case of {customer} is solved."),
    "follow_up_planned": _plain("planned", "{customer} will be followed up."),
    "follow_up_done": _plain("asked", "{customer} was asked whether the solution holds."),
}

"""Habitual complainers and valued customers, with the evidence; and the hand-written card as a task (GUIDANCE 3.9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.heat import Kind
from mailbot.model.policy import FollowUpPolicy
from mailbot.store import codec
from mailbot.store.customers import CustomerStore
from mailbot.store.database import Database
from mailbot.store.tables import conversations, customers, follow_ups
from scheduler.followup import FollowUpKind, FollowUpState


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What a customer is known as, and why."""

    habitual: bool = False
    valued: bool = False
    evidence: tuple[str, ...] = ()  # sentences for people


async def standing_in(tx: AsyncConnection, email: str, policy: FollowUpPolicy, now: datetime) -> Standing:
    """Return a customer's standing: counted complaints, and what a person put on file."""
    row = (await tx.execute(select(customers).where(customers.c.email == email))).one_or_none()
    table = conversations.c
    query: Select[Any] = select(table.reference, table.opened_at).where(
        table.customer_email == email, table.kind == Kind.COMPLAINT.value, table.opened_at > now - timedelta(days=365)
    )
    complaints = (await tx.execute(query.order_by(table.opened_at, table.id))).all()
    counted = len(complaints) >= policy.habitual_cases
    told = [f"{len(complaints)} complaints within a year: {_list(complaints)}."] if counted else []
    if row is not None and row.valued:
        told.append("Marked as a valued customer by a person.")
    elif row is not None and row.habitual and not counted:
        told.append("Known as a habitual complainer from before.")
    return Standing(
        habitual=counted or bool(row and row.habitual), valued=bool(row and row.valued), evidence=tuple(told)
    )


def _list(complaints: Sequence[Row[Any]]) -> str:
    return ", ".join(f"{one.reference} ({one.opened_at:%Y-%m-%d})" for one in complaints[-8:])


async def note_standing(tx: AsyncConnection, email: str, standing: Standing, now: datetime) -> None:
    """Write a counted standing into the customer's file, with its evidence."""
    if standing.habitual:
        evidence = {"sentences": list(standing.evidence), "at": now.isoformat()}
        await CustomerStore().write(tx, email, now, habitual=True, evidence=evidence)


@dataclass(frozen=True, kw_only=True, slots=True)
class CardTask:
    """A card to be written by hand."""

    id: str  # of the follow-up: done or cancelled through the timetable
    conversation_id: str
    customer: str
    email: str
    language: str
    address: str | None  # where it goes, if the customer told us
    words: str  # suggested, in the customer's language
    reason: str
    evidence: tuple[str, ...]
    due_at: datetime


class Cards:
    """Reads the cards that wait to be written (implements `mailbot.console.house.Cards`)."""

    def __init__(self, db: Database, suggestions: Mapping[str, str]) -> None:
        self._db = db
        self._suggestions = suggestions  # language -> words with {name} and {agent}

    async def open(self, agent_name: str = "", limit: int = 100) -> tuple[CardTask, ...]:
        """Return them, soonest due first."""
        table, case, file = follow_ups.c, conversations.c, customers.c
        waiting = [FollowUpState.PLANNED.value, FollowUpState.PAUSED.value, FollowUpState.ASKED.value]
        query: Select[Any] = (
            select(
                table.id, table.conversation_id, table.due_at, table.reason, case.customer_name, case.customer_email,
                case.language, case.facts, file.evidence,
            )
            .select_from(follow_ups.join(conversations).outerjoin(customers, file.email == case.customer_email))
            .where(table.kind == FollowUpKind.CARD.value, table.state.in_(waiting))
            .order_by(table.due_at, table.id)
            .limit(limit)
        )  # fmt: skip
        async with self._db.read() as tx:
            return tuple(self._task(row, agent_name) for row in await tx.execute(query))

    def _task(self, row: Row[Any], agent_name: str) -> CardTask:
        words = self._suggestions.get(row.language) or self._suggestions["en"]
        name = row.customer_name or row.customer_email
        return CardTask(
            id=row.id,
            conversation_id=row.conversation_id,
            customer=name,
            email=row.customer_email,
            language=row.language,
            address=codec.to_facts(row.facts).value("address"),
            words=words.format(name=name, agent=agent_name),
            reason=row.reason,
            evidence=tuple((row.evidence or {}).get("sentences", ())),
            due_at=row.due_at,
        )

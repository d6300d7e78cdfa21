"""Habitual complainers and valued customers, with the evidence; and the hand-written card as a task (GUIDANCE 3.9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError
from mailbot.model.event import Event
from mailbot.model.heat import Kind
from mailbot.model.person import Agent
from mailbot.model.policy import FollowUpPolicy
from mailbot.model.sentence import Sentence, say
from mailbot.store import codec
from mailbot.store.customers import CustomerStore
from mailbot.store.database import Database
from mailbot.store.events import EventLog
from mailbot.store.tables import conversations, customers, follow_ups
from scheduler.followup import FollowUpKind, FollowUpState


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """What a person put on file about a customer."""

    by: str  # name
    why: str
    day: str  # "2026-03-02"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What a customer is known as, and why."""

    habitual: bool = False
    valued: bool = False
    evidence: tuple[str, ...] = ()  # sentences for people
    cases: tuple[str, ...] = ()  # the complaints of a year that were counted: "MB-7K3QX9 (2026-03-02)"
    mark: Mark | None = None  # what a person said of them


async def standing_in(tx: AsyncConnection, email: str, policy: FollowUpPolicy, now: datetime) -> Standing:
    """Return a customer's standing: counted complaints, and what a person put on file."""
    row = (await tx.execute(select(customers).where(customers.c.email == email))).one_or_none()
    table = conversations.c
    query: Select[Any] = select(table.reference, table.opened_at).where(
        table.customer_email == email, table.kind == Kind.COMPLAINT.value, table.opened_at > now - timedelta(days=365)
    )
    complaints = (await tx.execute(query.order_by(table.opened_at, table.id))).all()
    counted = len(complaints) >= policy.habitual_cases
    told = [_counted(complaints)] if counted else []
    mark = _mark(row)
    if row is not None and row.valued:
        told.append(_valued(mark))
    elif row is not None and row.habitual and not counted:
        told.append(say("habitual_before", "Known as a habitual complainer from before."))
    return Standing(
        habitual=counted or bool(row and row.habitual),
        valued=bool(row and row.valued),
        evidence=tuple(told),
        cases=_list(complaints) if counted else (),
        mark=mark,
    )


def _counted(complaints: Sequence[Row[Any]]) -> Sentence:
    cases = ", ".join(_list(complaints))
    return say("many_complaints", "{count} complaints within a year: {cases}.", count=len(complaints), cases=cases)


def _valued(mark: Mark | None) -> Sentence:
    if mark is None:
        return say("valued_by_person", "Marked as a valued customer by a person.")
    return say(
        "valued_by", "Marked as a valued customer by {name} on {day}: {why}", name=mark.by, day=mark.day, why=mark.why
    )


def _mark(row: Row[Any] | None) -> Mark | None:
    kept = ((row.evidence if row else None) or {}).get("mark")
    return Mark(**kept) if kept else None


def _list(complaints: Sequence[Row[Any]]) -> tuple[str, ...]:
    return tuple(f"{one.reference} ({one.opened_at:%Y-%m-%d})" for one in complaints[-8:])


async def note_standing(tx: AsyncConnection, email: str, standing: Standing, now: datetime) -> None:
    """Write a counted standing into the customer's file, with its evidence."""
    if standing.habitual:
        evidence: dict[str, Any] = {"sentences": list(standing.evidence), "at": now.isoformat()}
        if standing.mark:
            evidence["mark"] = asdict(standing.mark)
        await CustomerStore().write(tx, email, now, habitual=True, evidence=evidence)


class Standings:
    """What customers are known as (implements `mailbot.console.house.Standings`)."""

    def __init__(self, db: Database, policy: FollowUpPolicy) -> None:
        self._db, self._policy = db, policy

    async def of(self, email: str, now: datetime) -> Standing:
        """Return a customer's standing with its evidence."""
        async with self._db.read() as tx:
            return await standing_in(tx, email, self._policy, now)

    async def value(self, agent: Agent, conversation_id: str, valued: bool, why: str, now: datetime) -> None:
        """Mark the customer of a case as valued, or take the mark back; who, why and when stay on file.

        Raises:
            RefusedError: there is no such case, or no reason was given.
        """
        if valued and not why.strip():
            raise RefusedError("A valued customer needs a reason.", hint="Say in one line what makes them so.")
        async with self._db.write() as tx:
            query = select(conversations.c.customer_email).where(conversations.c.id == conversation_id)
            email = (await tx.execute(query)).scalar_one_or_none()
            if email is None:
                raise RefusedError("There is no such case.", hint="Reload the page.")
            file = select(customers.c.evidence).where(customers.c.email == email)
            evidence = dict((await tx.execute(file)).scalar_one_or_none() or {})
            evidence.pop("mark", None)
            if valued:
                evidence["mark"] = {"by": agent.name, "why": why.strip(), "day": f"{now:%Y-%m-%d}"}
            await CustomerStore().write(tx, email, now, valued=valued, evidence=evidence)
            kind = "customer_valued" if valued else "customer_not_valued"
            event = Event(kind=kind, at=now, conversation_id=conversation_id, actor=agent.id, reasons=(why.strip(),))
            await EventLog().add(tx, event)


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

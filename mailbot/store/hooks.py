"""Receivers and tellings in the store; an event and its tellings are written in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError
from mailbot.model.event import Event
from mailbot.model.hook import TEST, TOPICS, ClaimedDelivery, DeliveryState, Hook, HookDelivery
from mailbot.store.claims import Lease, claim, release
from mailbot.store.database import Database
from mailbot.store.tables import events, hook_deliveries, hooks
from mailbot.store.types import new_id

#: How long a telling is tried.
PATIENCE = timedelta(days=3)

_ENDED = (DeliveryState.DELIVERED.value, DeliveryState.FAILED.value)
_RECEIVERS = select(hooks.c.id, hooks.c.topics).where(hooks.c.active)
_TOPIC_OF = {kind: topic for topic, kind in TOPICS.items()}
#: What of an event's data a telling carries: ids and figures. Words of customers stay here; receivers fetch them
#: over the API, with a token and its role.
_CARRIED = frozenset(
    "message draft outbox callback message_id kind opened changed_subject assignee version promise due owner heat band "
    "disposition outcome attempt edited".split()
)


async def announce(tx: AsyncConnection, happened: Sequence[tuple[str, Event]]) -> None:
    """Write the tellings of events (row id, event), for every receiver that asked for them."""
    told = [(topic, one, row_id) for row_id, one in happened if (topic := _TOPIC_OF.get(one.kind)) is not None]
    if not told:
        return
    receivers = (await tx.execute(_RECEIVERS)).all()
    tellings = [
        _new(receiver.id, topic, _body(topic, one, row_id), one.at, one.conversation_id)
        for topic, one, row_id in told
        for receiver in receivers
        if not receiver.topics or topic in receiver.topics
    ]
    if tellings:
        await tx.execute(insert(hook_deliveries), tellings)


def _body(topic: str, event: Event, event_id: str) -> str:
    carried = {name: value for name, value in (event.data or {}).items() if name in _CARRIED}
    data = {"event": event_id, "case": event.conversation_id, "actor": event.actor, **carried}
    return json.dumps(
        {"type": topic, "timestamp": event.at.isoformat(), "data": data}, ensure_ascii=False, separators=(",", ":")
    )


def _new(hook_id: str, topic: str, body: str, at: datetime, case: str | None) -> dict[str, Any]:
    return {
        "id": new_id(), "hook_id": hook_id, "topic": topic, "conversation_id": case, "body": body,
        "state": DeliveryState.WAITING.value, "created_at": at, "due_at": at, "deadline": at + PATIENCE,
    }  # fmt: skip


class HookRows:
    """Implements `mailbot.ports.hooks.HookRows`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def claim_due(self, *, now: datetime, holder: str, seconds: float, limit: int) -> Sequence[ClaimedDelivery]:
        """Claim tellings whose time has come, the oldest first."""
        c = hook_deliveries.c
        due = (c.state == DeliveryState.WAITING.value) & (c.due_at <= now)
        async with self._db.read() as tx:
            if (await tx.execute(select(c.id).where(due).limit(1))).first() is None:
                return []
        async with self._db.write() as tx:
            rows = await claim(
                tx, hook_deliveries, where=due, order_by=(c.due_at,), holder=holder, seconds=seconds, limit=limit,
                values={"attempts": c.attempts + 1},
            )  # fmt: skip
            known = {
                row.id: row for row in await tx.execute(select(hooks).where(hooks.c.id.in_({r.hook_id for r in rows})))
            }
        return [
            ClaimedDelivery(
                delivery=_delivery(row),
                hook=_hook(known[row.hook_id]),
                secret=known[row.hook_id].secret,
                fence=row.fence,
            )
            for row in sorted(rows, key=lambda row: row.id)
        ]

    async def settle(
        self,
        claimed: ClaimedDelivery,
        *,
        state: DeliveryState,
        due_at: datetime,
        status: int | None,
        error: str | None,
        failures: int,
        failing_since: datetime | None,
        disable: str | None,
        now: datetime,
    ) -> None:
        """Write what became of an attempt; a receiver that is switched off gets a notice in the memory.

        Raises:
            StaleError: another worker took it meanwhile.
        """
        done = now if state is DeliveryState.DELIVERED else None
        course: dict[str, Any] = {"failures": failures, "failing_since": failing_since}
        if failures:  # counted where it stands: tellings to one receiver run side by side
            course["failures"] = hooks.c.failures + 1
        if disable:
            course |= {"active": False, "disabled_reason": disable}
        async with self._db.write() as tx:
            await release(
                tx,
                hook_deliveries,
                Lease(id=claimed.delivery.id, fence=claimed.fence),
                {"state": state.value, "due_at": due_at, "status": status, "error": error, "delivered_at": done},
            )
            await tx.execute(update(hooks).where(hooks.c.id == claimed.hook.id).values(**course))
            if disable:
                await _note(tx, "webhook_disabled", "mailbot", claimed.hook.id, now, disable)

    async def forget_old(self, before: datetime, limit: int) -> int:
        """Remove at most so many tellings that came to their end before a moment; return how many."""
        c = hook_deliveries.c
        old = select(c.id).where(c.state.in_(_ENDED), c.due_at < before).limit(limit)
        async with self._db.read() as tx:
            ids = list((await tx.execute(old)).scalars())
        if ids:
            async with self._db.write() as tx:
                await tx.execute(delete(hook_deliveries).where(c.id.in_(ids), c.state.in_(_ENDED)))
        return len(ids)

    # -- what admins do

    async def add(self, url: str, secret: str, topics: Sequence[str], *, note: str, by: str, now: datetime) -> Hook:
        """Add a receiver."""
        values = {"id": new_id(), "url": url, "secret": secret, "topics": list(topics) or None, "note": note,
                  "created_at": now, "created_by": by}  # fmt: skip
        async with self._db.write() as tx:
            row = (await tx.execute(insert(hooks).values(**values).returning(*hooks.c))).one()
            await _note(tx, "webhook_added", by, row.id, now)
        return _hook(row)

    async def all(self) -> Sequence[Hook]:
        """Return all receivers, the oldest first."""
        async with self._db.read() as tx:
            return [_hook(row) for row in await tx.execute(select(hooks).order_by(hooks.c.id))]

    async def get(self, hook_id: str) -> Hook:
        """Return a receiver.

        Raises:
            RefusedError: there is none with this id.
        """
        async with self._db.read() as tx:
            return _hook(await _row(tx, hook_id))

    async def remove(self, hook_id: str, *, by: str, now: datetime) -> None:
        """Remove a receiver with its tellings."""
        async with self._db.write() as tx:
            await _row(tx, hook_id)
            await tx.execute(delete(hook_deliveries).where(hook_deliveries.c.hook_id == hook_id))
            await tx.execute(delete(hooks).where(hooks.c.id == hook_id))
            await _note(tx, "webhook_removed", by, hook_id, now)

    async def switch(self, hook_id: str, active: bool, *, by: str, now: datetime) -> Hook:
        """Switch a receiver on, with a clean slate, or off."""
        values: dict[str, Any] = {"active": active}
        if active:
            values |= {"disabled_reason": None, "failures": 0, "failing_since": None}
        async with self._db.write() as tx:
            await _row(tx, hook_id)
            await tx.execute(update(hooks).where(hooks.c.id == hook_id).values(**values))
            await _note(tx, "webhook_on" if active else "webhook_off", by, hook_id, now)
            return _hook(await _row(tx, hook_id))

    async def renew_secret(self, hook_id: str, secret: str, *, by: str, now: datetime) -> None:
        """Write a new secret."""
        async with self._db.write() as tx:
            await _row(tx, hook_id)
            await tx.execute(update(hooks).where(hooks.c.id == hook_id).values(secret=secret))
            await _note(tx, "webhook_secret_renewed", by, hook_id, now)

    async def deliveries(self, hook_id: str, limit: int = 50) -> Sequence[HookDelivery]:
        """Return the tellings of a receiver, newest first."""
        c = hook_deliveries.c
        query = select(hook_deliveries).where(c.hook_id == hook_id).order_by(c.id.desc()).limit(limit)
        async with self._db.read() as tx:
            await _row(tx, hook_id)
            return [_delivery(row) for row in await tx.execute(query)]

    async def send_again(self, hook_id: str, delivery_id: str, now: datetime) -> HookDelivery:
        """Put a telling back in line, under the same webhook-id.

        Raises:
            RefusedError: there is none, or it waits already.
        """
        c = hook_deliveries.c
        again = {"state": DeliveryState.WAITING.value, "due_at": now, "deadline": now + PATIENCE, "attempts": 0,
                 "delivered_at": None}  # fmt: skip
        async with self._db.write() as tx:
            row = (
                await tx.execute(
                    update(hook_deliveries)
                    .where(c.id == delivery_id, c.hook_id == hook_id, c.state != DeliveryState.WAITING.value)
                    .values(**again)
                    .returning(*c)
                )
            ).one_or_none()
        if row is None:
            raise RefusedError("There is no such message to send again.", hint="Reload the page: it may wait already.")
        return _delivery(row)

    async def send_test(self, hook_id: str, now: datetime) -> HookDelivery:
        """Put a test in line for a receiver."""
        event = Event(kind="webhook_tested", at=now, actor="mailbot")
        async with self._db.write() as tx:
            await _row(tx, hook_id)
            values = _new(hook_id, TEST, _body(TEST, event, new_id()), now, None)
            return _delivery(
                (await tx.execute(insert(hook_deliveries).values(**values).returning(*hook_deliveries.c))).one()
            )


async def _row(tx: AsyncConnection, hook_id: str) -> Row[Any]:
    row = (await tx.execute(select(hooks).where(hooks.c.id == hook_id))).one_or_none()
    if row is None:
        raise RefusedError("There is no webhook {id}.", hint="Reload the page.", id=hook_id)
    return row


async def _note(tx: AsyncConnection, kind: str, actor: str, hook_id: str, now: datetime, *reasons: str) -> None:
    values = {
        "id": new_id(),
        "at": now,
        "kind": kind,
        "actor": actor,
        "reasons": list(reasons),
        "data": {"hook": hook_id},
    }
    await tx.execute(insert(events).values(**values))


def _hook(row: Row[Any]) -> Hook:
    return Hook(
        topics=tuple(row.topics or ()),
        created_by=row.created_by or "",
        **{name: getattr(row, name) for name in (
            "id", "url", "note", "active", "disabled_reason", "failures", "failing_since", "created_at",
        )},
    )  # fmt: skip


def _delivery(row: Row[Any]) -> HookDelivery:
    return HookDelivery(
        state=DeliveryState(row.state),
        **{name: getattr(row, name) for name in (
            "id", "hook_id", "topic", "body", "attempts", "created_at", "due_at", "deadline", "delivered_at", "status", "error",
        )},
    )  # fmt: skip

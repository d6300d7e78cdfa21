"""Outgoing webhooks, as their use case sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from mailbot.model.hook import ClaimedDelivery, DeliveryState, Hook, HookAnswer, HookDelivery


class HookRows(Protocol):
    """Receivers and tellings (mailbot.store.hooks)."""

    async def claim_due(self, *, now: datetime, holder: str, seconds: float, limit: int) -> Sequence[ClaimedDelivery]:
        """Claim tellings whose time has come."""
        ...

    async def forget_old(self, before: datetime, limit: int) -> int:
        """Remove at most so many tellings that came to their end before a moment; return how many."""
        ...

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
        """Write what became of an attempt. Raises StaleError when another worker took it meanwhile."""
        ...

    async def add(self, url: str, secret: str, topics: Sequence[str], *, note: str, by: str, now: datetime) -> Hook: ...
    async def all(self) -> Sequence[Hook]: ...
    async def get(self, hook_id: str) -> Hook: ...
    async def remove(self, hook_id: str, *, by: str, now: datetime) -> None: ...
    async def switch(self, hook_id: str, active: bool, *, by: str, now: datetime) -> Hook: ...
    async def renew_secret(self, hook_id: str, secret: str, *, by: str, now: datetime) -> None: ...
    async def deliveries(self, hook_id: str, limit: int = 50) -> Sequence[HookDelivery]: ...
    async def send_again(self, hook_id: str, delivery_id: str, now: datetime) -> HookDelivery: ...
    async def send_test(self, hook_id: str, now: datetime) -> HookDelivery: ...


class HookPost(Protocol):
    """The way to a receiver (mailbot.adapters.hook_post)."""

    def check(self, url: str) -> str:
        """Return an address as it will be called. Raises UsageError when we would never send there."""
        ...

    async def post(self, url: str, secret: str, webhook_id: str, body: str, now: datetime) -> HookAnswer:
        """Send one telling, signed; never raises for what a receiver or the network does."""
        ...

"""Outgoing webhooks, wired."""

from __future__ import annotations

from mailbot.adapters.hook_post import HookPost
from mailbot.config import Settings
from mailbot.delivery.hooks import Hooks
from mailbot.ports import Clock
from mailbot.store.database import Database
from mailbot.store.hooks import HookRows


def wired_hooks(settings: Settings, db: Database, clock: Clock, *, holder: str = "hooks") -> Hooks:
    """Return the use case on a store."""
    chosen = settings.webhooks
    post = HookPost(
        allowed=chosen.allow_networks,
        seconds=chosen.timeout_seconds,
        ca_file=str(chosen.ca_file) if chosen.ca_file else None,
    )
    return Hooks(rows=HookRows(db), post=post, clock=clock, holder=holder)

"""All tables on one MetaData, one module per group of nouns."""

from mailbot.store.tables.audit import events
from mailbot.store.tables.base import metadata
from mailbot.store.tables.callbacks import (
    call_attempts,
    call_blocks,
    call_events,
    call_steps,
    callback_cases,
    callbacks,
)
from mailbot.store.tables.cases import conversations, message_ids, messages
from mailbot.store.tables.desk import disputes, mentions, notes, settings
from mailbot.store.tables.followups import follow_ups, promises
from mailbot.store.tables.health import mailbox_health
from mailbot.store.tables.hooks import hook_deliveries, hooks
from mailbot.store.tables.incoming import cursors, raw_mails
from mailbot.store.tables.knowledge import incidents, writings
from mailbot.store.tables.nodes import nodes, watches
from mailbot.store.tables.outgoing import allowances, drafts, outbox
from mailbot.store.tables.people import agents, api_tokens, customers, sessions
from mailbot.store.tables.search import search_words

__all__ = [
    "agents",
    "allowances",
    "api_tokens",
    "call_attempts",
    "call_blocks",
    "call_events",
    "call_steps",
    "callback_cases",
    "callbacks",
    "conversations",
    "cursors",
    "customers",
    "disputes",
    "drafts",
    "events",
    "follow_ups",
    "hook_deliveries",
    "hooks",
    "incidents",
    "mailbox_health",
    "mentions",
    "message_ids",
    "messages",
    "metadata",
    "nodes",
    "notes",
    "outbox",
    "promises",
    "raw_mails",
    "search_words",
    "sessions",
    "settings",
    "watches",
    "writings",
]

"""Calls that are due, every attempt on them, and everything heard about an attempt."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from mailbot.store.tables.base import id_column, lease_columns, metadata
from mailbot.store.types import Id, Json, UtcDateTime

_OPEN = text("closed_at IS NULL")
_ACTIVE = text("ended_at IS NULL")
#: What a manager may be given; the same words stand in the query, or SQLite does not use the index.
WAITING = "state IN ('ready', 'retry', 'snoozed')"
_HELD = text("ended_at IS NULL AND NOT manual")

#: A call that is due (escalation.callback.Callback). The lease's holder is the manager's agent id.
callbacks = Table(
    "callbacks",
    metadata,
    id_column(),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("customer_email", Text, nullable=False),  # lower case
    Column("customer_name", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default="en"),
    Column("number", Text),  # E.164
    Column("number_source", Text),
    Column("confirmed_by", Text),  # agent id that clicked on exactly this number
    Column("zone", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("lane", Integer, nullable=False),  # as last reckoned: leads the claim's index
    Column("score", Float, nullable=False, server_default="0"),  # likewise
    Column("heat", Float, nullable=False, server_default="0"),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("sensitive", Boolean, nullable=False, server_default=text("false")),
    Column("valued", Boolean, nullable=False, server_default=text("false")),
    Column("contacts", Integer, nullable=False, server_default="1"),
    Column("sender", Text, nullable=False, server_default="unverified"),  # mailbot.model.message.Verdict
    Column("consent", Boolean),
    Column("do_not_call", Boolean, nullable=False, server_default=text("false")),
    Column("placed_in_line_at", UtcDateTime, nullable=False),
    Column("promised_at", UtcDateTime),
    Column("wished_at", UtcDateTime),
    Column("not_before", UtcDateTime),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("passed_by", Json),  # [agent id, …]
    Column("problem", Text, nullable=False, server_default=""),
    Column("wish", Text, nullable=False, server_default=""),
    Column("promised", Text, nullable=False, server_default=""),
    Column("reasons", Json),  # ["…", …]
    Column("disposition", Text),
    Column("notes", Text, nullable=False, server_default=""),
    Column("invite", Boolean, nullable=False, server_default=text("false")),  # a mail should offer a time
    Column("confirmation", Boolean, nullable=False, server_default=text("false")),  # a written one is wanted
    Column("created_at", UtcDateTime, nullable=False),
    Column("wrap_up_since", UtcDateTime),
    # What sent it to a person is not mended: a look by a manager who lets go again is no answer to it.
    Column("needs_person", Boolean, nullable=False, server_default=text("false")),
    Column("closed_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default="1"),
    *lease_columns(),
    Index("ix_callbacks_line", "lane", "score", postgresql_where=text(WAITING), sqlite_where=text(WAITING)),
    Index("ix_callbacks_due", "state", "not_before"),
    Index("ix_callbacks_number", "number"),
    Index(
        "uq_callbacks_open_customer", "customer_email", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN
    ),  # sibling cases of one customer share a call
)

#: The cases that one call is about.
callback_cases = Table(
    "callback_cases",
    metadata,
    Column("callback_id", Id, ForeignKey("callbacks.id"), primary_key=True),
    Column("conversation_id", Id, ForeignKey("conversations.id"), primary_key=True),
    Index("ix_callback_cases_conversation", "conversation_id"),
)

#: One try to bring a manager and a customer together (escalation.callback.Attempt).
call_attempts = Table(
    "call_attempts",
    metadata,
    id_column(),
    Column("callback_id", Id, ForeignKey("callbacks.id"), nullable=False),
    Column("conversation_id", Id, nullable=False),
    Column("customer_email", Text, nullable=False),
    Column("manager_id", Text, nullable=False),
    Column("manager_number", Text, nullable=False, server_default=""),
    Column("number", Text, nullable=False),
    Column("region", Text, nullable=False, server_default=""),
    Column("heat", Float, nullable=False, server_default="0"),
    Column("token", Integer, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("ref", Text),
    Column("customer_ref", Text),
    Column("manager_leg", Text, nullable=False, server_default="none"),
    Column("customer_leg", Text, nullable=False, server_default="none"),
    Column("choice", Text),
    Column("bridged", Boolean),
    Column("talk_seconds", Integer, nullable=False, server_default="0"),
    Column("hint", Text),  # disposition pressed on the keypad
    Column("outcome", Text),
    Column("cancel_reason", Text),
    Column("hang_up_sent_at", UtcDateTime),
    Column("manual", Boolean, nullable=False, server_default=text("false")),
    Column("script", Json),  # {"brief": [[language, text]], "language", "customer_language", "company"}
    Column("created_at", UtcDateTime, nullable=False),
    Column("deadline", UtcDateTime, nullable=False),
    Column("dialled_at", UtcDateTime),  # when the customer's number was dialled: this counts against the caps
    Column("ended_at", UtcDateTime),
    Column("looks", Integer, nullable=False, server_default="0"),  # how often the provider was asked about it
    Index("uq_call_attempts_number", "number", unique=True, postgresql_where=_ACTIVE, sqlite_where=_ACTIVE),
    Index("uq_call_attempts_manager", "manager_id", unique=True, postgresql_where=_ACTIVE, sqlite_where=_ACTIVE),
    Index("ix_call_attempts_callback", "callback_id", "created_at"),
    Index("ix_call_attempts_number_dialled", "number", "dialled_at"),
    Index("ix_call_attempts_customer_dialled", "customer_email", "dialled_at"),
    Index("ix_call_attempts_created", "created_at"),
    Index("ix_call_attempts_deadline", "deadline", postgresql_where=_HELD, sqlite_where=_HELD),
)

#: Everything heard about an attempt, once, as received; kept also when it came too late to matter.
call_events = Table(
    "call_events",
    metadata,
    id_column(),
    Column("attempt_id", Id, nullable=False),
    Column("key", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("leg", Text, nullable=False),
    Column("ref", Text),
    Column("raw", Text, nullable=False, server_default=""),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("attempt_id", "key"),
)

#: One-shot steps of the spoken menu: a replayed step gets the same answer and changes nothing.
call_steps = Table(
    "call_steps",
    metadata,
    Column("attempt_id", Id, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("digits", Text, nullable=False, server_default=""),
    Column("reply", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

#: Never call: a number or a customer's address, put here by a mail, a call or a person.
call_blocks = Table(
    "call_blocks",
    metadata,
    Column("value", Text, primary_key=True),  # E.164 or lower-case address
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

"""Events: the append-only answer to "why is this so?"."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened, with its reasons in plain words."""

    kind: str  # a past participle: "mail_recorded", "draft_approved"
    at: datetime
    conversation_id: str | None = None
    actor: str = "mailbot"  # mailbot, customer, or an agent's id
    reasons: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)  # small and JSON-ready; no bodies, no secrets
    id: str = ""  # given by the store; sorts by time

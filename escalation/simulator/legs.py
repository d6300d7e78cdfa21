"""A call leg of the simulated network and how the REST interface shows it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from escalation.simulator.clock import Signal
from escalation.simulator.personas import Persona

OVER = ("completed", "busy", "no-answer", "failed", "canceled")


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """Who wants to hear of a leg's progress."""

    url: str = ""
    events: frozenset[str] = frozenset({"completed"})


@dataclass(kw_only=True, eq=False)
class Leg:
    """One party's side of a call; changes as the call goes on."""

    sid: str
    account: str
    to: str
    from_: str
    direction: str  # outbound-api, outbound-dial
    persona: Persona
    created: datetime
    gone: Signal  # somebody hung up
    moved: Signal  # the REST interface gave it another document
    parent: str = ""
    status: str = "queued"
    started: datetime | None = None
    ended: datetime | None = None
    url: str = ""
    document: str = ""
    fallback: str = ""
    ring_seconds: float = 60.0
    limit_seconds: float = 14_400.0
    subscription: Subscription = field(default_factory=Subscription)
    machine_detection: bool = False
    async_amd: bool = False
    amd_callback: str = ""
    answered_by: str = ""
    queue_seconds: float = 0.0
    sequence: int = 0
    keys_used: int = 0
    sip_code: int = 200
    notifications: list[dict[str, Any]] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Tell whether the leg has ended."""
        return self.status in OVER

    def seconds(self) -> int:
        """Return how long it was connected, in whole seconds."""
        return int((self.ended - self.started).total_seconds()) if self.ended and self.started else 0

    def next_key(self) -> str:
        """Return what this party presses at the next menu, "" for nothing."""
        keys = self.persona.keys
        key = keys[self.keys_used] if self.keys_used < len(keys) else ""
        self.keys_used += 1
        return key

    def resource(self) -> dict[str, Any]:
        """Return the leg as the REST interface shows it: numbers as text, dates as in RFC 2822."""
        uri = f"/2010-04-01/Accounts/{self.account}/Calls/{self.sid}"
        parts = ("notifications", "recordings", "payments", "events", "siprec", "streams", "transcriptions")
        return {
            "sid": self.sid,
            "account_sid": self.account,
            "parent_call_sid": self.parent or None,
            "to": self.to,
            "to_formatted": self.to,
            "from": self.from_,
            "from_formatted": self.from_,
            "phone_number_sid": "PN" + "0" * 32,
            "status": self.status,
            "direction": self.direction,
            "answered_by": self.answered_by or None,
            "start_time": _date(self.started),
            "end_time": _date(self.ended),
            "date_created": _date(self.created),
            "date_updated": _date(self.ended or self.started or self.created),
            "duration": str(self.seconds()) if self.over else None,
            "queue_time": str(int(self.queue_seconds * 1000)),
            "price": None,
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "annotation": None,
            "forwarded_from": None,
            "group_sid": None,
            "caller_name": None,
            "trunk_sid": None,
            "uri": f"{uri}.json",
            "subresource_uris": {part: f"{uri}/{part.title()}.json" for part in parts},
        }

    def fields(self) -> dict[str, str]:
        """Return what every webhook about the leg carries."""
        fields = {
            "AccountSid": self.account,
            "ApiVersion": "2010-04-01",
            "CallSid": self.sid,
            "CallStatus": self.status,
            "Called": self.to,
            "Caller": self.from_,
            "Direction": self.direction,
            "From": self.from_,
            "To": self.to,
        }
        return fields | ({"ParentCallSid": self.parent} if self.parent else {})

    def status_fields(self, now: datetime) -> dict[str, str]:
        """Return what a status callback carries, and count it."""
        fields = self.fields() | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self.sequence),
            "Timestamp": format_datetime(now),
        }
        self.sequence += 1
        if not self.over:
            return fields
        seconds = self.seconds()
        fields |= {
            "CallDuration": str(seconds),
            "Duration": str(math.ceil(seconds / 60)),
            "SipResponseCode": str(self.sip_code),
        }
        return fields | ({"AnsweredBy": self.answered_by} if self.answered_by else {})


def _date(moment: datetime | None) -> str | None:
    return format_datetime(moment) if moment else None

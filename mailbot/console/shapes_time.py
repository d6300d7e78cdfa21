"""What the API takes and gives about the schedule and calls in hand; fields may be added, never renamed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, StringConstraints

from mailbot.console.shapes import Given, Id, Line
from scheduler.ports import Act


class PlannedShape(BaseModel):
    """Something that will happen by itself, or that was promised."""

    id: str
    what: str
    kind: str
    due_at: datetime
    reason: str
    conversation_id: str
    customer: str
    state: str


class PlannedAct(Given):
    """What is done with an item; `until` where it is moved."""

    act: Act
    until: AwareDatetime | None = None
    note: Line = ""


class CardShape(BaseModel):
    """A card to be written by hand; done or cancelled as the follow-up with this id."""

    id: str
    conversation_id: str
    customer: str
    email: str
    language: str
    address: str | None
    words: str
    evidence: tuple[str, ...]
    due_at: datetime


class HandOver(Given):
    """Which manager gets a callback."""

    to: Id


class ZoneGiven(Given):
    """Where the customer is (IANA zone)."""

    zone: Annotated[str, StringConstraints(max_length=60)]


class NotesGiven(Given):
    """What was noted so far."""

    notes: Annotated[str, StringConstraints(max_length=20_000)]

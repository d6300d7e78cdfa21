"""What the house knows beforehand: incidents with a known cause, and departments that a matter may belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentText:
    """What we say of an incident in one language, each a sentence; "" where we say nothing of our own."""

    action: str = ""  # what we are doing now
    cause: str = ""  # a plain statement of what happened
    terms: str = ""  # by when it is put right; `{until}` stands for the expected end


@dataclass(frozen=True, kw_only=True, slots=True)
class Incident:
    """A cause that is known: a mail about it is answered by action, cause and terms."""

    id: str
    name: str  # for the agents: "Fibre cut in Ashford"
    words: tuple[str, ...]  # a mail is about it when one of these stands in it
    region: tuple[str, ...] = ()  # places, one of which the mail must name; empty: everywhere
    problems: tuple[str, ...] = ()  # kinds of trouble it explains ("outage"); empty: any
    begun_at: datetime  # aware
    until: datetime | None = None  # when we expect it to be put right
    ended_at: datetime | None = None  # None while it lasts
    texts: Mapping[str, IncidentText] = field(default_factory=dict)  # language -> our words


@dataclass(frozen=True, kw_only=True, slots=True)
class Department:
    """Whose a matter is when a mail speaks of these things: another team or a partner."""

    name: str  # said to the customer: "Voltmark Electricians"
    words: tuple[str, ...]  # things and tasks that are theirs alone, in the customers' languages
    address: str = ""  # where the agent passes the case on to
    names: Mapping[str, str] = field(default_factory=dict)  # language -> name, where it differs
    finder: str = ""  # who of ours finds the cause; "" for the agent
